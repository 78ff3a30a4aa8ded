"""The tickets of a hall's picture: who waits in which order, who is parked, who was missed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import line, ticket
from onestop.domain.waiting import MOST_AHEAD
from onestop.queries.facts import TicketView
from onestop.storage.rows import Queue, Ticket

MOST_WAITING = MOST_AHEAD
"""People of one office whose place is followed one by one [count]."""
MOST_MISSED = 40

_IN_LINE = (
    Ticket.id,
    Ticket.number,
    Ticket.queue_id,
    Ticket.line,
    Ticket.rank_at,
    Ticket.issued_at,
    Ticket.recalls,
    Ticket.priority,
    Ticket.pinned_to,
    Ticket.counter_id,
    Ticket.left_at,
    Ticket.further,
    Ticket.note,
    Ticket.channel,
    Ticket.slip,
    Ticket.track_token,
)
"""What is read of a waiting ticket, without a row object: a picture may hold two thousand of them."""


def _in_line(row: Any, codes: Mapping[UUID, str]) -> TicketView:
    """A waiting ticket; what belongs to an earlier call of it is left out."""
    ticket_id, number, queue_id, own_line, rank_at, issued_at, recalls, priority, pinned_to, counter_id, *rest = row
    left_at, further, note, channel, slip, track_token = rest
    return TicketView(
        id=ticket_id,
        number=number,
        queue=codes.get(queue_id, ""),
        status=ticket.Status.WAITING.value,
        line=own_line,
        rank_at=rank_at,
        issued_at=issued_at,
        called_at=None,
        started_at=None,
        finished_at=None,
        last_call_at=None,
        returns_at=None,
        recalls=recalls,
        priority=priority,
        pinned_to=pinned_to,
        counter_id=counter_id,
        further=tuple(codes.get(UUID(q), "") for q in further) if further else (),
        note=note,
        channel=channel,
        slip=slip,
        track_token=track_token,
        left_at=left_at,
    )


def sent_on(waiting: Sequence[TicketView]) -> dict[UUID | None, TicketView]:
    """By counter, who went on from it to a further thing last and still waits there."""
    went_on = sorted((t for t in waiting if t.left_at is not None), key=lambda t: str(t.left_at))
    return {t.counter_id: t for t in went_on}


def waiting(
    session: Session, queues: Sequence[Queue], day: date, codes: Mapping[UUID, str]
) -> tuple[TicketView, ...]:
    if not queues:
        return ()
    rows = session.execute(
        select(*_IN_LINE)
        .where(
            Ticket.office_id == queues[0].office_id,
            Ticket.business_day == day,
            Ticket.status == ticket.Status.WAITING,
        )
        .order_by(Ticket.rank_at, Ticket.id)
        .limit(MOST_WAITING)
    )
    return tuple(_in_line(row, codes) for row in rows)


def places(
    waiting: Sequence[TicketView], codes: Mapping[UUID, str]
) -> tuple[dict[UUID, int], dict[str, list[TicketView]]]:
    """People ahead of each waiting ticket, and the tickets per queue."""
    per_queue: dict[str, list[TicketView]] = {code: [] for code in codes.values()}
    preferred: dict[str, int] = defaultdict(int)
    for t in waiting:
        per_queue.setdefault(t.queue, []).append(t)
        preferred[t.queue] += t.line.endswith(line.Lane.PREFERRED)
    seen: dict[str, int] = defaultdict(int)
    ahead: dict[UUID, int] = {}
    for t in waiting:
        ordinary = t.line.endswith(line.Lane.ORDINARY)
        ahead[t.id] = seen[t.line] + (preferred[t.queue] if ordinary else 0)
        seen[t.line] += 1
    return ahead, per_queue


def ticket_view(row: Ticket, codes: Mapping[UUID, str]) -> TicketView:
    return TicketView(
        id=row.id,
        number=row.number,
        queue=codes.get(row.queue_id, ""),
        status=row.status.value,
        line=row.line,
        rank_at=row.rank_at,
        issued_at=row.issued_at,
        called_at=row.called_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_call_at=row.last_call_at,
        returns_at=row.returns_at,
        recalls=row.recalls,
        priority=row.priority,
        pinned_to=row.pinned_to,
        counter_id=row.counter_id,
        further=tuple(codes.get(UUID(q), "") for q in row.further) if row.further else (),
        note=row.note,
        channel=row.channel,
        slip=row.slip,
        track_token=row.track_token,
    )


def by_status(
    session: Session, office_id: UUID, day: date, status: ticket.Status, codes: Mapping[UUID, str]
) -> tuple[TicketView, ...]:
    rows = session.scalars(
        select(Ticket)
        .where(Ticket.office_id == office_id, Ticket.business_day == day, Ticket.status == status)
        .order_by(Ticket.last_call_at.desc())
        .limit(MOST_MISSED)
    )
    return tuple(ticket_view(row, codes) for row in rows)
