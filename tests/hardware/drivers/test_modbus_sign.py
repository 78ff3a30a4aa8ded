"""Signs: frames against published vectors, an independent Modbus server, and signs that fail."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from hardware.contract.documents import SignFace
from hardware.drivers import modbus_bus as modbus
from hardware.drivers import registry
from hardware.drivers.errors import BadConfig, SignDiffers, SignRefused, SignSilent
from hardware.drivers.modbus_sign import SignMap
from hardware.drivers.protocols import SignDriver
from hardware.simulator.virtual_sign import SignBus, VirtualSign
from hardware.simulator.wires import Pty, Wires


@pytest.fixture
def wires() -> Iterator[Wires]:
    made = Wires()
    yield made
    made.close()


@contextmanager
def sign_on(wires: Wires, folder: Path, sign: VirtualSign, **settings: object) -> Iterator[SignDriver]:
    bus = SignBus(wires, folder / "signs", {sign.unit: sign})
    driver = registry.sign({"model": "modbus", "line": bus.line, "unit": sign.unit, **settings})
    yield driver
    driver.close()
    bus.close()


def test_vendor_frames() -> None:
    show_b1024 = bytes.fromhex("01 10 00 00 00 06 0c 00 42 00 31 00 30 00 32 00 34 00 20 44 ee")
    assert modbus.write_many(1, 0, SignMap(cells=6).encoded("B1024")) == show_b1024
    assert modbus.write_one(1, 0, 50) == bytes.fromhex("01 06 00 00 00 32 08 1f")
    assert modbus.crc16(bytes.fromhex("01 10 00 00 00 06")) == bytes.fromhex("40 0b")


@given(st.binary(min_size=1, max_size=60))
def test_a_frame_with_its_checksum_sums_to_nothing(body: bytes) -> None:
    assert modbus.crc16(body + modbus.crc16(body)) == b"\0\0"


def test_layouts() -> None:
    assert SignMap(layout="packed", cells=5).encoded("B1024") == (0x4231, 0x3032, 0x3420)
    assert SignMap(layout="value", cells=4).encoded("A0512") == (512,)
    assert SignMap(layout="value", cells=4, dash_value=9999).encoded("----") == (9999,)
    assert SignMap(cells=4).encoded("Đóng") == tuple(b"Dong")


@pytest.mark.parametrize("mode", ["ascii_per_reg", "packed", "value"])
def test_an_independent_server_shows_the_number(tmp_path: Path, mode: str) -> None:
    with _pymodbus(tmp_path) as line:
        driver = registry.sign({"model": "modbus", "line": line, "unit": 3, "cells": 6, "base": 0, "mode": mode})
        assert driver.show(SignFace(text="A1024")) == ("1024" if mode == "value" else "A1024")
        assert driver.verify()
        driver.dashes()
        driver.close()


def test_a_server_that_knows_the_address_not_says_so(tmp_path: Path) -> None:
    with _pymodbus(tmp_path) as line:
        driver = registry.sign({"model": "modbus", "line": line, "unit": 3, "base": 3000})
        with pytest.raises(SignRefused) as refusal:
            driver.show(SignFace(text="A1"))
        assert refusal.value.facts == {"unit": 3, "exception": 2}
        driver.close()


def test_shown_verified_dashed(wires: Wires, tmp_path: Path) -> None:
    sign = VirtualSign("sign-1", 1, cells=8, line2_base=2000)
    with sign_on(wires, tmp_path, sign, cells=8, line2_base=2000, brightness_reg=36) as driver:
        assert driver.caps == ("sign:8x2",)
        assert driver.verify()
        assert driver.show(SignFace(text="B1024", second="QUAY 03")) == "B1024\nQUAY 03"
        assert (sign.text, sign.state()["second"]) == ("B1024", "QUAY 03")
        assert driver.verify()
        driver.dashes()
        assert sign.text == "--------"


def test_a_sign_that_lost_power_is_written_again(wires: Wires, tmp_path: Path) -> None:
    sign = VirtualSign("sign-1", 1)
    with sign_on(wires, tmp_path, sign) as driver:
        driver.show(SignFace(text="A007"))
        sign.fault("forgot", on=True)
        assert sign.text == ""
        assert driver.verify() is False
        assert sign.text == "A007"
        assert driver.verify()


def test_silence_and_noise_are_one_refusal_and_counted_apart(wires: Wires, tmp_path: Path) -> None:
    sign = VirtualSign("sign-1", 1)
    with sign_on(wires, tmp_path, sign) as driver:
        for fault, counted in (("cable_cut", "timeouts"), ("noise", "crc_errors")):
            sign.fault(fault, on=True)
            with pytest.raises(SignSilent):
                driver.show(SignFace(text="A007"))
            assert getattr(driver, "io_errors")[counted] > 0  # noqa: B009 - beyond the protocol
            sign.fault(fault, on=False)
            driver.show(SignFace(text="A007"))
        assert sign.text == "A007"


def test_a_sign_that_shows_something_else_is_found_out(wires: Wires, tmp_path: Path) -> None:
    sign = VirtualSign("sign-1", 1)
    answer: Callable[[int, bytes], bytes] = sign.answer
    sign.answer = lambda function, body: bytes((3, 12)) + b"\0X" * 6 if function == 3 else answer(function, body)  # type: ignore[method-assign]
    with sign_on(wires, tmp_path, sign) as driver, pytest.raises(SignDiffers):
        driver.show(SignFace(text="A007"))


def test_neighbours_share_one_line(wires: Wires, tmp_path: Path) -> None:
    signs = {unit: VirtualSign(f"sign-{unit}", unit) for unit in (1, 2)}
    bus = SignBus(wires, tmp_path / "signs", signs)
    drivers = [registry.sign({"model": "modbus", "line": bus.line, "unit": unit}) for unit in signs]
    threads = [threading.Thread(target=_count_up, args=(driver,)) for driver in drivers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sign.text for sign in signs.values()] == ["A0009", "A0009"]
    drivers[0].close()
    drivers[0].close()
    assert drivers[1].verify()
    drivers[1].close()
    bus.close()


def _count_up(driver: SignDriver) -> None:
    for number in range(10):
        driver.show(SignFace(text=f"A{number:04}"))


def test_a_missing_port_is_a_silent_sign(tmp_path: Path) -> None:
    driver = registry.sign({"model": "modbus", "line": str(tmp_path / "none"), "unit": 1})
    with pytest.raises(SignSilent):
        driver.show(SignFace(text="A1"))
    driver.close()


@pytest.mark.parametrize("wrong", [{"unit": 0}, {"unit": 1, "mode": "runes"}, {}])
def test_configurations_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(BadConfig):
        registry.sign({"model": "modbus", "line": "loop://", **wrong})


@contextmanager
def _pymodbus(folder: Path) -> Iterator[str]:
    """Pymodbus as the slave at the other end of a null-modem cable of two ptys."""
    ours, theirs = folder / "ours", folder / "theirs"
    ready, ended = threading.Event(), threading.Event()
    with _null_modem(ours, theirs):
        server = threading.Thread(target=lambda: asyncio.run(_serve(str(theirs), ready, ended)))
        server.start()
        assert ready.wait(10)
        yield str(ours)
        ended.set()
        server.join(10)


async def _serve(port: str, ready: threading.Event, ended: threading.Event) -> None:
    registers = SimData(0, count=100, values=0, datatype=DataType.REGISTERS)
    server = ModbusSerialServer(SimDevice(3, [registers]), port=port, baudrate=9600)
    await server.listen()
    ready.set()
    await asyncio.to_thread(ended.wait)
    await server.shutdown()  # type: ignore[no-untyped-call]


@contextmanager
def _null_modem(one: Path, other: Path) -> Iterator[None]:
    wires = Wires()
    ends: dict[Path, Pty] = {}

    def lay(here: Path, there: Path) -> None:
        def carry(data: bytes) -> None:
            ends[there].write(data)

        ends[here] = Pty(wires, here, carry)

    wires.do(lambda: lay(one, other))
    wires.do(lambda: lay(other, one))
    yield
    for end in ends.values():
        wires.do(end.unplug)
    wires.close()
