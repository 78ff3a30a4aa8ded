"""What an agent may ask of a device, whatever its make. Every call blocks; one thread owns one driver.

Refusals are `DeviceError`s of `errors.py`, raised before anything visible has happened.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hardware.contract.documents import PrintDocument, SignFace, Utterance
from hardware.contract.messages import ModemHealth, PrinterStatus
from hardware.drivers.sms_pdu import StatusReport
from hardware.drivers.sms_text import Part


class Outcome(StrEnum):
    """How a print ended; the values are those of `contract.messages.ResultState`."""

    PRINTED = "printed"
    HELD = "held"
    UNKNOWN = "unknown"
    SENT_UNVERIFIED = "sent_unverified"


@dataclass(frozen=True, slots=True)
class KeyPress:
    """A key went down and counted. `press_ms`: how long it was seen down when it counted [ms]."""

    key: str
    press_ms: int = 0


@dataclass(frozen=True, slots=True)
class KeyStuck:
    """A key is down for too long (`stuck`, masked from now on) or was let go at last."""

    key: str
    stuck: bool


KeySignal = KeyPress | KeyStuck


class Device(Protocol):
    @property
    def caps(self) -> tuple[str, ...]:
        """What it can do, as announced in hello, e.g. `printer:escpos:576`, `sign:8x1`, `voice`."""

    def close(self) -> None:
        """Let go of the line; safe to call twice."""


class PrinterDriver(Device, Protocol):
    def print(self, document: PrintDocument) -> Outcome:
        """Print and cut.

        Returns:
            `PRINTED` when the printer said so; `HELD` when the job is inside and waits for paper or cover
            (do not resend, call `settle`); `UNKNOWN` when the line died while awaiting; `SENT_UNVERIFIED`
            for a printer that cannot answer.

        Raises:
            PaperOut, CoverOpen, PrinterSilent, PrinterBusy: nothing of this job has reached the printer.
        """

    def status(self) -> PrinterStatus:
        """Paper, cover, line; never raises: a silent printer is `online=False`."""

    def settle(self, timeout_s: float) -> Outcome:
        """Wait for the end of the held job: `PRINTED`, `UNKNOWN` (line died), or still `HELD`.

        With no held job the answer is that of the last job.
        """


class SignDriver(Device, Protocol):
    def show(self, face: SignFace) -> str:
        """Write, read back where the sign can, and return what it shows.

        Raises:
            SignSilent, SignRefused, SignDiffers.
        """

    def verify(self) -> bool:
        """Read back; a sign that forgot (power cycle) is written again and the answer is `False`."""

    def dashes(self) -> str:
        """Show dashes in every cell: nobody is called here."""


class KeySource(Device, Protocol):
    @property
    def alive(self) -> bool:
        """Is the device there now? A lost one is reopened by `next` itself, without an end."""

    def next(self, timeout_s: float) -> KeySignal | None:
        """The next press or stuck signal, or `None` when nothing came in time."""

    def lamp(self, *, lit: bool) -> None:
        """Light the keypad while it is armed, where it has a lamp; a missing device is no error."""


class ScanSource(Device, Protocol):
    @property
    def alive(self) -> bool:
        """Is the device there now? A lost one is reopened by `next` itself, without an end."""

    @property
    def faults(self) -> Counter[str]:
        """What was heard and thrown away since the start, by code."""

    def next(self, timeout_s: float) -> bytes | None:
        """The next scanned line as it was sent, at most `MAX_SCAN` bytes, or `None` when nothing came in time."""


class VoiceDriver(Device, Protocol):
    def speak(self, utterance: Utterance) -> float:
        """Play to the end; the length of what was played [s].

        Raises:
            ClipMissing, ClipUnusable, PlayerFailed: before a sound, except the last.
        """


class ModemDriver(Device, Protocol):
    @property
    def faults(self) -> Counter[str]:
        """What was heard and thrown away since the start, by code."""

    def send(self, to: str, part: Part, *, reference: int, validity_min: int) -> int:
        """Give one part to the network; its message reference (0–255), which the status report will name.

        `reference` (0–255) is the same for all parts of a text and another for the next text.

        Raises:
            FateUnknown, NetworkSilent, ModemRestarted: the part may have left.
            DeviceError: any other; the part has not left.
        """

    def next(self, timeout_s: float) -> StatusReport | None:
        """The next status report, or `None` when none came in time."""

    def health(self) -> ModemHealth:
        """Card, network and signal; never raises. A modem that can be set up is, so that reports come."""
