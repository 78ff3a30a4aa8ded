"""From a plain configuration to a driver: one line per model, `{"model": "escpos", …}` chooses it.

A factory opens nothing that can be opened later: a device that is off now is a matter of its first use.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from hardware.drivers import (
    escpos_printer,
    gsm_modem,
    hid_keys,
    modbus_sign,
    pole_display,
    serial_keys,
    serial_scanner,
)
from hardware.drivers import voice as clip_voice
from hardware.drivers.errors import BadConfig, UnknownModel
from hardware.drivers.protocols import KeySource, ModemDriver, PrinterDriver, ScanSource, SignDriver, VoiceDriver

Config = Mapping[str, Any]
Driver = TypeVar("Driver")

PRINTERS: dict[str, Callable[[Config], PrinterDriver]] = {
    "escpos": escpos_printer.from_config,
}
SIGNS: dict[str, Callable[[Config], SignDriver]] = {
    "modbus": modbus_sign.from_config,
    "pole": pole_display.from_config,
}
KEYS: dict[str, Callable[[Config], KeySource]] = {
    "serial": serial_keys.from_config,
    "hid": hid_keys.from_config,
}
SCANNERS: dict[str, Callable[[Config], ScanSource]] = {
    "serial": serial_scanner.from_config,
}
MODEMS: dict[str, Callable[[Config], ModemDriver]] = {
    "gsm": gsm_modem.from_config,
}
VOICES: dict[str, Callable[[Config], VoiceDriver]] = {
    "clips": clip_voice.from_config,
}


def printer(config: Config) -> PrinterDriver:
    return _made(PRINTERS, config)


def sign(config: Config) -> SignDriver:
    return _made(SIGNS, config)


def keys(config: Config) -> KeySource:
    return _made(KEYS, config)


def scanner(config: Config) -> ScanSource:
    return _made(SCANNERS, config)


def modem(config: Config) -> ModemDriver:
    return _made(MODEMS, config)


def voice(config: Config) -> VoiceDriver:
    return _made(VOICES, config)


def _made(models: Mapping[str, Callable[[Config], Driver]], config: Config) -> Driver:
    model = str(config.get("model", ""))
    if model not in models:
        raise UnknownModel(model=model, known=tuple(models))
    try:
        return models[model](config)
    except (KeyError, TypeError, ValueError) as why:
        raise BadConfig(model=model, problem=type(why).__name__, setting=str(why)) from why
