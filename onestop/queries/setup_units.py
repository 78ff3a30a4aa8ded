"""What setup shows of authorities, units, who stands in for whom, and the office's rules for dossiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from onestop.domain.booking import BookingRules
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import NotFound
from onestop.domain.portal import PortalPolicy
from onestop.queries.setup import Entry, Named
from onestop.queries.setup_calendar import lacks_next
from onestop.storage import hall
from onestop.storage.rows import (
    Authority,
    CalendarYear,
    DossierSeries,
    Office,
    Officer,
    OfficerRole,
    Substitution,
    Unit,
    UnitMember,
)
from onestop.storage.unit_of_work import UnitOfWork

DEMONSTRATION = "demonstration"
"""Mark of what is ours and not an authority's."""
UNVERIFIED = "unverified"
"""Mark of a name written from memory."""


@dataclass(frozen=True, slots=True)
class UnitsView:
    authorities: tuple[Entry, ...]
    units: tuple[Entry, ...]
    away: tuple[Entry, ...]
    dossiers: Mapping[str, Any]
    booking: Mapping[str, Any]
    """Rules for numbers from home, with the places of each queue."""
    people: tuple[Named, ...]
    """Officers who may sign in."""
    bodies: tuple[Named, ...]
    """Authorities by code."""
    today: date
    calendar_missing: bool
    """Next year's days off should have been entered by now."""


def view(work: UnitOfWork, office_id: UUID, now: datetime) -> UnitsView:
    """The office's authorities and units as they are set up.

    Raises:
        NotFound: no such office.
    """
    with work.reading() as session:
        office = session.get(Office, office_id)
        if office is None:
            raise NotFound(office="")
        day = now.astimezone(hall.zone_of(office)).date()
        authorities = _authorities(session, office_id, day)
        kept = DossierPolicy.of(office.policy)
        return UnitsView(
            authorities=authorities,
            units=_units(session, office_id),
            away=_away(session, office_id, day),
            dossiers={
                **kept.stored()["dossiers"],
                "hours": [list(span) for span in kept.work_hours],
                "portal": PortalPolicy.of(office.policy).on,
            },
            booking=_booking(office),
            people=_people(session, office_id),
            bodies=tuple(Named(str(e.values["code"]), e.title) for e in authorities if e.active),
            today=day,
            calendar_missing=lacks_next(_years(session, office_id), day),
        )


def _booking(office: Office) -> dict[str, Any]:
    rules = BookingRules.of(office.policy).stored()["booking"]
    return {**{name: value for name, value in rules.items() if name != "per_slot"}, "places": rules["per_slot"]}


def _years(session: Session, office_id: UUID) -> list[int]:
    return list(session.scalars(select(CalendarYear.year).where(CalendarYear.office_id == office_id)))


def code_of(work: UnitOfWork, office_id: UUID, kind: type[Authority | Unit], row_id: UUID) -> str:
    """The code an authority or unit was given.

    Raises:
        NotFound: it is not this office's.
    """
    with work.reading() as session:
        found = session.scalars(select(kind.code).where(kind.id == row_id, kind.office_id == office_id)).one_or_none()
        if found is None:
            raise NotFound
        return found


def known(work: UnitOfWork, office_id: UUID, kind: type[Authority | Unit], code: str) -> bool:
    """Whether a code is given already."""
    with work.reading() as session:
        found = session.scalars(select(kind.id).where(kind.office_id == office_id, kind.code == code))
        return found.first() is not None


def _authorities(session: Session, office_id: UUID, day: date) -> tuple[Entry, ...]:
    serials = dict(
        session.execute(select(DossierSeries.authority_id, DossierSeries.last).where(DossierSeries.day == day)).all()
    )
    rows = session.scalars(
        select(Authority).where(Authority.office_id == office_id).order_by(Authority.position, Authority.code)
    )
    return tuple(_authority(row, serials.get(row.id, 0)) for row in rows)


def _mark(row: Authority | Unit) -> str:
    if row.demonstration:
        return DEMONSTRATION
    return UNVERIFIED if row.unverified else ""


def _authority(row: Authority, last: int) -> Entry:
    names = ("code", "name_vi", "name_en", "code_template", "elsewhere", "hotline", "bank", "account")
    marks = ("account_holder", "demonstration", "unverified", "position", "active")
    values = {name: getattr(row, name) for name in (*names, *marks)}
    mark = _mark(row)
    return Entry(str(row.id), row.name_vi, row.code, row.active, {**values, "next_serial": last + 1}, mark)


def _units(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    members: dict[UUID, dict[str, str]] = {}
    for unit_id, officer_id, head in session.execute(
        select(UnitMember.unit_id, UnitMember.officer_id, UnitMember.head)
        .join(Unit, Unit.id == UnitMember.unit_id)
        .where(Unit.office_id == office_id)
    ):
        members.setdefault(unit_id, {})[str(officer_id)] = "head" if head else "member"
    rows = session.execute(
        select(Unit, Authority.code, Authority.name_vi)
        .join(Authority, Authority.id == Unit.authority_id)
        .where(Unit.office_id == office_id)
        .order_by(Authority.position, Unit.position, Unit.code)
    )
    return tuple(_unit(row, code, name, members.get(row.id, {})) for row, code, name in rows)


def _unit(row: Unit, authority: str, authority_name: str, members: Mapping[str, str]) -> Entry:
    names = ("code", "name_vi", "name_en", "demonstration", "unverified", "position", "active")
    values = {**{name: getattr(row, name) for name in names}, "authority": authority, "members": members}
    mark = _mark(row)
    return Entry(str(row.id), row.name_vi, f"{row.code} · {authority_name}", row.active, values, mark)


def _away(session: Session, office_id: UUID, day: date) -> tuple[Entry, ...]:
    """Those that go on or are to come, the next first."""
    away, stands_in = aliased(Officer), aliased(Officer)
    rows = session.execute(
        select(Substitution, away.name, stands_in.name)
        .join(away, away.id == Substitution.officer_id)
        .join(stands_in, stands_in.id == Substitution.by_officer_id)
        .where(Substitution.office_id == office_id, Substitution.to_day >= day, Substitution.ended_at.is_(None))
        .order_by(Substitution.from_day, away.name)
    )
    return tuple(
        Entry(
            str(row.id),
            f"{name} → {by}",
            f"{row.from_day:%d/%m/%Y} – {row.to_day:%d/%m/%Y}",
            True,
            {
                "name": f"{name} → {by}",
                "officer_id": row.officer_id,
                "by_id": row.by_officer_id,
                "from_day": row.from_day,
                "to_day": row.to_day,
            },
        )
        for row, name, by in rows
    )


def _people(session: Session, office_id: UUID) -> tuple[Named, ...]:
    rows = session.execute(
        select(Officer.id, Officer.name, Officer.title)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.office_id == office_id, Officer.active)
        .distinct()
        .order_by(Officer.name, Officer.id)
    )
    return tuple(Named(str(key), f"{name} · {title}" if title else name) for key, name, title in rows)
