"""Which work belongs to which kind of device."""

from collections.abc import Callable
from typing import cast

from hardware.agent.config import DeviceSettings, Kind
from hardware.agent.device_keys import DispenserWork, KeypadWork
from hardware.agent.device_printer import PrinterWork
from hardware.agent.device_scanner import ScannerWork
from hardware.agent.device_sign import SignWork
from hardware.agent.device_voice import VoiceWork
from hardware.agent.work import Outlet, Work
from hardware.drivers import registry
from hardware.drivers.protocols import Device, KeySource, PrinterDriver, ScanSource, SignDriver, VoiceDriver

_DRIVERS: dict[Kind, Callable[[registry.Config], Device]] = {
    "printer": registry.printer,
    "sign": registry.sign,
    "keypad": registry.keys,
    "dispenser": registry.keys,
    "scanner": registry.scanner,
    "voice": registry.voice,
}


def driver_of(settings: DeviceSettings) -> Device:
    """The driver the settings name.

    Raises:
        UnknownModel, BadConfig: nothing was opened.
    """
    return _DRIVERS[settings.kind](settings.driver)


def work_of(outlet: Outlet, settings: DeviceSettings, driver: Device) -> Work:
    match settings.kind:
        case "printer":
            return PrinterWork(outlet, cast(PrinterDriver, driver))
        case "sign":
            return SignWork(outlet, cast(SignDriver, driver))
        case "voice":
            return VoiceWork(outlet, cast(VoiceDriver, driver))
        case "scanner":
            return ScannerWork(outlet, cast(ScanSource, driver))
        case "keypad":
            return KeypadWork(outlet, cast(KeySource, driver), settings.keys)
        case "dispenser":
            source = cast(KeySource, driver)
            return DispenserWork(outlet, source, settings.keys, settings.lang, settings.grace_s)
