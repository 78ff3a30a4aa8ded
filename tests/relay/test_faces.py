"""What devices show after each fact: the relay looks only at those it can change, and leaves nothing behind."""

from collections.abc import Callable

from sqlalchemy import select, update

from onestop.domain.people import Actor
from onestop.relay import faces, relay
from onestop.storage.rows import Device, Queue
from onestop.usecases import calling, counters, days, devices, moving, rating, serving
from onestop.usecases.calling import Called
from tests.factories import Hall

ADDRESS = "http://127.0.0.1:3000"


def told(hall: Hall) -> set[str]:
    """The relay's turns until no fact is left; the devices they changed."""
    changed: set[str] = set()
    while (step := relay.step(hall.work, ADDRESS, hall.clock())).facts:
        changed |= {device.code for device in step.changed}
    return changed


def left(hall: Hall) -> set[str]:
    """What a look at every device still changes."""
    with hall.work() as tx:
        return {device.code for device in faces.refresh(tx.session, hall.office_id, hall.clock())}


def begun(hall: Hall) -> tuple[Actor, Called]:
    """An officer with somebody called, told to every device."""
    officer = hall.sit(1)
    hall.take()
    called = hall.call(1, officer)
    assert called is not None
    told(hall)
    left(hall)
    return officer, called


def test_no_step_leaves_a_face_behind(hall: Hall) -> None:
    officer, called = begun(hall)
    work, now = hall.work, hall.clock()
    supervisor, day = hall.officer("supervisor1"), hall.view().day
    steps: list[tuple[Callable[[], object], set[str]]] = [
        (lambda: calling.recall(work, called.id, actor=officer, now=now), {"sign-1"}),
        (lambda: serving.start(work, called.id, actor=officer, now=now), {"sign-1"}),
        (lambda: serving.finish(work, called.id, actor=officer, now=now), {"sign-1", "keypad-1"}),
        (lambda: serving.undo(work, called.id, actor=officer, now=now), {"sign-1", "keypad-1"}),
        (lambda: moving.park(work, called.id, actor=officer, now=now), {"sign-1"}),
        (lambda: counters.pause(work, "most-1", "break", actor=officer, now=now), {"sign-1"}),
        (lambda: days.close_day(work, hall.office_id, day, actor=supervisor, now=now), {"dispenser-1"}),
    ]
    for step, changes in steps:
        step()
        assert changes <= told(hall)
        assert left(hall) == set()


def test_a_keypad_is_armed_for_the_last_visit_until_it_is_rated(hall: Hall) -> None:
    officer, called = begun(hall)
    serving.start(hall.work, called.id, actor=officer, now=hall.clock())
    serving.finish(hall.work, called.id, actor=officer, now=hall.clock())
    told(hall)
    with hall.work.reading() as session:
        keypad = session.scalars(select(Device).where(Device.code == "keypad-1")).one()
    assert keypad.desired["armed"]["ticket"] == called.id.hex
    rating.rate_from_phone(hall.work, hall.ticket(called.id).track_token, rating.Mark(4), now=hall.clock())
    assert told(hall) == {"keypad-1"}
    assert left(hall) == set()


def test_a_full_queues_button_goes_dark_with_its_last_number(hall: Hall) -> None:
    begun(hall)
    with hall.work() as tx:
        tx.session.execute(update(Queue).where(Queue.code == "B").values(daily_limit=1))
    assert left(hall) == set()
    hall.take("B")
    assert told(hall) == {"dispenser-1"}
    assert left(hall) == set()


def test_a_pole_of_two_lines_says_so_and_gets_both(hall: Hall) -> None:
    officer, called = begun(hall)
    sign = devices.known(hall.work, "most", "sign-1")
    devices.greet(hall.work, sign, {"conn": "c1", "caps": ["sign:20x2"]}, now=hall.clock())
    assert told(hall) >= {"sign-1"}
    with hall.work.reading() as session:
        shown = session.scalars(select(Device).where(Device.code == "sign-1")).one().desired["face"]
    assert called.number in shown["text"]
    assert shown["second"].strip() == "QUAY 01"
    assert len(shown["text"]) == len(shown["second"]) == 20
    serving.start(hall.work, called.id, actor=officer, now=hall.clock())
    assert told(hall) == {"sign-1"}
