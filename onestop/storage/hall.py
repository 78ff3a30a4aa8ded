"""Finders for the hall: offices, queues, counters, places, business days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Select, and_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.domain import ticket
from onestop.domain.errors import CounterUnknown, NotFound, QueueUnknown
from onestop.domain.policy import Policy
from onestop.domain.waiting import ServiceTimes
from onestop.storage.rows import BusinessDay, Counter, CounterQueue, Office, OfficerRole, Place, Queue, Series, Ticket


def office(session: Session, code: str) -> Office:
    found = session.scalars(select(Office).where(Office.code == code)).one_or_none()
    if found is None:
        raise NotFound(office=code[:24])
    return found


def zone_of(office_row: Office) -> ZoneInfo:
    return ZoneInfo(office_row.timezone)


def policy_of(office_row: Office) -> Policy:
    return Policy.of(office_row.policy)


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a number is taken at."""

    queue: Queue
    office: Office
    days: dict[date, BusinessDay]
    """Those that may be today where the office is."""
    place: Place | None


_ENTRANCE = (
    select(Queue, Office, BusinessDay, Place)
    .join(Office, Office.id == Queue.office_id)
    .outerjoin(
        BusinessDay,
        and_(BusinessDay.office_id == Office.id, BusinessDay.day.between(bindparam("eve"), bindparam("morrow"))),
    )
    .outerjoin(Place, Place.id == bindparam("place"))
    .where(Office.code == bindparam("office"), Queue.code == bindparam("queue"), Queue.active)
)


def entrance(session: Session, office_code: str, queue_code: str, place_id: UUID | None, now: datetime) -> Entrance:
    """A queue of an office by their codes, the office's days, and any place by its id, in one question."""
    around = {"eve": now.date() - timedelta(days=1), "morrow": now.date() + timedelta(days=1)}
    asked = {"office": office_code, "queue": queue_code, "place": place_id, **around}
    rows = session.execute(_ENTRANCE, asked).all()
    if not rows:
        raise QueueUnknown(queue=queue_code[:8])
    queue, office, _, place = rows[0]
    return Entrance(queue, office, {row[2].day: row[2] for row in rows if row[2] is not None}, place)


def queue(session: Session, queue_id: UUID, office_id: UUID) -> Queue:
    found = session.get(Queue, queue_id)
    if found is None or found.office_id != office_id or not found.active:
        raise QueueUnknown(queue="")
    return found


def queue_by_code(session: Session, office_id: UUID, code: str) -> Queue:
    found = session.scalars(
        select(Queue).where(Queue.office_id == office_id, Queue.code == code, Queue.active)
    ).one_or_none()
    if found is None:
        raise QueueUnknown(queue=code[:8])
    return found


_SEAT = (
    select(Counter, Office, Ticket.number)
    .join(Office, Office.id == Counter.office_id)
    .outerjoin(Ticket, and_(Ticket.counter_id == Counter.id, Ticket.status.in_(list(ticket.AT_COUNTER))))
    .where(Counter.code == bindparam("code"), Counter.active)
    .with_for_update(of=Counter)
)


def seat(session: Session, counter_code: str) -> tuple[Counter, Office, str | None]:
    """A counter, locked, with its office and the number that is at it."""
    row = session.execute(_SEAT, {"code": counter_code}).one_or_none()
    if row is None:
        raise CounterUnknown(counter=counter_code[:40])
    return row[0], row[1], row[2]


def _desk(together: Callable[..., Any], row: Callable[..., Any]) -> Select[Any]:
    """`_SEAT` with what `served_by` finds, as one JSON value: a row per queue would repeat counter and office."""
    queues = (
        select(together(row(CounterQueue.queue_id, Queue.code, CounterQueue.weight, Queue.position), type_=JSON))
        .join(Queue, Queue.id == CounterQueue.queue_id)
        .where(CounterQueue.counter_id == Counter.id, Queue.active)
        .correlate(Counter)
    )
    return _SEAT.add_columns(queues.scalar_subquery())


_DESKS = {
    "sqlite": _desk(func.json_group_array, func.json_array),
    "postgresql": _desk(func.json_agg, func.json_build_array),
}


def desk(session: Session, counter_code: str) -> tuple[Counter, Office, str | None, list["Served"]]:
    """What `seat` finds and what `served_by` finds, in one question: calling must not ask twice."""
    row = session.execute(_DESKS[session.get_bind().dialect.name], {"code": counter_code}).one_or_none()
    if row is None:
        raise CounterUnknown(counter=counter_code[:40])
    queues = sorted(row[3] or (), key=itemgetter(3))
    return row[0], row[1], row[2], [Served(UUID(queue), code, weight) for queue, code, weight, _ in queues]


def counter_by_id(session: Session, counter_id: UUID, *, lock: bool = False) -> Counter:
    found = session.get(Counter, counter_id, with_for_update=lock or None)
    if found is None:
        raise CounterUnknown(counter="")
    return found


def counter_of_officer(session: Session, officer_id: UUID) -> Counter | None:
    return session.scalars(select(Counter).where(Counter.officer_id == officer_id)).one_or_none()


def officer_of(session: Session, office_id: UUID, officer_id: UUID | None) -> UUID:
    """An officer who has a role in an office."""
    found = session.scalars(
        select(OfficerRole.officer_id).where(OfficerRole.officer_id == officer_id, OfficerRole.office_id == office_id)
    ).first()
    if found is None:
        raise NotFound(officer="")
    return found


@dataclass(frozen=True, slots=True)
class Served:
    """A queue as one counter serves it."""

    queue_id: UUID
    code: str
    weight: int


_SERVED = (
    select(CounterQueue.queue_id, Queue.code, CounterQueue.weight)
    .join(Queue, Queue.id == CounterQueue.queue_id)
    .where(CounterQueue.counter_id == bindparam("counter_id"), Queue.active)
    .order_by(Queue.position)
)


def served_by(session: Session, counter_id: UUID) -> list[Served]:
    return [Served(*row) for row in session.execute(_SERVED, {"counter_id": counter_id})]


def business_day(session: Session, office_id: UUID, day: date) -> BusinessDay | None:
    return session.get(BusinessDay, (office_id, day))


def _upsert(session: Session, row: Any) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(row)


def open_day(session: Session, office_id: UUID, day: date, now: datetime) -> bool:
    """Make the row of a new business day; `False` when it was there."""
    statement = _upsert(session, BusinessDay).values(office_id=office_id, day=day, opened_at=now, reopened=0)
    done = session.execute(statement.on_conflict_do_nothing().returning(BusinessDay.day))
    return done.first() is not None


@dataclass(frozen=True, slots=True)
class Allotted:
    """A number of a queue's day, with the day's count and service times so far."""

    serial: int
    issued: int
    times: ServiceTimes


_SERIES = Series.__table__
_TOLD = [_SERIES.c[name] for name in ("last_serial", "issued", "served", "service_sum_s", "service_sum_sq_s2")]


def _allot(insert: Callable[[Any], Any]) -> Any:
    """One more number; the first of a day makes its row. Put together once, since every number asks it."""
    fresh: dict[str, Any] = {
        "queue_id": bindparam("queue"),
        "business_day": bindparam("day"),
        "last_serial": bindparam("first"),
    }
    none = {"issued": 1, "served": 0, "service_sum_s": 0.0, "service_sum_sq_s2": 0.0, "promised": 0, "kept": 0}
    one_more = {"last_serial": _SERIES.c.last_serial + 1, "issued": _SERIES.c.issued + 1}
    statement = insert(_SERIES).values({**fresh, **none})
    return statement.on_conflict_do_update(index_elements=["queue_id", "business_day"], set_=one_more).returning(
        *_TOLD
    )


_ALLOT = {"sqlite": _allot(sqlite.insert), "postgresql": _allot(postgresql.insert)}


def next_serial(session: Session, queue_id: UUID, day: date, first: int) -> Allotted:
    """Allot the next number of a queue's day; its row stays locked until the transaction ends."""
    statement = _ALLOT[session.get_bind().dialect.name]
    serial, issued, *times = session.execute(statement, {"queue": queue_id, "day": day, "first": first}).one()
    return Allotted(serial, issued, ServiceTimes(*times))
