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


class ModemSilent(DeviceError):
    """No such line, or no answer in time, and no text was handed over."""

    code = "modem.silent"


class NoSim(DeviceError):
    code = "modem.no_sim"


class PinAsked(DeviceError):
    """The card wants a PIN. We never enter one: three wrong ones lock it. Switch it off in a phone."""

    code = "modem.pin_asked"


class PukAsked(DeviceError):
    code = "modem.puk_asked"


class SimFaulty(DeviceError):
    code = "modem.sim_faulty"


class NoNetwork(DeviceError):
    """Not registered, or the network has no room now."""

    code = "modem.no_network"


class NumberRefused(DeviceError):
    """The network knows no such number, or it is no number."""

    code = "modem.number_refused"


class SendingBarred(DeviceError):
    """The operator lets this card send nothing: no credit, blocked, no message centre."""

    code = "modem.barred"


class TextTooLong(DeviceError):
    """More parts than one text may have."""

    code = "modem.too_long"


class TextRefused(DeviceError):
    """Modem or network said no for another reason; `facts` have its number."""

    code = "modem.refused"


class FateUnknown(DeviceError):
    """The part was handed over and no answer came: it may have left."""

    code = "modem.no_answer"


class NetworkSilent(FateUnknown):
    """The network did not answer the modem in time."""

    code = "modem.network_timeout"


class ModemRestarted(FateUnknown):
    """The modem began anew while it had a part."""

    code = "modem.restarted"
