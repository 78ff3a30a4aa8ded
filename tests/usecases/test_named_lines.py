"""People handed to a counter or an officer by name are called, or somebody is told that nobody will."""

import pytest

from onestop.domain.errors import CounterNotOpen
from onestop.usecases import counters, days, hall_watch, moving
from tests.conftest import Clock
from tests.factories import Hall


def alone(hall: Hall, clock: Clock) -> list[tuple[object, object]]:
    """Alerts about people nobody will call: how many, for whom."""
    hall_watch.watch_waits(hall.work, now=clock())
    found = [alert for alert in hall.view().alerts if alert.kind == "wait.nobody"]
    return [(alert.facts["people"], alert.facts["whom"]) for alert in found]


def test_a_closing_counter_gives_its_own_line_back_with_its_age(hall: Hall, clock: Clock) -> None:
    first, second = hall.sit(1), hall.sit(2)
    mine = hall.take()
    clock.forward(minutes=5)
    hall.take()
    moving.transfer(hall.work, mine.id, actor=first, now=clock(), counter_code="most-2")
    counters.close(hall.work, "most-2", actor=second, now=clock())
    assert hall.ticket(mine.id).pinned_to is None
    called = hall.call(1, first)
    assert called is not None
    assert called.id == mine.id
    assert alone(hall, clock) == []


def test_a_closed_counter_is_handed_nobody(hall: Hall, clock: Clock) -> None:
    desk, taken = hall.officer("floor1"), hall.take()
    with pytest.raises(CounterNotOpen):
        moving.transfer(hall.work, taken.id, actor=desk, now=clock(), counter_code="most-2")
    assert hall.ticket(taken.id).pinned_to is None


def test_whoever_waits_for_an_officer_who_left_is_told_of_until_they_are_back(hall: Hall, clock: Clock) -> None:
    desk, away = hall.officer("floor1"), hall.sit(3)
    for taken in (hall.take(), hall.take()):
        moving.transfer(hall.work, taken.id, actor=desk, now=clock(), officer=away.officer_id)
    assert alone(hall, clock) == []
    counters.pause(hall.work, "most-3", "break", actor=away, now=clock())
    assert alone(hall, clock) == []
    counters.close(hall.work, "most-3", actor=away, now=clock())
    ((people, whom),) = alone(hall, clock)
    assert (people, bool(whom)) == (2, True)
    hall.sit(5, "officer3")
    assert alone(hall, clock) == []


def test_a_day_that_closes_ends_it(hall: Hall, clock: Clock) -> None:
    desk, away = hall.officer("floor1"), hall.officer("officer3")
    moving.transfer(hall.work, hall.take().id, actor=desk, now=clock(), officer=away.officer_id)
    assert len(alone(hall, clock)) == 1
    days.close_day(hall.work, hall.office_id, hall.view().day, actor=hall.officer("supervisor1"), now=clock())
    assert alone(hall, clock) == []
