"""What every sign, keypad and dispenser ought to show, from the rows as they are now. Same rows, same faces."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
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


class _Hall:
    """What faces are drawn from: each thing read once, when the first face asks for it."""

    def __init__(self, session: Session, office: Office, now: datetime) -> None:
        self.session, self.office, self.now = session, office, now
        self.zone, self.policy = hall.zone_of(office), hall.policy_of(office)
        self.day = calendar.business_day(now, self.zone)

    @cached_property
    def seats(self) -> dict[UUID, Counter]:
        return {c.id: c for c in self.session.scalars(select(Counter).where(Counter.office_id == self.office.id))}

    @cached_property
    def here(self) -> dict[UUID | None, Ticket]:
        """The ticket at each counter."""
        here = select(Ticket).where(Ticket.counter_id.in_(self.seats), Ticket.status.in_(list(ticket.AT_COUNTER)))
        return {t.counter_id: t for t in self.session.scalars(here)}

    @cached_property
    def rateable(self) -> dict[UUID | None, Ticket]:
        """Each counter's last visit, where its time to be rated is not over and nobody has."""
        last = (
            select(Ticket, Rating.ticket_id)
            .outerjoin(Rating, Rating.ticket_id == Ticket.id)
            .where(
                Ticket.counter_id.in_(self.seats),
                Ticket.status == ticket.Status.SERVED,
                Ticket.finished_at > self.now - self.window,
            )
            .order_by(Ticket.finished_at)
        )
        found = {row.counter_id: (row, rated) for row, rated in self.session.execute(last)}
        return {counter_id: row for counter_id, (row, rated) in found.items() if rated is None}

    @property
    def window(self) -> timedelta:
        return timedelta(seconds=self.policy.rating_window_s)

    @cached_property
    def day_open(self) -> bool:
        found = self.session.get(BusinessDay, (self.office.id, self.day))
        return found is None or found.closed_at is None

    @cached_property
    def gives_numbers(self) -> dict[str, bool]:
        """Per queue's code, whether a number can be taken now."""
        queues = self.session.scalars(select(Queue).where(Queue.office_id == self.office.id)).all()
        return {queue.code: self._gives_numbers(queue) for queue in queues}

    def _gives_numbers(self, queue: Queue) -> bool:
        hours = calendar.shifts(queue.hours)
        closed = (
            self.policy.enforce_hours
            and hours
            and calendar.shift_at(hours, self.now, self.zone, self.policy.days) is None
        )
        if not queue.active or closed:
            return False
        series = self.session.get(Series, (queue.id, self.day)) if queue.daily_limit is not None else None
        return series is None or queue.daily_limit is None or series.issued < queue.daily_limit


def refresh(session: Session, office_id: UUID, now: datetime, kinds: Collection[str] | None = None) -> list[Device]:
    """Write what each device of an office should show; return those for which that changed.

    `kinds`: only devices of these kinds are looked at, for what happened can change no other.
    """
    seen = _Hall(session, session.get_one(Office, office_id), now)
    devices = select(Device).where(Device.office_id == office_id, Device.active)
    if kinds is not None:
        devices = devices.where(Device.kind.in_(kinds))
    changed = []
    for device in session.scalars(devices):
        wanted = _wanted(seen, device)
        if {**device.desired, "rev": 0} != {**wanted, "rev": 0}:
            device.rev += 1
            device.desired, device.desired_at = {**wanted, "rev": device.rev}, now
            changed.append(device)
    return changed


def _wanted(seen: _Hall, device: Device) -> dict[str, Any]:
    """The desired document without `valid_until`, which is put on when it is sent."""
    seat = seen.seats.get(device.counter_id) if device.counter_id else None
    if device.kind == "sign" and seat is not None:
        return _sign(device, seat, seen.here.get(seat.id))
    if device.kind == "keypad" and seat is not None:
        return _keypad(seen, seat)
    if device.kind == "dispenser":
        return _dispenser(seen, device)
    return IdleDesired(rev=1).model_dump(mode="json")


def _sign(device: Device, seat: Counter, at: Ticket | None) -> dict[str, Any]:
    sign = CounterSign(
        counter=seat.number,
        desk=Desk(seat.status.value),
        number=at.number if at else None,
        called=at is not None and at.status is ticket.Status.CALLED,
    )
    cells, lines = _shape(device)
    drawn = two_lines(sign, _vi, cells) if lines > 1 else face(sign, cells)
    recalls = at.recalls if at is not None and at.status is ticket.Status.CALLED else 0
    return {"kind": "sign", "face": drawn.model_dump(mode="json"), "recalls": recalls}


_SHAPE: Final = re.compile(r"sign:(\d{1,2})x(\d)")


def _shape(device: Device) -> tuple[int, int]:
    """Letters and lines of a sign: as its driver says, else as it was set up."""
    told = (_SHAPE.fullmatch(str(each)) for each in device.hello.get("caps", ()))
    found = next((each for each in told if each), None)
    if found is not None and int(found[1]) > 0:
        return int(found[1]), int(found[2])
    return int(device.config.get("cells", 6)), 1


def _vi(key: str, **facts: object) -> str:
    return say("vi", key, **facts)


def _keypad(seen: _Hall, seat: Counter) -> dict[str, Any]:
    last = None if seat.id in seen.here else seen.rateable.get(seat.id)
    if last is None or last.finished_at is None:
        return {"kind": "keypad", "armed": None}
    armed = Armed(ticket=last.id.hex, until=last.finished_at + seen.window)
    return {"kind": "keypad", "armed": armed.model_dump(mode="json")}


def _dispenser(seen: _Hall, device: Device) -> dict[str, Any]:
    buttons = {
        str(button): seen.gives_numbers.get(code, False) for button, code in device.config.get("buttons", {}).items()
    }
    return {"kind": "dispenser", "open": seen.day_open and _can_print(seen.session, device), "buttons": buttons}


def _can_print(session: Session, dispenser: Device) -> bool:
    """A dispenser whose printer prints nothing asks for nothing: a number nobody holds would be called in vain."""
    printer = session.get(Device, dispenser.printer_id) if dispenser.printer_id else None
    if printer is None or printer.presence in _GONE or printer.condition.get("online") is False:
        return False
    return printer.condition.get("paper") != "out" and printer.condition.get("cover") != "open"


_GONE: Final = frozenset({"lost", "disconnected"})
"""Not `unknown`: while the hub comes up nobody has said that the printer is away."""


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
