"""Who is away and who stands in, as somebody of the office sees it: for whom they may say so, and what is said."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import hall
from onestop.storage.rows import Office, Officer, OfficerRole, Substitution, UnitMember


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AwayRow:
    """One that goes on or is to come."""

    id: UUID
    officer: str
    by: str
    from_day: date
    to_day: date
    now: bool
    """It is in force today."""
    may_end: bool


@dataclass(frozen=True, slots=True)
class AwayView:
    whose: tuple[Person, ...]
    """For whom the viewer may say it, themselves first."""
    by: tuple[Person, ...]
    """Who may stand in."""
    rows: tuple[AwayRow, ...]
    today: date


def view(session: Session, actor: Actor, now: datetime) -> AwayView:
    """What concerns the viewer: their own, those of units they head, all for a supervisor."""
    office = session.get_one(Office, actor.office_id)
    today = now.astimezone(hall.zone_of(office)).date()
    people = _people(session, office.id)
    mine = _whose(session, actor, set(people))
    me = actor.officer_id
    whose = sorted((people[each] for each in mine if each in people), key=lambda one: (one.id != me, one.name))
    rows = _rows(session, office.id, actor, mine, today)
    return AwayView(tuple(whose), tuple(sorted(people.values(), key=lambda one: one.name)), rows, today)


def _people(session: Session, office_id: UUID) -> dict[UUID, Person]:
    rows = session.execute(
        select(Officer.id, Officer.name, Officer.title)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.office_id == office_id, Officer.active)
        .distinct()
    )
    return {key: Person(key, f"{name} · {title}" if title else name) for key, name, title in rows}


def _whose(session: Session, actor: Actor, everybody: set[UUID]) -> set[UUID]:
    if actor.roles & SUPERVISION:
        return everybody
    headed = select(UnitMember.unit_id).where(UnitMember.officer_id == actor.officer_id, UnitMember.head)
    members = session.scalars(select(UnitMember.officer_id).where(UnitMember.unit_id.in_(headed)))
    return {actor.officer_id, *members}


def _rows(session: Session, office_id: UUID, actor: Actor, mine: set[UUID], today: date) -> tuple[AwayRow, ...]:
    away, stands_in = aliased(Officer), aliased(Officer)
    wanted = (
        select(Substitution, away.name, stands_in.name)
        .join(away, away.id == Substitution.officer_id)
        .join(stands_in, stands_in.id == Substitution.by_officer_id)
        .where(Substitution.office_id == office_id, Substitution.to_day >= today, Substitution.ended_at.is_(None))
        .order_by(Substitution.from_day, away.name, Substitution.id)
    )
    concerns = or_(Substitution.officer_id.in_(mine), Substitution.by_officer_id == actor.officer_id)
    return tuple(
        AwayRow(row.id, name, by, row.from_day, row.to_day, row.from_day <= today, row.officer_id in mine)
        for row, name, by in session.execute(wanted.where(concerns))
    )
