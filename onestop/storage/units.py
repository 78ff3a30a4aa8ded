"""Finders for units and the people who work in them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onestop.domain.errors import NotFound
from onestop.storage.rows import Substitution, Unit, UnitMember


def by_code(session: Session, office_id: UUID, code: str) -> Unit:
    found = session.scalars(
        select(Unit).where(Unit.office_id == office_id, Unit.code == code, Unit.active)
    ).one_or_none()
    if found is None:
        raise NotFound(unit=code[:24])
    return found


def ids(session: Session, office_id: UUID) -> dict[str, UUID]:
    """Every unit of an office by its code."""
    rows = session.execute(select(Unit.code, Unit.id).where(Unit.office_id == office_id, Unit.active))
    return dict(rows.all())


def is_member(session: Session, unit_id: UUID, officer_id: UUID, *, head: bool = False) -> bool:
    found = session.get(UnitMember, (unit_id, officer_id))
    return found is not None and (found.head or not head)


def units_of(session: Session, officer_id: UUID) -> list[UUID]:
    return list(session.scalars(select(UnitMember.unit_id).where(UnitMember.officer_id == officer_id)))


def heads(session: Session, unit_id: UUID) -> list[UUID]:
    return list(session.scalars(select(UnitMember.officer_id).where(UnitMember.unit_id == unit_id, UnitMember.head)))


def replaced_by(session: Session, officer_id: UUID, day: date) -> list[UUID]:
    """The officers whose work `officer_id` does on `day` besides their own."""
    rows = session.scalars(
        select(Substitution.officer_id).where(
            Substitution.by_officer_id == officer_id,
            Substitution.from_day <= day,
            Substitution.to_day >= day,
            Substitution.ended_at.is_(None),
        )
    )
    return list(rows)


def acts_for(session: Session, officer_id: UUID, holder: UUID | None, day: date) -> bool:
    """Whether `officer_id` may do what `holder` holds: it is theirs, or they stand in for the holder."""
    return holder is not None and (holder == officer_id or holder in replaced_by(session, officer_id, day))


def overlapping(session: Session, officer_id: UUID, by: UUID, span: tuple[date, date]) -> Collection[Substitution]:
    """Substitutions that would make a chain or stand twice: somebody away who stands in for somebody else."""
    first, last = span
    return session.scalars(
        select(Substitution).where(
            or_(
                Substitution.officer_id.in_((officer_id, by)),
                Substitution.by_officer_id == officer_id,
            ),
            Substitution.from_day <= last,
            Substitution.to_day >= first,
            Substitution.ended_at.is_(None),
        )
    ).all()
