"""What the reception desk looks up besides the hall: today's tickets, where slips come out, the next numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import numbering, ticket
from onestop.storage import hall
from onestop.storage.rows import Counter, Office, Place, Queue, Series, Ticket

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket of one day, whatever became of it."""

    id: UUID
    number: str
    queue: str
    status: str
    issued_at: datetime
    called_at: datetime | None
    counter: int | None
    priority: str | None
    slip: str


@dataclass(frozen=True, slots=True)
class Printing:
    """A place that has a printer of its own."""

    place_id: UUID
    name: str
    printer_id: UUID
    reception: bool


NOT_OUT = ("failed", "unknown", "held")
"""What a printer reported of a slip that is not, or not surely, in anybody's hand."""


def find(session: Session, office_id: UUID, day: date, part: str, *, not_out: bool = False) -> tuple[Found, ...]:
    """Tickets of a day whose number holds `part`, newest first; all of them for an empty `part`.

    `not_out`: only those whose people still wait, and whose slip did not come out.
    """
    more = (Ticket.status.in_(list(ticket.UNFINISHED)), Ticket.slip.in_(NOT_OUT)) if not_out else ()
    rows = session.execute(
        select(Ticket, Queue.code, Counter.number)
        .join(Queue, Queue.id == Ticket.queue_id)
        .outerjoin(Counter, Counter.id == Ticket.counter_id)
        .where(
            Ticket.office_id == office_id,
            Ticket.business_day == day,
            Ticket.number.contains(part.strip().upper()[:12], autoescape=True),
            *more,
        )
        .order_by(Ticket.issued_at.desc(), Ticket.id)
        .limit(MOST_FOUND)
    )
    return tuple(
        Found(t.id, t.number, queue, t.status.value, t.issued_at, t.called_at, counter, t.priority, t.slip)
        for t, queue, counter in rows
    )


def printing(session: Session, office_id: UUID) -> tuple[Printing, ...]:
    """Where a slip can come out, the desk's own first."""
    places = session.scalars(
        select(Place).where(Place.office_id == office_id, Place.printer_id.is_not(None)).order_by(Place.code)
    )
    found = [Printing(p.id, p.name, p.printer_id, p.kind == "reception") for p in places if p.printer_id]
    return tuple(sorted(found, key=lambda place: not place.reception))


def upcoming(session: Session, office_id: UUID, day: date, most: int) -> dict[str, tuple[str, ...]]:
    """The next `most` numbers of each queue, to be written by hand while nothing can be printed."""
    digits = hall.policy_of(session.get_one(Office, office_id)).number_digits
    rows = session.execute(
        select(Queue.code, Queue.first_number, Series.last_serial)
        .outerjoin(Series, (Series.queue_id == Queue.id) & (Series.business_day == day))
        .where(Queue.office_id == office_id, Queue.active)
    )
    return {
        code: tuple(
            numbering.ticket_number(code, serial, digits)
            for serial in range((last + 1) if last is not None else first, ((last + 1) if last else first) + most)
        )
        for code, first, last in rows
    }
