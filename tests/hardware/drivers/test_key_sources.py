"""Key sources: bytes and key codes in, presses out, plugs pulled and put back."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest

from hardware.drivers import registry
from hardware.drivers.debounce import Debounce
from hardware.drivers.errors import BadConfig
from hardware.drivers.hid_keys import CODES, HidWire
from hardware.drivers.key_loop import Keys
from hardware.drivers.protocols import KeyPress, KeySignal, KeySource, KeyStuck
from hardware.simulator.virtual_keys import VirtualDispenser, VirtualKeypad
from hardware.simulator.wires import Wires


@pytest.fixture
def wires() -> Iterator[Wires]:
    made = Wires()
    yield made
    made.close()


@pytest.fixture
def keypad(wires: Wires, tmp_path: Path) -> Iterator[VirtualKeypad]:
    made = VirtualKeypad(wires, "keypad-1", tmp_path)
    yield made
    made.close()


def source_of(line: str, **more: object) -> KeySource:
    source = registry.keys({"model": "serial", "line": line, "lamp_off": "l", "lamp_on": "L", **more})
    assert source.next(0.01) is None
    assert source.alive
    return source


def test_one_press_however_often_the_box_repeats_it(wires: Wires, keypad: VirtualKeypad) -> None:
    source = source_of(keypad.line)
    began = monotonic()
    wires.do(lambda: keypad.press("4", 700))
    assert source.next(5) == KeyPress("4")
    assert monotonic() - began < 0.5
    assert source.next(1.2) is None
    source.close()


def test_keys_do_not_hide_each_other(wires: Wires, keypad: VirtualKeypad) -> None:
    source = source_of(keypad.line)
    wires.do(lambda: [keypad.press(key) for key in "430"])
    assert [source.next(5) for _ in range(3)] == [KeyPress("4"), KeyPress("3"), KeyPress("0")]
    source.close()


def test_an_impatient_finger_counts_once(wires: Wires, keypad: VirtualKeypad) -> None:
    source = source_of(keypad.line, lockout_s=0.8)
    heard: list[KeySignal | None] = []
    for _ in range(3):
        wires.do(lambda: keypad.press("4"))
        heard.append(source.next(0.3))
    assert heard == [KeyPress("4"), None, None]
    source.close()


def test_noise_names_no_key(wires: Wires, keypad: VirtualKeypad) -> None:
    source = source_of(keypad.line)
    wires.do(lambda: keypad.fault("noise", on=True))
    assert source.next(0.3) is None
    wires.do(lambda: keypad.press("2"))
    assert source.next(5) == KeyPress("2")
    source.close()


def test_a_stuck_button_is_told_and_masked(wires: Wires, tmp_path: Path) -> None:
    buttons = VirtualDispenser(wires, "dispenser-1", tmp_path, buttons=2)
    source = source_of(buttons.line, stuck_s=0.5)
    wires.do(lambda: buttons.fault("stuck", on=True))
    assert source.next(5) == KeyPress("1")
    assert source.next(5) == KeyStuck("1", stuck=True)
    wires.do(lambda: buttons.press("2"))
    assert source.next(5) == KeyPress("2")
    wires.do(lambda: buttons.fault("stuck", on=False))
    assert source.next(5) == KeyStuck("1", stuck=False)
    source.close()
    buttons.close()


def test_a_pulled_plug_and_an_old_press(wires: Wires, keypad: VirtualKeypad) -> None:
    source = source_of(keypad.line)
    source.lamp(lit=True)
    wires.do(lambda: keypad.fault("cable_cut", on=True))
    assert source.next(0.2) is None
    assert not source.alive
    wires.do(lambda: keypad.fault("cable_cut", on=False))
    wires.do(lambda: keypad.press("1"))
    assert source.next(1.5) is None
    assert source.alive
    assert keypad.lit
    wires.do(lambda: keypad.press("3"))
    assert source.next(5) == KeyPress("3")
    source.close()
    source.close()


def test_a_box_has_one_listener(keypad: VirtualKeypad) -> None:
    source = source_of(keypad.line)
    second = registry.keys({"model": "serial", "line": keypad.line})
    assert second.next(0.01) is None
    assert not second.alive
    source.close()
    assert second.next(1.2) is None
    assert second.alive
    second.close()


def test_bytes_of_other_boxes(wires: Wires, keypad: VirtualKeypad) -> None:
    source = registry.keys({"model": "serial", "line": keypad.line, "keys": {"0x34": "next"}})
    assert source.caps == ("buttons:1",)
    assert source.next(0.01) is None
    wires.do(lambda: keypad.press("4"))
    assert source.next(5) == KeyPress("next")
    source.close()
    with pytest.raises(BadConfig):
        registry.keys({"model": "serial", "line": keypad.line, "keys": {"0x999": "next"}})


@dataclass
class Pulse:
    code: int
    value: int
    type: int = 1


@dataclass
class FakeKeyboard:
    """What evdev gives for a keyboard; `fd` is readable while there are events."""

    fd: int
    events: list[Pulse] = field(default_factory=list)
    grabbed: bool = False
    gone: bool = False

    def grab(self) -> None:
        self.grabbed = True

    def read(self) -> list[Pulse]:
        os.read(self.fd, 100)
        if self.gone:
            raise OSError(19, "No such device")
        events, self.events = self.events, []
        return events

    def close(self) -> None:
        """Nothing of its own."""


def test_a_usb_keypad_is_taken_for_ourselves() -> None:
    read_end, write_end = os.pipe()
    keyboards = [FakeKeyboard(read_end), FakeKeyboard(read_end)]
    opened = iter(keyboards)
    source = Keys(HidWire("by-id/keypad", CODES, lambda _: next(opened)), Debounce(0.0), 10)
    assert source.next(0) is None
    keyboards[0].events = [Pulse(69, 1), Pulse(79, 1), Pulse(79, 2), Pulse(79, 0), Pulse(0, 0, type=0), Pulse(75, 1)]
    os.write(write_end, b"x")
    assert [source.next(5), source.next(5)] == [KeyPress("1"), KeyPress("4")]
    assert keyboards[0].grabbed
    keyboards[0].gone = True
    os.write(write_end, b"x")
    assert source.next(0.1) is None
    assert not source.alive
    assert source.next(1.2) is None
    assert keyboards[1].grabbed
    assert source.alive
    source.close()
    os.close(read_end)
    os.close(write_end)


def test_a_keypad_that_is_not_plugged_in(tmp_path: Path) -> None:
    source = registry.keys({"model": "hid", "path": str(tmp_path / "event-kbd")})
    assert source.next(0.05) is None
    assert not source.alive
    source.close()
