"""A broker whose plug is pulled stands still until it is put back; the virtual hall has that plug."""

from pathlib import Path

import pytest

from hardware.broker import ManagedBroker, answers, managed_broker
from hardware.simulator.hall import VirtualHall
from hardware.simulator.hall_config import parse
from tests.hardware.agent_standins import eventually


@pytest.mark.parametrize("kind", ["iotcore", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def test_the_plug_of_the_virtual_hall_stops_the_broker(tmp_path: Path, kind: str) -> None:
    broker: ManagedBroker = managed_broker(tmp_path / "broker", kind=kind)  # type: ignore[arg-type]
    told = {"folder": tmp_path / "hall", "office": "most", "mqtt": broker.url, "token": "x" * 16, "agent": "none"}
    hall = VirtualHall(parse({**told, "broker_plug": broker.plug}))
    try:
        assert hall.state()["devices"] == {"broker": {"kind": "broker", "faults": []}}
        hall.fault("broker", "stopped", on=True)
        eventually(lambda: not answers(broker.port, 0.2))
        assert hall.state()["devices"]["broker"]["faults"] == ["stopped"]
        hall.fault("broker", "stopped", on=False)
        eventually(lambda: answers(broker.port, 0.2))
    finally:
        hall.stop()
        broker.stop()
    assert not answers(broker.port, 0.2)


def test_a_pulled_plug_is_no_reason_not_to_stop_and_a_start_puts_it_back(tmp_path: Path) -> None:
    broker = managed_broker(tmp_path, kind="iotcore")
    broker.plug.touch()
    eventually(lambda: not answers(broker.port, 0.2))
    broker.stop()
    again = managed_broker(tmp_path, kind="iotcore")
    assert answers(again.port)
    again.stop()
