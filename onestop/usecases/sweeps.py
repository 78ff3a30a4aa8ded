"""What the clock does: parked tickets come back, idle counters call, limits passed raise alerts. Run by the hub."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from onestop.domain import announcement, counter, ticket
from onestop.domain.errors import DomainError
from onestop.domain.people import Actor
from onestop.domain.policy import Policy
from onestop.storage import hall, tickets
from onestop.storage.rows import (
    Alert,
    Announcement,
    Counter,
    Device,
    DeviceCommand,
    Dossier,
    Office,
    Place,
    Ticket,
)
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import calling
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.forwarding import stand
from onestop.usecases.results import NOTHING, OVERDUE, TEXT, paper_subject

ACCEPTED_FOR = timedelta(minutes=1)
"""A device that accepted a command and says no more is believed this long beyond its end."""
BRIEF = timedelta(seconds=5)
"""A device may leave and come back within this; one we lost sight of with the broker has its whole silence [s]."""
CLOCK = Actor.system("clock")
AUTO_CALL_AFTER = timedelta(seconds=8)
SOONEST_DOUBT = timedelta(seconds=5)
"""The least `print_confirm_s` an office may set; younger slips are not looked at."""
"""Time between the end of a visit and an automatic call: the officer breathes, the keypad is seen."""


def return_parked(work: UnitOfWork, *, now: datetime) -> int:
    """Bring back parked tickets whose time is over; return how many."""
    with work() as tx:
        rows = tickets.due_back(tx.session, now)
        for row in rows:
            row.take(ticket.Step.RETURN)
            row.returns_at = None
            stand(row)
            tx.emit("ticket.returned", row.office_id, row.id, CLOCK, now, number=row.number)
        return len(rows)


def auto_call(work: UnitOfWork, *, now: datetime) -> int:
    """Call for idle counters that want it; return how many calls were made."""
    with work.reading() as session:
        here = select(Ticket.id).where(Ticket.counter_id == Counter.id, Ticket.status.in_(list(ticket.AT_COUNTER)))
        idle = session.scalars(
            select(Counter.code).where(
                Counter.auto_call,
                Counter.status == counter.Status.OPEN,
                Counter.last_free_at <= now - AUTO_CALL_AFTER,
                ~here.exists(),
            )
        ).all()
    return sum(_called_for(work, code, now) for code in idle)


def _called_for(work: UnitOfWork, code: str, now: datetime) -> bool:
    """Whether somebody was called; the officer may have been quicker, or the day may be closed."""
    with suppress(DomainError):
        return calling.call_next(work, code, actor=Actor.system("auto_call"), now=now) is not None
    return False


def give_up_late_calls(work: UnitOfWork, *, now: datetime) -> int:
    """Mark calls the voice could not speak in time and alert the floor; the board shows them all the same."""
    late = now - timedelta(seconds=announcement.SPEAK_WITHIN_S)
    with work() as tx:
        rows = tx.session.scalars(
            select(Announcement)
            .where(
                Announcement.status.in_([announcement.Status.PENDING, announcement.Status.SPEAKING]),
                Announcement.called_at <= late,
            )
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            if not _has_voice(tx, row):
                row.status = announcement.after(row.status, announcement.Step.LET_BE) or row.status
                continue
            row.status = announcement.after(row.status, announcement.Step.GIVE_UP) or row.status
            zone = row.zone_id.hex if row.zone_id else "hall"
            raise_in(tx, "voice.unheard", row.office_id, zone, CLOCK, now, number=row.number, counter=row.counter)
        return len(rows)


def _has_voice(tx: Tx, row: Announcement) -> bool:
    """Whether somebody was to speak it: a voice device of its zone, or a board that speaks."""
    device = select(Device.id).where(
        Device.office_id == row.office_id,
        Device.kind == "voice",
        Device.active,
        _tells(Device.zone_id, row.zone_id),
    )
    board = select(Place.id).where(
        Place.office_id == row.office_id,
        Place.speaks,
        Place.key_hash.is_not(None),
        _tells(Place.zone_id, row.zone_id),
    )
    return bool(tx.session.scalar(select(device.exists() | board.exists())))


def _tells(own: InstrumentedAttribute[UUID | None], called: UUID | None) -> ColumnElement[bool]:
    """As `announcement.concerns`."""
    return true() if called is None else or_(own == called, own.is_(None))


def watch_slips(work: UnitOfWork, *, now: datetime) -> int:
    """Alert for slips no printer has confirmed: a number that would never come."""
    with work() as tx:
        offices = {o.id: hall.policy_of(o) for o in tx.session.scalars(select(Office))}
        rows = tx.session.execute(
            select(DeviceCommand, Ticket)
            .join(Ticket, Ticket.id == DeviceCommand.ticket_id)
            .where(
                DeviceCommand.state.in_(["pending", "sent", "accepted"]),
                DeviceCommand.kind == "print",
                DeviceCommand.created_at <= now - SOONEST_DOUBT,
            )
        ).all()
        raised = 0
        for command, row in rows:
            limit = timedelta(seconds=offices[row.office_id].print_confirm_s)
            if now - command.created_at > limit:
                raised += raise_in(tx, "slip.unconfirmed", row.office_id, row.id.hex, CLOCK, now, number=row.number)
        return raised + _watch_receipts(tx, offices, now)


def _watch_receipts(tx: Tx, offices: Mapping[UUID, Policy], now: datetime) -> int:
    """The same for receipts and result slips."""
    rows = tx.session.execute(
        select(DeviceCommand, Dossier)
        .join(Dossier, Dossier.id == DeviceCommand.dossier_id)
        .where(
            DeviceCommand.state.in_(["pending", "sent", "accepted"]),
            DeviceCommand.created_at <= now - SOONEST_DOUBT,
        )
    ).all()
    raised = 0
    for command, row in rows:
        if now - command.created_at > timedelta(seconds=offices[row.office_id].print_confirm_s):
            told = {"dossier": row.code or "", "dossier_id": row.id.hex}
            subject = paper_subject(command)
            raised += raise_in(tx, "receipt.unconfirmed", row.office_id, subject, CLOCK, now, **told)
    return raised


def watch_devices(work: UnitOfWork, *, now: datetime) -> int:
    """A device silent for too long is offline, whatever its retained status says."""
    changed = 0
    with work() as tx:
        offices = {o.id: hall.policy_of(o) for o in tx.session.scalars(select(Office))}
        for device in tx.session.scalars(select(Device).where(Device.active)):
            silent = timedelta(seconds=offices[device.office_id].device_silent_s)
            gone = device.seen_at is None or now - device.seen_at > silent
            allowed = silent if device.presence == "unknown" else BRIEF
            if gone and device.presence == "ready":
                device.presence = "lost"
                tx.emit("device.presence", device.office_id, device.code, CLOCK, now, presence="lost")
            if device.presence == "ready":
                changed += settle_in(tx, "device.offline", device.office_id, device.code, CLOCK, now)
            elif device.seen_at is not None and now - device.seen_at > allowed:
                changed += raise_in(
                    tx, "device.offline", device.office_id, device.code, CLOCK, now, device=device.name
                )
    return changed


def expire_commands(work: UnitOfWork, *, now: datetime) -> int:
    """Commands nobody answered before they expired: failed, and the slip says so."""
    with work() as tx:
        rows = tx.session.scalars(
            select(DeviceCommand)
            .where(
                or_(
                    and_(
                        DeviceCommand.state.in_(["pending", "sent"]),
                        DeviceCommand.expires_at <= now - timedelta(seconds=5),
                    ),
                    and_(DeviceCommand.state == "accepted", DeviceCommand.expires_at <= now - ACCEPTED_FOR),
                ),
            )
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.state, row.code, row.finished_at = "failed", OVERDUE, now
            if row.kind == "print" and row.ticket_id is not None:
                printed = tx.session.get_one(Ticket, row.ticket_id)
                printed.slip = "failed"
                tx.emit("slip.failed", printed.office_id, printed.id, CLOCK, now, number=printed.number)
            if row.kind == TEXT:
                row.body = dict(NOTHING)
            if row.dossier_id is not None:
                paper = tx.session.get_one(Dossier, row.dossier_id)
                row.body = dict(NOTHING)
                tx.emit("receipt.failed", paper.office_id, paper.id, CLOCK, now, dossier=paper.code or "")
        return len(rows)


def open_alerts(work: UnitOfWork) -> int:
    """How many alerts nobody has closed."""
    with work.reading() as session:
        return len(session.scalars(select(Alert.id).where(Alert.closed_at.is_(None))).all())
