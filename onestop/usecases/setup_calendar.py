"""The office's own table of days off and make-up days, a whole year at a time; changed by an administrator."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain.errors import BadInput
from onestop.domain.people import Actor
from onestop.domain.policy import Policy
from onestop.storage import dossiers
from onestop.storage.rows import CalendarDay, CalendarYear, Office
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.hands import said
from onestop.usecases.setup import ADMIN, changed


@dataclass(frozen=True, slots=True)
class DayWish:
    """A day off, or a make-up day that keeps the shifts of a weekday."""

    day: date
    name: str
    works_as: int | None = None
    source: str = ""
    certainty: str = "decided"


CERTAINTIES: Final = ("decided", "proposed", "memory")


def save_year(
    work: UnitOfWork,
    office_id: UUID,
    year: int,
    days: tuple[DayWish, ...],
    *,
    actor: Actor,
    now: datetime,
    source: str = "",
) -> None:
    """Enter a year's days off and make-up days, whole: from now on due dates may lie in it.

    Due dates of dossiers that are under way are counted again by the next sweep: one that moves is told to the
    applicant and stands in the history, with what was promised before.

    Raises:
        BadInput: a day of another year, twice, or a weekday no week has. Forbidden.
    """
    if not 2000 <= year <= 2200 or len(days) > 366:  # noqa: PLR2004
        raise BadInput(field="year")
    if len({each.day for each in days}) != len(days) or any(each.day.year != year for each in days):
        raise BadInput(field="day")
    with work() as tx:
        actor.must(ADMIN, office_id)
        _replace_days(tx, office_id, year, days)
        tx.session.merge(
            CalendarYear(
                office_id=office_id, year=year, entered_by=str(actor)[:80], entered_at=now, source=source[:200]
            )
        )
        dossiers.count_again(tx.session, office_id)
        _tell_hall(tx, office_id, year, days)
        changed(tx, office_id, "calendar", str(year), actor, now)


def _tell_hall(tx: Tx, office_id: UUID, year: int, days: tuple[DayWish, ...]) -> None:
    """The hall's opening hours follow the calendar."""
    office = tx.session.get_one(Office, office_id, with_for_update=True)
    others = {day: kept for day, kept in Policy.of(office.policy).days.items() if not day.startswith(f"{year}-")}
    mine = {each.day.isoformat(): each.works_as or 0 for each in days}
    office.policy = {**office.policy, "days": {**others, **mine}}


def _replace_days(tx: Tx, office_id: UUID, year: int, days: tuple[DayWish, ...]) -> None:
    span = (date(year, 1, 1), date(year, 12, 31))
    for row in tx.session.scalars(
        select(CalendarDay).where(CalendarDay.office_id == office_id, CalendarDay.day.between(*span))
    ):
        tx.session.delete(row)
    tx.session.flush()
    for each in days:
        if each.works_as not in (None, *range(1, 8)) or each.certainty not in CERTAINTIES:
            raise BadInput(field="works_as")
        tx.session.add(
            CalendarDay(
                office_id=office_id,
                day=each.day,
                works_as=each.works_as,
                name=said(each.name, "name", 160, least=1),
                source=each.source[:200],
                certainty=each.certainty,
            )
        )
