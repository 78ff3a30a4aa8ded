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


def count_service(session: Session, row: Ticket, seconds: float, sign: int = 1) -> None:
    """Add one finished service to its queue's day, or take an undone one back (`sign` -1)."""
    promised = int(row.wait_high_min is not None)
    kept = int(promised and row.called_at is not None and _waited_min(row) <= (row.wait_high_min or 0))
    session.execute(
        update(Series)
        .where(Series.queue_id == row.queue_id, Series.business_day == row.business_day)
        .values(
            served=Series.served + sign,
            service_sum_s=Series.service_sum_s + sign * seconds,
            service_sum_sq_s2=Series.service_sum_sq_s2 + sign * seconds**2,
            promised=Series.promised + sign * promised,
            kept=Series.kept + sign * kept,
        )
        .execution_options(synchronize_session=False)
    )


def _waited_min(row: Ticket) -> float:
    """From the number to the call [min]."""
    return ((row.called_at or row.issued_at) - row.issued_at).total_seconds() / 60
