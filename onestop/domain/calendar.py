"""The business day in the office's own zone, and the hours in which a queue gives numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


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


def shift_at(hours: Sequence[Shift], now: datetime, zone: ZoneInfo) -> Shift | None:
    """The shift that is on at `now`; `None` outside hours."""
    local = now.astimezone(zone)
    for shift in hours:
        if shift.weekday == local.isoweekday() and shift.opens <= local.time() < shift.closes:
            return shift
    return None


def seconds_left(hours: Sequence[Shift], now: datetime, zone: ZoneInfo) -> float | None:
    """Serving time left today, breaks not counted [s]; `None` when `hours` is empty (never closes)."""
    if not hours:
        return None
    local = now.astimezone(zone)
    left = timedelta()
    for shift in hours:
        if shift.weekday == local.isoweekday():
            opens = datetime.combine(local.date(), shift.opens, zone)
            closes = datetime.combine(local.date(), shift.closes, zone)
            left += max(timedelta(), closes - max(opens, local))
    return left.total_seconds()


def closing_instant(day: date, close_at: str, zone: ZoneInfo) -> datetime | None:
    """When the business day closes itself; `None` when the office closes by hand."""
    return datetime.combine(day, time.fromisoformat(close_at), zone) if close_at else None
