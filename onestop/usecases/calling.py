"""Calling: the next person, a chosen one, the same one again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from onestop.domain import announcement, line, ticket
from onestop.domain.errors import (
    NotAtCounter,
    TicketTaken,
)
from onestop.domain.people import Actor
from onestop.storage import hall, lines, tickets
from onestop.storage.hall import Served
from onestop.storage.rows import Announcement, Counter, Office, Queue, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.at_counter import at_my_counter, must_be_free, must_be_of_an_open_day, must_be_open, must_sit
from onestop.usecases.forwarding import stay

_ATTEMPTS = 8
"""How often a call looks again when other counters empty its lines meanwhile [count]."""


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket at a counter, and why it was next."""

    id: UUID
    number: str
    queue: str
    counter: int
    why: str
    facts: dict[str, str | int]


def call_next(work: UnitOfWork, counter_code: str, *, actor: Actor, now: datetime) -> Called | None:
    """Call the next ticket of the lines this counter serves; `None` when nobody waits.

    Raises:
        NotAtCounter, CounterNotOpen, CounterBusy, DayClosed.
    """
    with work() as tx:
        seat, office, busy_with, served = hall.desk(tx.session, counter_code)
        must_sit(seat, actor)
        must_be_free(seat, busy_with)
        policy = hall.policy_of(office)
        day = _today(office, now)
        for turn in range(_ATTEMPTS):
            choice = line.choose(
                _heads(tx.session, seat, served, day), line.Turn(seat.preferred_run, seat.credits), policy, now
            )
            if choice is None:
                return None
            claimed = lines.claim(tx.session, choice.head.line, patient=turn > 0)
            if claimed is not None:
                row, its_day = claimed
                must_be_open(its_day, row)
                seat.preferred_run, seat.credits = choice.turn.preferred_run, dict(choice.turn.credits)
                facts = {**choice.facts, "number": row.number}
                return _call(tx, row, seat, actor, now, choice.head.queue, choice.why, facts)
        raise TicketTaken


def call_chosen(work: UnitOfWork, counter_code: str, ticket_id: UUID, *, actor: Actor, now: datetime) -> Called:
    """Call one waiting or parked ticket out of turn; the log says it was chosen.

    Raises:
        TicketTaken: another counter was quicker. NotAtCounter, CounterNotOpen, CounterBusy, IllegalStep.
    """
    with work() as tx:
        seat, office, busy_with = hall.seat(tx.session, counter_code)
        must_sit(seat, actor)
        must_be_free(seat, busy_with)
        row = tickets.locked(tx.session, ticket_id)
        if row.office_id != office.id:
            raise NotAtCounter
        if row.status in ticket.AT_COUNTER:
            raise TicketTaken(number=row.number)
        must_be_of_an_open_day(tx, row)
        queue = tx.session.get_one(Queue, row.queue_id)
        return _call(tx, row, seat, actor, now, queue.code, line.Why.CHOSEN, {"number": row.number})


def recall(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> int:
    """Call the same person again; return how often that was done."""
    with work() as tx:
        row, seat = at_my_counter(tx, ticket_id, actor)
        row.take(ticket.Step.RECALL)
        row.recalls += 1
        row.last_call_at = now
        _announce(tx, row, seat, now)
        tx.emit(
            "ticket.recalled",
            row.office_id,
            row.id,
            actor,
            now,
            number=row.number,
            counter=seat.number,
            nth=row.recalls,
        )
        return row.recalls


def _today(office: Office, now: datetime) -> date:
    return now.astimezone(hall.zone_of(office)).date()


def _heads(session: Session, seat: Counter, queues: Sequence[Served], day: date) -> list[line.Head]:
    served = {s.queue_id: s for s in queues}
    owners = [seat.id] + ([seat.officer_id] if seat.officer_id else [])
    asked = [line.queue_line(q, day, lane) for q in served for lane in line.Lane]
    asked += [line.personal_line(owner, day) for owner in owners]
    found = []
    for head in lines.heads(session, asked):
        queue = served.get(head.queue_id)
        found.append(
            line.Head(
                ticket_id=head.id,
                number=head.number,
                queue=queue.code if queue else "",
                rank_at=head.rank_at,
                issued_at=head.issued_at,
                lane=line.Lane.PREFERRED if head.line.endswith(line.Lane.PREFERRED) else line.Lane.ORDINARY,
                personal=head.line.endswith(line.PERSONAL),
                priority=head.priority,
                weight=queue.weight if queue else 1,
                line=head.line,
            )
        )
    return found


def _call(
    tx: Tx,
    row: Ticket,
    seat: Counter,
    actor: Actor,
    now: datetime,
    queue: str,
    why: line.Why,
    facts: dict[str, str | int],
) -> Called:
    row.take(ticket.Step.CALL)
    stay(row)
    row.counter_id, row.officer_id = seat.id, seat.officer_id
    row.called_at = row.last_call_at = now
    row.recalls, row.returns_at = 0, None
    _announce(tx, row, seat, now)
    tx.emit(
        "ticket.called",
        row.office_id,
        row.id,
        actor,
        now,
        number=row.number,
        counter=seat.number,
        why=why.value,
        facts=facts,
    )
    return Called(row.id, row.number, queue, seat.number, why.value, facts)


_ANNOUNCED = insert(Announcement.__table__).inline()  # type: ignore[arg-type]


def _announce(tx: Tx, row: Ticket, seat: Counter, now: datetime) -> None:
    """Into the ledger as facts go: without the price of a mapped object nobody looks at."""
    announced = {
        "office_id": row.office_id,
        "zone_id": seat.zone_id,
        "ticket_id": row.id,
        "counter_id": seat.id,
        "number": row.number,
        "counter": seat.number,
        "nth": row.recalls + 1,
        "lang": row.lang,
        "called_at": now,
        "status": announcement.Status.PENDING,
    }
    tx.session.execute(_ANNOUNCED, announced)
