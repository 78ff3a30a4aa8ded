"""Virtual LED signs: Modbus RTU slaves side by side on one RS-485 pair (a pty), registers in, digits out.

Faults: `cable_cut` (says and hears nothing), `forgot` (power came and went: blank), `noise` (answers are garbled).
"""

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from hardware.simulator.wires import Pty, Wires

FAULTS = frozenset({"cable_cut", "forgot", "noise"})
BRIGHTNESS_REG, BLINK_REG = 1036, 1038
"""Brightness 1–8; seconds to blink from now on."""
SILENCE_S = 0.05
"""A frame that stops this long was not one."""
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS = 1, 2
REGISTERS = 4096


def checksum(data: bytes) -> int:
    """CRC-16/MODBUS by the table method: written apart from the driver's on purpose."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value


def _table_entry(index: int) -> int:
    for _ in range(8):
        index = index >> 1 ^ (0xA001 if index & 1 else 0)
    return index


_TABLE = tuple(_table_entry(index) for index in range(256))


class VirtualSign:
    def __init__(
        self,
        name: str,
        unit: int,
        *,
        cells: int = 6,
        base: int = 0,
        mode: Literal["ascii_per_reg", "packed"] = "ascii_per_reg",
        line2_base: int | None = None,
    ) -> None:
        self.name, self.unit, self.faults = name, unit, set[str]()
        self._cells, self._base, self._packed, self._line2_base = cells, base, mode == "packed", line2_base
        self._registers = [0] * REGISTERS
        self.writes = 0
        self._blinks_until = 0.0

    @property
    def text(self) -> str:
        return self._shown(self._base)

    def fault(self, fault: str, *, on: bool) -> None:
        """`forgot` happens once; the others last until switched off."""
        if fault == "forgot":
            self._registers = [0] * REGISTERS if on else self._registers
            self._blinks_until = 0.0
        else:
            (self.faults.add if on else self.faults.discard)(fault)

    def state(self) -> dict[str, Any]:
        second = "" if self._line2_base is None else self._shown(self._line2_base)
        return {
            "kind": "sign",
            "faults": sorted(self.faults),
            "text": self.text,
            "second": second,
            "cells": self._cells,
            "brightness": self._registers[BRIGHTNESS_REG],
            "blinking": monotonic() < self._blinks_until,
            "writes": self.writes,
        }

    def answer(self, function: int, body: bytes) -> bytes:
        """Function and body of the reply; an exception when the master asks for what is not there."""
        at, value = int.from_bytes(body[:2], "big"), int.from_bytes(body[2:4], "big")
        count = 1 if function == 6 else value  # noqa: PLR2004 - write single register
        if function not in {3, 6, 16}:
            return bytes((function | 0x80, ILLEGAL_FUNCTION))
        if not count or at + count > REGISTERS:
            return bytes((function | 0x80, ILLEGAL_ADDRESS))
        if function == 3:  # noqa: PLR2004 - read holding registers
            words = self._registers[at : at + count]
            return bytes((3, 2 * count)) + b"".join(word.to_bytes(2, "big") for word in words)
        raw = body[2:4] if function == 6 else body[5:]  # noqa: PLR2004 - write single register
        for offset in range(count):
            self._registers[at + offset] = int.from_bytes(raw[2 * offset : 2 * offset + 2], "big")
        if at <= BLINK_REG < at + count:
            self._blinks_until = monotonic() + self._registers[BLINK_REG]
        self.writes += 1
        return bytes((function,)) + body[:4]

    def _shown(self, base: int) -> str:
        count = (self._cells + 1) // 2 if self._packed else self._cells
        words = self._registers[base : base + count]
        raw = b"".join(word.to_bytes(2, "big") for word in words) if self._packed else bytes(w & 0xFF for w in words)
        return "".join(chr(byte) if 0x20 <= byte < 0x7F else " " for byte in raw).rstrip()  # noqa: PLR2004 - ASCII


class SignBus:
    """The pair of wires: cuts the stream into frames and lets the addressed sign answer."""

    def __init__(self, wires: Wires, link: Path, signs: Mapping[int, VirtualSign]) -> None:
        self._signs, self._wires = signs, wires
        self._buffer, self._heard = bytearray(), 0.0
        self._pty = wires.do(lambda: Pty(wires, link, self._received))

    @property
    def line(self) -> str:
        return str(self._pty.link)

    def close(self) -> None:
        self._wires.do(self._pty.unplug)

    def _received(self, data: bytes) -> None:
        now = monotonic()
        if now - self._heard > SILENCE_S:
            self._buffer.clear()
        self._heard = now
        self._buffer += data
        while (length := self._length()) and len(self._buffer) >= length:
            frame = bytes(self._buffer[:length])
            del self._buffer[:length]
            self._frame(frame)

    def _length(self) -> int:
        """Bytes of the frame that begins here; 0 while that cannot be told."""
        if len(self._buffer) < 2:  # noqa: PLR2004 - address and function
            return 0
        if self._buffer[1] != 16:  # noqa: PLR2004 - write multiple registers
            return 8
        return 9 + self._buffer[6] if len(self._buffer) > 6 else 0  # noqa: PLR2004 - its byte count

    def _frame(self, frame: bytes) -> None:
        sign = self._signs.get(frame[0])
        good = int.from_bytes(frame[-2:], "little") == checksum(frame[:-2])
        if sign is None or not good or "cable_cut" in sign.faults:
            return
        reply = frame[:1] + sign.answer(frame[1], frame[2:-2])
        crc = checksum(reply) ^ (0x5A5A if "noise" in sign.faults else 0)
        self._pty.write(reply + crc.to_bytes(2, "little"))
