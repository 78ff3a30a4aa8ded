"""A device that comes up again is told what is unfinished, even what it had accepted: it knows each by its id."""

import pytest
from sqlalchemy import select

from onestop.relay import relay
from onestop.storage.rows import DeviceCommand, DeviceEvent, Ticket
from onestop.usecases import demo, device_effects, device_events, devices, results
from tests.conftest import Clock
from tests.factories import Hall


@pytest.mark.parametrize("state", ["accepted", "held"])
def test_an_accepted_slip_is_sent_again_after_a_restart(hall: Hall, clock: Clock, state: str) -> None:
    hall.take("A", place="kiosk-1")
    relay.step(hall.work, "http://here", clock())
    printer = devices.known(hall.work, demo.CODE, "printer-1")
    with hall.work.reading() as session:
        command = session.scalars(select(DeviceCommand)).one()
    results.result(hall.work, printer, command.id, state, None, now=clock())
    devices.greet(hall.work, printer, {"conn": "c2"}, now=clock())
    with hall.work.reading() as session:
        assert session.get_one(DeviceCommand, command.id).state == "pending"


class _Killed(BaseException):
    """What a kill leaves behind is what the database holds."""


def _kill(*_: object, **__: object) -> int:
    raise _Killed


def test_a_press_cut_off_by_a_kill_gives_no_number_nobody_holds(
    hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispenser = devices.known(hall.work, demo.CODE, "dispenser-1")
    press = device_effects.Event("e1", 1, "ticket.request", clock(), {"button": 1, "lang": "vi"})
    with monkeypatch.context() as killed:
        killed.setattr(device_events, "_advance", _kill)
        with pytest.raises(_Killed):
            device_events.take_event(hall.work, dispenser, press, now=clock())
    device_events.take_event(hall.work, dispenser, press, now=clock.forward(minutes=1))
    with hall.work.reading() as session:
        assert session.scalars(select(DeviceEvent.outcome)).all() == ["event.too_late"]
        assert session.scalars(select(Ticket.id)).all() == []
