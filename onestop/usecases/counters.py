"""Counters: sitting down, pausing with a reason, leaving with word for the next shift."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import counter, ticket
from onestop.domain.errors import AlreadySeated, BadInput, CounterBusy, CounterTaken, NotAtCounter
from onestop.domain.people import COUNTER, FLOOR, Actor
from onestop.storage import hall
from onestop.storage.rows import Counter, CounterSpell, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.forwarding import stand


@dataclass(frozen=True, slots=True)
class Seated:
    """A counter after a step, and what the shift before left to know."""

    code: str
    number: int
    status: counter.Status
    handover: str = ""


def open_counter(work: UnitOfWork, counter_code: str, *, actor: Actor, now: datetime) -> Seated:
    """Sit down at a closed counter, or go on after a pause.

    Raises:
        CounterTaken: somebody else sits there. AlreadySeated: the officer sits elsewhere. IllegalCounterStep.
    """
    with work() as tx:
        seat, office, _ = hall.seat(tx.session, counter_code)
        actor.must(COUNTER, office.id)
        if seat.officer_id not in (None, actor.officer_id):
            raise CounterTaken(counter=seat.number)
        other = hall.counter_of_officer(tx.session, actor.officer_id)
        if other is not None and other.id != seat.id:
            raise AlreadySeated(counter=other.number)
        word = _last_word(tx.session, seat)
        seat.officer_id = actor.officer_id
        _step(tx, seat, counter.Step.OPEN, actor, now)
        return Seated(seat.code, seat.number, seat.status, word)


def pause(work: UnitOfWork, counter_code: str, reason: str, *, actor: Actor, now: datetime) -> Seated:
    """Stop calling for a while; the time is counted under its reason. A person being served is served on."""
    if reason not in set(counter.PauseReason):
        raise BadInput(field="reason")
    with work() as tx:
        seat, office, _ = hall.seat(tx.session, counter_code)
        if not _sits(seat, actor):
            actor.must(FLOOR, office.id)
        _step(tx, seat, counter.Step.PAUSE, actor, now, reason=reason)
        return Seated(seat.code, seat.number, seat.status)


def close(work: UnitOfWork, counter_code: str, *, actor: Actor, now: datetime, word: str = "") -> Seated:
    """Leave the counter; `word` is what the next shift reads when it sits down.

    Whoever was handed to this counter by its number goes back to the line of what they came for, with their age.

    Raises:
        CounterBusy: finish, park or transfer the ticket first.
    """
    with work() as tx:
        seat, office, _ = hall.seat(tx.session, counter_code)
        if not _sits(seat, actor):
            actor.must(FLOOR, office.id)
        here = at_counter(tx.session, seat)  # asked under the lock: somebody may have been called while we waited
        if here is not None:
            raise CounterBusy(counter=seat.number, number=here.number)
        _step(tx, seat, counter.Step.CLOSE, actor, now, word=word)
        _release(tx, seat, actor, now)
        seat.officer_id, seat.preferred_run, seat.credits = None, 0, {}
        return Seated(seat.code, seat.number, seat.status)


def set_auto_call(work: UnitOfWork, counter_code: str, *, on: bool, actor: Actor, now: datetime) -> None:
    """Let the hall call the next person by itself when this counter is idle."""
    with work() as tx:
        seat, _, _ = hall.seat(tx.session, counter_code)
        if not _sits(seat, actor):
            raise NotAtCounter(counter=seat.number)
        seat.auto_call = on
        tx.emit("counter.auto_call", seat.office_id, seat.code, actor, now, on=on)


def _sits(seat: Counter, actor: Actor) -> bool:
    return actor.kind == "officer" and seat.officer_id == actor.officer_id


def _step(
    tx: Tx,
    seat: Counter,
    step: counter.Step,
    actor: Actor,
    now: datetime,
    *,
    reason: str | None = None,
    word: str = "",
) -> None:
    before = seat.status
    seat.status = counter.after(before, step)
    open_spell = _spell(tx.session, seat)
    if open_spell is not None:
        open_spell.ended_at = now
        open_spell.note = word[:240]
    if seat.status is not counter.Status.CLOSED and seat.officer_id is not None:
        tx.session.add(
            CounterSpell(
                counter_id=seat.id, officer_id=seat.officer_id, status=seat.status, reason=reason, started_at=now
            )
        )
    seat.since, seat.pause_reason, seat.last_free_at = now, reason, now
    tx.capacity.forget(seat.office_id)
    tx.emit(f"counter.{seat.status.value}", seat.office_id, seat.code, actor, now, counter=seat.number, reason=reason)


def _release(tx: Tx, seat: Counter, actor: Actor, now: datetime) -> None:
    named = select(Ticket).where(
        Ticket.office_id == seat.office_id,
        Ticket.status.in_([ticket.Status.WAITING, ticket.Status.PARKED]),
        Ticket.pinned_to == seat.id,
    )
    for row in tx.session.scalars(named.order_by(Ticket.id).with_for_update()):
        row.pinned_to = None
        stand(row)
        tx.emit("ticket.unpinned", row.office_id, row.id, actor, now, number=row.number, counter=seat.number)


def _spell(session: Session, seat: Counter) -> CounterSpell | None:
    return session.scalars(
        select(CounterSpell).where(CounterSpell.counter_id == seat.id, CounterSpell.ended_at.is_(None))
    ).one_or_none()


def _last_word(session: Session, seat: Counter) -> str:
    if seat.status is not counter.Status.CLOSED:
        return ""
    last = session.scalars(
        select(CounterSpell)
        .where(CounterSpell.counter_id == seat.id, CounterSpell.ended_at.is_not(None))
        .order_by(CounterSpell.ended_at.desc())
        .limit(1)
    ).one_or_none()
    return last.note if last else ""


def at_counter(session: Session, seat: Counter) -> Ticket | None:
    """The called or serving ticket of a counter."""
    return session.scalars(
        select(Ticket).where(Ticket.counter_id == seat.id, Ticket.status.in_(list(ticket.AT_COUNTER)))
    ).one_or_none()
