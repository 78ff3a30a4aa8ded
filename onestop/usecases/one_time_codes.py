"""Whose telephone it is: a code is sent there, and whoever says it back is given a proof for a quarter of an hour.

A code is good once, for some minutes and some tries; no more than a few are sent to one telephone in an hour. What is
kept of code and proof are digests.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.domain.errors import CodeEnded, CodeTooSoon, CodeWrong
from onestop.domain.formats import phones
from onestop.storage import hall
from onestop.storage.rows import OneTimeCode
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import texts

GOOD_FOR: Final = timedelta(minutes=5)
PROVED_FOR: Final = timedelta(minutes=15)
MOST_TRIES: Final = 5
"""Wrong ones before a code is none any more [count]."""
APART: Final = timedelta(seconds=60)
"""Between two codes to one telephone."""
MOST_AN_HOUR: Final = 5
"""Codes to one telephone [count]."""
HOUR: Final = timedelta(hours=1)
KEPT_FOR: Final = timedelta(days=1)


def ask(work: UnitOfWork, office: str, phone: str, *, now: datetime) -> None:
    """Send a code to a mobile telephone, whoever's it is.

    Raises:
        BadInput: no mobile number. CodeTooSoon: the last one is too young, or too many were sent. NotFound.
    """
    number = phones.parse_mobile(phone).stored
    with work() as tx:
        here = hall.office(tx.session, office)
        row = _locked(tx.session, number, now)
        _count(row, now)
        code = f"{secrets.randbelow(10**6):06d}"
        row.digest, row.made_at, row.ends_at, row.tries = _digest(number, code), now, now + GOOD_FOR, 0
        row.proof = row.proof_ends_at = None
        minutes = int(GOOD_FOR.total_seconds() // 60)
        words = texts.Words(
            "code", {"code": code, "minutes": minutes, "place": here.name_vi}, until=row.ends_at, at_once=True
        )
        texts.write(tx.session, here, number, words, now)


def _count(row: OneTimeCode, now: datetime) -> None:
    if row.asked and now < row.made_at + APART:
        raise CodeTooSoon(seconds=_seconds(row.made_at + APART - now))
    if now >= row.counted_from + HOUR:
        row.counted_from, row.asked = now, 0
    if row.asked >= MOST_AN_HOUR:
        raise CodeTooSoon(seconds=_seconds(row.counted_from + HOUR - now))
    row.asked += 1


def _seconds(left: timedelta) -> int:
    return max(1, int(left.total_seconds()))


def prove(work: UnitOfWork, phone: str, code: str, *, now: datetime) -> str:
    """Say a code back; the proof that comes for it is good for `PROVED_FOR`.

    Raises:
        BadInput: no mobile number. CodeWrong: `left` tries. CodeEnded: there is none, or it is over.
    """
    number = phones.parse_mobile(phone).stored
    proof, left = secrets.token_urlsafe(24), 0
    with work() as tx:
        row = tx.session.get(OneTimeCode, number, with_for_update=True)
        if row is None or not row.digest or now >= row.ends_at or row.tries >= MOST_TRIES:
            raise CodeEnded
        right = hmac.compare_digest(row.digest, _digest(number, code.strip()))
        if right:
            row.digest, row.proof, row.proof_ends_at = "", digest_of(proof), now + PROVED_FOR
        else:
            row.tries += 1  # kept: the refusal comes after the commit
            left = MOST_TRIES - row.tries
    if not right:
        raise CodeWrong(left=left) if left else CodeEnded()
    return proof


def proved(session: Session, proof: str, now: datetime) -> str:
    """The telephone somebody has proved to hold, as it is stored.

    Raises:
        CodeEnded: nothing was proved with it, or too long ago.
    """
    found = select(OneTimeCode).where(OneTimeCode.proof == digest_of(proof))
    row = session.scalars(found).one_or_none() if proof else None
    if row is None or row.proof_ends_at is None or now >= row.proof_ends_at:
        raise CodeEnded
    return row.phone


def forget(work: UnitOfWork, *, now: datetime) -> None:
    """Telephones that asked for no code for a day."""
    with work() as tx:
        tx.session.execute(delete(OneTimeCode).where(OneTimeCode.made_at < now - KEPT_FOR))


def _locked(session: Session, phone: str, now: datetime) -> OneTimeCode:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    new = {"phone": phone, "digest": "", "made_at": now, "ends_at": now, "tries": 0, "counted_from": now, "asked": 0}
    session.execute(dialect.insert(OneTimeCode).values(**new).on_conflict_do_nothing())
    return session.get_one(OneTimeCode, phone, with_for_update=True, populate_existing=True)


def digest_of(proof: str) -> str:
    """What is kept of a proof."""
    return _digest("", proof)


def _digest(phone: str, secret: str) -> str:
    return hashlib.sha256(f"{phone}:{secret}".encode()).hexdigest()
