"""When a dossier or a stage is due, and why: a limit counted in working time by a clock that can stop.

The clock is replayed from what happened; nothing is stored that could not be counted again. Every line of an
explanation names its rule and where the rule stands. Sources: Civil Code 2015 Đ147–148 (BLDS), NĐ 61/2018 Đ18–19.
"""

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from onestop.domain.calendar import WorkCalendar
from onestop.domain.errors import BadInput

HOUR_S: Final = 3600
HALF_DAY_S: Final = 4 * HOUR_S
"""A working day is eight hours (rules file, 4.1)."""
HAND_OVER_BY: Final = 15
"""Papers received from this hour on reach the unit at the start of the next working day (NĐ 61/2018 Đ18.2) [h]."""
MOST: Final = 10_000
"""No law counts further [units]."""


class Unit(StrEnum):
    """What a limit counts."""

    HOURS = "hours"
    HALF_DAYS = "half_days"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


class CountFrom(StrEnum):
    """What starts the clock."""

    RECEIPT = "receipt"
    FULL = "full"
    """Once the dossier is complete and valid."""
    FEE = "fee"
    """Once it is complete and the fee is paid (e.g. NĐ 142/2020 Đ29.4b)."""
    INSPECTION = "inspection"
    """Once the result of the inspection is there."""


class OnSupplement(StrEnum):
    """What a supplement does to the clock."""

    RESTART = "restart"
    """From zero once the dossier is full (NĐ 61/2018 Đ19.4)."""
    RESUME = "resume"
    """Where it stood."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit.

    Raises:
        BadInput: an amount no law knows.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 < self.amount <= MOST:
            raise BadInput(field="limit")


class Move(StrEnum):
    """What may happen to a clock."""

    START = "start"
    STOP = "stop"
    RESUME = "resume"
    RESTART = "restart"
    EXTEND = "extend"
    """A new date was named (apology, NĐ 61/2018 Đ19.9)."""
    END = "end"
    REOPEN = "reopen"
    """An end that was a mistake is taken back."""


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: at this instant, by this rule."""

    at: datetime
    rule: Rule
    source: str
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tick:
    """One move of a clock."""

    move: Move
    at: datetime
    cause: str = ""
    until: datetime | None = None
    """The new date of `EXTEND`."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a replay found."""

    original: datetime | None
    """As first promised; `None`: not started, or no limit."""
    due: datetime | None
    """As it stands; while the clock is stopped, as it stood."""
    stopped_at: datetime | None = None
    ended_at: datetime | None = None
    extensions: int = 0

    @property
    def runs(self) -> bool:
        return self.due is not None and self.stopped_at is None and self.ended_at is None


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


_IN_DAYS = frozenset({Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS})


class _Clock:
    """The replay itself. A limit in days keeps its last day before rolling, one in hours its instant."""

    __slots__ = ("_calendar", "_day", "_due", "_ended", "_extensions", "_limit", "_original", "_stopped")

    def __init__(self, limit: Limit, calendar: WorkCalendar) -> None:
        self._limit, self._calendar = limit, calendar
        self._day: date | None = None
        self._due: datetime | None = None
        self._original: datetime | None = None
        self._stopped: datetime | None = None
        self._ended: datetime | None = None
        self._extensions = 0

    def take(self, tick: Tick) -> None:
        match tick.move:
            case Move.START:
                self._begin(tick.at)
                self._original = self._due
            case Move.RESTART:
                self._begin(tick.at)
                self._stopped = None
            case Move.STOP:
                self._stopped = self._stopped or tick.at
            case Move.RESUME:
                self._resume(tick.at)
            case Move.EXTEND:
                self._extend(tick.until or tick.at)
            case Move.END:
                self._ended = tick.at
            case Move.REOPEN:
                self._ended = None

    def _begin(self, at: datetime) -> None:
        if self._limit.unit in _IN_DAYS:
            self._day = last_day(self._limit, at.astimezone(self._calendar.zone).date(), self._calendar)
            self._due = self._calendar.close_of(self._calendar.roll(self._day))
        else:
            self._due = self._calendar.later(at, seconds(self._limit))

    def _resume(self, at: datetime) -> None:
        if self._stopped is None or self._due is None:
            return
        if self._day is None:
            self._due = self._calendar.later(self._due, self._calendar.seconds(self._stopped, at))
        else:
            self._day = self._moved(self._day, self._stopped, at)
            self._due = self._calendar.close_of(self._calendar.roll(self._day))
        self._stopped = None

    def _moved(self, day: date, stopped: datetime, at: datetime) -> date:
        """The days on which the clock stood are not counted; that of the stop is, that of the resumption is not."""
        zone = self._calendar.zone
        since, until = stopped.astimezone(zone).date(), at.astimezone(zone).date()
        if self._limit.unit is Unit.WORKING_DAYS:
            stood = self._calendar.working_days(since, until)
            return self._calendar.working_day(day, stood) if stood else day
        return day + (until - since)

    def _extend(self, until: datetime) -> None:
        self._due = until
        if self._limit.unit in _IN_DAYS:
            self._day = until.astimezone(self._calendar.zone).date()
        self._extensions += 1

    def reading(self) -> Reckoning:
        return Reckoning(self._original, self._due, self._stopped, self._ended, self._extensions)


def seconds(limit: Limit) -> int:
    """A limit in hours or half days as working time [s]."""
    return limit.amount * (HOUR_S if limit.unit is Unit.HOURS else HALF_DAY_S)


def last_day(limit: Limit, first: date, calendar: WorkCalendar) -> date:
    """The last day of a limit in days or months that begins on `first`, before a day off rolls it on.

    The first day is not counted (BLDS Đ147); a month ends on the same day, or on its last (Đ148.3).
    """
    if limit.unit is Unit.WORKING_DAYS:
        return calendar.working_day(first, limit.amount)
    if limit.unit is Unit.DAYS:
        return first + timedelta(days=limit.amount)
    index = first.month - 1 + limit.amount
    year, month = first.year + index // 12, index % 12 + 1
    return date(year, month, min(first.day, months.monthrange(year, month)[1]))


def due(limit: Limit, start: datetime, calendar: WorkCalendar) -> datetime:
    """When a limit that starts at `start` ends: one in days with the last shift of its last day.

    Raises:
        CalendarMissing: the answer lies in a year whose days off nobody entered.
    """
    if limit.unit not in _IN_DAYS:
        return calendar.later(start, seconds(limit))
    day = last_day(limit, start.astimezone(calendar.zone).date(), calendar)
    return calendar.close_of(calendar.roll(day))


def reckon(limit: Limit | None, ticks: Iterable[Tick], calendar: WorkCalendar) -> Reckoning:
    """Replay a clock.

    Raises:
        CalendarMissing.
    """
    if limit is None:
        ended = [tick.at for tick in ticks if tick.move is Move.END]
        return Reckoning(None, None, ended_at=ended[-1] if ended else None)
    clock = _Clock(limit, calendar)
    for tick in ticks:
        clock.take(tick)
    return clock.reading()


def explain(limit: Limit | None, ticks: Sequence[Tick], calendar: WorkCalendar) -> tuple[Line, ...]:
    """The due date line by line: what was counted, what was left out, and by which rule.

    Raises:
        CalendarMissing.
    """
    if limit is None:
        return tuple(_line(Rule.NO_LIMIT, tick.at) for tick in ticks[:1])
    clock, lines = _Clock(limit, calendar), list[Line]()
    for tick in ticks:
        before = clock.reading()
        clock.take(tick)
        lines += _told(limit, tick, before, clock.reading(), calendar)
    return tuple(lines)


def _line(rule: Rule, at: datetime, **facts: str | int) -> Line:
    return Line(at, rule, SOURCES[rule], facts)


def _told(limit: Limit, tick: Tick, before: Reckoning, after: Reckoning, calendar: WorkCalendar) -> list[Line]:
    if tick.move in _STARTS:
        return [_line(_STARTS[tick.move], tick.at, cause=tick.cause), *_counted(limit, tick.at, after, calendar)]
    if tick.move in _PLAIN:
        return [_line(_PLAIN[tick.move], tick.at, cause=tick.cause)]
    if after.due is None:
        return []
    if tick.move is Move.EXTEND:
        return [_line(Rule.EXTENDED, after.due, cause=tick.cause)]
    stood = calendar.working_days(_day(before.stopped_at or tick.at, calendar), _day(tick.at, calendar))
    return [_line(Rule.RESUMED, tick.at, days=stood), _line(Rule.LAST_SHIFT, after.due)]


_STARTS: Final = {Move.START: Rule.STARTED, Move.RESTART: Rule.RESTARTED}
_PLAIN: Final = {Move.STOP: Rule.STOPPED, Move.END: Rule.ENDED, Move.REOPEN: Rule.REOPENED}


def _day(at: datetime, calendar: WorkCalendar) -> date:
    return at.astimezone(calendar.zone).date()


def _counted(limit: Limit, start: datetime, after: Reckoning, calendar: WorkCalendar) -> list[Line]:
    if after.due is None:
        return []
    amount: dict[str, str | int] = {"n": limit.amount, "unit": limit.unit.value}
    if limit.unit not in _IN_DAYS:
        opening = calendar.opening(start)
        outside = [_line(Rule.OUTSIDE_HOURS, opening)] if opening != start else []
        return [*outside, _line(Rule.FROM_THE_MOMENT, opening), Line(after.due, Rule.COUNTED, "", amount)]
    first = _day(start, calendar)
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
    amber_from = calendar.open_of(calendar.working_day(_day(reading.due, calendar) - timedelta(days=1), 0))
    return Light.AMBER if now >= amber_from else Light.GREEN


def punctuality(due_at: datetime, ended: datetime, calendar: WorkCalendar) -> Punctuality:
    """Early before the due day, on time on it and not after the due instant, else late (rules file, 4.2)."""
    if ended > due_at:
        return Punctuality.LATE
    return Punctuality.EARLY if _day(ended, calendar) < _day(due_at, calendar) else Punctuality.ON_TIME
