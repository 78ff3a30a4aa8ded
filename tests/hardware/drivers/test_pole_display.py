"""Pole displays: the published bytes, marks off, and steady after the blinking."""

import os
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.contract.documents import SignFace
from hardware.drivers import registry
from hardware.drivers.errors import SignSilent
from hardware.drivers.plain import plain
from hardware.drivers.pole_display import face_bytes
from hardware.simulator.virtual_pole import VirtualPole
from hardware.simulator.wires import Wires


@pytest.fixture
def cable() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_the_published_bytes() -> None:
    face = SignFace(text="MỜI SỐ: B1024", second="      QUẦY 03", brightness=8)
    assert face_bytes(face) == (
        bytes.fromhex("1b 40 0c 1f 24 01 01")
        + b"MOI SO: B1024       "
        + bytes.fromhex("1f 24 01 02")
        + b"      QUAY 03       "
        + bytes.fromhex("1f 58 04")
    )


def test_marks_off() -> None:
    assert plain("Đường Nguyễn Huệ – quầy số 3…") == "Duong Nguyen Hue - quay so 3."
    assert plain("漢\n") == "??"


def test_shows_and_blinks_and_is_steady_again(cable: tuple[int, str]) -> None:
    master, line = cable
    driver = registry.sign({"model": "pole", "line": line})
    assert driver.caps == ("sign:20x2",)
    assert driver.show(SignFace(text="B1024", second="Quầy 03", blink_s=0.05)) == "B1024\nQuay 03"
    assert driver.verify()
    heard = b""
    while not heard.endswith(b"\x1f\x45\x00"):
        heard += os.read(master, 200)
    assert heard == face_bytes(SignFace(text="B1024", second="Quầy 03", blink_s=1)) + b"\x1f\x45\x00"
    driver.dashes()
    assert os.read(master, 200).count(b"-") == 40
    driver.close()


def test_a_pole_of_another_make_reads_the_same(tmp_path: Path) -> None:
    wires = Wires()
    pole = VirtualPole(wires, "pole-1", tmp_path)
    driver = registry.sign({"model": "pole", "line": pole.line})
    driver.show(SignFace(text="Số B1024", second="      Quầy 03", brightness=8, blink_s=60))
    deadline = time.monotonic() + 5
    while not wires.do(pole.state)["blinking"]:
        assert time.monotonic() < deadline
    seen = wires.do(pole.state)
    assert (seen["text"], seen["second"], seen["brightness"]) == ("So B1024", "      Quay 03", 8)
    driver.close()
    pole.close()
    wires.close()


def test_a_new_number_ends_the_old_blinking(cable: tuple[int, str]) -> None:
    _, line = cable
    driver = registry.sign({"model": "pole", "line": line})
    driver.show(SignFace(text="B1024", blink_s=60))
    driver.close()
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer) and one.is_alive()]


def test_no_such_port(tmp_path: Path) -> None:
    driver = registry.sign({"model": "pole", "line": str(tmp_path / "none")})
    with pytest.raises(SignSilent):
        driver.show(SignFace(text="B1024"))
    driver.close()
