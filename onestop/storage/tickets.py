"""Finders for tickets."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from onestop.domain import ticket
from onestop.domain.errors import TicketUnknown
from onestop.storage.rows import Counter, Series, Ticket


def locked(session: Session, ticket_id: UUID) -> Ticket:
    """A ticket, locked until the transaction ends."""
    found = session.get(Ticket, ticket_id, with_for_update=True)
    if found is None:
        raise TicketUnknown
    return found


_AT = (
    select(Ticket, Counter)
    .outerjoin(Counter, Counter.id == Ticket.counter_id)
    .where(Ticket.id == bindparam("ticket_id"))
    .with_for_update(of=Ticket)
    .execution_options(populate_existing=True)
)


def locked_at(session: Session, ticket_id: UUID) -> tuple[Ticket, Counter | None]:
    """A ticket, locked, and the counter it is at or was at last."""
    row = session.execute(_AT, {"ticket_id": ticket_id}).one_or_none()
    if row is None:
        raise TicketUnknown
    return row[0], row[1]


def by_token(session: Session, token: str) -> Ticket:
    found = session.scalars(select(Ticket).where(Ticket.track_token == token[:16])).one_or_none()
    if found is None:
        raise TicketUnknown
    return found


def due_back(session: Session, now: datetime, limit: int = 50) -> list[Ticket]:
    """Parked tickets whose time is over, locked."""
    return list(
        session.scalars(
            select(Ticket)
            .where(Ticket.status == ticket.Status.PARKED, Ticket.returns_at <= now)
            .order_by(Ticket.returns_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


_COUNTED = ("served", "service_sum_s", "service_sum_sq_s2", "promised", "kept")
_SERIES = Series.__table__.c
_COUNT_SERVICE = (
    update(Series.__table__)  # type: ignore[arg-type]
    .where(_SERIES.queue_id == bindparam("queue"), _SERIES.business_day == bindparam("day"))
    .values({name: _SERIES[name] + bindparam(f"more_{name}", type_=_SERIES[name].type) for name in _COUNTED})
)


def count_service(session: Session, row: Ticket, seconds: float, sign: int = 1) -> None:
    """Add one finished service to its queue's day, or take an undone one back (`sign` -1)."""
    promised = row.wait_high_min is not None
    kept = promised and row.called_at is not None and _waited_min(row) <= (row.wait_high_min or 0)
    more = (1, seconds, seconds**2, promised, kept)
    counted = {f"more_{name}": sign * one for name, one in zip(_COUNTED, more, strict=True)}
    session.execute(_COUNT_SERVICE, {"queue": row.queue_id, "day": row.business_day, **counted})


def _waited_min(row: Ticket) -> float:
    """From the number to the call [min]."""
    return ((row.called_at or row.issued_at) - row.issued_at).total_seconds() / 60
