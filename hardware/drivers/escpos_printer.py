"""Thermal printers that speak ESC/POS: one connection a job, and printed only when the printer says so.

A job is written whole, ended by a barrier the printer answers from paper; a job that went in and waits for a
new roll is held, never sent again.
"""

from collections.abc import Mapping
from time import monotonic
from typing import Any, Literal

from hardware.contract.documents import Element, Gap, PrintDocument, Qr, Text
from hardware.contract.messages import PrinterStatus
from hardware.drivers import escpos_commands as escpos
from hardware.drivers.errors import CoverOpen, DeviceError, PaperOut, PrinterBusy, PrinterOffline, PrinterSilent
from hardware.drivers.escpos_status import ONE_WAY, SILENT, Answers
from hardware.drivers.paper import QUIET_MODULES, burnt, rasterise, strip
from hardware.drivers.printer_line import LineDead, PrinterLine, SerialLine, line_for
from hardware.drivers.protocols import Outcome

Mode = Literal["raster", "hybrid"]
PATIENCE_S = 20.0
"""A printer that can print answers the barrier within this, beside the time on the wire [s]."""
ASK_EVERY_S = 1.0


def encode(document: PrintDocument, width: int, mode: Mode) -> bytes:
    """The whole job but the barrier."""
    width = min(width, document.width)
    if mode == "raster":
        body = escpos.raster(rasterise(document.elements, width)) if document.elements else b""
    else:
        body = b"".join(_hybrid(part, width) for part in document.elements)
    return escpos.INIT + body + (escpos.CUT if document.cut else escpos.TEAR_OFF)


def _hybrid(part: Element, width: int) -> bytes:
    """What the printer can draw itself in few bytes, and a picture of the rest."""
    match part:
        case Qr():
            quiet = escpos.feed(QUIET_MODULES * part.module)
            return quiet + escpos.qr(part.data, part.module) + quiet
        case Gap():
            return escpos.feed(part.height)
        case Text() if part.text.isascii() and part.text.isprintable():
            scale = escpos.scale_for(part.text, part.size, width)
            if scale is not None:
                return escpos.native_line(part.text, scale, part.align, bold=part.bold, invert=part.invert)
    align = part.align if isinstance(part, Text) else "center"
    return escpos.ink(burnt(strip(part, width)), align)


class EscposPrinter:
    def __init__(
        self,
        line: PrinterLine,
        *,
        width: int = 576,
        mode: Mode = "raster",
        answers: bool = True,
        barrier: bool = True,
    ) -> None:
        """`answers=False`: a printer that says nothing; `barrier=False`: one that tells its state, not the end."""
        self._line, self._width, self._mode = line, width, mode
        self._answering = answers and line.answers
        self._barrier = barrier and self._answering
        self._held: Answers | None = None
        self._last = Outcome.PRINTED
        self._quiet_since = 0.0
        """While held: since when there has been no reason to wait [monotonic s]."""

    @property
    def caps(self) -> tuple[str, ...]:
        return (f"printer:escpos:{self._width}",)

    def print(self, document: PrintDocument) -> Outcome:
        job = encode(document, self._width, self._mode)
        answers = self._ready()
        try:
            self._line.write(job + (escpos.BARRIER if self._barrier else b""))
            self._last = self._awaited(answers, len(job)) if self._barrier else Outcome.SENT_UNVERIFIED
        except LineDead:
            self._last = Outcome.UNKNOWN
        if self._last is Outcome.HELD:
            self._held, self._quiet_since = answers, monotonic()
        else:
            self._line.close()
        return self._last

    def status(self) -> PrinterStatus:
        if not self._answering:
            return ONE_WAY if self._reachable() else SILENT
        try:
            if self._held is not None:
                return self._held.ask_all()
            self._line.open()
            return Answers(self._line).ask_all()
        except LineDead:
            return SILENT
        finally:
            if self._held is None:
                self._line.close()

    def settle(self, timeout_s: float) -> Outcome:
        if self._held is None:
            return self._last
        answers, deadline = self._held, monotonic() + timeout_s
        try:
            outcome = self._settled(answers)
            while outcome is Outcome.HELD and (left := deadline - monotonic()) > 0:
                answers.until(lambda: bool(answers.ordinary), min(left, ASK_EVERY_S))
                outcome = self._settled(answers)
        except LineDead:
            outcome = Outcome.UNKNOWN
        if outcome is not Outcome.HELD:
            self._release(outcome)
        return outcome

    def close(self) -> None:
        self._held = None
        self._line.close()

    def _release(self, outcome: Outcome) -> None:
        self._held, self._last = None, outcome
        self._line.close()

    def _reachable(self) -> bool:
        try:
            self._line.open()
        except LineDead:
            return False
        self._line.close()
        return True

    def _ready(self) -> Answers:
        """An open line to a printer that can print now; every refusal comes before the first byte."""
        if self._held is not None and self.settle(0) is Outcome.HELD:
            self._refuse(self.status())
            raise PrinterBusy
        try:
            self._line.open()
            answers = Answers(self._line)
            if self._answering:
                self._refuse(answers.ask_all())
        except LineDead as why:
            self._line.close()
            raise PrinterSilent(reason=str(why)) from why
        except DeviceError:
            self._line.close()
            raise
        return answers

    @staticmethod
    def _refuse(status: PrinterStatus) -> None:
        if status.paper == "out":
            raise PaperOut(raw=status.raw)
        if status.cover == "open":
            raise CoverOpen(raw=status.raw)
        if not status.online:
            raise PrinterOffline(raw=status.raw) if status.raw else PrinterSilent

    def _awaited(self, answers: Answers, size: int) -> Outcome:
        deadline = monotonic() + PATIENCE_S + self._line.wire_s(size)
        while monotonic() < deadline:
            if answers.until(lambda: bool(answers.ordinary), ASK_EVERY_S):
                return Outcome.PRINTED
            status = answers.ask_all()
            if answers.ordinary:
                return Outcome.PRINTED
            if status.paper == "out" or status.cover == "open":
                return Outcome.HELD
        return Outcome.UNKNOWN

    def _settled(self, answers: Answers) -> Outcome:
        """Printed, still waiting for a person, or given up: it could print and said nothing (power cycle)."""
        if answers.until(lambda: bool(answers.ordinary), 0):
            return Outcome.PRINTED
        status = answers.ask_all()
        if answers.ordinary:
            return Outcome.PRINTED
        if status.paper == "out" or status.cover == "open":
            self._quiet_since = monotonic()
        return Outcome.UNKNOWN if monotonic() - self._quiet_since > PATIENCE_S else Outcome.HELD


def from_config(config: Mapping[str, Any]) -> EscposPrinter:
    """`line`, and where wanted `baud`, `width` [dots], `mode` (`raster`, `hybrid`), `answers`, `barrier`.

    Without a `mode` a serial line gets hybrid slips: a whole picture takes four seconds at 115,200 baud.
    """
    line = line_for(config["line"], int(config.get("baud", 115_200)))
    mode: Any = config.get("mode") or ("hybrid" if isinstance(line, SerialLine) else "raster")
    if mode not in {"raster", "hybrid"}:
        raise ValueError(mode)
    return EscposPrinter(
        line,
        width=int(config.get("width", 576)),
        mode=mode,
        answers=bool(config.get("answers", True)),
        barrier=bool(config.get("barrier", True)),
    )
