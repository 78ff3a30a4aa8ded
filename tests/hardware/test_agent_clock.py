"""A device's clock: told by the server, kept by a clock nobody sets."""

from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from hardware.agent import device
from hardware.agent.config import parse
from hardware.agent.device import DeviceAgent
from hardware.agent.journal import Journal
from hardware.agent.kinds import work_of
from hardware.contract.messages import Ack
from tests.hardware.agent_standins import KEY, OFFICE, StandInSign


class _Wall(datetime):
    """A wall clock somebody sets."""

    shift = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + cls.shift


def test_a_wall_clock_set_anew_moves_no_devices_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "datetime", _Wall)
    one = {"id": "sign", "kind": "sign", "key": KEY.hex(), "driver": {}}
    config = parse({"office": OFFICE, "mqtt": "mqtt://127.0.0.1:1", "data_dir": tmp_path, "devices": [one]})
    settings, journal = config.devices[0], Journal(tmp_path / "sign.sqlite")
    agent = DeviceAgent(
        OFFICE, settings, config.mqtt, journal, lambda outlet: work_of(outlet, settings, StandInSign())
    )
    real = datetime.now(UTC)
    agent._ack(Ack(ep=journal.ep, seq=0, srv_ts=real))
    for shift in (timedelta(hours=2), timedelta(days=-400)):
        monkeypatch.setattr(_Wall, "shift", shift)
        assert abs(agent.now() - real) < timedelta(minutes=1)
    agent._ack(Ack(ep=journal.ep, seq=0, srv_ts=real + timedelta(hours=1)))
    assert abs(agent.now() - real - timedelta(hours=1)) < timedelta(minutes=1)
    journal.close()
