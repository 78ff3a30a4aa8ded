"""A second opinion on deadlines: people's counting, one day or one second at a time, from the rules' wording alone.

It shares no line with the product: it has its own calendar (three plain tables) and never leaps.
"""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
Hours = dict[int, list[tuple[time, time]]]


@dataclass(frozen=True)
class Office:
    zone: ZoneInfo
    hours: Hours
    off: set[date] = field(default_factory=set)
    make_up: dict[date, int] = field(default_factory=dict)

    def shifts(self, day: date) -> list[tuple[time, time]]:
        if day in self.make_up:
            return self.hours.get(self.make_up[day], [])
        return [] if day in self.off else self.hours.get(day.isoweekday(), [])

    def works(self, day: date) -> bool:
        return bool(self.shifts(day))

    def at_work(self, at: datetime) -> bool:
        """Somebody works during the second (or minute) that begins at `at`."""
        return any(opens <= at.time() < closes for opens, closes in self.shifts(at.date()))

    def next_working(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def evening(self, day: date) -> datetime:
        return datetime.combine(day, max(closes for _, closes in self.shifts(day)), self.zone)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)


Pauses = Iterable[tuple[datetime, datetime]]


def in_days(office: Office, unit: str, amount: int, start: datetime, stood: Pauses) -> datetime:
    """Days are crossed off one by one: not the first, not those the clock stood (the day it stopped is crossed off,
    the day it went on is not), for working days not those off. Months end on the same date, or the month's last.
    """
    day = office.local(start).date()
    pauses = [(office.local(a).date(), office.local(b).date()) for a, b in stood]
    left = amount if unit != "months" else (_months_on(day, amount) - day).days
    while left:
        day += DAY
        paused = any(a < day <= b for a, b in pauses)
        if not paused and (unit != "working_days" or office.works(day)):
            left -= 1
    return office.evening(office.next_working(day))


def _months_on(day: date, amount: int) -> date:
    year, month = day.year, day.month
    for _ in range(amount):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def in_hours(office: Office, working: timedelta, start: datetime, stood: Pauses, step: timedelta) -> datetime:
    """The working time is used up second by second (or minute by minute) of the office's wall clock; outside hours
    and during pauses nothing passes.
    """
    at = office.local(start).replace(tzinfo=None)
    pauses = [(office.local(a).replace(tzinfo=None), office.local(b).replace(tzinfo=None)) for a, b in stood]
    while working > timedelta():
        if office.at_work(at) and not any(a <= at < b for a, b in pauses):
            working -= step
        at += step
        while not office.works(at.date()):
            at = datetime.combine(at.date() + DAY, time())
    return at.replace(tzinfo=office.zone)
