"""Serving whoever was called: start, finish, undo, miss, note; one public function per button."""

from datetime import datetime, timedelta
from uuid import UUID

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
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.at_counter import at_my_counter, must_be_of_an_open_day, policy_for
from onestop.usecases.forwarding import come_back, forward


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
    """Take a mistaken finish back, within the office's limit and while the counter is free.

    A visit that went on to its next thing comes back too, unless somebody has called it there.

    Raises:
        UndoTooLate, CounterBusy, CounterNotOpen, IllegalStep.
    """
    with work() as tx:
        row, seat = at_my_counter(tx, ticket_id, actor)
        policy = policy_for(tx.session, row)
        before, ended = row.status, row.finished_at or row.left_at
        if ended is None:
            raise IllegalStep(status=before.value, step=ticket.Step.UNDO.value)
        row.take(ticket.Step.UNDO)
        if now - ended > timedelta(seconds=policy.undo_within_s):
            raise UndoTooLate(seconds=policy.undo_within_s)
        _, _, busy_with = hall.seat(tx.session, seat.code)
        if busy_with is not None:
            raise CounterBusy(counter=seat.number, number=busy_with)
        if seat.status is counter.Status.CLOSED:
            raise CounterNotOpen(counter=seat.number)
        must_be_of_an_open_day(tx, row)
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
