"""Calling the next person and what follows at the counter, one public function per button."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from onestop.domain import announcement, counter, line, ticket
from onestop.domain.errors import (
    BadInput,
    CounterBusy,
    CounterNotOpen,
    DayClosed,
    NotAtCounter,
    TicketTaken,
    TooEarlyToMiss,
    UndoTooLate,
)
from onestop.domain.people import FLOOR, RECEPTION, Actor
from onestop.domain.policy import Policy, ReinstateAt
from onestop.storage import hall, lines, tickets
from onestop.storage.hall import Served
from onestop.storage.rows import Announcement, BusinessDay, Counter, Office, Queue, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.forwarding import forward, stand

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
        _must_sit(seat, actor)
        _must_be_free(seat, busy_with)
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
                _must_be_open(its_day, row)
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
        _must_sit(seat, actor)
        _must_be_free(seat, busy_with)
        row = tickets.locked(tx.session, ticket_id)
        if row.office_id != office.id:
            raise NotAtCounter
        if row.status in ticket.AT_COUNTER:
            raise TicketTaken(number=row.number)
        _must_be_of_an_open_day(tx, row)
        queue = tx.session.get_one(Queue, row.queue_id)
        return _call(tx, row, seat, actor, now, queue.code, line.Why.CHOSEN, {"number": row.number})


def _must_sit(seat: Counter, actor: Actor) -> None:
    if actor.kind == "system":
        return
    if seat.officer_id is None or seat.officer_id != actor.officer_id:
        raise NotAtCounter(counter=seat.number)


def _must_be_of_an_open_day(tx: Tx, row: Ticket) -> None:
    _must_be_open(tx.session.get(BusinessDay, (row.office_id, row.business_day)), row)


def _must_be_open(day: BusinessDay | None, row: Ticket) -> None:
    """A carried-over visit is settled from its list; nobody calls yesterday's line."""
    if day is None or day.closed_at is not None:
        raise DayClosed(day=row.business_day.isoformat())


def _must_be_free(seat: Counter, busy_with: str | None) -> None:
    if seat.status is not counter.Status.OPEN:
        raise CounterNotOpen(counter=seat.number)
    if busy_with is not None:
        raise CounterBusy(counter=seat.number, number=busy_with)


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


def _announce(tx: Tx, row: Ticket, seat: Counter, now: datetime) -> None:
    tx.session.add(
        Announcement(
            office_id=row.office_id,
            zone_id=seat.zone_id,
            ticket_id=row.id,
            counter_id=seat.id,
            number=row.number,
            counter=seat.number,
            nth=row.recalls + 1,
            lang=row.lang,
            called_at=now,
            status=announcement.Status.PENDING,
        )
    )


def _at_my_counter(tx: Tx, ticket_id: UUID, actor: Actor) -> tuple[Ticket, Counter]:
    """The ticket, locked, and its counter, if `actor` sits there or runs the floor."""
    row, seat = tickets.locked_at(tx.session, ticket_id)
    if seat is None:
        raise NotAtCounter(number=row.number)
    if actor.kind == "system" or (actor.kind == "officer" and seat.officer_id == actor.officer_id):
        return row, seat
    if row.officer_id is None or actor.kind != "officer" or row.officer_id != actor.officer_id:
        actor.must(FLOOR, row.office_id)
    return row, seat


def _policy(session: Session, row: Ticket) -> Policy:
    return hall.policy_of(session.get_one(Office, row.office_id))


def recall(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> int:
    """Call the same person again; return how often that was done."""
    with work() as tx:
        row, seat = _at_my_counter(tx, ticket_id, actor)
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


def start(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The person is here: service begins."""
    with work() as tx:
        row, seat = _at_my_counter(tx, ticket_id, actor)
        row.take(ticket.Step.START)
        row.started_at = now
        tx.emit("ticket.started", row.office_id, row.id, actor, now, number=row.number, counter=seat.number)


def finish(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime, outcome: str | None = None) -> bool:
    """End the service; return whether the visit goes on in a further queue.

    The rating keypad wakes either way only when the visit is over.
    """
    with work() as tx:
        row, seat = _at_my_counter(tx, ticket_id, actor)
        seconds = max(0.0, (now - (row.started_at or now)).total_seconds())
        row.outcome = outcome[:24] if outcome else None
        goes_on = bool(row.further) and row.status is ticket.Status.SERVING
        if goes_on:
            tickets.count_service(tx.session, row, seconds)
            forward(row)
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

    Raises:
        UndoTooLate, CounterBusy, CounterNotOpen, IllegalStep.
    """
    with work() as tx:
        row, seat = _at_my_counter(tx, ticket_id, actor)
        policy = _policy(tx.session, row)
        before = row.status
        row.take(ticket.Step.UNDO)
        if row.finished_at is None or now - row.finished_at > timedelta(seconds=policy.undo_within_s):
            raise UndoTooLate(seconds=policy.undo_within_s)
        _, _, busy_with = hall.seat(tx.session, seat.code)
        if busy_with is not None:
            raise CounterBusy(counter=seat.number, number=busy_with)
        if seat.status is counter.Status.CLOSED:
            raise CounterNotOpen(counter=seat.number)
        _must_be_of_an_open_day(tx, row)
        seconds = max(0.0, (row.finished_at - (row.started_at or row.finished_at)).total_seconds())
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
        row, seat = _at_my_counter(tx, ticket_id, actor)
        policy = _policy(tx.session, row)
        row.take(ticket.Step.MISS)
        wanted = policy.min_recalls - row.recalls
        left_s = policy.min_recall_interval_s - (now - (row.last_call_at or now)).total_seconds()
        if wanted > 0 or left_s > 0:
            raise TooEarlyToMiss(recalls=max(0, wanted), seconds=max(0, round(left_s)))
        row.finished_at = now
        seat.last_free_at = now
        tx.emit("ticket.missed", row.office_id, row.id, actor, now, number=row.number, counter=seat.number)


def park(
    work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime, minutes: int | None = None, note: str = ""
) -> datetime:
    """Send the person away for a while (a copy, a payment); return when the ticket comes back by itself."""
    with work() as tx:
        row, seat = _at_my_counter(tx, ticket_id, actor)
        away = _policy(tx.session, row).park_min if minutes is None else minutes
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
        policy = _policy(tx.session, row)
        row.take(ticket.Step.REINSTATE)
        _must_be_of_an_open_day(tx, row)
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
    """
    if sum(target is not None for target in (queue, counter_code, officer)) != 1:
        raise BadInput(field="target")
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        if row.status in ticket.AT_COUNTER:
            _at_my_counter(tx, ticket_id, actor)
            seat = tx.session.get_one(Counter, row.counter_id)
            seat.last_free_at = now
        else:
            actor.must(RECEPTION, row.office_id)
        left_counter = row.counter_id.hex if row.counter_id and row.status in ticket.AT_COUNTER else None
        row.take(ticket.Step.TRANSFER)
        _must_be_of_an_open_day(tx, row)
        row.returns_at, row.pinned_to = None, None
        if queue is not None:
            row.queue_id = hall.queue_by_code(tx.session, row.office_id, queue).id
        elif counter_code is not None:
            target, office, _ = hall.seat(tx.session, counter_code)
            if office.id != row.office_id:
                raise BadInput(field="counter")
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


def note(work: UnitOfWork, ticket_id: UUID, text: str, *, actor: Actor, now: datetime) -> None:
    """Write what the next officer should know about this visit."""
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        actor.must(RECEPTION, row.office_id)
        row.note = text[:500]
        tx.emit("ticket.noted", row.office_id, row.id, actor, now, number=row.number)
