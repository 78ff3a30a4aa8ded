"""What every sign, keypad and dispenser ought to show, from the rows as they are now. Same rows, same faces."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from displays.counter_sign import CounterSign, Desk, face, two_lines
from hardware.contract.messages import Armed, DispenserDesired, IdleDesired, KeypadDesired, SignDesired
from onestop.domain import calendar, ticket
from onestop.storage import hall
from onestop.storage.rows import BusinessDay, Counter, Device, Office, Queue, Rating, Series, Ticket
from onestop.words import say

VALID_FOR = timedelta(minutes=5)
"""How long a shown number is true without being asserted again; the hub asserts every minute."""


def refresh(session: Session, office_id: UUID, now: datetime) -> list[Device]:
    """Write what each device of an office should show; return those for which that changed."""
    office = session.get_one(Office, office_id)
    seats = {c.id: c for c in session.scalars(select(Counter).where(Counter.office_id == office_id))}
    here = {
        t.counter_id: t
        for t in session.scalars(
            select(Ticket).where(Ticket.counter_id.in_(seats), Ticket.status.in_(list(ticket.AT_COUNTER)))
        )
    }
    changed = []
    for device in session.scalars(select(Device).where(Device.office_id == office_id, Device.active)):
        wanted = _wanted(session, office, device, seats, here, now)
        if {**device.desired, "rev": 0} != {**wanted, "rev": 0}:
            device.rev += 1
            device.desired, device.desired_at = {**wanted, "rev": device.rev}, now
            changed.append(device)
    return changed


def _wanted(
    session: Session,
    office: Office,
    device: Device,
    seats: dict[UUID, Counter],
    here: dict[UUID | None, Ticket],
    now: datetime,
) -> dict[str, Any]:
    """The desired document without `valid_until`, which is put on when it is sent."""
    seat = seats.get(device.counter_id) if device.counter_id else None
    if device.kind == "sign" and seat is not None:
        return _sign(device, seat, here.get(seat.id))
    if device.kind == "keypad" and seat is not None:
        return _keypad(session, office, seat, here.get(seat.id), now)
    if device.kind == "dispenser":
        return _dispenser(session, office, device, now)
    return IdleDesired(rev=1).model_dump(mode="json")


def _sign(device: Device, seat: Counter, at: Ticket | None) -> dict[str, Any]:
    sign = CounterSign(
        counter=seat.number,
        desk=Desk(seat.status.value),
        number=at.number if at else None,
        called=at is not None and at.status is ticket.Status.CALLED,
    )
    cells = int(device.config.get("cells", 6))
    drawn = two_lines(sign, _vi, cells) if device.config.get("two_lines") else face(sign, cells)
    recalls = at.recalls if at is not None and at.status is ticket.Status.CALLED else 0
    return {"kind": "sign", "face": drawn.model_dump(mode="json"), "recalls": recalls}


def _vi(key: str, **facts: object) -> str:
    return say("vi", key, **facts)


def _keypad(session: Session, office: Office, seat: Counter, at: Ticket | None, now: datetime) -> dict[str, Any]:
    asleep = {"kind": "keypad", "armed": None}
    if at is not None:
        return asleep
    window = timedelta(seconds=hall.policy_of(office).rating_window_s)
    last = session.scalars(
        select(Ticket)
        .where(
            Ticket.counter_id == seat.id,
            Ticket.status == ticket.Status.SERVED,
            Ticket.finished_at > now - window,
        )
        .order_by(Ticket.finished_at.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.finished_at is None or session.get(Rating, last.id) is not None:
        return asleep
    armed = Armed(ticket=last.id.hex, until=last.finished_at + window)
    return {"kind": "keypad", "armed": armed.model_dump(mode="json")}


def _dispenser(session: Session, office: Office, device: Device, now: datetime) -> dict[str, Any]:
    zone, policy = hall.zone_of(office), hall.policy_of(office)
    day = calendar.business_day(now, zone)
    closed = session.get(BusinessDay, (office.id, day))
    buttons = {}
    for button, code in device.config.get("buttons", {}).items():
        queue = session.scalars(select(Queue).where(Queue.office_id == office.id, Queue.code == code)).one_or_none()
        buttons[str(button)] = queue is not None and _gives_numbers(
            session, queue, day, now, zone, policy.enforce_hours
        )
    is_open = (closed is None or closed.closed_at is None) and _can_print(session, device)
    return {"kind": "dispenser", "open": is_open, "buttons": buttons}


def _can_print(session: Session, dispenser: Device) -> bool:
    """A dispenser whose printer has no paper asks for nothing: a number nobody holds would be called in vain."""
    printer = session.get(Device, dispenser.printer_id) if dispenser.printer_id else None
    if printer is None:
        return False
    return printer.condition.get("paper") != "out" and printer.condition.get("cover") != "open"


def _gives_numbers(session: Session, queue: Queue, day: Any, now: datetime, zone: Any, hours_count: bool) -> bool:
    hours = calendar.shifts(queue.hours)
    if not queue.active or (hours_count and hours and calendar.shift_at(hours, now, zone) is None):
        return False
    series = session.get(Series, (queue.id, day))
    return queue.daily_limit is None or series is None or series.issued < queue.daily_limit


def document(device: Device, now: datetime) -> SignDesired | KeypadDesired | DispenserDesired | IdleDesired:
    """The desired state as it travels."""
    kept = dict(device.desired)
    if kept.get("kind") == "sign":
        return SignDesired.model_validate({**kept, "valid_until": now + VALID_FOR})
    if kept.get("kind") == "keypad":
        return KeypadDesired.model_validate(kept)
    if kept.get("kind") == "dispenser":
        return DispenserDesired.model_validate(kept)
    return IdleDesired(rev=max(1, device.rev))
