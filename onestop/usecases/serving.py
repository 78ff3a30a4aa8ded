"""Serving whoever was called: start, finish, undo, miss, note; one public function per button."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from onestop.domain import counter, ticket
from onestop.domain.errors import (
    CounterBusy,
    CounterNotOpen,
    IllegalStep,
    TooEarlyToMiss,
    UndoTooLate,
)
from onestop.domain.people import RECEPTION, Actor
from onestop.storage import hall, tickets
from onestop.storage.rows import Counter, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.at_counter import at_my_counter, must_be_of_an_open_day, policy_for
from onestop.usecases.forwarding import come_back, forward, stand


def start(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The person is here: service begins."""
    with work() as tx:
        row, seat = at_my_counter(tx, ticket_id, actor)
        row.take(ticket.Step.START)
        row.started_at = now
        tx.emit("ticket.started", row.office_id, row.id, actor, now, number=row.number, counter=seat.number)


def finish(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime, outcome: str | None = None) -> bool:
    """End the service; return whether the visit goes on in a further queue.

    The rating keypad wakes either way only when the visit is over.
    """
    with work() as tx:
        row, seat = at_my_counter(tx, ticket_id, actor)
        seconds = max(0.0, (now - (row.started_at or now)).total_seconds())
        row.outcome = outcome[:24] if outcome else None
        goes_on = bool(row.further) and row.status is ticket.Status.SERVING
        if goes_on:
            tickets.count_service(tx.session, row, seconds)
            forward(row, now)
        else:
            row.take(ticket.Step.FINISH)
            tickets.count_service(tx.session, row, seconds)
            row.finished_at = now
        seat.last_free_at = now
        kind = "ticket.forwarded" if goes_on else "ticket.finished"
        tx.emit(
            kind, row.office_id, row.id, actor, now, number=row.number, counter=seat.number, seconds=round(seconds)
        )
        return goes_on


def undo(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take a mistaken finish back, within the office's limit and before the next person is being served.

    A visit that went on to its next thing comes back too, unless somebody has called it there. Whoever was called
    here since (auto-call takes 8 s) goes back and is this counter's next.

    Raises:
        UndoTooLate, CounterNotOpen, IllegalStep. CounterBusy: somebody is being served here by now.
    """
    with work() as tx:
        since = _called_since(tx.session, ticket_id)
        row, seat = at_my_counter(tx, ticket_id, actor)
        policy = policy_for(tx.session, row)
        before, ended = row.status, row.finished_at or row.left_at
        if ended is None:
            raise IllegalStep(status=before.value, step=ticket.Step.UNDO.value)
        ticket.after(before, ticket.Step.UNDO)
        if now - ended > timedelta(seconds=policy.undo_within_s):
            raise UndoTooLate(seconds=policy.undo_within_s)
        _, _, busy_with = hall.seat(tx.session, seat.code)
        if busy_with is not None and (since is None or since.number != busy_with):
            raise CounterBusy(counter=seat.number, number=busy_with)
        if seat.status is counter.Status.CLOSED:
            raise CounterNotOpen(counter=seat.number)
        must_be_of_an_open_day(tx, row)
        if since is not None:
            _make_way(tx, since, seat, actor, now)
        row.take(ticket.Step.UNDO)
        if row.left_queue_id is not None:
            come_back(row, row.left_queue_id)
        seconds = max(0.0, (ended - (row.started_at or ended)).total_seconds())
        tickets.count_service(tx.session, row, seconds, sign=-1)
        row.finished_at = None
        tx.emit(
            "ticket.undone",
            row.office_id,
            row.id,
            actor,
            now,
            number=row.number,
            counter=seat.number,
            was=before.value,
        )


def _called_since(session: Session, ticket_id: UUID) -> Ticket | None:
    """Who was called to the counter of an ended visit and has not begun, locked before that visit is."""
    same = aliased(Ticket)
    return session.scalars(
        select(Ticket)
        .join(same, same.counter_id == Ticket.counter_id)
        .where(same.id == ticket_id, Ticket.id != ticket_id, Ticket.status == ticket.Status.CALLED)
        .with_for_update(of=Ticket)
    ).one_or_none()


def _make_way(tx: Tx, called: Ticket, seat: Counter, actor: Actor, now: datetime) -> None:
    """Back into the line, as this counter's own next."""
    called.take(ticket.Step.TRANSFER)
    called.pinned_to = seat.id
    stand(called)
    tx.session.flush()  # before the other one is here: a counter has one at a time
    facts = {"number": called.number, "left": seat.id.hex, "counter": seat.code, "queue": None, "officer": None}
    tx.emit("ticket.transferred", called.office_id, called.id, actor, now, **facts)


def miss(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The person did not come. Allowed after the office's least recalls and least time since the last one.

    Raises:
        TooEarlyToMiss: with `recalls` still wanted or `seconds` still to wait.
    """
    with work() as tx:
        row, seat = at_my_counter(tx, ticket_id, actor)
        policy = policy_for(tx.session, row)
        row.take(ticket.Step.MISS)
        wanted = policy.min_recalls - row.recalls
        left_s = policy.min_recall_interval_s - (now - (row.last_call_at or now)).total_seconds()
        if wanted > 0 or left_s > 0:
            raise TooEarlyToMiss(recalls=max(0, wanted), seconds=max(0, round(left_s)))
        row.finished_at = now
        seat.last_free_at = now
        tx.emit("ticket.missed", row.office_id, row.id, actor, now, number=row.number, counter=seat.number)


def note(work: UnitOfWork, ticket_id: UUID, text: str, *, actor: Actor, now: datetime) -> None:
    """Write what the next officer should know about this visit."""
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        actor.must(RECEPTION, row.office_id)
        row.note = text[:500]
        tx.emit("ticket.noted", row.office_id, row.id, actor, now, number=row.number)
