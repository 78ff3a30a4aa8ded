"""A virtual code scanner on a pty: what it scans goes out as 9600 baud would carry it, in pieces.

Faults: `cable_cut` (the device is gone from the machine), `noise` (bytes before each scan), `no_suffix` (no end of
line), `flood` (each scan is followed by more bytes than any code has).
"""

from pathlib import Path
from typing import Any, Literal

from hardware.simulator.wires import Pty, Wires

Encoding = Literal["utf-8", "utf-16-be", "utf-16-le"]
FAULTS = frozenset({"cable_cut", "noise", "no_suffix", "flood"})
NOISE = b"\x00\xff\x7f"
FLOOD = b"9" * 3000 + b"\r\n"
PIECE, PIECE_S = 24, 0.025
"""So many bytes in so many seconds are 9600 baud."""


class VirtualScanner:
    def __init__(self, wires: Wires, name: str, folder: Path) -> None:
        self.name, self.faults = name, set[str]()
        self.scans = 0
        self._wires, self._left = wires, bytearray()
        self._pty = wires.do(lambda: Pty(wires, folder / name, lambda _: None))

    @property
    def line(self) -> str:
        return str(self._pty.link)

    def scan(self, text: str, encoding: Encoding = "utf-8") -> None:
        """Call on the wires' thread."""
        said = (text + ("" if "no_suffix" in self.faults else "\r\n")).encode(encoding)
        self.scans += 1
        idle = not self._left
        self._left += (NOISE if "noise" in self.faults else b"") + said + (FLOOD if "flood" in self.faults else b"")
        if idle:
            self._send()

    def fault(self, fault: str, *, on: bool) -> None:
        (self.faults.add if on else self.faults.discard)(fault)
        if fault == "cable_cut":
            self._left.clear()  # without power nothing is remembered
            (self._pty.unplug if on else self._pty.plug)()

    def state(self) -> dict[str, Any]:
        """How often it scanned; what, is nobody's business."""
        return {"kind": "scanner", "faults": sorted(self.faults), "scans": self.scans}

    def close(self) -> None:
        self._wires.do(self._pty.unplug)

    def _send(self) -> None:
        self._pty.write(bytes(self._left[:PIECE]))
        del self._left[:PIECE]
        if self._left:
            self._wires.later(PIECE_S, self._send)
