"""Numbers: taking one, giving one up, priority, reprints, and the further things a visit asks for."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import calendar, line, numbering, ticket
from onestop.domain.errors import (
    BadInput,
    DayClosed,
    Forbidden,
    IllegalStep,
    PlaceHasNoPrinter,
    PriorityUnknown,
    ProofNeeded,
    QueueClosed,
    QueueCutOff,
    QueueLimitReached,
    QueueRangeExhausted,
)
from onestop.domain.people import RECEPTION, Actor
from onestop.domain.policy import Policy
from onestop.domain.waiting import MOST_AHEAD, ServiceTimes, Wait, expected_wait
from onestop.storage import hall, idempotency, lines, tickets
from onestop.storage.hall import Allotted, Entrance
from onestop.storage.rows import BusinessDay, Counter, Office, Place, PriorityClass, Queue, Ticket
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.at_counter import must_run_it

MAX_FURTHER = 5
"""Most things one visit may ask for beyond the first [count]."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for at a kiosk, a dispenser, the desk or from home."""

    office: str
    queue: str
    channel: str
    lang: str = "vi"
    priority: str | None = None
    proof: str = ""
    place_id: UUID | None = None
    further: tuple[str, ...] = ()
    appointment_at: datetime | None = None
    paper: bool = True
    """Print a slip at the place's printer; `False`: the phone ticket only."""


@dataclass(frozen=True, slots=True)
class Taken:
    id: UUID
    number: str
    queue: str
    ahead: int
    """People before it; beyond `MOST_AHEAD`, one more than that [count]."""
    low_min: int | None
    high_min: int | None
    issued_at: datetime
    track_token: str
    printing: bool
    """A slip is on its way to a printer."""

    @property
    def wait(self) -> Wait | None:
        if self.low_min is None or self.high_min is None:
            return None
        return Wait(self.low_min, self.high_min)


def take(work: UnitOfWork, wish: Wish, *, actor: Actor, now: datetime, key: str | None = None) -> Taken:
    """Allot the next number of a queue and put its ticket in line.

    Raises:
        QueueUnknown, QueueClosed, QueueLimitReached, QueueRangeExhausted, QueueCutOff, DayClosed,
        PriorityUnknown, ProofNeeded, KeyReused. BadInput: the place is another office's.
    """
    with work() as tx:
        asked = {**asdict(wish), "actor": str(actor)} if key else {}
        if key and (answer := idempotency.recall(tx.session, key, asked)):
            return _taken_again(answer)
        taken = _issue(tx, hall.entrance(tx.session, wish.office, wish.queue, wish.place_id, now), wish, actor, now)
        if key:
            idempotency.keep(tx.session, key, asked, _as_answer(taken), now)
        return taken


def _issue(tx: Tx, at: Entrance, wish: Wish, actor: Actor, now: datetime) -> Taken:
    queue, office = at.queue, at.office
    policy, zone = hall.policy_of(office), hall.zone_of(office)
    day = calendar.business_day(now, zone)
    _check_hours(queue, policy, now, zone)
    _open_the_day(tx, office, day, at.days.get(day), actor, now)
    granted = _priority(tx.session, office, wish, actor)
    further = [hall.queue_by_code(tx.session, office.id, code).id.hex for code in wish.further[:MAX_FURTHER]]
    allotted = hall.next_serial(tx.session, queue.id, day, queue.first_number)
    _check_range(queue, allotted)
    lane = line.Lane.PREFERRED if granted else line.Lane.ORDINARY
    head_start = timedelta(minutes=granted.head_start_min if granted else 0)
    own_line = line.queue_line(queue.id, day, lane)
    rank_at = line.rank(now, head_start=head_start, appointment=wish.appointment_at)
    ahead = people_ahead(tx.session, queue.id, day, lane, rank_at)
    wait = _wait(tx, office, queue, day, ahead, allotted.times, now)
    if wish.appointment_at is None:  # whoever was promised a slot is served
        _check_cut_off(queue, policy, wait, now, zone)
    wait = wait if ahead <= MOST_AHEAD else None
    printing = wish.place_id is not None and _has_printer(at.place, office.id) and wish.paper
    row = Ticket(
        id=new_id(),
        office_id=office.id,
        business_day=day,
        number=numbering.ticket_number(queue.code, allotted.serial, policy.number_digits),
        series_queue_id=queue.id,
        serial=allotted.serial,
        queue_id=queue.id,
        status=ticket.Status.WAITING,
        line=own_line,
        rank_at=rank_at,
        issued_at=now,
        priority=wish.priority,
        granted_by=str(actor)[:60] if granted else None,
        proof=wish.proof[:60],
        appointment_at=wish.appointment_at,
        further=further,
        channel=wish.channel,
        place_id=wish.place_id,
        lang=wish.lang if wish.lang in ("vi", "en") else "vi",
        track_token=numbering.track_token(),
        ahead_at_issue=ahead,
        wait_low_min=wait.low_min if wait else None,
        wait_high_min=wait.high_min if wait else None,
        slip="pending" if printing else "none",
    )
    tx.session.add(row)
    tx.emit(
        "ticket.issued",
        office.id,
        row.id,
        actor,
        now,
        number=row.number,
        queue=queue.code,
        channel=wish.channel,
        priority=wish.priority,
        printing=printing,
    )
    return Taken(
        row.id, row.number, queue.code, ahead, row.wait_low_min, row.wait_high_min, now, row.track_token, printing
    )


def _check_hours(queue: Queue, policy: Policy, now: datetime, zone: Any) -> None:
    hours = calendar.shifts(queue.hours)
    if policy.enforce_hours and hours and calendar.shift_at(hours, now, zone, policy.days) is None:
        raise QueueClosed(queue=queue.code)


def _check_cut_off(queue: Queue, policy: Policy, wait: Wait | None, now: datetime, zone: Any) -> None:
    if not (policy.enforce_hours and policy.cut_off) or wait is None:
        return
    left_s = calendar.seconds_left(calendar.shifts(queue.hours), now, zone, policy.days)
    if left_s is not None and (wait.low_min + wait.high_min) * 30 > left_s:
        raise QueueCutOff(queue=queue.code, minutes=wait.high_min)


def _open_the_day(tx: Tx, office: Office, day: date, found: BusinessDay | None, actor: Actor, now: datetime) -> None:
    if found is None:
        if hall.open_day(tx.session, office.id, day, now):
            tx.emit("day.opened", office.id, day.isoformat(), actor, now)
    elif found.closed_at is not None:
        raise DayClosed(day=day.isoformat())


def _priority(session: Session, office: Office, wish: Wish, actor: Actor) -> PriorityClass | None:
    if wish.priority is None:
        return None
    found = session.scalars(
        select(PriorityClass).where(
            PriorityClass.office_id == office.id, PriorityClass.code == wish.priority, PriorityClass.active
        )
    ).one_or_none()
    if found is None:
        raise PriorityUnknown(priority=wish.priority[:24])
    if found.needs_proof and not (actor.kind == "officer" and actor.roles & RECEPTION and wish.proof):
        raise ProofNeeded(priority=found.code)
    return found


def _check_range(queue: Queue, allotted: Allotted) -> None:
    if queue.daily_limit is not None and allotted.issued > queue.daily_limit:
        raise QueueLimitReached(queue=queue.code, limit=queue.daily_limit)
    if queue.last_number is not None and allotted.serial > queue.last_number:
        raise QueueRangeExhausted(queue=queue.code, last=queue.last_number)


def people_ahead(session: Session, queue_id: UUID, day: Any, lane: line.Lane, rank_at: datetime) -> int:
    """Who will be called before this place in the queue's two lines; beyond `MOST_AHEAD`, one more [count]."""
    first = line.queue_line(queue_id, day, line.Lane.PREFERRED) if lane is line.Lane.ORDINARY else ""
    return lines.ahead(session, line.queue_line(queue_id, day, lane), rank_at, whole=first)


def _wait(
    tx: Tx, office: Office, queue: Queue, day: date, ahead: int, times: ServiceTimes, now: datetime
) -> Wait | None:
    return expected_wait(ahead=ahead, capacity=tx.capacity.of(tx.session, office.id, queue.id, day, now), times=times)


def _has_printer(place: Place | None, office_id: UUID) -> bool:
    """Whether a slip can come out there; `BadInput` for a place that is not the office's."""
    if place is None or place.office_id != office_id:
        raise BadInput(field="place")
    return place.printer_id is not None


def _as_answer(taken: Taken) -> dict[str, Any]:
    return {**asdict(taken), "id": taken.id.hex, "issued_at": taken.issued_at.isoformat()}


def _taken_again(answer: dict[str, Any]) -> Taken:
    issued_at = datetime.fromisoformat(answer["issued_at"])
    return Taken(**{**answer, "id": UUID(answer["id"]), "issued_at": issued_at})


def cancel(work: UnitOfWork, ticket_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Give up a ticket: its holder leaves the queue, or somebody at the desk ends the visit."""
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        _may_act_for(row, actor)
        if actor.kind == "holder" and row.status not in (ticket.Status.WAITING, ticket.Status.PARKED):
            raise IllegalStep(status=row.status.value, step=ticket.Step.CANCEL.value)
        counter_id = row.counter_id if row.status in ticket.AT_COUNTER else None
        if counter_id is not None:
            must_run_it(tx.session.get_one(Counter, counter_id), actor)
        row.take(ticket.Step.CANCEL)
        row.finished_at = now
        tx.emit("ticket.cancelled", row.office_id, row.id, actor, now, number=row.number, counter=_hex(counter_id))


def _hex(identifier: UUID | None) -> str | None:
    return identifier.hex if identifier else None


def _may_act_for(row: Ticket, actor: Actor) -> None:
    if actor.kind == "holder":
        if actor.id != row.track_token:
            raise Forbidden
        return
    actor.must(RECEPTION, row.office_id)


def grant_priority(
    work: UnitOfWork, ticket_id: UUID, priority: str, proof: str, *, actor: Actor, now: datetime
) -> None:
    """Move a waiting ticket to its queue's priority line; who granted it is kept with it."""
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        actor.must(RECEPTION, row.office_id)
        if row.status is not ticket.Status.WAITING:
            raise IllegalStep(status=row.status.value, step="grant_priority")
        office = tx.session.get_one(Office, row.office_id)
        wish = Wish(office.code, "", row.channel, priority=priority, proof=proof)
        granted = _priority(tx.session, office, wish, actor)
        if granted is None:
            raise PriorityUnknown(priority="")
        row.priority, row.proof, row.granted_by = granted.code, proof[:60], str(actor)[:60]
        row.line = line.queue_line(row.queue_id, row.business_day, line.Lane.PREFERRED)
        row.rank_at = line.rank(row.issued_at, head_start=timedelta(minutes=granted.head_start_min))
        tx.emit("ticket.priority_granted", row.office_id, row.id, actor, now, number=row.number, priority=priority)


def reprint(work: UnitOfWork, ticket_id: UUID, place_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Print a slip again, marked as a reprint, at the printer of `place_id`."""
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        actor.must(RECEPTION, row.office_id)
        if not _has_printer(tx.session.get(Place, place_id), row.office_id):
            raise PlaceHasNoPrinter
        row.slip = "pending"
        tx.emit("ticket.reprint", row.office_id, row.id, actor, now, number=row.number, place=place_id.hex)


def ask_further(work: UnitOfWork, ticket_id: UUID, queue_code: str, *, actor: Actor, now: datetime) -> None:
    """Add a queue this visit goes on to after the present one, with the same number."""
    with work() as tx:
        row = tickets.locked(tx.session, ticket_id)
        _may_act_for(row, actor)
        if row.status not in ticket.UNFINISHED:
            raise IllegalStep(status=row.status.value, step="further")
        if len(row.further) >= MAX_FURTHER:
            raise BadInput(field="further")
        queue = hall.queue_by_code(tx.session, row.office_id, queue_code)
        row.further = [*row.further, queue.id.hex]
        tx.emit("ticket.further", row.office_id, row.id, actor, now, number=row.number, queue=queue.code)
