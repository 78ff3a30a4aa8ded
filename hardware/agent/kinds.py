"""Which work belongs to which kind of device."""

from collections.abc import Callable
from typing import Any, cast

from hardware.agent.config import DeviceSettings, Kind
from hardware.agent.device_keys import DispenserWork, KeypadWork
from hardware.agent.device_modem import ModemWork
from hardware.agent.device_printer import PrinterWork
from hardware.agent.device_scanner import ScannerWork
from hardware.agent.device_sign import SignWork
from hardware.agent.device_voice import VoiceWork
from hardware.agent.work import Outlet, Work
from hardware.drivers import registry
from hardware.drivers.protocols import Device, KeySource

_DRIVERS: dict[Kind, Callable[[registry.Config], Device]] = {
    "printer": registry.printer,
    "sign": registry.sign,
    "keypad": registry.keys,
    "dispenser": registry.keys,
    "scanner": registry.scanner,
    "voice": registry.voice,
    "modem": registry.modem,
}


def driver_of(settings: DeviceSettings) -> Device:
    """The driver the settings name.

    Raises:
        UnknownModel, BadConfig: nothing was opened.
    """
    return _DRIVERS[settings.kind](settings.driver)


_WORKS: dict[Kind, Callable[[Outlet, Any], Work]] = {
    "printer": PrinterWork,
    "sign": SignWork,
    "scanner": ScannerWork,
    "voice": VoiceWork,
    "modem": ModemWork,
}
"""Those that need their driver alone."""


def work_of(outlet: Outlet, settings: DeviceSettings, driver: Device) -> Work:
    if settings.kind == "keypad":
        return KeypadWork(outlet, cast(KeySource, driver), settings.keys)
    if settings.kind == "dispenser":
        return DispenserWork(outlet, cast(KeySource, driver), settings.keys, settings.lang, settings.grace_s)
    return _WORKS[settings.kind](outlet, driver)
