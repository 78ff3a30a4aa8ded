"""An officer of several offices: which ones, and going on in another one with a session of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from onestop.domain.errors import AlreadySeated, Forbidden, NotSignedIn
from onestop.storage.rows import Counter, Office, Officer, OfficerRole, SignIn
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.accounts import SignedIn, fingerprint, opened


@dataclass(frozen=True, slots=True)
class Workplace:
    code: str
    name_vi: str
    name_en: str


def workplaces(work: UnitOfWork, officer_id: UUID) -> tuple[Workplace, ...]:
    """The offices an officer has a role in, by code."""
    with work.reading() as session:
        rows = session.execute(
            select(Office.code, Office.name_vi, Office.name_en)
            .join(OfficerRole, OfficerRole.office_id == Office.id)
            .where(OfficerRole.officer_id == officer_id)
            .distinct()
            .order_by(Office.code)
        )
        return tuple(Workplace(*row) for row in rows)


def go_on_in(work: UnitOfWork, token: str, office: str, *, now: datetime) -> SignedIn:
    """End the session behind `token` and open one in `office`, which ends when the old one would have.

    Raises:
        NotSignedIn: unknown, ended or expired. Forbidden: no role there. AlreadySeated: a counter is still theirs.
    """
    with work() as tx:
        old = tx.session.get(SignIn, fingerprint(token), with_for_update=True)
        if old is None or old.ended_at is not None or old.expires_at <= now:
            raise NotSignedIn
        officer = tx.session.get_one(Officer, old.officer_id)
        if not officer.active:
            raise NotSignedIn
        there = tx.session.scalars(
            select(Office)
            .join(OfficerRole, OfficerRole.office_id == Office.id)
            .where(Office.code == office[:24], OfficerRole.officer_id == officer.id)
            .limit(1)
        ).first()
        if there is None:
            raise Forbidden
        seat = tx.session.scalars(select(Counter.number).where(Counter.officer_id == officer.id)).first()
        if seat is not None:
            raise AlreadySeated(counter=seat)
        old.ended_at = now
        return opened(tx.session, officer, there, now, old.expires_at)
