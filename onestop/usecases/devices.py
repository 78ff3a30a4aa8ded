"""What devices say: presence, events taken once, results of commands, reported state. Asked, never trusted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from onestop.domain.errors import BadInput, DeviceUnknown, DomainError, Forbidden
from onestop.domain.people import Actor, Role
from onestop.domain.rating import Source
from onestop.storage import idempotency
from onestop.storage.rows import (
    Counter,
    Device,
    DeviceCommand,
    DeviceEpoch,
    DeviceEvent,
    Office,
    Place,
    Ticket,
)
from onestop.storage.unit_of_work import Inside, Tx, UnitOfWork
from onestop.usecases import calling, rating, scans, serving, ticketing
from onestop.usecases.alerts import raise_in, settle_in

log = logging.getLogger(__name__)

TOO_OLD = timedelta(seconds=30)
"""A press older than this asks for nothing: whoever pressed has gone or has been served otherwise [s]."""
HIGHEST_REV = 1_000_000_000
KEEP_EVENTS = timedelta(days=30)
KEEP_KEYS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Known:
    """A device of ours, as the bridge needs it."""

    id: UUID
    office_id: UUID
    office: str
    code: str
    kind: str
    key: bytes
    counter_id: UUID | None
    conn: str | None
    config: dict[str, Any]

    @property
    def actor(self) -> Actor:
        return Actor("device", self.code, self.office_id)


@dataclass(frozen=True, slots=True)
class Event:
    """Something a device saw happen."""

    ep: str
    seq: int
    kind: str
    occurred_at: datetime
    data: dict[str, Any]
    personal: bytes = field(default=b"", repr=False)
    """What names a person: for the effect alone, never noted, never in a log."""


def known(work: UnitOfWork, office: str, code: str) -> Known:
    """The device behind a topic.

    Raises:
        DeviceUnknown.
    """
    with work.reading() as session:
        row = session.execute(
            select(Device, Office.code)
            .join(Office, Office.id == Device.office_id)
            .where(Office.code == office, Device.code == code, Device.active)
        ).one_or_none()
        if row is None:
            raise DeviceUnknown(device=code[:64])
        d: Device = row[0]
        return Known(d.id, d.office_id, row[1], d.code, d.kind, d.key, d.counter_id, d.conn, d.config)


def _locked(tx: Tx, device_id: UUID) -> Device:
    return tx.session.get_one(Device, device_id, with_for_update=True)


def greet(work: UnitOfWork, device: Known, hello: dict[str, Any], *, now: datetime) -> None:
    """A device came up (again): it is present, and every unfinished command is sent to it once more."""
    with work() as tx:
        row = _locked(tx, device.id)
        was = row.presence
        row.presence, row.conn, row.seen_at, row.hello = "ready", str(hello.get("conn", ""))[:32], now, hello
        for command in tx.session.scalars(
            select(DeviceCommand)
            .where(
                DeviceCommand.device_id == row.id,
                DeviceCommand.state.in_(["sent", "accepted", "held"]),
                DeviceCommand.expires_at > now,
            )
            .with_for_update()
        ):
            command.state = "pending"
        settle_in(tx, "device.offline", row.office_id, row.code, device.actor, now)
        tx.emit("device.hello", row.office_id, row.code, device.actor, now, was=was)


def presence(work: UnitOfWork, device: Known, state: str, conn: str, *, now: datetime) -> bool:
    """A status or a will; one of another connection than the present is ignored."""
    with work() as tx:
        row = _locked(tx, device.id)
        gone = state in ("lost", "disconnected")
        if gone and row.conn not in (None, conn):
            return False
        if not gone:
            row.conn, row.seen_at = conn, now  # also when it never seemed away: its old will may still come
        if row.presence == state:
            return False
        row.presence = state
        if gone:
            raise_in(tx, "device.offline", row.office_id, row.code, device.actor, now, device=row.name)
        tx.emit("device.presence", row.office_id, row.code, device.actor, now, presence=state)
        return True


def telemetry(work: UnitOfWork, device: Known, data: dict[str, Any], *, now: datetime) -> None:
    """Health; no fact is written unless the device was thought lost."""
    with work() as tx:
        row = _locked(tx, device.id)
        row.seen_at, row.tele = now, data
        if row.presence != "ready":
            row.presence = "ready"
            settle_in(tx, "device.offline", row.office_id, row.code, device.actor, now)
            tx.emit("device.presence", row.office_id, row.code, device.actor, now, presence="ready")


def reported(work: UnitOfWork, device: Known, state: dict[str, Any], *, now: datetime) -> None:
    """What it shows now."""
    with work() as tx:
        row = _locked(tx, device.id)
        shown = min(int(state.get("rev", 0)), HIGHEST_REV)
        _overtake(row, shown)
        if row.reported == state:
            return
        row.reported, row.reported_rev, row.seen_at = state, shown, now
        kind = "device.trouble"
        if state.get("ok", True):
            settle_in(tx, kind, row.office_id, row.code, device.actor, now)
        elif row.kind != "printer":
            code = str(state.get("detail", {}).get("code", ""))
            raise_in(tx, kind, row.office_id, row.code, device.actor, now, device=row.name, code=code)
        tx.emit("device.reported", row.office_id, row.code, device.actor, now, rev=row.reported_rev)


def _overtake(row: Device, shown: int) -> None:
    """A device ahead of us (our database is an older copy) ignores what we say until we are ahead of it."""
    if row.rev < shown < HIGHEST_REV:
        row.rev = shown + 1
        row.desired = {**row.desired, "rev": row.rev}


def reset_presence(work: UnitOfWork, *, now: datetime) -> None:
    """After a broker came back nobody is known to be there until they say so."""
    with work() as tx:
        for row in tx.session.scalars(select(Device).where(Device.presence == "ready")):
            row.presence, row.conn = "unknown", None
            tx.emit("device.presence", row.office_id, row.code, Actor.system("hub"), now, presence="unknown")


# --- events: each one once --------------------------------------------------------------------------------


def take_event(work: UnitOfWork, device: Known, event: Event, *, now: datetime) -> int:
    """Act on an event unless it was acted on before; return the highest sequence taken without a gap.

    The effect and the note of it are one transaction, so a kill at any line repeats both or neither: a key
    pressed once never calls a second person. A refusal undoes what was begun, and is then noted alone.
    """
    try:
        with work() as tx:
            if _was_taken(tx, device, event):
                return _advance(tx, device, event, now, begins=True)
            effect = _EFFECTS.get(event.kind)
            _note(tx, device, event, "done" if effect else "unsupported", now)
            if effect is not None:
                effect(Inside(tx), device, event, now)
            return _advance(tx, device, event, now, begins=event.seq == 1)
    except DomainError as refused:
        return _refuse(work, device, event, refused.code, now)
    except (DataError, LookupError, TypeError, ValueError) as fault:
        # Never acknowledged, it would be sent for ever and hold up all that come after it.
        told = type(fault).__name__ if event.personal else fault  # a message may quote what it could not read
        log.error("event %s of %s: %s", event.kind, device.code, told, exc_info=not event.personal)  # noqa: TRY400
        return _refuse(work, device, replace(event, data={}, personal=b""), "event.fault", now)


def _refuse(work: UnitOfWork, device: Known, event: Event, code: str, now: datetime) -> int:
    with work() as tx:
        if _was_taken(tx, device, event):
            return _advance(tx, device, event, now, begins=True)
        _note(tx, device, event, code, now)
        if event.kind == "scanned" and device.counter_id is None:
            _send_a_person(tx, device, now)
        return _advance(tx, device, event, now, begins=event.seq == 1)


def _was_taken(tx: Tx, device: Known, event: Event) -> bool:
    return tx.session.get(DeviceEvent, (device.id, event.ep, event.seq)) is not None


def contiguous(work: UnitOfWork, device: Known, ep: str) -> int:
    """How far an epoch was taken without a gap."""
    with work.reading() as session:
        epoch = session.get(DeviceEpoch, (device.id, ep))
        return epoch.seq if epoch else 0


def _note(tx: Tx, device: Known, event: Event, outcome: str, now: datetime) -> None:
    """Written before the effect: two hubs that hear the same event meet at this row, and one of them waits."""
    tx.session.add(
        DeviceEvent(
            device_id=device.id,
            ep=event.ep,
            seq=event.seq,
            kind=event.kind[:40],
            occurred_at=event.occurred_at,
            received_at=now,
            data=event.data,
            outcome=outcome[:60],
        )
    )
    tx.session.flush()
    if outcome != "done":
        tx.emit(
            "device.refused", device.office_id, device.code, device.actor, now, event=event.kind[:40], code=outcome
        )


def _advance(tx: Tx, device: Known, event: Event, now: datetime, *, begins: bool) -> int:
    """Move the epoch on over what was taken without a gap; return where it stands, 0 while its begin is unknown.

    A repeated event changes nothing, except that it may show where an unknown epoch `begins`. A server that lost
    its memory meets an epoch in its middle, and so does one that came up while a device was sending: only the
    repeat, which starts with the oldest event the device still keeps, tells them apart.
    """
    epoch = tx.session.get(DeviceEpoch, (device.id, event.ep), with_for_update=True)
    if epoch is None:
        if not begins:
            return 0
        epoch = DeviceEpoch(device_id=device.id, ep=event.ep, seq=event.seq - 1, at=now)
        tx.session.add(epoch)
    following = tx.session.scalars(
        select(DeviceEvent.seq)
        .where(DeviceEvent.device_id == device.id, DeviceEvent.ep == event.ep, DeviceEvent.seq > epoch.seq)
        .order_by(DeviceEvent.seq)
        .limit(500)
    )
    for seq in following:
        if seq != epoch.seq + 1:
            break
        epoch.seq = seq
    epoch.at = now
    return epoch.seq


def forget_old_events(work: UnitOfWork, *, now: datetime) -> None:
    """Drop what no device and no caller can repeat any more."""
    with work() as tx:
        idempotency.forget(tx.session, now - KEEP_KEYS)
        tx.session.execute(delete(DeviceEvent).where(DeviceEvent.received_at < now - KEEP_EVENTS))


def _whole(event: Event, name: str) -> int:
    """A whole number of an event's payload."""
    value = event.data.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(field=name)
    return value


def _ticket_request(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    key = f"device:{device.id.hex}:{event.ep}:{event.seq}"
    if now - event.occurred_at > TOO_OLD:
        raise _TooLate
    queue = device.config.get("buttons", {}).get(str(_whole(event, "button")))
    wish = ticketing.Wish(
        office=device.office,
        queue=str(queue),
        channel="dispenser",
        lang=str(event.data.get("lang", "vi")),
        place_id=_place_of(work, device),
    )
    ticketing.take(work, wish, actor=device.actor, now=now, key=key)


class _TooLate(DomainError):
    code = "event.too_late"


def _place_of(work: UnitOfWork, device: Known) -> UUID | None:
    with work.reading() as session:
        found = _standing(session, device)
        return found.id if found is not None else None


def _standing(session: Session, device: Known) -> Place | None:
    """The place a device stands at: the one its setup names, else the one of its own code."""
    code = str(device.config.get("place") or device.code)
    return session.scalars(select(Place).where(Place.office_id == device.office_id, Place.code == code)).one_or_none()


def _scanned(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    if not event.personal:
        return  # too old when it came, or erased by its device
    if device.counter_id is not None:
        scans.take_scan(work, device.counter_id, event.personal, actor=device.actor, now=now)
        return
    if now - event.occurred_at > TOO_OLD:
        raise _TooLate
    with work.reading() as session:
        place = _standing(session, device)
    if place is None:
        raise Forbidden
    scans.scan_at_place(work, device.office, place, event.personal, actor=device.actor, now=now)


def _send_a_person(tx: Tx, device: Known, now: datetime) -> None:
    """A scanner cannot say why no number came; somebody of the hall can."""
    place = _standing(tx.session, device)
    name = place.name if place is not None else device.code
    raise_in(tx, "help.kiosk", device.office_id, device.code, device.actor, now, place=name)


def _rating(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    if device.counter_id is None:
        raise Forbidden
    value = _whole(event, "value")
    if value == 0:
        rating.criticise(work, device.counter_id, actor=device.actor, now=now)
        return
    rating.rate_at_counter(
        work,
        device.counter_id,
        rating.Mark(value),
        Source.KEYPAD,
        actor=device.actor,
        at=min(event.occurred_at, now),
        now=now,
        ticket_id=_armed_for(event),
    )


def _armed_for(event: Event) -> UUID | None:
    """The visit the keypad was armed for when it was pressed, if it says so."""
    named = event.data.get("ticket")
    try:
        return None if named is None else UUID(str(named))
    except ValueError:
        raise BadInput(field="ticket") from None


def _caller_key(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    if now - event.occurred_at > TOO_OLD:
        raise _TooLate
    with work.reading() as session:
        # Columns only: a counter read here without its lock must not be taken for the locked one later.
        seat = session.execute(
            select(Counter.code, Counter.officer_id).where(Counter.id == device.counter_id)
        ).one_or_none()
        if seat is None or seat[1] is None:
            raise Forbidden
        here = session.scalars(
            select(Ticket.id).where(Ticket.counter_id == device.counter_id, Ticket.status.in_(["called", "serving"]))
        ).one_or_none()
    officer = Actor("officer", str(seat[1]), device.office_id, frozenset({Role.OFFICER}))
    key = str(event.data.get("key"))
    if key == "next":
        calling.call_next(work, seat[0], actor=officer, now=now)
    elif here is not None and key in _CALLER_STEPS:
        _CALLER_STEPS[key](work, here, actor=officer, now=now)


_CALLER_STEPS: dict[str, Callable[..., Any]] = {
    "recall": calling.recall,
    "start": serving.start,
    "finish": serving.finish,
    "miss": serving.miss,
}


_PRINTER_SAYS = ("online", "paper", "cover", "raw")


def _printer_status(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    said = {name: event.data[name] for name in _PRINTER_SAYS if name in event.data}
    if not isinstance(said.get("online"), bool) or not {type(v) for v in said.values()} <= {bool, str}:
        raise BadInput(field="online")
    with work() as tx:
        row = _locked(tx, device.id)
        row.condition, row.seen_at = {**row.condition, **said}, now
        troubles = {
            "printer.paper_out": said.get("paper") == "out",
            "printer.paper_near_end": said.get("paper") == "near_end",
            "printer.cover_open": said.get("cover") == "open",
            "printer.silent": said["online"] is False and said.get("paper") != "out" and said.get("cover") != "open",
        }
        for kind, there in troubles.items():
            if there:
                raise_in(tx, kind, row.office_id, row.code, device.actor, now, device=row.name)
            else:
                settle_in(tx, kind, row.office_id, row.code, device.actor, now)
        tx.emit("device.condition", row.office_id, row.code, device.actor, now, **said)


def _stuck(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    button, stuck = _whole(event, "button"), bool(event.data.get("stuck"))
    with work() as tx:
        row = _locked(tx, device.id)
        held = set(row.condition.get("stuck", []))
        held = held | {button} if stuck else held - {button}
        row.condition = {**row.condition, "stuck": sorted(held)}
        if held:
            raise_in(tx, "button.stuck", row.office_id, row.code, device.actor, now, device=row.name, button=button)
        else:
            settle_in(tx, "button.stuck", row.office_id, row.code, device.actor, now)
        tx.emit("device.condition", row.office_id, row.code, device.actor, now, stuck=sorted(held))


_EFFECTS: dict[str, Callable[[UnitOfWork, Known, Event, datetime], None]] = {
    "ticket.request": _ticket_request,
    "rating": _rating,
    "caller.key": _caller_key,
    "printer.status": _printer_status,
    "button.stuck": _stuck,
    "scanned": _scanned,
}
