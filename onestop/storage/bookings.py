"""Bookings: slots offered, places and shares taken and given back by guarded statements, so never too many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.domain import booking, calendar
from onestop.domain.booking import BookingRules, Slot
from onestop.domain.errors import CalendarMissing
from onestop.storage import calendars, hall
from onestop.storage.rows import Booking, BookingShare, BookingSlot, Office, Queue, Row


@dataclass(frozen=True, slots=True)
class Booked:
    id: UUID
    office: str
    code: str = field(repr=False)
    queue: str
    queue_name_vi: str
    queue_name_en: str
    slot_at: datetime
    ends_at: datetime
    arrive_from: datetime
    arrive_until: datetime
    status: str


def shown(row: Booking, office: Office, queue: Queue) -> Booked:
    """As its holder is shown it, in the office's time."""
    zone = hall.zone_of(office)
    allowed = booking.window(row.slot_at.astimezone(zone), BookingRules.of(office.policy))
    return Booked(
        id=row.id,
        office=office.code,
        code=row.code,
        queue=queue.code,
        queue_name_vi=queue.name_vi,
        queue_name_en=queue.name_en,
        slot_at=row.slot_at.astimezone(zone),
        ends_at=row.ends_at.astimezone(zone),
        arrive_from=allowed.opens,
        arrive_until=allowed.closes,
        status=row.status.value,
    )


def offered(session: Session, office: Office, queue: Queue, day: date, now: datetime) -> list[Slot]:
    """The slots of a day that may still be booked, full ones too; none in a year without a calendar."""
    rules, zone = BookingRules.of(office.policy), hall.zone_of(office)
    try:
        weekday = calendars.of(session, office).kept_weekday(day)
    except CalendarMissing:
        return []
    if weekday is None:
        return []
    soonest = now + timedelta(minutes=rules.ahead_min)
    hours = calendar.shifts(queue.hours)
    return [slot for slot in booking.slots(hours, day, weekday, zone, rules.slot_min) if slot.begins >= soonest]


def take_place(session: Session, queue_id: UUID, slot_at: datetime, places: int) -> bool:
    """One of the slot's places; `False` when all are taken."""
    _have(session, BookingSlot, queue_id=queue_id, slot_at=slot_at, taken=0)
    taken = session.execute(
        update(BookingSlot)
        .where(BookingSlot.queue_id == queue_id, BookingSlot.slot_at == slot_at, BookingSlot.taken < places)
        .values(taken=BookingSlot.taken + 1)
        .returning(BookingSlot.taken)
        .execution_options(synchronize_session=False)
    ).first()
    return taken is not None


def full(session: Session, queue_id: UUID, slot_at: datetime, places: int) -> bool:
    """Whether all places were taken a moment ago; waits for nobody."""
    taken = session.scalar(
        select(BookingSlot.taken).where(BookingSlot.queue_id == queue_id, BookingSlot.slot_at == slot_at)
    )
    return taken is not None and taken >= places


def take_share(session: Session, office_id: UUID, day: date, phone: str, most: int) -> bool:
    """One of the bookings a person may have that day; others of the same person wait here until this one is done."""
    _have(session, BookingShare, office_id=office_id, day=day, phone=phone, taken=0)
    taken = session.execute(
        update(BookingShare)
        .where(
            BookingShare.office_id == office_id,
            BookingShare.day == day,
            BookingShare.phone == phone,
            BookingShare.taken < most,
        )
        .values(taken=BookingShare.taken + 1)
        .returning(BookingShare.taken)
        .execution_options(synchronize_session=False)
    ).first()
    return taken is not None


def give_back(session: Session, row: Booking) -> None:
    """What a booking took, for somebody else; first the share, as it was taken."""
    session.execute(
        update(BookingShare)
        .where(
            BookingShare.office_id == row.office_id,
            BookingShare.day == row.day,
            BookingShare.phone == row.phone,
            BookingShare.taken > 0,
        )
        .values(taken=BookingShare.taken - 1)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(BookingSlot)
        .where(BookingSlot.queue_id == row.queue_id, BookingSlot.slot_at == row.slot_at, BookingSlot.taken > 0)
        .values(taken=BookingSlot.taken - 1)
        .execution_options(synchronize_session=False)
    )


def in_queue(session: Session, row: Booking) -> int:
    """Bookings of this person for this queue that day that count."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Booking)
            .where(
                Booking.office_id == row.office_id,
                Booking.day == row.day,
                Booking.phone == row.phone,
                Booking.queue_id == row.queue_id,
                Booking.status.in_(booking.COUNTS),
            )
        )
        or 0
    )


def taken(session: Session, queue_ids: Collection[UUID], since: datetime) -> Mapping[tuple[UUID, datetime], int]:
    """Places taken of each slot from `since` on; a slot nobody booked is not in it."""
    rows = session.execute(
        select(BookingSlot.queue_id, BookingSlot.slot_at, BookingSlot.taken).where(
            BookingSlot.queue_id.in_(queue_ids), BookingSlot.slot_at >= since
        )
    )
    return {(queue_id, slot_at): count for queue_id, slot_at, count in rows}


def locked(session: Session, code: str) -> Booking | None:
    """By its code, locked until the transaction ends."""
    return session.scalars(
        select(Booking).where(Booking.code == code).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def coming(session: Session, until: datetime, most: int, *, unreminded: bool = False) -> Sequence[Booking]:
    """Booked slots that begin by then, the first first."""
    wanted = select(Booking).where(Booking.status == booking.Status.BOOKED, Booking.slot_at <= until)
    if unreminded:
        wanted = wanted.where(Booking.reminded_at.is_(None))
    return session.scalars(wanted.order_by(Booking.slot_at).limit(most)).all()


def forget(session: Session, before: date) -> int:
    """Telephones of days that are over, and what counted them; return how many bookings were emptied."""
    emptied = session.execute(
        update(Booking)
        .where(Booking.day < before, Booking.phone != "")
        .values(phone="")
        .returning(Booking.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(delete(BookingShare).where(BookingShare.day < before))
    return len(emptied)


def _have(session: Session, kind: type[Row], **values: object) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(kind).values(**values).on_conflict_do_nothing())
