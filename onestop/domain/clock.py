"""The clock of a limit: what it counts, what moves it, and where it stands after a replay.

It can stop, go on, begin again and be given a new date. Source: Civil Code 2015 Đ147–148 (BLDS).
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from onestop.domain.calendar import WorkCalendar
from onestop.domain.errors import BadInput

MINUTE_S: Final = 60
HOUR_S: Final = 3600
HALF_DAY_S: Final = 4 * HOUR_S
"""A working day is eight hours (rules file, 4.1)."""
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
    PUBLICATION = "publication"
    """Once the application is published (Luật SHTT Đ119.2)."""


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


IN_DAYS = frozenset({Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS})


class Clock:
    """The replay itself. A limit in days keeps its last day before rolling, one in hours its instant."""

    __slots__ = ("_calendar", "_day", "_due", "_ended", "_extensions", "_limit", "_original", "_stopped", "in_time")

    def __init__(self, limit: Limit | None, calendar: WorkCalendar) -> None:
        self._limit, self._calendar = limit, calendar
        self._day: date | None = None
        self._due: datetime | None = None
        self._original: datetime | None = None
        self._stopped: datetime | None = None
        self._ended: datetime | None = None
        self._extensions = 0
        self.in_time = False
        """The last resumption moved the due date because the clock had stopped in time."""

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
        if self._limit is None:
            return
        if self._limit.unit in IN_DAYS:
            self._ends(last_day(self._limit, day_of(at, self._calendar), self._calendar))
        else:
            self._due = self._calendar.later(at, seconds(self._limit))

    def _ends(self, day: date) -> None:
        self._day = day
        self._due = self._calendar.close_of(self._calendar.roll(day))

    def _resume(self, at: datetime) -> None:
        stopped, self._stopped = self._stopped, None
        self.in_time = False
        if stopped is None or self._due is None or self._limit is None:
            return
        stood = stood_for(self._limit, stopped, at, self._calendar)
        if self._day is None:
            self._due = self._calendar.later(self._due, stood) if stood else self._due
            return
        self._go_on(self._day, self._due, stopped, at, stood)

    def _go_on(self, day: date, due: datetime, stopped: datetime, at: datetime, stood: int) -> None:
        """Days on which the clock stood are not counted. One that stopped in time does not go on late: with no day
        left to count, the next working day is the last.
        """
        in_time = stopped <= due
        day = self._calendar.roll(day) if day_of(stopped, self._calendar) > day else day
        left = day_of(stopped, self._calendar) < day
        if stood and (left or not in_time):
            working = self._limit is not None and self._limit.unit is Unit.WORKING_DAYS
            self._ends(self._calendar.working_day(day, stood) if working else day + timedelta(days=stood))
        if in_time and self._due is not None and self._due < at:
            self.in_time = True
            self._ends(self._calendar.working_day(day_of(at, self._calendar), 1))

    def _extend(self, until: datetime) -> None:
        self._due = until
        if self._limit is not None and self._limit.unit in IN_DAYS:
            self._day = day_of(until, self._calendar)
        self._extensions += 1

    def reading(self) -> Reckoning:
        return Reckoning(self._original, self._due, self._stopped, self._ended, self._extensions)


def stood_for(limit: Limit, stopped: datetime, at: datetime, calendar: WorkCalendar) -> int:
    """How long a clock stood, as its limit counts; a day on which it stops is counted, one on which it goes on not.

    Working days, calendar days (months too), or working time [s].
    """
    since, until = day_of(stopped, calendar), day_of(at, calendar)
    if limit.unit not in IN_DAYS:
        return calendar.seconds(stopped, at)
    return calendar.working_days(since, until) if limit.unit is Unit.WORKING_DAYS else (until - since).days


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


def day_of(at: datetime, calendar: WorkCalendar) -> date:
    return at.astimezone(calendar.zone).date()
