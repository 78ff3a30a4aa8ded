"""A ticket leaves its place for another: away for a while, back into the line, on to somebody else."""

from datetime import datetime, timedelta
from uuid import UUID

from onestop.domain import counter, ticket
from onestop.domain.errors import BadInput, CounterNotOpen
from onestop.domain.people import RECEPTION, Actor
from onestop.domain.policy import ReinstateAt
from onestop.storage import hall, lines, tickets
from onestop.storage.rows import Counter
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.at_counter import at_my_counter, must_be_of_an_open_day, policy_for
from onestop.usecases.forwarding import stand, stay


def park(
    work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime, minutes: int | None = None, note: str = ""
) -> datetime:
    """Send the person away for a while (a copy, a payment); return when the ticket comes back by itself."""
    with work() as tx:
        row, seat = at_my_counter(tx, ticket_id, actor)
        away = policy_for(tx.session, row).park_min if minutes is None else minutes
        if not 1 <= away <= 480:  # noqa: PLR2004 - a working day
            raise BadInput(field="minutes")
        row.take(ticket.Step.PARK)
        row.returns_at = now + timedelta(minutes=away)
        row.note = note[:500] or row.note
        seat.last_free_at = now
        tx.emit(
            "ticket.parked", row.office_id, row.id, actor, now, number=row.number, counter=seat.number, minutes=away
        )
        return row.returns_at


def reinstate(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Bring a missed or parked ticket back; where in the line is the office's policy."""
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        actor.must(RECEPTION, row.office_id)
        policy = policy_for(tx.session, row)
        row.take(ticket.Step.REINSTATE)
        must_be_of_an_open_day(tx, row)
        row.returns_at = row.finished_at = None
        if policy.reinstate_at is ReinstateAt.END:
            row.rank_at = now
        elif policy.reinstate_at is ReinstateAt.FRONT:
            first = lines.first_rank(tx.session, row.line)
            row.rank_at = min(row.rank_at, first - timedelta(microseconds=1)) if first else row.rank_at
        stand(row)
        tx.emit("ticket.reinstated", row.office_id, row.id, actor, now, number=row.number)


def transfer(
    work: UnitOfWork,
    ticket_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    queue: str | None = None,
    counter_code: str | None = None,
    officer: UUID | None = None,
    note: str = "",
) -> None:
    """Hand a ticket to another queue, counter or officer; it keeps its age. Exactly one target.

    Raises:
        BadInput: none or several targets. QueueUnknown, CounterUnknown, IllegalStep.
        CounterNotOpen: nobody sits at the counter named.
    """
    if sum(target is not None for target in (queue, counter_code, officer)) != 1:
        raise BadInput(field="target")
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        if row.status in ticket.AT_COUNTER:
            at_my_counter(tx, ticket_id, actor)
            seat = tx.session.get_one(Counter, row.counter_id)
            seat.last_free_at = now
        else:
            actor.must(RECEPTION, row.office_id)
        left_counter = row.counter_id.hex if row.counter_id and row.status in ticket.AT_COUNTER else None
        row.take(ticket.Step.TRANSFER)
        must_be_of_an_open_day(tx, row)
        row.returns_at, row.pinned_to = None, None
        stay(row)
        if queue is not None:
            row.queue_id = hall.queue_by_code(tx.session, row.office_id, queue).id
        elif counter_code is not None:
            target, office, _ = hall.seat(tx.session, counter_code)
            if office.id != row.office_id:
                raise BadInput(field="counter")
            if target.status is counter.Status.CLOSED:
                raise CounterNotOpen(counter=target.number)
            row.pinned_to = target.id
        else:
            row.pinned_to = hall.officer_of(tx.session, row.office_id, officer)
        row.note = note[:500] or row.note
        stand(row)
        tx.emit(
            "ticket.transferred",
            row.office_id,
            row.id,
            actor,
            now,
            number=row.number,
            left=left_counter,
            queue=queue,
            counter=counter_code,
            officer=officer.hex if officer else None,
        )
