"""What the hall is made of: queues, counters and priority classes, changed by an administrator.

Each function is one transaction and leaves the fact `setup.changed`. Codes are given once and never change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onestop.domain import calendar, counter, ticket
from onestop.domain.errors import BadInput, CounterBusy, NameTaken, NotFound
from onestop.domain.people import Actor, Role
from onestop.storage import hall
from onestop.storage.rows import Counter, CounterQueue, Office, PriorityClass, Queue, Row, Ticket, Zone
from onestop.storage.unit_of_work import Tx, UnitOfWork

ADMIN = frozenset({Role.ADMIN})
PREFIX = re.compile(r"[A-Z]{1,2}")
WORD = re.compile(r"[a-z][a-z0-9_]{1,23}")
MOST_NUMBERS = 9999
MOST_COUNTER = 999
MOST_WEIGHT = 9

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class QueueWish:
    code: str
    name_vi: str
    name_en: str
    where_vi: str = ""
    where_en: str = ""
    bring_vi: str = ""
    bring_en: str = ""
    hours: tuple[tuple[int, str, str], ...] = ()
    """ISO weekday, opens, closes; none: never closes."""
    daily_limit: int | None = None
    first_number: int = 1
    last_number: int | None = None
    zone_id: UUID | None = None
    position: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class CounterWish:
    number: int
    name_vi: str = ""
    name_en: str = ""
    zone_id: UUID | None = None
    weights: Mapping[UUID, int] = field(default_factory=dict)
    """Queue → weight; a queue that is not there is not served."""
    auto_call: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class PriorityWish:
    code: str
    name_vi: str
    name_en: str
    icon: str = ""
    head_start_min: int = 0
    needs_proof: bool = False
    legal_basis: str = ""
    position: int = 0
    active: bool = True


def save_queue(
    work: UnitOfWork, office_id: UUID, queue_id: UUID | None, wish: QueueWish, *, actor: Actor, now: datetime
) -> UUID:
    """Make a queue, or change one; a queue in which people wait is not switched off.

    Raises:
        BadInput: with the `field`. NameTaken: the prefix is another queue's. NotFound.
    """
    _check_queue(wish)
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, Queue, queue_id, office_id)
        if row is None:
            _free(
                tx.session, select(Queue.id).where(Queue.office_id == office_id, Queue.code == wish.code), wish.code
            )
            row = Queue(office_id=office_id, code=wish.code)
            tx.session.add(row)
        elif row.active and not wish.active and _waiting(tx.session, row.id, _today(tx.session, office_id, now)):
            raise BadInput(field="active")
        _zone(tx.session, wish.zone_id, office_id)
        for name in ("name_vi", "name_en", "where_vi", "where_en", "bring_vi", "bring_en", "daily_limit"):
            setattr(row, name, getattr(wish, name))
        row.first_number, row.last_number, row.zone_id = wish.first_number, wish.last_number, wish.zone_id
        row.hours = [list(span) for span in wish.hours]
        row.position, row.active = wish.position, wish.active
        tx.session.flush()
        changed(tx, office_id, "queue", row.code, actor, now)
        return row.id


def _check_queue(wish: QueueWish) -> None:
    check(PREFIX.fullmatch(wish.code) is not None, "code")
    named(wish.name_vi, "name_vi", 120)
    named(wish.name_en, "name_en", 120)
    for name, most in (("where_vi", 160), ("where_en", 160), ("bring_vi", 400), ("bring_en", 400)):
        check(len(getattr(wish, name)) <= most, name)
    check(1 <= wish.first_number <= MOST_NUMBERS, "first_number")
    last = wish.last_number
    check(last is None or wish.first_number <= last <= MOST_NUMBERS, "last_number")
    check(wish.daily_limit is None or 1 <= wish.daily_limit <= MOST_NUMBERS, "daily_limit")
    for weekday, opens, closes in wish.hours:
        name = f"hours_{weekday}"
        check(clock_time(opens, name) < clock_time(closes, name), name)
    for day in {weekday for weekday, *_ in wish.hours}:
        spans = sorted((a, b) for weekday, a, b in wish.hours if weekday == day)
        check(all(one[1] <= two[0] for one, two in pairwise(spans)), f"hours_{day}")


def _today(session: Session, office_id: UUID, now: datetime) -> date:
    return calendar.business_day(now, hall.zone_of(session.get_one(Office, office_id)))


def _waiting(session: Session, queue_id: UUID, today: date) -> bool:
    mine = select(Ticket.id).where(Ticket.queue_id == queue_id, Ticket.business_day == today)
    return session.scalars(mine.where(Ticket.status.in_(list(ticket.UNFINISHED))).limit(1)).first() is not None


def save_counter(
    work: UnitOfWork, office_id: UUID, counter_id: UUID | None, wish: CounterWish, *, actor: Actor, now: datetime
) -> UUID:
    """Make a counter, or change what it serves; only a closed one is switched off.

    Raises:
        BadInput, NameTaken, NotFound. CounterBusy: somebody sits there.
    """
    check(1 <= wish.number <= MOST_COUNTER, "number")
    check(len(wish.name_vi) <= 120, "name_vi")  # noqa: PLR2004 - the column's width
    check(len(wish.name_en) <= 120, "name_en")  # noqa: PLR2004
    check(all(1 <= weight <= MOST_WEIGHT for weight in wish.weights.values()), "weights")
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, Counter, counter_id, office_id)
        if row is None:
            row = _new_counter(tx.session, office_id, wish.number)
            tx.session.add(row)
        elif not wish.active and row.status is not counter.Status.CLOSED:
            raise CounterBusy(counter=row.number, number="")
        _zone(tx.session, wish.zone_id, office_id)
        row.name_vi, row.name_en, row.zone_id = wish.name_vi, wish.name_en, wish.zone_id
        row.auto_call, row.active = wish.auto_call, wish.active
        tx.session.flush()
        _serve(tx.session, row, wish.weights)
        tx.capacity.forget(office_id)
        changed(tx, office_id, "counter", row.code, actor, now)
        return row.id


def _new_counter(session: Session, office_id: UUID, number: int) -> Counter:
    office = session.get_one(Office, office_id)
    _free(session, select(Counter.id).where(Counter.office_id == office_id, Counter.number == number), str(number))
    return Counter(office_id=office_id, number=number, code=f"{office.code}-{number}", status=counter.Status.CLOSED)


def _serve(session: Session, row: Counter, weights: Mapping[UUID, int]) -> None:
    known = set(session.scalars(select(Queue.id).where(Queue.office_id == row.office_id)))
    check(set(weights) <= known, "weights")
    session.execute(delete(CounterQueue).where(CounterQueue.counter_id == row.id))
    session.add_all(CounterQueue(counter_id=row.id, queue_id=q, weight=weight) for q, weight in weights.items())
    row.credits = {}


def save_priority(
    work: UnitOfWork, office_id: UUID, class_id: UUID | None, wish: PriorityWish, *, actor: Actor, now: datetime
) -> UUID:
    """Make a priority class, or change one.

    Raises:
        BadInput, NameTaken, NotFound.
    """
    check(WORD.fullmatch(wish.code) is not None, "code")
    named(wish.name_vi, "name_vi", 120)
    named(wish.name_en, "name_en", 120)
    check(0 <= wish.head_start_min <= 240, "head_start_min")  # noqa: PLR2004 - half a working day
    check(len(wish.legal_basis) <= 200, "legal_basis")  # noqa: PLR2004 - the column's width
    check(len(wish.icon) <= 24, "icon")  # noqa: PLR2004
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, PriorityClass, class_id, office_id)
        if row is None:
            taken = select(PriorityClass.id).where(
                PriorityClass.office_id == office_id, PriorityClass.code == wish.code
            )
            _free(tx.session, taken, wish.code)
            row = PriorityClass(office_id=office_id, code=wish.code)
            tx.session.add(row)
        for name in (
            "name_vi",
            "name_en",
            "icon",
            "head_start_min",
            "needs_proof",
            "legal_basis",
            "position",
            "active",
        ):
            setattr(row, name, getattr(wish, name))
        tx.session.flush()
        changed(tx, office_id, "priority", row.code, actor, now)
        return row.id


def check(well: bool, name: str) -> None:
    if not well:
        raise BadInput(field=name)


def named(text: str, name: str, most: int) -> None:
    """A name a person reads: there, and not too long."""
    check(0 < len(text.strip()) <= most, name)


def clock_time(text: str, name: str) -> time:
    """`HH:MM` of a day."""
    try:
        return time.fromisoformat(text if len(text) == 5 else "")  # noqa: PLR2004 - HH:MM, nothing longer
    except ValueError:
        raise BadInput(field=name) from None


def owned(session: Session, kind: type[R], row_id: UUID | None, office_id: UUID) -> R | None:
    """The office's row of that id, locked; `None` for a new one; `NotFound` when it is not the office's."""
    if row_id is None:
        return None
    row = session.get(kind, row_id, with_for_update=True)
    if row is None or getattr(row, "office_id", None) != office_id:
        raise NotFound
    return row


def _free(session: Session, taken: Any, name: str) -> None:
    if session.scalars(taken).first() is not None:
        raise NameTaken(name=name)


def _zone(session: Session, zone_id: UUID | None, office_id: UUID) -> None:
    if zone_id is not None:
        zone = session.get(Zone, zone_id)
        check(zone is not None and zone.office_id == office_id, "zone")


def changed(tx: Tx, office_id: UUID, what: str, code: str, actor: Actor, now: datetime) -> None:
    tx.emit("setup.changed", office_id, code[:64], actor, now, what=what)
