"""A button that gives no number: why comes out on paper, once; a dispenser whose printer is away goes dark."""

import pytest
from sqlalchemy import select, update

from onestop.relay import faces, relay
from onestop.storage.rows import Device, DeviceCommand, Queue
from onestop.usecases import device_events, devices
from onestop.usecases.device_effects import Event
from onestop.words import say
from tests.factories import Hall
from tests.relay.test_faces import ADDRESS, told

BUTTONS = "dispenser-1"


def press(hall: Hall, seq: int, button: int = 1, age_s: float = 0.0) -> None:
    at = hall.clock()
    event = Event("e1", seq, "ticket.request", at, {"button": button})
    if age_s:
        hall.clock.forward(seconds=age_s)  # type: ignore[attr-defined]
    device_events.take_event(hall.work, devices.known(hall.work, "most", BUTTONS), event, now=hall.clock())


def papers(hall: Hall) -> list[str]:
    """What was ordered of the printer, as one text each."""
    while relay.step(hall.work, ADDRESS, hall.clock()).facts:
        pass
    with hall.work.reading() as session:
        rows = session.scalars(select(DeviceCommand).order_by(DeviceCommand.created_at, DeviceCommand.fact_id)).all()
        return [" ".join(str(e.get("text", "")) for e in row.body["document"]["elements"]) for row in rows]


def limit(hall: Hall, most: int) -> None:
    with hall.work() as tx:
        tx.session.execute(update(Queue).values(daily_limit=most))


def test_a_full_queue_says_so_on_paper_in_both_languages(hall: Hall) -> None:
    limit(hall, 1)
    press(hall, 1)
    press(hall, 2)
    number, refused = papers(hall)
    assert say("vi", "slip.your_number") in number
    with hall.work.reading() as session:
        code = session.scalars(select(Device).where(Device.code == BUTTONS)).one().config["buttons"]["1"]
        queue = session.scalars(select(Queue).where(Queue.code == code)).one()
    for words in (queue.name_vi, queue.name_en, say("vi", "slip.refused_full"), say("en", "slip.refused_ask")):
        assert words in refused


def test_pressing_again_at_once_brings_no_second_slip_but_a_little_later_does(hall: Hall) -> None:
    limit(hall, 0)
    for seq in (1, 2, 3):
        press(hall, seq)
    assert len(papers(hall)) == 1
    hall.clock.forward(seconds=21)  # type: ignore[attr-defined]
    press(hall, 4)
    assert len(papers(hall)) == 2


@pytest.mark.parametrize("button", [77, 0])
def test_a_button_nobody_set_up_is_told_too(hall: Hall, button: int) -> None:
    press(hall, 1, button)
    (paper,) = papers(hall)
    assert say("vi", "slip.refused_other") in paper


def test_a_press_that_comes_too_late_prints_nothing(hall: Hall) -> None:
    press(hall, 1, age_s=40)
    assert papers(hall) == []


def shows_open(hall: Hall) -> bool:
    with hall.work.reading() as session:
        return bool(session.scalars(select(Device).where(Device.code == BUTTONS)).one().desired["open"])


@pytest.mark.parametrize("state", ["lost", "disconnected"])
def test_a_dispenser_goes_dark_with_its_printer_and_comes_back_with_it(hall: Hall, state: str) -> None:
    with hall.work() as tx:
        faces.refresh(tx.session, hall.office_id, hall.clock())
        row = tx.session.scalars(select(Device).where(Device.code == BUTTONS)).one()
        code = tx.session.get_one(Device, row.printer_id).code
    assert shows_open(hall)
    printer = devices.known(hall.work, "most", code)
    devices.greet(hall.work, printer, {"conn": "c1"}, now=hall.clock())
    devices.presence(hall.work, printer, state, "c1", now=hall.clock())
    assert told(hall) == {BUTTONS}
    assert not shows_open(hall)
    devices.greet(hall.work, printer, {"conn": "c2"}, now=hall.clock())
    told(hall)
    assert shows_open(hall)
