"""An AT dialogue over a serial line: one command, one answer; what a modem says unasked is put aside.

Sources: ITU-T V.250 (answers, echo), 3GPP TS 27.005, 3.5.1 (prompt, Ctrl-Z, ESC), TS 27.007, 9.2 (`+CME ERROR`).
"""

import re
import threading
from collections import Counter, deque
from contextlib import suppress
from math import inf
from time import monotonic

import serial

from hardware.drivers.at_lines import PROMPT, AtLines
from hardware.drivers.errors import DeviceError, FateUnknown, ModemRestarted, ModemSilent
from hardware.drivers.modem_refusals import refusal
from hardware.drivers.serial_port import open_port

ANSWER_S = 5.0
"""To any command but sending, TS 27.005 allows what it takes; modems answer within one [s]."""
REOPEN_S = 1.0
"""How often a missing modem is looked for [s]."""
QUIET_S = 0.15
"""Silence after which nothing of an earlier answer is under way [s]."""
SEND, ABORT = b"\x1a", b"\x1b"
_REFUSED = re.compile(r"ERROR|\+CM([ES]) ERROR: *(.*)")
_BEGINS = ("RDY", "^SYSSTART", "+SYSSTART", "SYSSTART", "*ATREADY", "MODEM:STARTUP")
"""What modems say when they come up."""


class AtLine:
    """Used by one thread; `close` by any."""

    def __init__(self, url: str, baud: int, answer_s: float = ANSWER_S) -> None:
        self._url, self._baud, self._answer_s = url, baud, answer_s
        self._port: serial.Serial | None = None
        self._lines = AtLines()
        self._heard: deque[str] = deque()
        self._said: set[str] = set()
        self._tried = -inf
        self._closed = threading.Event()
        self.reports: deque[str] = deque()
        """Status reports as they came, with their head."""
        self.stored: deque[str] = deque()
        """Places in the modem's memory where a report lies, e.g. `"SR",3`."""
        self.fresh = True
        """Opened, restarted or out of step since this was last unset: nothing it was told holds any more."""

    @property
    def alive(self) -> bool:
        return self._port is not None

    @property
    def faults(self) -> Counter[str]:
        return self._lines.faults

    def ask(self, command: str) -> list[str]:
        """Give a command and return the lines of its answer.

        Raises:
            ModemSilent: not there, or no answer.
            DeviceError: the modem refused, see `modem_refusals`.
        """
        self._write(f"{command}\r".encode(), command)
        return self._answer(self._answer_s)

    def hand_over(self, command: str, body: str, answer_s: float) -> list[str]:
        """Give a command that asks for a text, then the text, and return the answer.

        Raises:
            FateUnknown: the text was given and nobody knows what became of it.
            ModemSilent: no prompt came; the text was not given.
            DeviceError: the modem refused.
        """
        self._write(f"{command}\r".encode(), command)
        self._await_prompt()
        try:
            self._write(body.encode() + SEND, body)
            return self._answer(answer_s)
        except ModemSilent as why:
            raise (ModemRestarted if why.facts.get("restarted") else FateUnknown) from why

    def listen(self, timeout_s: float) -> None:
        """Hear what it says unasked, for so long or until a report came."""
        until = monotonic() + timeout_s
        while not (self.reports or self.stored or self._closed.is_set()):
            try:
                line = self._line(until)
            except ModemSilent:
                self._closed.wait(max(0.0, until - monotonic()))
                return
            if line is None:
                return
            self._is_news(line)

    def synchronise(self) -> None:
        """Leave a prompt that may be open and let answers nobody waits for pass, until `AT` is answered.

        Raises:
            ModemSilent: it is not.
        """
        self._write(ABORT + b"\r", "")
        for attempt in range(3):
            while (line := self._line(monotonic() + QUIET_S)) is not None:
                with suppress(ModemSilent):  # it may have come up only now
                    self._is_news(line)
            self._write(b"AT\r", "AT")
            try:
                self._answer(self._answer_s / 3)
            except ModemSilent:
                if attempt == 2:  # noqa: PLR2004 - the third was the last
                    raise
            except DeviceError:
                continue
            else:
                return
        raise ModemSilent

    def close(self) -> None:
        self._closed.set()
        self._hang_up()

    # --- answers ---

    def _answer(self, timeout_s: float) -> list[str]:
        until, said = monotonic() + timeout_s, list[str]()
        while True:
            line = self._line(until)
            if line is None:
                self.fresh = True
                raise ModemSilent
            if line == "OK":
                return said
            if refused := _REFUSED.fullmatch(line):
                raise refusal(refused[1], refused[2])
            if not self._is_news(line):
                said.append(line)

    def _await_prompt(self) -> None:
        until = monotonic() + self._answer_s
        while (line := self._line(until)) != PROMPT:
            if line is None:
                self.fresh = True
                self._write(ABORT, "")
                raise ModemSilent
            if refused := _REFUSED.fullmatch(line):
                raise refusal(refused[1], refused[2])
            self._is_news(line)

    def _is_news(self, line: str) -> bool:
        """Put aside what was said unasked.

        Raises:
            ModemSilent: it says that it has just come up.
        """
        if line in _BEGINS:
            self.fresh = True
            raise ModemSilent(restarted=True)
        if line.startswith("+CDS:"):
            self.reports.append(line)
        elif line.startswith("+CDSI:"):
            self.stored.append(line.removeprefix("+CDSI:").strip())
        return line in self._said or line.startswith(("+CDS", "+CMT", "RING"))

    # --- the line ---

    def _line(self, until: float) -> str | None:
        """The next line, or `None` at `until`."""
        while not self._heard:
            left = until - monotonic()
            if left <= 0:
                return None
            self._heard.extend(self._lines.feed(self._read(left)))
        return self._heard.popleft()

    def _read(self, left: float) -> bytes:
        port = self._opened()
        try:
            port.timeout = left
            data = port.read(1)
            return data + port.read(port.in_waiting) if data else b""
        except (OSError, TypeError) as why:
            # TypeError is pyserial's own way of saying that another thread closed the port
            self._hang_up()
            raise ModemSilent from why

    def _write(self, data: bytes, said: str) -> None:
        port = self._opened()
        self._said = {said}
        try:
            port.write(data)
        except (OSError, TypeError) as why:
            self._hang_up()
            raise ModemSilent from why

    def _opened(self) -> serial.Serial:
        if self._port is not None:
            return self._port
        if self._closed.is_set() or monotonic() < self._tried + REOPEN_S:
            raise ModemSilent
        self._tried = monotonic()
        try:
            self._port = open_port(self._url, self._baud)
        except OSError as why:
            raise ModemSilent from why
        return self._port

    def _hang_up(self) -> None:
        port, self._port = self._port, None
        self._lines.clear()
        self._heard.clear()
        self.fresh = True
        if port is not None:
            port.close()
