"""Everything setup shows of one office: entries with their values by field name, plain and without secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.errors import NotFound
from onestop.storage import hall
from onestop.storage.rows import (
    Counter,
    CounterQueue,
    Device,
    Office,
    Officer,
    OfficerRole,
    Place,
    PriorityClass,
    Queue,
    Zone,
)
from onestop.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    hint: str
    active: bool
    values: Mapping[str, Any]
    mark: str = ""
    """`locked`, `no_key` or `here`: what deserves a glance."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something a form lets choose from."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SetupView:
    office: str
    queues: tuple[Entry, ...]
    counters: tuple[Entry, ...]
    officers: tuple[Entry, ...]
    priorities: tuple[Entry, ...]
    devices: tuple[Entry, ...]
    places: tuple[Entry, ...]
    policy: Mapping[str, Any]
    zones: tuple[Entry, ...]
    offices: tuple[Entry, ...]
    """Every office of the installation; this one is marked `here`."""


def view(work: UnitOfWork, office_id: UUID, now: datetime) -> SetupView:
    """The office as it is set up.

    Raises:
        NotFound: no such office.
    """
    with work.reading() as session:
        office = session.get(Office, office_id)
        if office is None:
            raise NotFound(office="")
        return SetupView(
            office=office.code,
            queues=_queues(session, office_id),
            counters=_counters(session, office_id),
            officers=_officers(session, office_id, now),
            priorities=_priorities(session, office_id),
            devices=_devices(session, office_id),
            places=_places(session, office_id),
            policy=hall.policy_of(office).stored(),
            zones=_zones(session, office_id),
            offices=_offices(session, office_id),
        )


def _zones(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    rows = session.scalars(select(Zone).where(Zone.office_id == office_id).order_by(Zone.code))
    return tuple(Entry(str(z.id), z.name_vi, z.code, True, _values(z, "code", "name_vi", "name_en")) for z in rows)


def _offices(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    names = ("code", "name_vi", "name_en", "address", "timezone")
    rows = session.scalars(select(Office).order_by(Office.code))
    return tuple(
        Entry(str(o.id), o.name_vi, o.code, True, _values(o, *names), "here" if o.id == office_id else "")
        for o in rows
    )


def _values(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _queues(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    rows = session.scalars(select(Queue).where(Queue.office_id == office_id).order_by(Queue.position, Queue.code))
    names = (
        *("code", "name_vi", "name_en", "where_vi", "where_en", "bring_vi", "bring_en"),
        *("hours", "daily_limit", "first_number", "last_number", "zone_id", "position", "active"),
    )
    return tuple(Entry(str(q.id), f"{q.code} · {q.name_vi}", q.name_en, q.active, _values(q, *names)) for q in rows)


def _counters(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    rows = session.scalars(select(Counter).where(Counter.office_id == office_id).order_by(Counter.number)).all()
    served: dict[UUID, dict[str, int]] = {row.id: {} for row in rows}
    codes: dict[UUID, list[str]] = {row.id: [] for row in rows}
    for link, code in session.execute(
        select(CounterQueue, Queue.code)
        .join(Queue, Queue.id == CounterQueue.queue_id)
        .where(CounterQueue.counter_id.in_(served))
        .order_by(Queue.position)
    ):
        served[link.counter_id][str(link.queue_id)] = link.weight
        codes[link.counter_id].append(code)
    names = ("number", "name_vi", "name_en", "zone_id", "auto_call", "active")
    return tuple(
        Entry(
            str(row.id),
            str(row.number),
            " ".join(codes[row.id]),
            row.active,
            {**_values(row, *names), "weights": served[row.id]},
        )
        for row in rows
    )


def _officers(session: Session, office_id: UUID, now: datetime) -> tuple[Entry, ...]:
    roles: dict[Officer, list[str]] = {}
    for officer, role in session.execute(
        select(Officer, OfficerRole.role)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.office_id == office_id)
        .order_by(Officer.name, Officer.username)
    ):
        roles.setdefault(officer, []).append(role.value)
    return tuple(
        Entry(
            str(o.id),
            o.name,
            o.username,
            o.active,
            {**_values(o, "username", "name", "title", "active"), "roles": held},
            "locked" if o.locked_until is not None and o.locked_until > now else "",
        )
        for o, held in roles.items()
    )


def _priorities(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    rows = session.scalars(
        select(PriorityClass).where(PriorityClass.office_id == office_id).order_by(PriorityClass.position)
    )
    names = (
        "code",
        "name_vi",
        "name_en",
        "icon",
        "head_start_min",
        "needs_proof",
        "legal_basis",
        "position",
        "active",
    )
    return tuple(Entry(str(p.id), p.name_vi, p.name_en, p.active, _values(p, *names)) for p in rows)


def _devices(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    rows = session.scalars(select(Device).where(Device.office_id == office_id).order_by(Device.kind, Device.id))
    names = ("code", "kind", "name", "counter_id", "zone_id", "printer_id", "active")
    return tuple(
        Entry(
            str(d.id),
            d.code,
            d.name,
            d.active,
            {
                **_values(d, *names),
                "buttons": d.config.get("buttons", {}),
                "cells": d.config.get("cells"),
                "width": d.config.get("width"),
                "place": d.config.get("place", ""),
            },
        )
        for d in rows
    )


def _places(session: Session, office_id: UUID) -> tuple[Entry, ...]:
    rows = session.scalars(select(Place).where(Place.office_id == office_id).order_by(Place.kind, Place.id))
    names = ("code", "kind", "name", "counter_id", "zone_id", "printer_id", "speaks")
    return tuple(
        Entry(str(p.id), p.code, p.name, True, _values(p, *names), "" if p.key_hash else "no_key") for p in rows
    )
