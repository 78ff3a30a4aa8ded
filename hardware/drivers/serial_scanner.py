"""Code scanners on a serial line (USB-CDC or RS-232, 9600 8N1 by default): one scan, one line of bytes.

What was scanned may be a citizen card: it is handed on and kept nowhere here, least of all in a log.
"""

import threading
from collections import Counter, deque
from collections.abc import Mapping
from math import inf
from time import monotonic
from typing import Any

import serial

from hardware.drivers.scan_lines import Lines
from hardware.drivers.serial_port import open_port

QUIET_S = 0.3
"""Silence that ends a line as CR or LF do: many scanners are set to send neither [s]."""
REPEAT_S = 1.0
"""A scanner on a stand reads a card as long as it lies there: the same bytes within this count once [s]."""
REOPEN_S = 1.0
"""How often a missing device is looked for [s]."""


class SerialScanner:
    """A `ScanSource`."""

    caps: tuple[str, ...] = ("scanner:serial",)

    def __init__(self, url: str, baud: int = 9600, quiet_s: float = QUIET_S, repeat_s: float = REPEAT_S) -> None:
        self._url, self._baud, self._quiet_s, self._repeat_s = url, baud, quiet_s, repeat_s
        self._port: serial.Serial | None = None
        self._lines = Lines()
        self._scans: deque[bytes] = deque()
        self._last, self._last_at = b"", -inf
        self._tried = self._heard = -inf
        self._closed = threading.Event()

    @property
    def alive(self) -> bool:
        return self._port is not None

    @property
    def faults(self) -> Counter[str]:
        return self._lines.faults

    def next(self, timeout_s: float) -> bytes | None:
        deadline = monotonic() + timeout_s
        while not self._scans and not self._closed.is_set():
            left = deadline - monotonic()
            if left < 0:
                break
            port = self._opened(left)
            if port is not None:
                self._read(port, left)
        self._forget_last()
        return self._scans.popleft() if self._scans else None

    def close(self) -> None:
        self._closed.set()
        self._hang_up()

    def _opened(self, left: float) -> serial.Serial | None:
        """The port; opened when it is time to try, and what was scanned for nobody is thrown away."""
        if self._port is not None:
            return self._port
        pause = self._tried + REOPEN_S - monotonic()
        if pause > 0:
            self._closed.wait(min(pause, left))
            return None
        self._tried = monotonic()
        try:
            port = open_port(self._url, self._baud)
            port.reset_input_buffer()
        except OSError:
            return None
        self._port = port
        return port

    def _read(self, port: serial.Serial, left: float) -> None:
        try:
            port.timeout = max(0.0, min(left, self._quiet_s))
            data = port.read(1)
            data += port.read(port.in_waiting) if data else b""
        except (OSError, TypeError):
            # TypeError is pyserial's own way of saying that another thread closed the port
            self._hang_up()
            return
        if data:
            self._heard = monotonic()
            self._take(self._lines.feed(data))
        elif self._lines.begun and monotonic() - self._heard >= self._quiet_s:
            line = self._lines.quiet()
            self._take([] if line is None else [line])

    def _take(self, lines: list[bytes]) -> None:
        for line in lines:
            now = monotonic()
            if line != self._last or now - self._last_at > self._repeat_s:
                self._scans.append(line)
            self._last, self._last_at = line, now

    def _forget_last(self) -> None:
        if monotonic() - self._last_at > self._repeat_s:
            self._last = b""

    def _hang_up(self) -> None:
        port, self._port = self._port, None
        self._lines.clear()
        if port is not None:
            port.close()


def from_config(config: Mapping[str, Any]) -> SerialScanner:
    """`line`, and where wanted `baud`, `quiet_s`, `repeat_s`."""
    quiet_s, repeat_s = float(config.get("quiet_s", QUIET_S)), float(config.get("repeat_s", REPEAT_S))
    if quiet_s <= 0 or repeat_s < 0:
        raise ValueError(quiet_s, repeat_s)
    return SerialScanner(config["line"], int(config.get("baud", 9600)), quiet_s, repeat_s)
