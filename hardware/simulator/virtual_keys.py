"""Virtual keypads and dispenser buttons: a byte for a key on a pty, repeated while it is held.

Faults: `cable_cut` (the device is gone from the machine), `noise` (bytes that name no key), `stuck` (the first key).
"""

from pathlib import Path
from typing import Any

from hardware.simulator.wires import Pty, Wires

FAULTS = frozenset({"cable_cut", "noise", "stuck"})
REPEAT_S = 0.1
NOISE = b"\x00\xff\x7f"
LAMP_OFF, LAMP_ON = b"l", b"L"


class VirtualKeys:
    def __init__(self, wires: Wires, name: str, folder: Path, keys: str, kind: str) -> None:
        """`keys`: one letter a key, which is also its byte."""
        self.name, self.keys, self.faults = name, keys, set[str]()
        self.lit = False
        self.presses = 0
        self._wires, self._kind = wires, kind
        self._pty = wires.do(lambda: Pty(wires, folder / name, self._heard))

    @property
    def line(self) -> str:
        return str(self._pty.link)

    def press(self, key: str, held_ms: int = 100) -> bool:
        """Call on the wires' thread. `False`: there is no such key."""
        if len(key) != 1 or key not in self.keys:
            return False
        self.presses += 1
        self._held(key, held_ms / 1000)
        return True

    def fault(self, fault: str, *, on: bool) -> None:
        before = fault in self.faults
        (self.faults.add if on else self.faults.discard)(fault)
        if fault == "cable_cut":
            (self._pty.unplug if on else self._pty.plug)()
            self.lit = False
        elif on and not before:
            self._babble(fault)

    def state(self) -> dict[str, Any]:
        return {
            "kind": self._kind,
            "faults": sorted(self.faults),
            "keys": list(self.keys),
            "armed": self.lit,
            "presses": self.presses,
        }

    def close(self) -> None:
        self._wires.do(self._pty.unplug)

    def _heard(self, data: bytes) -> None:
        for byte in data:
            if byte in LAMP_OFF + LAMP_ON:
                self.lit = byte in LAMP_ON

    def _held(self, key: str, left_s: float) -> None:
        self._pty.write(key.encode())
        if left_s > REPEAT_S:
            self._wires.later(REPEAT_S, lambda: self._held(key, left_s - REPEAT_S))

    def _babble(self, fault: str) -> None:
        if fault in self.faults:
            self._pty.write(NOISE if fault == "noise" else self.keys[0].encode())
            self._wires.later(REPEAT_S, lambda: self._babble(fault))


class VirtualKeypad(VirtualKeys):
    """Marks 1–4 and criticism 0 in front of the applicant; its lamp is lit while it may be pressed."""

    def __init__(self, wires: Wires, name: str, folder: Path, keys: str = "43210") -> None:
        super().__init__(wires, name, folder, keys, "keypad")


class VirtualDispenser(VirtualKeys):
    """Buttons 1… of a number dispenser."""

    def __init__(self, wires: Wires, name: str, folder: Path, buttons: int = 4) -> None:
        super().__init__(wires, name, folder, "123456789"[:buttons], "dispenser")
