"""USB keypads that look like keyboards, taken for ourselves so that no console hears the presses (Linux evdev)."""

import os
import select
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from hardware.drivers.debounce import LOCKOUT_S, STUCK_S, Debounce
from hardware.drivers.key_loop import Keys

EV_KEY = 1
UP, DOWN, REPEAT = 0, 1, 2
CODES: Mapping[int, str] = {
    **{code: str((code - 1) % 10) for code in range(2, 12)},
    82: "0", 79: "1", 80: "2", 81: "3", 75: "4", 76: "5", 77: "6", 71: "7", 72: "8", 73: "9",
    28: "enter", 96: "enter", 14: "backspace", 78: "+", 74: "-", 55: "*", 98: "/", 83: ".",
}  # fmt: skip
"""Linux key codes (input-event-codes.h): the row of digits, the number pad, and what surrounds it."""


class Event(Protocol):
    type: int
    code: int
    value: int


class InputDevice(Protocol):
    """The part of `evdev.InputDevice` we use."""

    fd: int

    def grab(self) -> None: ...
    def read(self) -> Iterable[Event]: ...
    def close(self) -> None: ...


def opened(path: str) -> InputDevice:
    """Open by a path that survives re-plugging, e.g. `/dev/input/by-id/…-event-kbd`."""
    import evdev  # noqa: PLC0415 - Linux only

    device: InputDevice = evdev.InputDevice(os.path.realpath(path))
    return device


class HidWire:
    def __init__(
        self, path: str, keys: Mapping[int, str], open_device: Callable[[str], InputDevice] = opened
    ) -> None:
        self._path, self._keys, self._open_device = path, keys, open_device
        self._device: InputDevice | None = None

    def open(self) -> None:
        device = self._open_device(self._path)
        device.grab()
        self._device = device

    def levels(self, timeout_s: float) -> list[tuple[str, bool]]:
        device = self._device
        if device is None or device.fd < 0:
            raise OSError
        readable, _, _ = select.select([device.fd], [], [], timeout_s)
        if not readable:
            return []
        return [
            (self._keys[event.code], event.value == DOWN)
            for event in device.read()
            if event.type == EV_KEY and event.value != REPEAT and event.code in self._keys
        ]

    def lamp(self, *, lit: bool) -> None:
        """The lights of a keyboard say other things."""

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None


def from_config(config: Mapping[str, Any]) -> Keys:
    """`path`, and where wanted `lockout_s`, `stuck_s`, `keys`: Linux key code → key (`"79" = "1"`)."""
    named: Mapping[str, str] = config.get("keys", {})
    keys = {int(code): str(key) for code, key in named.items()} or CODES
    lockout_s, stuck_s = float(config.get("lockout_s", LOCKOUT_S)), float(config.get("stuck_s", STUCK_S))
    # a keyboard filters its contacts itself; some send down and up within 8 ms
    return Keys(HidWire(config["path"], keys), Debounce(0.0, lockout_s, stuck_s), len(set(keys.values())))
