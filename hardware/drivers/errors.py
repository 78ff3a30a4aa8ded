"""Why a device did not do it: a stable code and facts, never a sentence."""

from typing import ClassVar


class DeviceError(Exception):
    """Base of every refusal a driver raises; `code` travels in results and events."""

    code: ClassVar[str] = "device.failed"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class UnknownModel(DeviceError):
    code = "device.unknown_model"


class BadConfig(DeviceError):
    """A setting of the configuration is missing or not of its kind."""

    code = "device.bad_config"


class PaperOut(DeviceError):
    code = "printer.paper_out"


class CoverOpen(DeviceError):
    code = "printer.cover_open"


class PrinterSilent(DeviceError):
    """No connection, or connected and no answer to a status request."""

    code = "printer.silent"


class PrinterOffline(PrinterSilent):
    """It answers, but is switched off line or in error, and neither paper nor cover is the reason."""

    code = "printer.offline"


class PrinterBusy(DeviceError):
    """A held job is still inside the printer: settle it first."""

    code = "printer.busy"


class SignSilent(DeviceError):
    code = "sign.silent"


class SignRefused(DeviceError):
    """The sign answered with a Modbus exception."""

    code = "sign.refused"


class SignDiffers(DeviceError):
    """Written and read back, and it is not the same."""

    code = "sign.differs"


class ClipMissing(DeviceError):
    code = "voice.clip_missing"


class ClipUnusable(DeviceError):
    """Not a WAV file, or of another rate, width or number of channels than the first clip."""

    code = "voice.clip_unusable"


class PlayerFailed(DeviceError):
    code = "voice.player_failed"


class NoPlayer(DeviceError):
    """This machine has no program that plays sound."""

    code = "voice.no_player"
