"""What every key source does the same: open, read levels, debounce, and open again when the device was pulled."""

import threading
from collections import deque
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Protocol

from hardware.drivers.debounce import Debounce
from hardware.drivers.protocols import KeySignal

REOPEN_S = 1.0
"""How often a missing device is looked for [s]."""


class KeyWire(Protocol):
    """Raw levels of one device; `OSError` means it is gone."""

    def open(self) -> None: ...
    def levels(self, timeout_s: float) -> list[tuple[str, bool]]: ...
    def lamp(self, *, lit: bool) -> None: ...
    def close(self) -> None: ...


class Keys:
    """A `KeySource` over any wire."""

    def __init__(self, wire: KeyWire, debounce: Debounce, buttons: int) -> None:
        self._wire, self._debounce, self._buttons = wire, debounce, buttons
        self._signals: deque[KeySignal] = deque()
        self._closed = threading.Event()
        self._open = self._lit = False
        self._tried = -inf

    @property
    def caps(self) -> tuple[str, ...]:
        return (f"buttons:{self._buttons}",)

    @property
    def alive(self) -> bool:
        return self._open

    def next(self, timeout_s: float) -> KeySignal | None:
        deadline = monotonic() + timeout_s
        while not self._signals and not self._closed.is_set():
            left = deadline - monotonic()
            if left < 0:
                return None
            if self._ready(left):
                self._read(min(left, self._debounce.wait_s(monotonic())))
        return self._signals.popleft() if self._signals else None

    def lamp(self, *, lit: bool) -> None:
        """Remembered: a keypad that was pulled is lit again, or not, when it is back."""
        self._lit = lit
        if self._open:
            self._light()

    def close(self) -> None:
        self._closed.set()
        self._hang_up()

    def _ready(self, left: float) -> bool:
        if self._open:
            return True
        pause = self._tried + REOPEN_S - monotonic()
        if pause > 0:
            self._closed.wait(min(pause, left))
            return False
        self._tried = monotonic()
        try:
            self._wire.open()
        except OSError:
            return False
        self._open = True
        self._light()
        return True

    def _light(self) -> None:
        with suppress(OSError):  # the next read sees that it is gone
            self._wire.lamp(lit=self._lit)

    def _read(self, timeout_s: float) -> None:
        try:
            levels = self._wire.levels(timeout_s)
        except OSError:
            self._hang_up()
            return
        now = monotonic()
        for key, down in levels:
            self._signals.extend(self._debounce.level(key, down=down, now=now))
        self._signals.extend(self._debounce.tick(now))

    def _hang_up(self) -> None:
        self._open = False
        self._wire.close()
