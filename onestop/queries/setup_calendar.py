"""The office's table of days for one year as setup shows it: what is entered, or what may be proposed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import CalendarMissing
from onestop.gateways import holidays_vn
from onestop.storage import hall
from onestop.storage.rows import CalendarDay, CalendarYear, Office
from onestop.storage.unit_of_work import UnitOfWork

WARN_FROM: tuple[int, int] = (10, 1)
"""Month and day from which a missing next year is told: limits begin to reach into it."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day off, or a make-up day that keeps the shifts of an ISO weekday."""

    day: date
    name: str
    works_as: int | None
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    today: date
    entered_at: datetime | None
    """`None`: nobody entered it yet, and the days are a proposal."""
    by_person: bool
    """Entered by an administrator; else it is start data."""
    days: tuple[Day, ...]
    entered: tuple[int, ...]
    weekdays: tuple[int, ...]
    """ISO weekdays with working hours."""
    next_missing: bool
    """It is after 1 October and nobody entered next year: due dates in it are refused."""
    zone: ZoneInfo


def year_view(work: UnitOfWork, office_id: UUID, year: int, now: datetime) -> Year:
    """A year as it was entered; one that was not, as the proposal for it."""
    with work.reading() as session:
        office = session.get_one(Office, office_id)
        zone = hall.zone_of(office)
        today = now.astimezone(zone).date()
        entered = session.scalars(
            select(CalendarYear.year).where(CalendarYear.office_id == office_id).order_by(CalendarYear.year)
        ).all()
        row = session.get(CalendarYear, (office_id, year))
        rows = session.scalars(
            select(CalendarDay)
            .where(CalendarDay.office_id == office_id)
            .where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
            .order_by(CalendarDay.day)
        )
        days = tuple(Day(r.day, r.name, r.works_as, r.source, r.certainty) for r in rows)
        hours = DossierPolicy.of(office.policy).work_hours
        return Year(
            year=year,
            today=today,
            entered_at=row.entered_at if row else None,
            by_person=bool(row and row.entered_by.startswith("officer")),
            days=days if row else proposal(year),
            entered=tuple(entered),
            weekdays=tuple(sorted({weekday for weekday, *_ in hours})),
            next_missing=lacks_next(entered, today),
            zone=zone,
        )


def lacks_next(entered: Collection[int], today: date) -> bool:
    """Whether it is late in the year and nobody entered the next: due dates in it are refused."""
    return (today.month, today.day) >= WARN_FROM and today.year + 1 not in entered


def proposal(year: int) -> tuple[Day, ...]:
    """What is known of a year's days, each with its source and how far it may be relied on; empty: nothing."""
    try:
        off, make_up = holidays_vn.days_off(year)
    except CalendarMissing:
        return ()
    days = [Day(day, each.name_vi, None, each.source, each.certainty.value) for day, each in off.items()]
    days += [Day(day, each.name_vi, each.weekday, each.source, each.certainty.value) for day, each in make_up.items()]
    return tuple(sorted(days, key=lambda one: one.day))
