"""Time as an office counts it: the business day in its own zone, opening hours, and working time over the years."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onestop.domain.errors import CalendarMissing

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Shift:
    """A span of one weekday; ISO weekday 1 (Monday) … 7."""

    weekday: int
    opens: time
    closes: time


def shifts(stored: Sequence[Sequence[str | int]]) -> tuple[Shift, ...]:
    """Read stored rows `[weekday, "07:30", "11:30"]`."""
    return tuple(Shift(int(w), time.fromisoformat(str(a)), time.fromisoformat(str(b))) for w, a, b in stored)


def business_day(now: datetime, zone: ZoneInfo) -> date:
    """The office's calendar date at `now`."""
    return now.astimezone(zone).date()


Kept = Mapping[str, int]
"""By ISO date the weekday whose hours that day keeps, 0 on a day off; others keep their own."""


def _kept(day: date, days: Kept) -> int:
    return days.get(day.isoformat(), day.isoweekday())


def shift_at(hours: Sequence[Shift], now: datetime, zone: ZoneInfo, days: Kept) -> Shift | None:
    """The shift that is on at `now`; `None` outside hours and on a day off."""
    local = now.astimezone(zone)
    for shift in hours:
        if shift.weekday == _kept(local.date(), days) and shift.opens <= local.time() < shift.closes:
            return shift
    return None


def seconds_left(hours: Sequence[Shift], now: datetime, zone: ZoneInfo, days: Kept) -> float | None:
    """Serving time left today, breaks not counted [s]; `None` when `hours` is empty (never closes)."""
    if not hours:
        return None
    local = now.astimezone(zone)
    left = timedelta()
    for shift in hours:
        if shift.weekday == _kept(local.date(), days):
            opens = datetime.combine(local.date(), shift.opens, zone)
            closes = datetime.combine(local.date(), shift.closes, zone)
            left += max(timedelta(), closes - max(opens, local))
    return left.total_seconds()


def closing_instant(day: date, close_at: str, zone: ZoneInfo) -> datetime | None:
    """When the business day closes itself; `None` when the office closes by hand."""
    return datetime.combine(day, time.fromisoformat(close_at), zone) if close_at else None


Span = tuple[int, int]
"""Seconds after midnight, from and to."""


class WorkCalendar:
    """An office's working time for the years somebody has entered its days off for.

    Everything is laid out once, so that a question costs one look into a sorted list, however far away the answer.
    A question that reaches a year nobody entered raises `CalendarMissing`: a due date is never guessed.

    Args:
        hours: the shifts of the week.
        days_off: days on which nobody works though their weekday does, with their names.
        make_up: days on which people work in exchange, and the ISO weekday whose shifts they keep then.
        years: the years that are complete.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        hours: Sequence[Shift],
        days_off: Mapping[date, str],
        make_up: Mapping[date, int],
        years: Collection[int],
    ) -> None:
        self.zone = zone
        self._first, self._end = _run(years)
        self._week = {w: _merged((_s(h.opens), _s(h.closes)) for h in hours if h.weekday == w) for w in range(1, 8)}
        self._off, self._make_up = dict(days_off), dict(make_up)
        self._days: list[int] = []
        self._before: list[int] = []
        """Working seconds before each working day."""
        self._lay_out()

    def _lay_out(self) -> None:
        total = 0
        for ordinal in range(self._first, self._end):
            spans = self._spans(date.fromordinal(ordinal))
            if spans:
                self._days.append(ordinal)
                self._before.append(total)
                total += sum(b - a for a, b in spans)

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self._make_up:
            return self._week[self._make_up[day]]
        return () if day in self._off else self._week[day.isoweekday()]

    def known(self, day: date) -> None:
        """Pass a day of a year that was entered.

        Raises:
            CalendarMissing: `year` says which calendar must be entered first.
        """
        ordinal = day.toordinal()
        if ordinal < self._first or self._first == self._end:
            raise CalendarMissing(year=day.year)
        if ordinal >= self._end:
            raise self._next_missing()

    def _next_missing(self) -> CalendarMissing:
        return CalendarMissing(year=date.fromordinal(self._end).year)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The shifts of a day; empty on a day off."""
        self.known(day)
        return self._spans(day)

    def works(self, day: date) -> bool:
        return bool(self.spans(day))

    def is_make_up(self, day: date) -> bool:
        return day in self._make_up

    def kept_weekday(self, day: date) -> int | None:
        """The ISO weekday whose hours a day keeps: its own, or of the day it makes up for; `None` on a day off.

        Raises:
            CalendarMissing.
        """
        self.known(day)
        if day in self._make_up:
            return self._make_up[day]
        return None if day in self._off else day.isoweekday()

    def why_off(self, day: date) -> str:
        """The name of a day off; empty for a plain weekend."""
        return self._off.get(day, "")

    def working_day(self, day: date, after: int) -> date:
        """The `after`-th working day later than `day`; 0: the last one not later than it.

        Raises:
            CalendarMissing.
        """
        self.known(day)
        index = bisect_right(self._days, day.toordinal()) + after - 1
        if index < 0:
            raise CalendarMissing(year=day.year - 1)
        if index >= len(self._days):
            raise self._next_missing()
        return date.fromordinal(self._days[index])

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie later than `after` and not later than `until` [count]; negative backwards."""
        self.known(after)
        self.known(until)
        return bisect_right(self._days, until.toordinal()) - bisect_right(self._days, after.toordinal())

    def roll(self, day: date) -> date:
        """`day`, or the first working day after it (BLDS 2015 Đ148.5)."""
        return day if self.works(day) else self.working_day(day, 1)

    def open_of(self, day: date) -> datetime:
        """When a working day begins."""
        return self._at(day, self.spans(day)[0][0])

    def close_of(self, day: date) -> datetime:
        """When a working day's last shift ends."""
        return self._at(day, self.spans(day)[-1][1])

    def opening(self, at: datetime) -> datetime:
        """`at` when somebody works then, else the next instant somebody does."""
        local = at.astimezone(self.zone)
        second = _s(local.time())
        for opens, closes in self.spans(local.date()):
            if second < closes:
                return self._at(local.date(), max(opens, second)) if second < opens else at
        return self.open_of(self.working_day(local.date(), 1))

    def seconds(self, since: datetime, until: datetime) -> int:
        """Working time between two instants [s]."""
        return self._count(until) - self._count(since)

    def later(self, at: datetime, seconds: int) -> datetime:
        """The instant `seconds` of working time after `at`; it ends a shift rather than beginning the next one."""
        goal = self._count(at) + seconds
        index = bisect_left(self._before, goal) - 1
        if index >= 0 and index < len(self._days):
            day = date.fromordinal(self._days[index])
            left = goal - self._before[index]
            for opens, closes in self._spans(day):
                if left <= closes - opens:
                    return self._at(day, opens + left)
                left -= closes - opens
        raise self._next_missing()

    def _count(self, at: datetime) -> int:
        """Working seconds of all years up to `at`."""
        local = at.astimezone(self.zone)
        self.known(local.date())
        ordinal = local.toordinal()
        index = bisect_right(self._days, ordinal) - 1
        if index < 0:
            return 0
        second = _s(local.time()) if self._days[index] == ordinal else DAY_S
        spans = self._spans(date.fromordinal(self._days[index]))
        return self._before[index] + sum(max(0, min(second, b) - a) for a, b in spans)

    def _at(self, day: date, second: int) -> datetime:
        return datetime.combine(day, time(), self.zone) + timedelta(seconds=second)

    def days(self) -> Iterator[date]:
        """Every working day, in order."""
        return map(date.fromordinal, self._days)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, each second once: shifts that overlap or touch are one, an empty one is none."""
    found: list[Span] = []
    for opens, closes in sorted(span for span in spans if span[0] < span[1]):
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(closes, found[-1][1])
        else:
            found.append((opens, closes))
    return tuple(found)


def _s(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _run(years: Collection[int]) -> tuple[int, int]:
    """First ordinal and the one after the last of the unbroken run of years that begins with the earliest."""
    if not years:
        return 1, 1
    last = first = min(years)
    while last + 1 in years:
        last += 1
    return date(first, 1, 1).toordinal(), date(last + 1, 1, 1).toordinal()
