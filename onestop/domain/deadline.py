"""When a dossier or a stage is due, and why: a limit counted in working time by a clock that can stop.

The clock is replayed from what happened; nothing is stored that could not be counted again. Every line of an
explanation names its rule and where the rule stands. Sources: Civil Code 2015 Đ147–148 (BLDS), NĐ 61/2018 Đ18–19.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from onestop.domain.calendar import WorkCalendar
from onestop.domain.clock import (
    HALF_DAY_S,
    HOUR_S,
    IN_DAYS,
    MINUTE_S,
    MOST,
    Clock,
    CountFrom,
    Limit,
    Move,
    OnSupplement,
    Reckoning,
    Tick,
    Unit,
    day_of,
    last_day,
    seconds,
    stood_for,
)

__all__ = [
    "CAUSES",
    "HALF_DAY_S",
    "HAND_OVER_BY",
    "HOUR_S",
    "MOST",
    "SOURCES",
    "CountFrom",
    "Light",
    "Limit",
    "Line",
    "Move",
    "OnSupplement",
    "Punctuality",
    "Reckoning",
    "Rule",
    "Tick",
    "Unit",
    "due",
    "explain",
    "hand_over",
    "last_day",
    "light",
    "punctuality",
    "reckon",
    "seconds",
]

HAND_OVER_BY: Final = 15
"""Papers received from this hour on reach the unit at the start of the next working day (NĐ 61/2018 Đ18.2) [h]."""


class Rule(StrEnum):
    """Why an instant is what it is; the words are `deadline.<rule>` in the catalogue."""

    NOT_STARTED = "not_started"
    NO_LIMIT = "no_limit"
    STARTED = "started"
    FIRST_DAY = "first_day"
    FROM_THE_MOMENT = "from_the_moment"
    OUTSIDE_HOURS = "outside_hours"
    COUNTED = "counted"
    DAY_OFF = "day_off"
    MAKE_UP = "make_up"
    MONTH_END = "month_end"
    ROLLED = "rolled"
    STOPPED_IN_TIME = "stopped_in_time"
    """A clock that stopped in time does not go on late."""
    LAST_SHIFT = "last_shift"
    STOPPED = "stopped"
    RESUMED = "resumed"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    ENDED = "ended"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"


SOURCES: Final[dict[Rule, str]] = {
    Rule.NOT_STARTED: "",
    Rule.NO_LIMIT: "",
    Rule.STARTED: "NĐ 61/2018/NĐ-CP Đ17",
    Rule.FIRST_DAY: "BLDS 2015 Đ147",
    Rule.FROM_THE_MOMENT: "BLDS 2015 Đ147",
    Rule.OUTSIDE_HOURS: "",
    Rule.COUNTED: "",
    Rule.DAY_OFF: "BLLĐ 2019 Đ112",
    Rule.MAKE_UP: "",
    Rule.MONTH_END: "BLDS 2015 Đ148.3",
    Rule.ROLLED: "BLDS 2015 Đ148.5",
    Rule.STOPPED_IN_TIME: "",
    Rule.LAST_SHIFT: "BLDS 2015 Đ148.1",
    Rule.STOPPED: "NĐ 61/2018/NĐ-CP Đ19.4",
    Rule.RESUMED: "",
    Rule.RESTARTED: "NĐ 61/2018/NĐ-CP Đ19.4",
    Rule.EXTENDED: "NĐ 61/2018/NĐ-CP Đ19.9",
    Rule.ENDED: "",
    Rule.REOPENED: "",
    Rule.HANDED_OVER: "NĐ 61/2018/NĐ-CP Đ18",
}
"""Where each rule stands; empty where it is the office's own table or a plain count."""
CAUSES: Final[dict[Rule, frozenset[str]]] = {
    Rule.STARTED: frozenset({"receive", "full", "supplemented", "paid", "inspected", "published"}),
    Rule.STOPPED: frozenset({"ask_supplement", "ask_fee"}),
    Rule.RESTARTED: frozenset({"receive", "supplemented"}),
    Rule.ENDED: frozenset({"conclude", "withdraw", "stop", "refuse"}),
}
"""Causes of a dossier's moves that have words of their own (`winding.ticks`)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: at this instant, by this rule."""

    at: datetime
    rule: Rule
    source: str
    facts: dict[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of its words: `deadline.<rule>`, and what is counted, caused or named where that says more."""
        cause = self.facts.get("cause")
        known = cause if cause in CAUSES.get(self.rule, ()) else ""
        more = self.facts.get("unit") or known or ("named" if self.facts.get("name") else "")
        return f"deadline.{self.rule}.{more}" if more else f"deadline.{self.rule}"


class Light(StrEnum):
    """A traffic light, always shown with its word."""

    NONE = "none"
    """No due date."""
    STOPPED = "stopped"
    GREEN = "green"
    AMBER = "amber"
    """Due within a working day."""
    RED = "red"
    """Late."""


class Punctuality(StrEnum):
    """How a finished dossier counts in the reports (rules file, 4.2)."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


def due(limit: Limit, start: datetime, calendar: WorkCalendar) -> datetime:
    """When a limit that starts at `start` ends: one in days with the last shift of its last day.

    Raises:
        CalendarMissing: the answer lies in a year whose days off nobody entered.
    """
    if limit.unit not in IN_DAYS:
        return calendar.later(start, seconds(limit))
    day = last_day(limit, start.astimezone(calendar.zone).date(), calendar)
    return calendar.close_of(calendar.roll(day))


def reckon(limit: Limit | None, ticks: Iterable[Tick], calendar: WorkCalendar) -> Reckoning:
    """Replay a clock.

    Raises:
        CalendarMissing.
    """
    clock = Clock(limit, calendar)
    for tick in ticks:
        clock.take(tick)
    return clock.reading()


def explain(limit: Limit | None, ticks: Sequence[Tick], calendar: WorkCalendar) -> tuple[Line, ...]:
    """The due date line by line: what was counted, what was left out, and by which rule.

    Raises:
        CalendarMissing.
    """
    clock, lines = Clock(limit, calendar), list[Line]()
    for tick in ticks:
        before = clock.reading()
        clock.take(tick)
        lines += _told(limit, tick, before, clock, calendar)
    return tuple(lines)


def _line(rule: Rule, at: datetime, **facts: str | int) -> Line:
    source = "" if facts.get("cause") == "ask_fee" else SOURCES[rule]  # Đ19.4 is about supplements
    return Line(at, rule, source, {name: fact for name, fact in facts.items() if fact != ""})


def _told(limit: Limit | None, tick: Tick, before: Reckoning, clock: Clock, calendar: WorkCalendar) -> list[Line]:
    after = clock.reading()
    if tick.move in _STARTS:
        begun = _line(_STARTS[tick.move], tick.at, cause=tick.cause)
        return [begun, *_counted(limit, tick.at, after, calendar)]
    if tick.move in _PLAIN:
        moved = (before.stopped_at, before.ended_at) != (after.stopped_at, after.ended_at)
        return [_line(_PLAIN[tick.move], tick.at, cause=tick.cause)] if moved else []
    if tick.move is Move.EXTEND:
        return [_line(Rule.EXTENDED, after.due or tick.at, cause=tick.cause)]
    if before.stopped_at is None:
        return []
    return _went_on(limit, before.stopped_at, tick, clock, calendar)


def _went_on(limit: Limit | None, stopped: datetime, tick: Tick, clock: Clock, calendar: WorkCalendar) -> list[Line]:
    due = clock.reading().due
    if limit is None or due is None:
        return [_line(Rule.RESUMED, tick.at)]
    stood = stood_for(limit, stopped, tick.at, calendar)
    if limit.unit not in IN_DAYS:
        resumed = _line(Rule.RESUMED, tick.at, n=stood // MINUTE_S, unit="minutes")
        return [resumed, _line(Rule.COUNTED, due, n=limit.amount, unit=limit.unit.value)]
    unit = Unit.WORKING_DAYS if limit.unit is Unit.WORKING_DAYS else Unit.DAYS
    kept = [_line(Rule.STOPPED_IN_TIME, due)] if clock.in_time else []
    return [_line(Rule.RESUMED, tick.at, n=stood, unit=unit.value), *kept, _line(Rule.LAST_SHIFT, due)]


_STARTS: Final = {Move.START: Rule.STARTED, Move.RESTART: Rule.RESTARTED}
_PLAIN: Final = {Move.STOP: Rule.STOPPED, Move.END: Rule.ENDED, Move.REOPEN: Rule.REOPENED}


def _counted(limit: Limit | None, start: datetime, after: Reckoning, calendar: WorkCalendar) -> list[Line]:
    if limit is None or after.due is None:
        return [_line(Rule.NO_LIMIT, start)]
    amount: dict[str, str | int] = {"n": limit.amount, "unit": limit.unit.value}
    if limit.unit not in IN_DAYS:
        opening = calendar.opening(start)
        outside = [_line(Rule.OUTSIDE_HOURS, opening)] if opening != start else []
        return [*outside, _line(Rule.FROM_THE_MOMENT, opening), Line(after.due, Rule.COUNTED, "", amount)]
    first = day_of(start, calendar)
    last = last_day(limit, first, calendar)
    lines = [_line(Rule.FIRST_DAY, start), *_exceptions(limit, first, last, calendar)]
    lines.append(Line(_noon(last, calendar), Rule.COUNTED, "", amount))
    if limit.unit is Unit.MONTHS and last.day != first.day:
        lines.append(_line(Rule.MONTH_END, _noon(last, calendar)))
    rolled = calendar.roll(last)
    if rolled != last:
        lines += [_line(Rule.ROLLED, _noon(rolled, calendar), name=calendar.why_off(last))]
    return [*lines, _line(Rule.LAST_SHIFT, after.due)]


def _exceptions(limit: Limit, first: date, last: date, calendar: WorkCalendar) -> list[Line]:
    """Named days off and make-up days among the days counted; plain weekends go without saying."""
    if limit.unit is not Unit.WORKING_DAYS:
        return []
    lines = []
    for n in range(1, (last - first).days + 1):
        day = first + timedelta(days=n)
        if calendar.why_off(day) and not calendar.works(day):
            lines.append(_line(Rule.DAY_OFF, _noon(day, calendar), name=calendar.why_off(day)))
        elif calendar.is_make_up(day):
            lines.append(_line(Rule.MAKE_UP, _noon(day, calendar)))
    return lines


def _noon(day: date, calendar: WorkCalendar) -> datetime:
    """A whole day as an instant that no zone moves to another day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=calendar.zone)


def hand_over(received: datetime, calendar: WorkCalendar, by_hour: int = HAND_OVER_BY) -> datetime:
    """When papers reach the unit: at once before 15:00, else at the start of the next working day.

    It moves the internal step, never the legal limit (NĐ 61/2018 Đ18.2).
    """
    local = received.astimezone(calendar.zone)
    if calendar.works(local.date()) and local.hour < by_hour:
        return calendar.opening(received)
    return calendar.open_of(calendar.working_day(local.date(), 1))


def light(reading: Reckoning, now: datetime, calendar: WorkCalendar) -> Light:
    """Green, amber within one working day of the due instant, red after it."""
    if reading.due is None:
        return Light.NONE
    if reading.ended_at is not None:
        return Light.RED if reading.ended_at > reading.due else Light.GREEN
    if reading.stopped_at is not None:
        return Light.STOPPED
    if now > reading.due:
        return Light.RED
    today = day_of(now, calendar)
    left = calendar.working_days(today, day_of(reading.due, calendar))
    early = left == 1 and calendar.works(today) and now < calendar.open_of(today)
    return Light.GREEN if left > 1 or early else Light.AMBER


def punctuality(due_at: datetime, ended: datetime, calendar: WorkCalendar) -> Punctuality:
    """Early before the due day, on time on it and not after the due instant, else late (rules file, 4.2)."""
    if ended > due_at:
        return Punctuality.LATE
    return Punctuality.EARLY if day_of(ended, calendar) < day_of(due_at, calendar) else Punctuality.ON_TIME
