"""ESC/POS pole displays, two lines of twenty: ASCII only and they say nothing back."""

import threading
from collections.abc import Mapping
from typing import Any

import serial

from hardware.contract.documents import SignFace
from hardware.drivers.errors import SignSilent
from hardware.drivers.plain import plain
from hardware.drivers.serial_port import open_port

COLUMNS = 20
BLINK_STEPS = 10
"""Half a second, in steps of 50 ms."""


def face_bytes(face: SignFace) -> bytes:
    """Reset, clear, both lines, brightness: the same face gives the same bytes."""
    lines = b"".join(
        bytes((0x1F, 0x24, 1, row)) + plain(text)[:COLUMNS].ljust(COLUMNS).encode("ascii")
        for row, text in ((1, face.text), (2, face.second))
    )
    brightness = bytes((0x1F, 0x58, (face.brightness + 1) // 2))
    return b"\x1b@\x0c" + lines + brightness + (blink(BLINK_STEPS) if face.blink_s else b"")


def blink(steps: int) -> bytes:
    """Blink with that half period of 50 ms steps; 0 is steady."""
    return bytes((0x1F, 0x45, steps))


class PoleDisplay:
    def __init__(self, url: str, baud: int = 9600) -> None:
        self._url, self._baud = url, baud
        self._lock = threading.Lock()
        self._port: serial.Serial | None = None
        self._steady: threading.Timer | None = None

    @property
    def caps(self) -> tuple[str, ...]:
        return (f"sign:{COLUMNS}x2",)

    def show(self, face: SignFace) -> str:
        self._cancel()
        if not self._send(face_bytes(face)):
            raise SignSilent(line=self._url)
        if face.blink_s:
            self._steady = threading.Timer(face.blink_s, self._send, (blink(0),))
            self._steady.daemon = True
            self._steady.start()
        return "\n".join(plain(line)[:COLUMNS] for line in (face.text, face.second)).rstrip("\n")

    def verify(self) -> bool:
        return True

    def dashes(self) -> str:
        return self.show(SignFace(text="-" * COLUMNS, second="-" * COLUMNS))

    def close(self) -> None:
        self._cancel()
        with self._lock:
            self._hang_up()

    def _cancel(self) -> None:
        """Joined: an old face's `steady` must not stop the blinking of a new one."""
        if self._steady is not None:
            self._steady.cancel()
            self._steady.join()
            self._steady = None

    def _send(self, data: bytes) -> bool:
        with self._lock:
            try:
                if self._port is None:
                    self._port = open_port(self._url, self._baud)
                self._port.write(data)
            except (serial.SerialException, OSError):
                self._hang_up()
                return False
        return True

    def _hang_up(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None


def from_config(config: Mapping[str, Any]) -> PoleDisplay:
    """`line`, and where wanted `baud`."""
    return PoleDisplay(config["line"], int(config.get("baud", 9600)))
