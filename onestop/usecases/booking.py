"""A number from home: a slot is booked by whoever has proved a telephone, used on arrival, given up, or runs out.

Places and shares are counted by guarded statements in the order person, slot: however many call at once, no slot is
overbooked and nobody has more than the rules allow.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onestop.domain import booking, calendar
from onestop.domain.booking import BookingRules, Slot, Status, Step
from onestop.domain.errors import (
    BookingEarly,
    BookingOver,
    BookingQuota,
    BookingsOff,
    BookingUnknown,
    SlotFull,
    SlotUnknown,
)
from onestop.domain.people import Actor
from onestop.storage import bookings, hall
from onestop.storage.bookings import Booked
from onestop.storage.rows import Booking, Office, Queue
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Inside, Tx, UnitOfWork
from onestop.usecases import one_time_codes, texts, ticketing
from onestop.usecases.ticketing import Taken, Wish

SWEEP: Final = Actor.system("booking")
BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A slot of a queue, for the holder of the telephone proved by `proof`."""

    office: str
    queue: str
    slot_at: datetime
    proof: str = field(repr=False)
    lang: str = "vi"


def book(work: UnitOfWork, wanted: Wanted, *, actor: Actor, now: datetime) -> Booked:
    """Keep one place of a slot.

    Raises:
        CodeEnded: no telephone was proved. BookingsOff, SlotUnknown, SlotFull, BookingQuota, QueueUnknown.
    """
    with work() as tx:
        office = hall.office(tx.session, wanted.office)
        rules = BookingRules.of(office.policy)
        queue = hall.queue_by_code(tx.session, office.id, wanted.queue)
        places = rules.per_slot.get(queue.code, 0)
        if not rules.on or places < 1:
            raise BookingsOff(queue=queue.code)
        if bookings.full(tx.session, queue.id, wanted.slot_at, places):
            raise SlotFull(queue=queue.code)  # seen at a glance: in a rush most find it so
        phone = one_time_codes.proved(tx.session, wanted.proof, now)
        slot = _slot(tx.session, office, queue, wanted.slot_at, now)
        row = _row(office, queue, slot, phone, wanted.lang, now)
        _take_share(tx.session, row, rules, queue)
        if not bookings.take_place(tx.session, queue.id, slot.begins, places):
            raise SlotFull(queue=queue.code)
        tx.session.add(row)
        booked = bookings.shown(row, office, queue)
        _text(tx, row, office, queue, "booked")
        tx.emit("booking.made", office.id, row.id, actor, now, queue=queue.code, slot_at=slot.begins.isoformat())
        return booked


def _slot(session: Session, office: Office, queue: Queue, wanted: datetime, now: datetime) -> Slot:
    zone = hall.zone_of(office)
    rules, today = BookingRules.of(office.policy), calendar.business_day(now, zone)
    day = wanted.astimezone(zone).date()
    if not today <= day <= booking.last_day(today, rules):
        raise SlotUnknown(queue=queue.code)
    for slot in bookings.offered(session, office, queue, day, now):
        if slot.begins == wanted:
            return slot
    raise SlotUnknown(queue=queue.code)


def _row(office: Office, queue: Queue, slot: Slot, phone: str, lang: str, now: datetime) -> Booking:
    return Booking(
        id=new_id(),
        office_id=office.id,
        queue_id=queue.id,
        day=slot.begins.astimezone(hall.zone_of(office)).date(),
        slot_at=slot.begins,
        ends_at=slot.ends,
        code=booking.new_code(),
        phone=phone,
        lang=lang if lang in ("vi", "en") else "vi",
        status=Status.BOOKED,
        made_at=now,
        status_at=now,
    )


def _take_share(session: Session, row: Booking, rules: BookingRules, queue: Queue) -> None:
    if not bookings.take_share(session, row.office_id, row.day, row.phone, rules.per_day):
        raise BookingQuota(most=rules.per_day, queue="")
    if bookings.in_queue(session, row) >= rules.per_queue:
        raise BookingQuota(most=rules.per_queue, queue=queue.code)


def cancel(work: UnitOfWork, code: str, *, actor: Actor, now: datetime) -> Booked:
    """Give a place back; somebody else may have it at once.

    Raises:
        BookingUnknown. BookingOver: it was used, given up, or ran out.
    """
    with work() as tx:
        row, office, queue = _locked(tx.session, code)
        row.take(Step.CANCEL, now)
        bookings.give_back(tx.session, row)
        _text(tx, row, office, queue, "slot_given_up")
        tx.emit("booking.cancelled", office.id, row.id, actor, now, queue=queue.code)
        return bookings.shown(row, office, queue)


def arrive(
    work: UnitOfWork, office_code: str, code: str, *, place_id: UUID | None, channel: str, actor: Actor, now: datetime
) -> Taken:
    """Its holder is in the hall: the next number, ranked by the slot and not by the minute of arrival.

    Raises:
        BookingUnknown: none of this office has the code. BookingEarly: `minutes` too soon. BookingOver: it was used
        or given up, or its holder is too late. Everything `ticketing.take` refuses but the cut-off.
    """
    with work() as tx:
        row, office, queue = _locked(tx.session, code)
        if office.code != office_code:
            raise BookingUnknown
        rules = BookingRules.of(office.policy)
        allowed = booking.window(row.slot_at, rules)
        if row.status is Status.BOOKED and now > allowed.closes:
            raise BookingOver(status=Status.EXPIRED.value)
        if row.status is Status.BOOKED and now < allowed.opens:
            raise BookingEarly(minutes=-(-int((allowed.opens - now).total_seconds()) // 60))
        row.take(Step.ARRIVE, now)
        wish = Wish(office.code, queue.code, channel, row.lang, place_id=place_id, appointment_at=row.slot_at)
        taken = ticketing.take(Inside(tx), wish, actor=actor, now=now)
        tx.session.flush()
        row.ticket_id = taken.id
        tx.emit("booking.arrived", office.id, row.id, actor, now, queue=queue.code, number=taken.number)
        return taken


def _locked(session: Session, code: str) -> tuple[Booking, Office, Queue]:
    row = bookings.locked(session, booking.read_code(code))
    if row is None:
        raise BookingUnknown
    return row, session.get_one(Office, row.office_id), session.get_one(Queue, row.queue_id)


def watch(work: UnitOfWork, *, now: datetime) -> int:
    """End what nobody came for, and remind of what comes; return how many were touched."""
    return _expire(work, now) + _remind(work, now)


def _expire(work: UnitOfWork, now: datetime) -> int:
    with work.reading() as session:
        over = [
            row.code
            for row in bookings.coming(session, now, BATCH)
            if now > booking.window(row.slot_at, _rules(session, row)).closes
        ]
    for code in over:
        with work() as tx:
            row, office, queue = _locked(tx.session, code)
            if row.status is Status.BOOKED:
                row.take(Step.EXPIRE, now)
                tx.emit("booking.expired", office.id, row.id, SWEEP, now, queue=queue.code)
    return len(over)


def _remind(work: UnitOfWork, now: datetime) -> int:
    with work.reading() as session:
        soon = [
            row.code
            for row in bookings.coming(session, now + timedelta(days=1), BATCH, unreminded=True)
            if row.slot_at - timedelta(minutes=_rules(session, row).remind_min) <= now < row.slot_at
            and _rules(session, row).remind_min
        ]
    for code in soon:
        with work() as tx:
            row, office, queue = _locked(tx.session, code)
            if row.status is Status.BOOKED and row.reminded_at is None:
                row.reminded_at = now
                _text(tx, row, office, queue, "slot_soon")
    return len(soon)


def _rules(session: Session, row: Booking) -> BookingRules:
    return BookingRules.of(session.get_one(Office, row.office_id).policy)


def forget(work: UnitOfWork, *, now: datetime) -> int:
    """Telephones of days that are over everywhere."""
    with work() as tx:
        return bookings.forget(tx.session, now.date() - timedelta(days=1))


def _text(tx: Tx, row: Booking, office: Office, queue: Queue, kind: str) -> None:
    if not row.phone:
        return
    at = row.slot_at.astimezone(ZoneInfo(office.timezone))
    facts = {"code": booking.in_groups(row.code), "at": f"{at:%H:%M %d/%m}", "queue": queue.code}
    until = row.slot_at if kind == "slot_soon" else None
    texts.write(tx.session, office, row.phone, texts.Words(kind, facts, row.lang, until=until), row.status_at)
