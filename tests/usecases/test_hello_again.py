"""A device that comes up again is told what is unfinished, even what it had accepted: it knows each by its id."""

import pytest
from sqlalchemy import select

from onestop.relay import relay
from onestop.storage.rows import DeviceCommand
from onestop.usecases import demo, devices
from tests.conftest import Clock
from tests.factories import Hall


@pytest.mark.parametrize("state", ["accepted", "held"])
def test_an_accepted_slip_is_sent_again_after_a_restart(hall: Hall, clock: Clock, state: str) -> None:
    hall.take("A", place="kiosk-1")
    relay.step(hall.work, "http://here", clock())
    printer = devices.known(hall.work, demo.CODE, "printer-1")
    with hall.work.reading() as session:
        command = session.scalars(select(DeviceCommand)).one()
    devices.result(hall.work, printer, command.id, state, None, now=clock())
    devices.greet(hall.work, printer, {"conn": "c2"}, now=clock())
    with hall.work.reading() as session:
        assert session.get_one(DeviceCommand, command.id).state == "pending"
