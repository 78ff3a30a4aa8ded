"""Officers: accounts, roles and passwords, changed by an administrator. A password is made here and shown once."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onestop.domain.errors import Forbidden, NameTaken, NotFound
from onestop.domain.people import Actor, Role
from onestop.storage.rows import Officer, OfficerRole, SignIn
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.accounts import hashed
from onestop.usecases.setup import ADMIN, changed, check, named

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other on paper."""


@dataclass(frozen=True, slots=True)
class OfficerWish:
    username: str
    name: str
    title: str = ""
    roles: frozenset[Role] = frozenset()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Welcomed:
    id: UUID
    password: str = ""
    """Shown once, of a new account only."""


def save_officer(
    work: UnitOfWork, office_id: UUID, officer_id: UUID | None, wish: OfficerWish, *, actor: Actor, now: datetime
) -> Welcomed:
    """Make an account, or change a name, roles, or whether it may be used; who may not use it is signed out.

    Raises:
        BadInput: also when administrators would shut themselves out. NameTaken, NotFound.
        Forbidden: the account is another office's too, and would be switched on or off.
    """
    check(USERNAME.fullmatch(wish.username) is not None, "username")
    named(wish.name, "name", 120)
    check(len(wish.title) <= 120, "title")  # noqa: PLR2004 - the column's width
    check(bool(wish.roles), "roles")
    password = new_password() if officer_id is None else ""
    with work() as tx:
        actor.must(ADMIN, office_id)
        if officer_id is None:
            row = _new(tx.session, wish, password)
        else:
            row = _officer(tx.session, officer_id, office_id)
            shut_out = actor.kind == "officer" and row.id == actor.officer_id
            check(not shut_out or Role.ADMIN in wish.roles, "roles")
            check(not shut_out or wish.active, "active")
            if row.active != wish.active:
                _must_be_ours_alone(tx.session, row.id, office_id)
        row.name, row.title, row.active = wish.name.strip(), wish.title.strip(), wish.active
        tx.session.flush()
        _give(tx.session, row.id, office_id, wish.roles)
        if not wish.active:
            _sign_out(tx.session, row.id, now)
        changed(tx, office_id, "officer", row.username, actor, now)
        return Welcomed(row.id, password)


def reset_password(work: UnitOfWork, office_id: UUID, officer_id: UUID, *, actor: Actor, now: datetime) -> str:
    """A new password, returned once; every session of the account ends, a lock is lifted.

    Raises:
        NotFound. Forbidden: the account is another office's too.
    """
    password = new_password()
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = _officer(tx.session, officer_id, office_id)
        _must_be_ours_alone(tx.session, row.id, office_id)
        row.password_hash, row.failed, row.locked_until = hashed(password), 0, None
        _sign_out(tx.session, row.id, now)
        changed(tx, office_id, "officer", row.username, actor, now)
        return password


def unlock(work: UnitOfWork, office_id: UUID, officer_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Lift the lock that failed tries at the log-in left."""
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = _officer(tx.session, officer_id, office_id)
        row.failed, row.locked_until = 0, None
        changed(tx, office_id, "officer", row.username, actor, now)


def new_password() -> str:
    """Four groups of four letters and digits, read aloud without mistakes (79 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _new(session: Session, wish: OfficerWish, password: str) -> Officer:
    if session.scalars(select(Officer.id).where(Officer.username == wish.username)).first() is not None:
        raise NameTaken(name=wish.username)
    row = Officer(username=wish.username, name=wish.name, password_hash=hashed(password))
    session.add(row)
    return row


def _officer(session: Session, officer_id: UUID, office_id: UUID) -> Officer:
    """The account, locked, if it has a role in this office."""
    row = session.get(Officer, officer_id, with_for_update=True)
    here = select(OfficerRole.role).where(OfficerRole.officer_id == officer_id, OfficerRole.office_id == office_id)
    if row is None or session.scalars(here).first() is None:
        raise NotFound
    return row


def _must_be_ours_alone(session: Session, officer_id: UUID, office_id: UUID) -> None:
    """Whoever sets a password can be that officer, in every office the account has a role in."""
    elsewhere = select(OfficerRole.role).where(
        OfficerRole.officer_id == officer_id, OfficerRole.office_id != office_id
    )
    if session.scalars(elsewhere).first() is not None:
        raise Forbidden


def _give(session: Session, officer_id: UUID, office_id: UUID, roles: frozenset[Role]) -> None:
    session.execute(
        delete(OfficerRole).where(OfficerRole.officer_id == officer_id, OfficerRole.office_id == office_id)
    )
    session.add_all(OfficerRole(officer_id=officer_id, office_id=office_id, role=role) for role in sorted(roles))


def _sign_out(session: Session, officer_id: UUID, now: datetime) -> None:
    for row in session.scalars(select(SignIn).where(SignIn.officer_id == officer_id, SignIn.ended_at.is_(None))):
        row.ended_at = now
