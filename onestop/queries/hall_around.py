"""What else a hall's picture holds: calls, alerts, devices, priority classes, lines sent to the boards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.domain import ticket
from onestop.queries.facts import AlertView, BroadcastView, CallView, DeviceView, PlaceView, PriorityView
from onestop.storage.rows import Alert, Announcement, Broadcast, Device, DeviceCommand, Place, PriorityClass, Ticket

MOST_CALLS = 16


def calls(session: Session, office_id: UUID, now: datetime) -> tuple[CallView, ...]:
    rows = session.execute(
        select(Announcement, Ticket.status, Ticket.counter_id)
        .join(Ticket, Ticket.id == Announcement.ticket_id)
        .where(Announcement.office_id == office_id)
        .order_by(Announcement.id.desc())
        .limit(MOST_CALLS * 2)
    )
    found, shown = [], set()
    for row, status, counter_id in rows:
        if row.number in shown or (now - row.called_at).total_seconds() > 12 * 3600:
            continue
        shown.add(row.number)
        live = status in ticket.AT_COUNTER and counter_id == row.counter_id
        found.append(
            CallView(
                row.id,
                row.ticket_id,
                row.number,
                row.counter,
                row.zone_id,
                row.nth,
                row.lang,
                row.called_at,
                row.status.value,
                live,
            )
        )
    return tuple(found[:MOST_CALLS])


def alerts(session: Session, office_id: UUID) -> tuple[AlertView, ...]:
    rows = session.scalars(
        select(Alert).where(Alert.office_id == office_id, Alert.closed_at.is_(None)).order_by(Alert.raised_at)
    )
    return tuple(AlertView(a.id, a.kind, a.subject, a.facts, a.raised_at, a.seen_at) for a in rows)


_OF_A_DEVICE = (
    Device.id,
    Device.code,
    Device.kind,
    Device.name,
    Device.counter_id,
    Device.presence,
    Device.seen_at,
    Device.condition,
    Device.reported,
    Device.reported_rev,
    Device.rev,
)
"""What is read of a device, in the order of `DeviceView`, without a row object and its documents."""


def devices(session: Session, office_id: UUID) -> tuple[DeviceView, ...]:
    under_way = (
        select(DeviceCommand.device_id, func.count().label("n"))
        .where(DeviceCommand.state.in_(["pending", "sent", "accepted", "held"]))
        .group_by(DeviceCommand.device_id)
        .subquery()
    )
    rows = session.execute(
        select(*_OF_A_DEVICE, func.coalesce(under_way.c.n, 0))
        .outerjoin(under_way, under_way.c.device_id == Device.id)
        .where(Device.office_id == office_id, Device.active)
        .order_by(Device.code)
    )
    return tuple(_device(row) for row in rows)


def _device(row: Any) -> DeviceView:
    *plain, reported, reported_rev, rev, unfinished = row
    return DeviceView(*(*plain, str(reported.get("shows", "")), reported_rev >= rev, unfinished))


def places(session: Session, office_id: UUID) -> tuple[PlaceView, ...]:
    """Kiosks, boards and tablets that may open their page."""
    rows = session.execute(
        select(Place.code, Place.kind, Place.name, Place.seen_at)
        .where(
            Place.office_id == office_id,
            Place.kind.in_(("kiosk", "board", "tablet")),
            Place.key_hash.is_not(None),
        )
        .order_by(Place.code)
    )
    return tuple(PlaceView(*row) for row in rows)


def priorities(session: Session, office_id: UUID) -> tuple[PriorityView, ...]:
    rows = session.scalars(
        select(PriorityClass)
        .where(PriorityClass.office_id == office_id, PriorityClass.active)
        .order_by(PriorityClass.position)
    )
    return tuple(PriorityView(p.code, p.name_vi, p.name_en, p.icon, p.needs_proof) for p in rows)


def broadcasts(session: Session, office_id: UUID, now: datetime) -> tuple[BroadcastView, ...]:
    rows = session.scalars(
        select(Broadcast).where(Broadcast.office_id == office_id, Broadcast.ends_at > now).order_by(Broadcast.sent_at)
    )
    return tuple(BroadcastView(b.text_vi, b.text_en, b.ends_at) for b in rows)
