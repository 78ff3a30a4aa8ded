"""Working time: shifts however they were typed, days off, make-up days, and years nobody entered."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.calendar import Shift, WorkCalendar
from onestop.domain.errors import CalendarMissing
from tests.domain.calendars import FIRST, ZONE, Both, instants, offices

MINUTE = timedelta(minutes=1)


def week(*spans: tuple[str, str]) -> WorkCalendar:
    shifts = [Shift(day, time.fromisoformat(a), time.fromisoformat(b)) for day in range(1, 6) for a, b in spans]
    return WorkCalendar(ZONE, shifts, {}, {}, [2026])


def test_shifts_that_overlap_touch_or_are_empty_count_each_minute_once() -> None:
    odd = week(("13:00", "17:00"), ("08:00", "12:00"), ("10:00", "13:00"), ("15:00", "15:00"), ("18:00", "17:00"))
    assert odd.spans(date(2026, 3, 2)) == ((8 * 3600, 17 * 3600),)
    monday = datetime(2026, 3, 2, tzinfo=ZONE)
    assert odd.seconds(monday, monday + timedelta(days=1)) == 9 * 3600


@given(offices(), instants(), st.integers(0, 5000))
def test_working_time_is_the_minutes_somebody_works(both: Both, at: datetime, minutes: int) -> None:
    ours, theirs = both
    worked = sum(theirs.at_work(at + n * MINUTE) for n in range(minutes))
    assert ours.seconds(at, at + minutes * MINUTE) == worked * 60


@given(offices(), instants(), st.integers(1, 200_000))
def test_later_and_seconds_undo_each_other(both: Both, at: datetime, seconds: int) -> None:
    until = both[0].later(at, seconds)
    assert both[0].seconds(at, until) == seconds
    assert both[1].at_work(until - timedelta(seconds=1))


@given(offices(), st.integers(0, 120), st.integers(0, 90))
def test_working_days_are_counted_one_by_one(both: Both, first: int, days: int) -> None:
    ours, theirs = both
    day = date(2026, 1, 1) + timedelta(days=first)
    worked = [day + timedelta(days=n) for n in range(1, days + 1) if theirs.works(day + timedelta(days=n))]
    until = day + timedelta(days=days)
    assert ours.working_days(day, until) == len(worked) == -ours.working_days(until, day)
    if worked:
        assert ours.working_day(day, len(worked)) == worked[-1]
    assert ours.roll(day) == theirs.next_working(day)


@given(offices(), instants())
def test_the_next_opening_is_now_or_when_somebody_begins(both: Both, at: datetime) -> None:
    opens = both[0].opening(at)
    assert both[1].at_work(opens)
    assert opens == at if both[1].at_work(at) else both[0].seconds(at, opens) == 0 and opens > at


CALENDAR = WorkCalendar(ZONE, [Shift(1, time(8), time(17))], {}, {}, [2025, 2026, 2028])
EMPTY = WorkCalendar(ZONE, [Shift(1, time(8), time(17))], {}, {}, [])
IDLE = WorkCalendar(ZONE, [], {}, {}, [2026])


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: CALENDAR.known(date(2024, 12, 31)), 2024),
        (lambda: CALENDAR.known(date(2027, 1, 1)), 2027),
        (lambda: CALENDAR.known(date(2028, 1, 1)), 2027),
        (lambda: CALENDAR.working_day(date(2026, 12, 31), 1), 2027),
        (lambda: CALENDAR.working_day(date(2025, 1, 1), 0), 2024),
        (lambda: CALENDAR.later(datetime(2026, 12, 31, tzinfo=ZONE), 60), 2027),
        (lambda: EMPTY.works(date(2026, 1, 1)), 2026),
        (lambda: IDLE.roll(date(2026, 1, 1)), 2027),
    ],
    ids=range(8),
)
def test_the_first_year_to_enter_is_named(ask: Callable[[], Any], year: int) -> None:
    with pytest.raises(CalendarMissing) as refused:
        ask()
    assert refused.value.facts == {"year": year}


def test_a_make_up_day_wins_over_a_day_off_and_has_the_hours_of_the_day_it_stands_for() -> None:
    saturday, monday = date(2026, 8, 22), date(2026, 8, 31)
    ours = WorkCalendar(ZONE, [Shift(1, time(8), time(11))], {monday: "x", saturday: "y"}, {saturday: 1}, [2026])
    assert ours.spans(saturday) == ((8 * 3600, 11 * 3600),)
    assert (ours.works(monday), ours.why_off(monday), ours.is_make_up(saturday)) == (False, "x", True)
    assert saturday in ours.days()
    assert FIRST.year < 2026
