"""A ticket as its holder sees it, and what the API says about tickets, counters and offices; no personal data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.rating import Source
from onestop.domain.waiting import Capacity, ServiceTimes
from onestop.storage import capacity, hall
from onestop.storage.rows import Counter, Fact, Lease, Office, Queue, Rating, Series, Ticket

MOST_AT_ONCE = 400
"""Codes asked for in one statement [count]."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One ticket, by the secret code on its slip."""

    id: UUID
    office_id: UUID
    track_token: str
    number: str
    queue: str
    status: str
    counter_id: UUID | None
    issued_at: datetime
    called_at: datetime | None
    finished_at: datetime | None
    rated: bool
    unexplained: int | None
    """The mark that came from keypad or tablet without a word why."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What the expected wait of one queue is made of."""

    capacity: Capacity
    times: ServiceTimes


@dataclass(frozen=True, slots=True)
class Directory:
    """What an office is called and made of; changes only in setup."""

    id: UUID
    code: str
    name_vi: str
    name_en: str
    address: str
    zone: ZoneInfo
    queues: Mapping[UUID, str]
    counters: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Depth:
    """How far the telling is behind the happening."""

    unsent: int
    oldest_at: datetime | None


def holders(session: Session, tokens: Collection[str]) -> dict[str, Holder]:
    """The tickets behind these codes; unknown ones are left out."""
    asked = sorted(tokens)
    found: dict[str, Holder] = {}
    for start in range(0, len(asked), MOST_AT_ONCE):
        rows = session.execute(
            select(Ticket, Queue.code, Rating)
            .join(Queue, Queue.id == Ticket.queue_id)
            .outerjoin(Rating, Rating.ticket_id == Ticket.id)
            .where(Ticket.track_token.in_(asked[start : start + MOST_AT_ONCE]))
        )
        found |= {row.track_token: _holder(row, queue, rating) for row, queue, rating in rows}
    return found


def _holder(row: Ticket, queue: str, rating: Rating | None) -> Holder:
    return Holder(
        id=row.id,
        office_id=row.office_id,
        track_token=row.track_token,
        number=row.number,
        queue=queue,
        status=row.status.value,
        counter_id=row.counter_id,
        issued_at=row.issued_at,
        called_at=row.called_at,
        finished_at=row.finished_at,
        rated=rating is not None,
        unexplained=_unexplained(rating),
    )


def _unexplained(rating: Rating | None) -> int | None:
    if rating is None or rating.reasons or rating.comment or rating.source == Source.PHONE:
        return None
    return rating.value


def paces(session: Session, office_id: UUID, day: date) -> dict[str, Pace]:
    """Per queue code: the counters that serve it and today's service times."""
    serving = capacity.capacities(session, office_id, day)
    rows = session.execute(
        select(Queue.code, Series)
        .join(Series, Series.queue_id == Queue.id)
        .where(Queue.office_id == office_id, Series.business_day == day)
    )
    return {
        code: Pace(
            serving.get(s.queue_id, Capacity(0, 0.0)), ServiceTimes(s.served, s.service_sum_s, s.service_sum_sq_s2)
        )
        for code, s in rows
    }


def directories(session: Session) -> dict[str, Directory]:
    """Every office by its code."""
    queues: dict[UUID, dict[UUID, str]] = {}
    for queue_id, office_id, code in session.execute(select(Queue.id, Queue.office_id, Queue.code)):
        queues.setdefault(office_id, {})[queue_id] = code
    counters: dict[UUID, dict[UUID, str]] = {}
    for counter_id, office_id, code in session.execute(select(Counter.id, Counter.office_id, Counter.code)):
        counters.setdefault(office_id, {})[counter_id] = code
    return {
        row.code: Directory(
            row.id,
            row.code,
            row.name_vi,
            row.name_en,
            row.address,
            hall.zone_of(row),
            queues.get(row.id, {}),
            counters.get(row.id, {}),
        )
        for row in session.scalars(select(Office).order_by(Office.code))
    }


def outbox_depth(session: Session, most: int = 10_000) -> Depth:
    """Facts nobody was told of yet, counted up to `most`."""
    ids = session.execute(
        select(Fact.id, Fact.at).where(Fact.sent_at.is_(None), Fact.parked_at.is_(None)).order_by(Fact.id).limit(most)
    ).all()
    return Depth(len(ids), ids[0].at if ids else None)


def leases(session: Session, now: datetime) -> dict[str, bool]:
    """Who holds what alone, and whether it is still held."""
    return {row.name: row.until > now for row in session.scalars(select(Lease))}


def day_totals(session: Session, office: Directory, now: datetime) -> dict[str, tuple[int, int, int]]:
    """Per queue code: tickets issued, called and served today."""
    day = now.astimezone(office.zone).date()
    called: dict[UUID, int] = {}
    for (queue_id,) in session.execute(
        select(Ticket.queue_id).where(
            Ticket.office_id == office.id, Ticket.business_day == day, Ticket.called_at.is_not(None)
        )
    ):
        called[queue_id] = called.get(queue_id, 0) + 1
    rows = session.scalars(select(Series).where(Series.business_day == day, Series.queue_id.in_(list(office.queues))))
    return {office.queues[s.queue_id]: (s.issued, called.get(s.queue_id, 0), s.served) for s in rows}
