"""A virtual ESC/POS pole display on a pty: two lines of twenty, ASCII, never an answer.

Faults: `cable_cut` (the device is gone from the machine), `forgot` (power came and went: blank).
"""

from pathlib import Path
from typing import Any

from hardware.simulator.wires import Pty, Wires

COLUMNS, ROWS = 20, 2
FAULTS = frozenset({"cable_cut", "forgot"})
_LENGTHS = {b"\x1b@": 0, b"\x1f\x24": 2, b"\x1f\x58": 1, b"\x1f\x45": 1, b"\x1f\x01": 0, b"\x1bt": 1}
CLEAR, HOME, CLEAR_LINE = 0x0C, 0x0B, 0x18


class VirtualPole:
    def __init__(self, wires: Wires, name: str, folder: Path) -> None:
        self.name, self.faults = name, set[str]()
        self._wires, self._buffer = wires, bytearray()
        self._reset()
        self._pty = wires.do(lambda: Pty(wires, folder / name, self._received))

    @property
    def line(self) -> str:
        return str(self._pty.link)

    def fault(self, fault: str, *, on: bool) -> None:
        """Call on the wires' thread. `forgot` happens once."""
        if fault == "forgot":
            self._reset()
            return
        (self.faults.add if on else self.faults.discard)(fault)
        (self._pty.unplug if on else self._pty.plug)()

    def state(self) -> dict[str, Any]:
        text, second = ("".join(row).rstrip() for row in self._rows)
        return {
            "kind": "sign",
            "faults": sorted(self.faults),
            "text": text,
            "second": second,
            "cells": COLUMNS,
            "brightness": self._brightness,
            "blinking": self._blinking,
            "writes": self._writes,
        }

    def close(self) -> None:
        self._wires.do(self._pty.unplug)

    def _reset(self) -> None:
        self._rows = [[" "] * COLUMNS for _ in range(ROWS)]
        self._at, self._brightness, self._blinking, self._writes = 0, 4, False, 0

    def _received(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer and (length := self._length()) <= len(self._buffer):
            raw = bytes(self._buffer[:length])
            del self._buffer[:length]
            self._obey(raw)

    def _length(self) -> int:
        """Bytes of the first command; one more than there are while that cannot be told."""
        if self._buffer[0] not in {0x1B, 0x1F}:
            return 1
        if len(self._buffer) == 1:
            return 2
        return 2 + _LENGTHS.get(bytes(self._buffer[:2]), 0)

    def _obey(self, raw: bytes) -> None:
        match raw[:2]:
            case b"\x1b@":
                self._reset()
            case b"\x1f\x24":
                self._at = min(raw[3] - 1, ROWS - 1) * COLUMNS + min(raw[2] - 1, COLUMNS - 1)
            case b"\x1f\x58":
                self._brightness = 2 * raw[2]
            case b"\x1f\x45":
                self._blinking = raw[2] > 0
            case _ if len(raw) == 1:
                self._letter(raw[0])

    def _letter(self, byte: int) -> None:
        if byte in {CLEAR, HOME}:
            self._at = 0
        if byte == CLEAR:
            self._rows = [[" "] * COLUMNS for _ in range(ROWS)]
        elif byte == CLEAR_LINE:
            self._rows[self._at // COLUMNS] = [" "] * COLUMNS
        elif 0x20 <= byte < 0x7F:  # noqa: PLR2004 - ASCII
            self._rows[self._at // COLUMNS][self._at % COLUMNS] = chr(byte)
            self._at = (self._at + 1) % (COLUMNS * ROWS)
            self._writes += self._at == 0
