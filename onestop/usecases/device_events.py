"""Events of devices, each taken once whatever the broker repeats; what follows is in `device_effects`."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import DataError

from onestop.domain.errors import DomainError
from onestop.storage import idempotency
from onestop.storage.rows import DeviceEpoch, DeviceEvent
from onestop.storage.unit_of_work import Inside, Tx, UnitOfWork
from onestop.usecases.device_effects import EFFECTS, Event, send_a_person
from onestop.usecases.devices import Known

log = logging.getLogger(__name__)

KEEP_EVENTS = timedelta(days=30)
KEEP_KEYS = timedelta(days=2)


def take_event(work: UnitOfWork, device: Known, event: Event, *, now: datetime) -> int:
    """Act on an event unless it was acted on before; return the highest sequence taken without a gap.

    The effect and the note of it are one transaction, so a kill at any line repeats both or neither: a key
    pressed once never calls a second person. A refusal undoes what was begun, and is then noted alone.
    """
    try:
        with work() as tx:
            if _was_taken(tx, device, event):
                return _advance(tx, device, event, now, begins=True)
            effect = EFFECTS.get(event.kind)
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
            send_a_person(tx, device, now)
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
        button = event.data.get("button")
        said = {"event": event.kind[:40], "code": outcome, "button": button if isinstance(button, int) else None}
        tx.emit("device.refused", device.office_id, device.code, device.actor, now, **said)


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
