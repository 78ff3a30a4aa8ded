"""What can be booked from home: each queue's days and slots, and how many places of each are left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import booking, calendar
from onestop.domain.booking import BookingRules
from onestop.storage import bookings, hall
from onestop.storage.bookings import Booked, offered, shown
from onestop.storage.rows import Booking, Office, Queue


@dataclass(frozen=True, slots=True)
class SlotSeen:
    begins: datetime
    ends: datetime
    left: int
    """Places [count]."""


@dataclass(frozen=True, slots=True)
class DaySeen:
    day: date
    slots: tuple[SlotSeen, ...]


@dataclass(frozen=True, slots=True)
class QueueSeen:
    code: str
    name_vi: str
    name_en: str
    days: tuple[DaySeen, ...]
    """Days with slots, today first; a day off is not among them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything that may be booked now; no queue where the office takes no bookings."""

    office: str
    per_day: int
    per_queue: int
    early_min: int
    late_min: int
    queues: tuple[QueueSeen, ...]


def offer(session: Session, office_id: UUID, now: datetime) -> Offer:
    office = session.get_one(Office, office_id)
    rules = BookingRules.of(office.policy)
    codes = [code for code, places in rules.per_slot.items() if places > 0] if rules.on else []
    queues = session.scalars(
        select(Queue)
        .where(Queue.office_id == office_id, Queue.active, Queue.code.in_(codes))
        .order_by(Queue.position, Queue.code)
    ).all()
    taken = bookings.taken(session, [queue.id for queue in queues], now)
    today = calendar.business_day(now, hall.zone_of(office))
    days = [today + timedelta(days=n) for n in range((booking.last_day(today, rules) - today).days + 1)]
    return Offer(
        office.name_vi,
        rules.per_day,
        rules.per_queue,
        rules.early_min,
        rules.late_min,
        tuple(_queue(session, office, queue, days, taken, now) for queue in queues),
    )


def _queue(
    session: Session,
    office: Office,
    queue: Queue,
    days: list[date],
    taken: Mapping[tuple[UUID, datetime], int],
    now: datetime,
) -> QueueSeen:
    places = BookingRules.of(office.policy).per_slot[queue.code]
    seen = (
        DaySeen(
            day,
            tuple(
                SlotSeen(slot.begins, slot.ends, max(0, places - taken.get((queue.id, slot.begins), 0)))
                for slot in offered(session, office, queue, day, now)
            ),
        )
        for day in days
    )
    return QueueSeen(queue.code, queue.name_vi, queue.name_en, tuple(day for day in seen if day.slots))


def by_code(session: Session, code: str) -> Booked | None:
    """A booking as its holder sees it; `None`: none has the code.

    Raises:
        BookingUnknown: no code at all.
    """
    row = session.scalars(select(Booking).where(Booking.code == booking.read_code(code))).one_or_none()
    if row is None:
        return None
    return shown(row, session.get_one(Office, row.office_id), session.get_one(Queue, row.queue_id))
