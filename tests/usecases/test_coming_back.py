"""A first thing finished by mistake comes back to its counter, as long as nobody else has to do with the visit."""

from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.errors import CounterBusy, IllegalStep, UndoTooLate
from onestop.domain.people import Actor
from onestop.domain.ticket import Status
from onestop.storage.rows import Series
from onestop.usecases import calling, counters, moving, serving, sweeps, ticketing
from onestop.web.counter.view import desk
from tests.conftest import Clock
from tests.factories import Hall


def two_things(hall: Hall, actor: Actor) -> UUID:
    """A visit for A and then B whose first thing was just finished at counter 1."""
    wish = ticketing.Wish("most", "A", "kiosk", further=("B",))
    taken = ticketing.take(hall.work, wish, actor=hall.place("kiosk-1"), now=hall.clock())
    assert hall.call(1, actor)
    serving.start(hall.work, taken.id, actor=actor, now=hall.clock())
    hall.clock.forward(seconds=90)  # type: ignore[attr-defined]
    assert serving.finish(hall.work, taken.id, actor=actor, now=hall.clock())
    return taken.id


def served(hall: Hall) -> int:
    with hall.work.reading() as session:
        return sum(session.scalars(select(Series.served)))


def test_it_comes_back_with_what_came_next_still_to_come(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    visit = two_things(hall, officer)
    before = hall.ticket(visit)
    assert (before.status, len(before.further), served(hall)) == (Status.WAITING, 0, 1)
    shown = desk(hall.view(), officer.officer_id, clock())
    assert shown.done.id == visit.hex
    serving.undo(hall.work, visit, actor=officer, now=clock())
    back = hall.ticket(visit)
    assert (back.status, len(back.further), back.left_at, served(hall)) == (Status.SERVING, 1, None, 0)
    assert back.queue_id == back.series_queue_id
    assert serving.finish(hall.work, visit, actor=officer, now=clock())
    assert hall.ticket(visit).queue_id != back.queue_id


def test_whoever_was_called_since_makes_way_and_is_next(hall: Hall, clock: Clock) -> None:
    """Auto-call is quicker than most people notice a mistake."""
    first, officer = hall.take("A"), hall.sit(1)
    counters.set_auto_call(hall.work, "most-1", on=True, actor=officer, now=clock())
    hall.call(1, officer)
    serving.start(hall.work, first.id, actor=officer, now=clock())
    second, third = hall.take("A"), hall.take("A")
    serving.finish(hall.work, first.id, actor=officer, now=clock.forward(seconds=60))
    assert sweeps.auto_call(hall.work, now=clock.forward(seconds=9)) == 1
    assert hall.ticket(second.id).status is Status.CALLED
    assert desk(hall.view(), officer.officer_id, clock()).done.id == first.id.hex
    serving.undo(hall.work, first.id, actor=officer, now=clock.forward(seconds=5))
    assert [hall.ticket(each.id).status for each in (first, second)] == [Status.SERVING, Status.WAITING]
    shown = desk(hall.view(), officer.officer_id, clock())
    assert (shown.here.number, shown.next.number) == (first.number, second.number)
    serving.finish(hall.work, first.id, actor=officer, now=clock.forward(seconds=20))
    called = hall.call(1, officer)
    assert called is not None
    assert (called.number, hall.ticket(third.id).status) == (second.number, Status.WAITING)


def test_too_late_and_with_somebody_served_here_it_stays(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    visit = two_things(hall, officer)
    other = hall.take("A").id
    calling.call_chosen(hall.work, "most-1", other, actor=officer, now=clock())
    serving.start(hall.work, other, actor=officer, now=clock())
    assert desk(hall.view(), officer.officer_id, clock()).done.id == ""
    with pytest.raises(CounterBusy):
        serving.undo(hall.work, visit, actor=officer, now=clock())
    clock.forward(seconds=61)
    with pytest.raises(UndoTooLate):
        serving.undo(hall.work, visit, actor=officer, now=clock())
    assert hall.ticket(visit).status is Status.WAITING


@pytest.mark.parametrize("how", ["called", "transferred"])
def test_once_somebody_else_has_it_it_stays(hall: Hall, clock: Clock, how: str) -> None:
    officer, other = hall.sit(1), hall.sit(2)
    visit = two_things(hall, officer)
    if how == "called":
        calling.call_chosen(hall.work, "most-2", visit, actor=other, now=clock())
    else:
        moving.transfer(hall.work, visit, actor=hall.officer("floor1"), now=clock(), queue="C")
    with pytest.raises((IllegalStep, CounterBusy)):
        serving.undo(hall.work, visit, actor=hall.officer("floor1"), now=clock())
    assert desk(hall.view(), officer.officer_id, clock()).done.id == ""


def test_whoever_just_waits_was_never_finished(hall: Hall, clock: Clock) -> None:
    taken, officer = hall.take(), hall.sit(1)
    hall.call(1, officer)
    moving.transfer(hall.work, taken.id, actor=officer, now=clock(), queue="B")
    with pytest.raises(IllegalStep):
        serving.undo(hall.work, taken.id, actor=officer, now=clock())
