"""The outbox side of the fact table: what has not been told yet, and what could not be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.storage.rows import Fact, Lease

MOST_ATTEMPTS = 5


def unsent(session: Session, limit: int = 200) -> Sequence[Fact]:
    """The oldest facts nobody has acted on, locked."""
    return session.scalars(
        select(Fact)
        .where(Fact.sent_at.is_(None), Fact.parked_at.is_(None))
        .order_by(Fact.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def mark_sent(session: Session, facts: Sequence[Fact], now: datetime) -> None:
    session.execute(
        update(Fact)
        .where(Fact.id.in_([fact.id for fact in facts]))
        .values(sent_at=now)
        .execution_options(synchronize_session=False)
    )


def count_failure(session: Session, fact_id: int, now: datetime) -> bool:
    """One more failed attempt; `True` when that was the last and the fact is put aside."""
    fact = session.get_one(Fact, fact_id)
    fact.attempts += 1
    if fact.attempts >= MOST_ATTEMPTS:
        fact.parked_at = now
    return fact.parked_at is not None


def take_lease(session: Session, name: str, holder: str, now: datetime, keep: timedelta) -> bool:
    """Hold `name` for `keep` more, unless somebody else does."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Lease).values(name=name, holder=holder, until=now + keep)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "until": now + keep},
        where=or_(Lease.holder == holder, Lease.until <= now),
    )
    return session.execute(statement.returning(Lease.holder)).first() is not None


def drop_lease(session: Session, name: str, holder: str, now: datetime) -> None:
    """Let go at once, so that the next relay need not wait."""
    session.execute(
        update(Lease)
        .where(Lease.name == name, Lease.holder == holder)
        .values(until=now)
        .execution_options(synchronize_session=False)
    )
