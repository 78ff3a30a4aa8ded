"""The list of visits that were not finished when their day closed, for a supervisor."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from onestop.storage.rows import CarryOver, Queue, Ticket
from onestop.storage.unit_of_work import UnitOfWork

MOST = 200
"""Visits shown at once, the latest days first [count]."""


@dataclass(frozen=True, slots=True)
class Carried:
    id: UUID
    day: date
    number: str
    queue_vi: str
    queue_en: str
    status: str
    """What the visit was when the day closed."""
    issued_at: datetime
    note: str


def carried_over(work: UnitOfWork, office_id: UUID) -> tuple[Carried, ...]:
    """Visits nobody has settled yet."""
    with work.reading() as session:
        rows = session.execute(
            select(CarryOver, Ticket, Queue)
            .join(Ticket, Ticket.id == CarryOver.ticket_id)
            .join(Queue, Queue.id == Ticket.queue_id)
            .where(CarryOver.office_id == office_id, CarryOver.settled_at.is_(None))
            .order_by(CarryOver.day.desc(), Ticket.issued_at)
            .limit(MOST)
        )
        return tuple(
            Carried(
                carry.id,
                carry.day,
                row.number,
                queue.name_vi,
                queue.name_en,
                carry.status.value,
                row.issued_at,
                row.note,
            )
            for carry, row, queue in rows
        )
