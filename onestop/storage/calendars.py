"""An office's working calendar, laid out once for each state of its table."""

from collections import OrderedDict
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.calendar import WorkCalendar, shifts
from onestop.domain.dossier_policy import DossierPolicy
from onestop.storage import hall
from onestop.storage.rows import CalendarDay, CalendarYear, Office

KEPT: Final = 32
"""Calendars kept laid out [count]."""

Key = tuple[UUID, str, str, tuple[tuple[int, datetime], ...]]
_LAID_OUT: OrderedDict[Key, WorkCalendar] = OrderedDict()


def of(session: Session, office: Office) -> WorkCalendar:
    """The calendar as the office's table stands; every change of it stamps its year anew."""
    years = session.execute(
        select(CalendarYear.year, CalendarYear.entered_at)
        .where(CalendarYear.office_id == office.id)
        .order_by(CalendarYear.year)
    )
    hours = DossierPolicy.of(office.policy).work_hours
    key: Key = (office.id, office.timezone, repr(hours), tuple((year, at) for year, at in years))
    if key not in _LAID_OUT:
        while len(_LAID_OUT) >= KEPT:
            _LAID_OUT.popitem(last=False)
        _LAID_OUT[key] = _lay_out(session, office, [year for year, _ in key[3]])
    return _LAID_OUT[key]


def _lay_out(session: Session, office: Office, years: list[int]) -> WorkCalendar:
    off: dict[date, str] = {}
    make_up: dict[date, int] = {}
    for row in session.scalars(select(CalendarDay).where(CalendarDay.office_id == office.id)):
        if row.works_as is None:
            off[row.day] = row.name
        else:
            make_up[row.day] = row.works_as
    hours = DossierPolicy.of(office.policy).work_hours
    return WorkCalendar(hall.zone_of(office), shifts(hours), off, make_up, years)
