"""Button boxes that send one byte a key over a serial line; a held key repeats its byte."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

import serial

from hardware.drivers.debounce import LOCKOUT_S, STUCK_S, Debounce
from hardware.drivers.key_loop import Keys
from hardware.drivers.serial_port import open_port

HOLD_S = 0.25
"""A key counts as down this long after its last byte: longer than the slowest repeat of a box [s]."""


class SerialWire:
    """Bytes that name no key are noise and counted, nothing more."""

    def __init__(self, url: str, baud: int, keys: Mapping[int, str], lamp: tuple[bytes, bytes] = (b"", b"")) -> None:
        """`lamp`: what switches the light off, and on; empty for a box without one."""
        self._url, self._baud, self._keys, self._lamp = url, baud, keys, lamp
        self._port: serial.Serial | None = None
        self._until: dict[str, float] = {}
        self.noise = 0

    def open(self) -> None:
        """What was pressed while nobody listened is thrown away."""
        port = open_port(self._url, self._baud, write_timeout_s=0.5)
        port.reset_input_buffer()
        self._port = port

    def levels(self, timeout_s: float) -> list[tuple[str, bool]]:
        port = self._port
        if port is None:
            raise serial.PortNotOpenError
        rise = min(self._until.values(), default=monotonic() + timeout_s)
        port.timeout = max(0.0, min(timeout_s, rise - monotonic()))
        try:
            data = port.read(1)
            data += port.read(port.in_waiting) if data else b""
        except TypeError as why:
            # pyserial's own way of saying that another thread closed the port
            raise serial.PortNotOpenError from why
        return self._pressed(data) + self._risen()

    def lamp(self, *, lit: bool) -> None:
        port = self._port
        if port is not None and self._lamp[lit]:
            port.write(self._lamp[lit])

    def close(self) -> None:
        self._until.clear()
        if self._port is not None:
            self._port.close()
            self._port = None

    def _pressed(self, data: bytes) -> list[tuple[str, bool]]:
        levels = []
        for byte in data:
            key = self._keys.get(byte)
            if key is None:
                self.noise += 1
                continue
            self._until[key] = monotonic() + HOLD_S
            levels.append((key, True))
        return levels

    def _risen(self) -> list[tuple[str, bool]]:
        now = monotonic()
        risen = [key for key, until in self._until.items() if until <= now]
        for key in risen:
            del self._until[key]
        return [(key, False) for key in risen]


def from_config(config: Mapping[str, Any]) -> Keys:
    """`line`, and where wanted `baud`, `lockout_s`, `stuck_s`, `keys`: byte → key (`"1"` or `"0x31"`),

    `lamp_off` and `lamp_on`: the byte that does it.
    """
    named: Mapping[str, str] = config.get("keys") or {str(digit): str(digit) for digit in range(10)}
    keys = {_byte(sent): str(key) for sent, key in named.items()}
    lamp = tuple(bytes((_byte(config[name]),)) if name in config else b"" for name in ("lamp_off", "lamp_on"))
    wire = SerialWire(config["line"], int(config.get("baud", 9600)), keys, (lamp[0], lamp[1]))
    lockout_s, stuck_s = float(config.get("lockout_s", LOCKOUT_S)), float(config.get("stuck_s", STUCK_S))
    # the box has filtered the contacts already: its byte is a press
    return Keys(wire, Debounce(0.0, lockout_s, stuck_s), len(set(keys.values())))


def _byte(sent: str) -> int:
    byte = int(sent, 16) if sent.startswith("0x") else ord(sent)
    if not 0 <= byte <= 0xFF:  # noqa: PLR2004 - a byte
        raise ValueError(sent)
    return byte
