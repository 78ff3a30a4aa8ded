"""Who of those with an open page may still look: sessions that go on, with the roles held now, and places."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.people import Role
from onestop.storage.rows import Officer, OfficerRole, Place, SignIn


def standing(session: Session, office_id: UUID, marks: Collection[str], now: datetime) -> dict[str, frozenset[Role]]:
    """The `marks` (fingerprints of tokens and credentials) still good in this office; a place has no role."""
    found: dict[str, set[Role]] = {
        mark: set()
        for mark in session.scalars(
            select(Place.key_hash).where(Place.office_id == office_id, Place.key_hash.in_(marks))
        )
        if mark
    }
    held = session.execute(
        select(SignIn.token_hash, OfficerRole.role)
        .join(Officer, Officer.id == SignIn.officer_id)
        .join(OfficerRole, (OfficerRole.officer_id == Officer.id) & (OfficerRole.office_id == office_id))
        .where(SignIn.token_hash.in_(marks), SignIn.ended_at.is_(None), SignIn.expires_at > now, Officer.active)
    )
    for mark, role in held:
        found.setdefault(mark, set()).add(role)
    return {mark: frozenset(roles) for mark, roles in found.items()}
