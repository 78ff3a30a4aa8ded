"""Deadlines against a second opinion that counts as people do, and what holds whatever the calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from onestop.domain import deadline
from onestop.domain.clock import Clock
from onestop.domain.deadline import Limit, Move, Tick, Unit
from onestop.domain.errors import BadInput, CalendarMissing
from tests.domain import naive_clock
from tests.domain.calendars import PLAIN, ZONE, Both, instants, offices

MINUTE = timedelta(minutes=1)
DAYS = st.builds(Limit, st.integers(1, 25), st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS])) | st.builds(
    Limit, st.integers(1, 4), st.just(Unit.MONTHS)
)
HOURS = st.builds(Limit, st.integers(1, 20), st.just(Unit.HOURS)) | st.builds(
    Limit, st.integers(1, 5), st.just(Unit.HALF_DAYS)
)
LIMITS = DAYS | HOURS
Pauses = list[tuple[datetime, datetime]]


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)


def naive(limit: Limit, start: datetime, office: naive_clock.Office, stood: Pauses, step: timedelta) -> datetime:
    if limit.unit in (Unit.HOURS, Unit.HALF_DAYS):
        hours = limit.amount * (1 if limit.unit is Unit.HOURS else 4)
        return naive_clock.in_hours(office, timedelta(hours=hours), start, stood, step)
    return naive_clock.in_days(office, limit.unit.value, limit.amount, start, stood)


def moves(start: datetime, stood: Pauses) -> list[Tick]:
    pauses = [tick for a, b in stood for tick in (Tick(Move.STOP, a), Tick(Move.RESUME, b))]
    return [Tick(Move.START, start), *pauses]


@given(offices(), LIMITS, instants())
def test_due_is_what_counting_one_by_one_finds(both: Both, limit: Limit, start: datetime) -> None:
    ours, theirs = both
    assert deadline.due(limit, start, ours) == naive(limit, start, theirs, [], MINUTE)


@settings(max_examples=4, deadline=None)
@given(offices(), st.integers(1, 6), instants(8), st.integers(0, 59))
def test_hours_second_by_second(both: Both, amount: int, start: datetime, second: int) -> None:
    ours, theirs = both
    assume(sum(bool(theirs.hours.get(d)) for d in range(1, 8)) > 2)
    begin = start.replace(second=second)
    limit = Limit(amount, Unit.HOURS)
    assert deadline.due(limit, begin, ours) == naive(limit, begin, theirs, [], timedelta(seconds=1))


@given(offices(), LIMITS, instants(20), st.data())
def test_a_clock_that_stops_and_goes_on_is_what_counting_around_the_pauses_finds(
    both: Both, limit: Limit, start: datetime, data: st.DataObject
) -> None:
    ours, theirs = both
    count, since, at_last, due = limit, start, start, deadline.due(limit, start, ours)
    stood, everything = Pauses(), Pauses()
    for _ in range(data.draw(st.integers(1, 3))):
        span = max(0, int((due - at_last) / MINUTE) - 1)
        stop = at_last + data.draw(st.integers(0, span)) * MINUTE
        # what a pause between a last day off and the day it rolled to does, has a test of its own
        assume(limit.unit in (Unit.HOURS, Unit.HALF_DAYS) or stop.date() <= unrolled(count, since, stood))
        at_last = stop + data.draw(st.integers(1, 15 * 1440)) * MINUTE
        stood.append((stop, at_last))
        everything.append((stop, at_last))
        due = deadline.reckon(limit, moves(start, everything), ours).due or due
        expected = naive(count, since, theirs, stood, MINUTE)
        if expected < at_last:  # all was used up in time: one more working day, from when it goes on
            expected = theirs.evening(theirs.next_working(at_last.date() + timedelta(days=1)))
            days = 1 if limit.unit is Unit.WORKING_DAYS else (expected.date() - at_last.date()).days
            unit = Unit.DAYS if limit.unit is Unit.MONTHS else limit.unit
            count, since, stood = Limit(days, unit), at_last, []
        assert due == expected


def unrolled(limit: Limit, start: datetime, stood: Pauses) -> date:
    """The last day as counted, were every day a working day."""
    open_always = naive_clock.Office(ZONE, {d: [(time(0), time(23, 59))] for d in range(1, 8)})
    if limit.unit is Unit.WORKING_DAYS:
        return date.max
    return naive_clock.in_days(open_always, limit.unit.value, limit.amount, start, stood).date()


@given(offices(), LIMITS, instants(), instants())
def test_a_restart_counts_from_zero(both: Both, limit: Limit, start: datetime, again: datetime) -> None:
    assume(start < again)
    ticks = [Tick(Move.START, start), Tick(Move.STOP, start), Tick(Move.RESTART, again)]
    reading = deadline.reckon(limit, ticks, both[0])
    assert reading.original == deadline.due(limit, start, both[0])
    assert reading.due == deadline.due(limit, again, both[0])
    assert reading.runs


@given(offices(), DAYS, instants())
def test_a_limit_in_days_never_ends_on_a_day_off(both: Both, limit: Limit, start: datetime) -> None:
    due = deadline.due(limit, start, both[0])
    assert both[1].works(due.date())
    assert due == both[1].evening(due.date())
    assert due.date() > start.date()


@given(offices(), HOURS, instants())
def test_a_limit_in_hours_ends_within_working_hours(both: Both, limit: Limit, start: datetime) -> None:
    due = deadline.due(limit, start, both[0])
    assert both[1].at_work(due - MINUTE)
    assert both[0].seconds(start, due) == deadline.seconds(limit)


@given(offices(), LIMITS, instants(), instants())
def test_who_comes_later_is_not_due_earlier(both: Both, limit: Limit, one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    assert deadline.due(limit, first, both[0]) <= deadline.due(limit, second, both[0])


TICKS = st.lists(st.tuples(st.sampled_from(list(Move)), st.integers(1, 10_000), st.integers(1, 40)), max_size=8)


def history(start: datetime, drawn: list[tuple[Move, int, int]]) -> list[Tick]:
    """Any moves in order of time; the clock takes them as they come."""
    now, ticks = start, [Tick(Move.START, start)]
    for move, minutes, days in drawn:
        now += minutes * MINUTE
        until = now + timedelta(days=days) if move is Move.EXTEND else None
        ticks.append(Tick(move, now, until=until))
    return ticks


@given(offices(), st.none() | LIMITS, instants(), TICKS, st.data())
def test_a_replay_in_two_parts_is_the_replay_at_once(
    both: Both, limit: Limit | None, start: datetime, drawn: list[tuple[Move, int, int]], data: st.DataObject
) -> None:
    ticks = history(start, drawn)
    cut = data.draw(st.integers(0, len(ticks)))
    clock = Clock(limit, both[0])
    for tick in ticks[:cut]:
        clock.take(tick)
    assert clock.reading() == deadline.reckon(limit, ticks[:cut], both[0])
    for tick in ticks[cut:]:
        clock.take(tick)
    assert clock.reading() == deadline.reckon(limit, iter(ticks), both[0])


@given(offices(), DAYS, instants(), st.integers(0, 20), st.integers(1, 20_000))
def test_a_late_clock_goes_on_late(both: Both, limit: Limit, start: datetime, days: int, minutes: int) -> None:
    stop = deadline.due(limit, start, both[0]) + timedelta(days=days, minutes=1)
    resumed = stop + minutes * MINUTE
    assert (deadline.reckon(limit, moves(start, [(stop, resumed)]), both[0]).due or resumed) <= both[1].evening(
        both[1].next_working(resumed.date())
    )


# --- by hand ---

FRIDAY = "2026-03-06"


def test_a_pause_between_a_last_day_off_and_the_day_it_rolled_to_moves_the_rolled_day() -> None:
    """Due Saturday, so Monday. It stops on Monday in time and goes on on Thursday: nothing is left, so Friday. Had it
    stopped on Sunday, Monday would be left: Friday too.
    """
    limit = Limit(8, Unit.DAYS)
    assert deadline.due(limit, at(FRIDAY), PLAIN[0]) == at("2026-03-16", "17:00")
    for stopped in ("2026-03-16", "2026-03-15"):
        stood = [(at(stopped), at("2026-03-19"))]
        assert deadline.reckon(limit, moves(at(FRIDAY), stood), PLAIN[0]).due == at("2026-03-20", "17:00")


def test_a_limit_used_up_on_the_day_it_stopped_has_the_next_working_day() -> None:
    """Whether it goes on in the morning or after hours, and once more when it stops within that day."""
    five = Limit(5, Unit.WORKING_DAYS)  # due Friday 13
    for goes_on in ("09:00", "18:00"):
        stood = [(at("2026-03-13"), at("2026-03-18", goes_on))]
        assert deadline.reckon(five, moves(at(FRIDAY), stood), PLAIN[0]).due == at("2026-03-19", "17:00")
    within = [*stood, (at("2026-03-19"), at("2026-03-19", "10:00"))]
    assert deadline.reckon(five, moves(at(FRIDAY), within), PLAIN[0]).due == at("2026-03-19", "17:00")
    beyond = [*within, (at("2026-03-19", "11:00"), at("2026-03-20", "08:00"))]
    assert deadline.reckon(five, moves(at(FRIDAY), beyond), PLAIN[0]).due == at("2026-03-23", "17:00")


def test_a_clock_that_stopped_in_time_does_not_go_on_late() -> None:
    """The fee asked for on the last day is paid on Saturday."""
    stood = [(at("2026-03-13"), at("2026-03-14"))]
    ticks = moves(at(FRIDAY), stood)
    assert deadline.reckon(Limit(5, Unit.WORKING_DAYS), ticks, PLAIN[0]).due == at("2026-03-16", "17:00")
    rules = [line.rule for line in deadline.explain(Limit(5, Unit.WORKING_DAYS), ticks, PLAIN[0])]
    assert rules[-3:] == [deadline.Rule.RESUMED, deadline.Rule.STOPPED_IN_TIME, deadline.Rule.LAST_SHIFT]


def test_a_named_date_stays_to_the_minute_when_nothing_stood() -> None:
    named = at("2026-03-20", "10:30")
    for unit in (Unit.WORKING_DAYS, Unit.HOURS):
        ticks = [*moves(at(FRIDAY), []), Tick(Move.EXTEND, at("2026-03-09"), until=named)]
        ticks += moves(at(FRIDAY), [(at("2026-03-10"), at("2026-03-10"))])[1:]
        reading = deadline.reckon(Limit(5, unit), ticks, PLAIN[0])
        assert (reading.due, reading.extensions) == (named, 1)


def test_without_a_limit_the_clock_has_no_due_date_but_knows_what_happened() -> None:
    ticks = [*moves(at(FRIDAY), []), Tick(Move.END, at("2026-03-09")), Tick(Move.REOPEN, at("2026-03-10"))]
    reading = deadline.reckon(None, ticks, PLAIN[0])
    assert (reading.due, reading.ended_at) == (None, None)
    assert deadline.reckon(None, ticks[:2], PLAIN[0]).ended_at == at("2026-03-09")
    assert deadline.light(reading, at(FRIDAY), PLAIN[0]) is deadline.Light.NONE


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_a_limit_no_law_knows_is_refused(amount: int) -> None:
    with pytest.raises(BadInput):
        Limit(amount, Unit.DAYS)


def test_a_due_date_in_a_year_nobody_entered_is_refused_not_guessed() -> None:
    for unit in Unit:
        with pytest.raises(CalendarMissing) as refused:
            deadline.due(Limit(10_000, unit), at("2027-12-30"), PLAIN[0])
        assert refused.value.facts == {"year": 2028}


@pytest.mark.parametrize(
    ("received", "reaches"),
    [
        ("2026-03-06T10:00", "2026-03-06T10:00"),
        ("2026-03-06T14:59", "2026-03-06T14:59"),
        ("2026-03-06T15:00", "2026-03-09T07:30"),
        ("2026-03-07T09:00", "2026-03-09T07:30"),
        ("2026-03-06T07:00", "2026-03-06T07:30"),
        ("2026-03-06T12:00", "2026-03-06T13:00"),
    ],
)
def test_papers_reach_the_unit_at_once_or_next_working_morning(received: str, reaches: str) -> None:
    at, expected = (datetime.fromisoformat(moment).replace(tzinfo=ZONE) for moment in (received, reaches))
    assert deadline.hand_over(at, PLAIN[0]) == expected


def test_lights() -> None:
    limit = Limit(5, Unit.WORKING_DAYS)
    reading = deadline.reckon(limit, moves(at(FRIDAY), []), PLAIN[0])  # due Friday 13, 17:00
    shown = {
        "2026-03-11T16:00": "green", "2026-03-12T07:00": "green", "2026-03-12T07:30": "amber",
        "2026-03-13T17:00": "amber", "2026-03-13T17:01": "red",
    }  # fmt: skip
    for moment, light in shown.items():
        now = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        assert deadline.light(reading, now, PLAIN[0]).value == light, moment
    ticks = moves(at(FRIDAY), [])
    stopped = deadline.reckon(limit, [*ticks, Tick(Move.STOP, at("2026-03-09"))], PLAIN[0])
    assert deadline.light(stopped, at("2026-04-01"), PLAIN[0]) is deadline.Light.STOPPED
    late = deadline.reckon(limit, [*ticks, Tick(Move.END, at("2026-03-16"))], PLAIN[0])
    assert deadline.light(late, at("2026-03-17"), PLAIN[0]) is deadline.Light.RED


def test_the_first_working_day_of_the_calendar_has_a_light() -> None:
    start = at("2025-01-01", "07:30")
    reading = deadline.reckon(Limit(4, Unit.HOURS), moves(start, []), PLAIN[0])
    assert deadline.light(reading, start, PLAIN[0]) is deadline.Light.AMBER


def test_early_on_time_late() -> None:
    due = at("2026-03-13", "17:00")
    assert deadline.punctuality(due, at("2026-03-12", "23:59"), PLAIN[0]) is deadline.Punctuality.EARLY
    assert deadline.punctuality(due, at("2026-03-13", "17:00"), PLAIN[0]) is deadline.Punctuality.ON_TIME
    assert deadline.punctuality(due, at("2026-03-13", "17:01"), PLAIN[0]) is deadline.Punctuality.LATE
