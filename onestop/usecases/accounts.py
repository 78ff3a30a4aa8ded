"""Signing in and out: argon2id, a lock after repeated failures, sessions that end; places and their credentials."""

import hashlib
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.errors import (
    AccountLocked,
    BadCredentials,
    BadInput,
    Forbidden,
    NotSignedIn,
    PlaceUnknown,
    TooManyRequests,
)
from onestop.domain.people import Actor, Role
from onestop.storage.rows import Counter, Office, Officer, OfficerRole, Place, SignIn
from onestop.storage.unit_of_work import UnitOfWork

MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
MIN_PASSWORD = 10
"""Shortest password accepted in setup [characters]."""

AT_ONCE = 4
"""Passwords verified at the same time: each takes 64 MiB while it lasts [count]."""
HASH_WITHIN_S = 10.0
_hasher = [PasswordHasher()]
_hashing = BoundedSemaphore(AT_ONCE)


def use_hasher(hasher: PasswordHasher) -> None:
    """Hash with other costs, e.g. what an installation's machine can bear."""
    _hasher[:] = [hasher]
    _nobody.cache_clear()


@cache
def _nobody() -> str:
    """Verified when the name is unknown, so that an answer takes as long either way."""
    return _hasher[0].hash("nobody's password")


COOKIE = "onestop.session"
"""Of our own pages; no script reads it."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    expires_at: datetime
    officer_id: UUID
    username: str
    name: str
    office: str
    office_id: UUID
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """An officer with a live session."""

    officer_id: UUID
    username: str
    name: str
    office_id: UUID
    office: str
    roles: frozenset[Role]
    expires_at: datetime
    counter: str | None
    """Code of the counter they sit at."""
    office_name_vi: str = ""
    office_name_en: str = ""
    mark: str = ""
    """The session's fingerprint: how an open page is told apart without its token."""

    @property
    def actor(self) -> Actor:
        return Actor("officer", str(self.officer_id), self.office_id, self.roles)


@dataclass(frozen=True, slots=True)
class Standing:
    """A place whose credential was shown."""

    place_id: UUID
    code: str
    kind: str
    name: str
    office_id: UUID
    office: str
    counter_id: UUID | None
    zone_id: UUID | None
    printer_id: UUID | None
    speaks: bool
    mark: str = ""
    """The credential's fingerprint."""

    @property
    def actor(self) -> Actor:
        return Actor("place", self.code, self.office_id)


def hashed(password: str) -> str:
    """argon2id of a password; `BadInput` when it is too short or absurdly long."""
    if not MIN_PASSWORD <= len(password) <= 200:  # noqa: PLR2004 - beyond it a hash is a denial of service
        raise BadInput(field="password")
    return _hasher[0].hash(password)


def fingerprint(token: str) -> str:
    """What is stored of a token or credential."""
    return hashlib.sha256(token.encode()).hexdigest()


def log_in(
    work: UnitOfWork, username: str, password: str, *, now: datetime, hours: int = 12, office: str = ""
) -> SignedIn:
    """Open a session of `hours`, in the office named by its code, else where the officer worked last.

    Raises:
        BadCredentials: wrong name or password, told apart to nobody. AccountLocked: for `minutes` more, told before
        anything is hashed. TooManyRequests: so many sign in at once that this one would wait too long. Forbidden: no
        role in the office named.
    """
    name = username.strip().lower()[:60]
    with work.reading() as session:
        known = select(Officer.password_hash, Officer.locked_until).where(Officer.username == name)
        stored, locked_until = session.execute(known).one_or_none() or (None, None)
    _must_be_open(locked_until, now)
    # Outside the transaction: what makes guessing slow must not hold up the hall's one writer on SQLite.
    right = _verified(stored or _nobody(), password)
    with work() as tx:
        officer = tx.session.scalars(select(Officer).where(Officer.username == name).with_for_update()).one_or_none()
        if officer is not None:
            _must_be_open(officer.locked_until, now)
        if officer is not None and officer.active and right and officer.password_hash == stored:
            officer.failed, officer.locked_until = 0, None
            here = _workplace(tx.session, officer.id, office)
            return opened(tx.session, officer, here, now, now + timedelta(hours=hours))
        if officer is not None:
            _count_failure(officer, now)
    raise BadCredentials


def _must_be_open(locked_until: datetime | None, now: datetime) -> None:
    if locked_until is not None and locked_until > now:
        raise AccountLocked(minutes=math.ceil((locked_until - now).total_seconds() / 60))


def _verified(stored: str, password: str) -> bool:
    if not _hashing.acquire(timeout=HASH_WITHIN_S):
        raise TooManyRequests(seconds=math.ceil(HASH_WITHIN_S))
    try:
        return _hasher[0].verify(stored, password[:200])
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _hashing.release()


def _count_failure(officer: Officer, now: datetime) -> None:
    officer.failed += 1
    if officer.failed >= MAX_FAILURES:
        officer.failed, officer.locked_until = 0, now + LOCK


def _workplace(session: Session, officer_id: UUID, wanted: str) -> Office:
    """The office wanted, or where the officer worked last, else their first by code; `BadCredentials` without any."""
    offices = session.scalars(
        select(Office)
        .join(OfficerRole, OfficerRole.office_id == Office.id)
        .where(OfficerRole.officer_id == officer_id)
        .order_by(Office.code)
    ).unique()
    known = {office.id: office for office in offices}
    if not known:
        raise BadCredentials
    if wanted:
        named = next((each for each in known.values() if each.code == wanted), None)
        if named is None:
            raise Forbidden
        return named
    if len(known) > 1:
        mine = select(SignIn.office_id).where(SignIn.officer_id == officer_id, SignIn.office_id.in_(known))
        last = session.scalars(mine.order_by(SignIn.started_at.desc()).limit(1)).first()
        if last is not None:
            return known[last]
    return next(iter(known.values()))


def opened(session: Session, officer: Officer, office: Office, now: datetime, until: datetime) -> SignedIn:
    """A new session of an officer in one of their offices."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=fingerprint(token),
            officer_id=officer.id,
            office_id=office.id,
            started_at=now,
            expires_at=until,
        )
    )
    held = session.scalars(
        select(OfficerRole.role).where(OfficerRole.officer_id == officer.id, OfficerRole.office_id == office.id)
    )
    roles = tuple(sorted(held))
    return SignedIn(token, until, officer.id, officer.username, officer.name, office.code, office.id, roles)


def whoami(work: UnitOfWork, token: str, *, now: datetime) -> Who:
    """The officer behind a session token.

    Raises:
        NotSignedIn: unknown, ended or expired.
    """
    with work.reading() as session:
        row = session.execute(
            select(SignIn, Officer, Office, Counter.code)
            .join(Officer, Officer.id == SignIn.officer_id)
            .join(Office, Office.id == SignIn.office_id)
            .outerjoin(Counter, Counter.officer_id == Officer.id)
            .where(SignIn.token_hash == fingerprint(token))
        ).one_or_none()
        if row is None or row[0].ended_at is not None or row[0].expires_at <= now or not row[1].active:
            raise NotSignedIn
        sign_in, officer, office, counter_code = row
        roles = session.scalars(
            select(OfficerRole.role).where(
                OfficerRole.officer_id == officer.id, OfficerRole.office_id == sign_in.office_id
            )
        )
        return Who(
            officer.id,
            officer.username,
            officer.name,
            sign_in.office_id,
            office.code,
            frozenset(roles),
            sign_in.expires_at,
            counter_code,
            office.name_vi,
            office.name_en,
            sign_in.token_hash,
        )


def log_out(work: UnitOfWork, token: str, *, now: datetime) -> None:
    """End a session; an unknown one is no error."""
    with work() as tx:
        found = tx.session.get(SignIn, fingerprint(token))
        if found is not None and found.ended_at is None:
            found.ended_at = now


def place_of(work: UnitOfWork, credential: str) -> Standing:
    """The place behind a credential.

    Raises:
        PlaceUnknown: never issued, or revoked.
    """
    with work.reading() as session:
        row = session.execute(
            select(Place, Office.code)
            .join(Office, Office.id == Place.office_id)
            .where(Place.key_hash == fingerprint(credential))
        ).one_or_none()
        if row is None:
            raise PlaceUnknown
        place, office_code = row
        return Standing(
            place.id,
            place.code,
            place.kind,
            place.name,
            place.office_id,
            office_code,
            place.counter_id,
            place.zone_id,
            place.printer_id,
            place.speaks,
            place.key_hash or "",
        )
