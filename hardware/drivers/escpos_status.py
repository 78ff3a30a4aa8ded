"""What an ESC/POS printer says back, told apart by the bits that never change.

`DLE EOT` answers are 0xx1xx10, an automatic status starts 0xx1xx00 and has three more bytes, `GS r` and `GS I`
answers are 0xx0xxxx.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from hardware.contract.messages import PrinterStatus
from hardware.drivers.escpos_commands import status_request
from hardware.drivers.printer_line import PrinterLine

FIXED, REALTIME, AUTOMATIC = 0x93, 0x12, 0x10
ORDINARY_BITS, ORDINARY = 0x90, 0x00
OFFLINE = 0x08
COVER_OPEN = 0x04
STOPPED_BY_PAPER = 0x20
NEAR_END, PAPER_OUT = 0x0C, 0x60
ANSWER_S = 0.8
"""A real-time status is answered within this, whatever the printer is doing [s]."""


@dataclass(slots=True)
class Answers:
    """Reads one line and sorts what comes, whatever order it comes in."""

    line: PrinterLine
    realtime: deque[int] = field(default_factory=deque)
    ordinary: deque[int] = field(default_factory=deque)
    _automatic_left: int = 0

    def feed(self, data: bytes) -> None:
        for byte in data:
            if self._automatic_left:
                self._automatic_left -= 1
            elif byte & FIXED == REALTIME:
                self.realtime.append(byte)
            elif byte & FIXED == AUTOMATIC:
                self._automatic_left = 3
            elif byte & ORDINARY_BITS == ORDINARY:
                self.ordinary.append(byte)

    def until(self, there: Callable[[], bool], timeout_s: float) -> bool:
        """Read until it is there; `False` when the time is over."""
        deadline = monotonic() + timeout_s
        while not there():
            left = deadline - monotonic()
            if left <= 0:
                return False
            self.feed(self.line.read(left))
        return True

    def ask(self, kind: int) -> int | None:
        """One real-time status byte, `None` from a silent printer."""
        self.realtime.clear()
        self.line.write(status_request(kind))
        return self.realtime.popleft() if self.until(lambda: bool(self.realtime), ANSWER_S) else None

    def ask_all(self) -> PrinterStatus:
        raw: list[int] = []
        for kind in (1, 2, 3, 4):
            byte = self.ask(kind)
            if byte is None:
                return SILENT
            raw.append(byte)
        return read_status(*raw)


SILENT = PrinterStatus(online=False, paper="unknown", cover="unknown")
ONE_WAY = PrinterStatus(online=True, paper="unknown", cover="unknown")


def read_status(line: int, cause: int, errors: int, roll: int) -> PrinterStatus:
    """The four `DLE EOT` bytes as facts; a printer stopped by paper or cover still counts as online."""
    out = roll & PAPER_OUT == PAPER_OUT or bool(cause & STOPPED_BY_PAPER)
    near = roll & NEAR_END == NEAR_END
    opened = bool(cause & COVER_OPEN)
    return PrinterStatus(
        online=not line & OFFLINE or out or opened,
        paper="out" if out else "near_end" if near else "ok",
        cover="open" if opened else "closed",
        raw=f"{line:02x} {cause:02x} {errors:02x} {roll:02x}",
    )
