"""The hands of the virtual hall, on a real one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.drivers import registry
from hardware.simulator.control import Control
from hardware.simulator.hall import VirtualHall as Simulated
from hardware.simulator.hall_config import parse
from onestop.gateways.virtual_hall import FILE, HallAway, HallRefused, VirtualHall
from tests.hardware.simulator.hall_scenes import TOKEN, settings


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[Simulated]:
    hall = Simulated(parse(settings(tmp_path, agent="none")))
    hall.start()
    control = Control(hall)
    (tmp_path / FILE).write_text(json.dumps({"url": control.url, "token": TOKEN}), encoding="utf-8")
    yield hall
    control.close()
    hall.stop()


def test_a_code_is_held_under_the_scanner(simulated: Simulated, tmp_path: Path) -> None:
    driver = next(one["driver"] for one in simulated.agent_settings["devices"] if one["id"] == "scanner-1")
    scanner = registry.scanner(driver)
    assert scanner.next(0.01) is None
    hall = VirtualHall.found(tmp_path)
    hall.scan("scanner-1", "Nguyễn|Nữ", "utf-16-be")
    assert scanner.next(5) == "Nguyễn|Nữ".encode("utf-16-be")
    scanner.close()
    assert hall.state()["devices"]["scanner-1"]["scans"] == 1
    with pytest.raises(HallRefused) as refusal:
        hall.scan("keypad-1", "x")
    assert refusal.value.code == "hall.unknown_device"


def test_there_is_no_hall(tmp_path: Path) -> None:
    with pytest.raises(HallAway):
        VirtualHall.found(tmp_path)
