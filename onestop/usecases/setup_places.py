"""Devices and places, set up by an administrator. Keys and credentials are made here and shown once."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.errors import BadInput, NameTaken
from onestop.domain.people import Actor
from onestop.storage.rows import Counter, Device, Place, Queue, Zone
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.accounts import fingerprint
from onestop.usecases.setup import ADMIN, changed, check, named, owned

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
DEVICE_KINDS = ("printer", "sign", "keypad", "dispenser", "scanner", "voice", "modem")
PLACE_KINDS = ("kiosk", "board", "tablet", "dispenser", "reception")
MOST_BUTTONS = 9
CELLS = (1, 40)
WIDTH = (200, 832)
"""Print width [dots]."""


@dataclass(frozen=True, slots=True)
class DeviceWish:
    code: str
    kind: str
    name: str
    counter_id: UUID | None = None
    zone_id: UUID | None = None
    printer_id: UUID | None = None
    """A dispenser's printer."""
    buttons: Mapping[int, str] = field(default_factory=dict)
    """A dispenser's button → queue code."""
    cells: int | None = None
    width: int | None = None
    place: str = ""
    """Code of the kiosk, dispenser or reception a scanner belongs to that stands at no counter."""
    active: bool = True


@dataclass(frozen=True, slots=True)
class PlaceWish:
    code: str
    kind: str
    name: str
    counter_id: UUID | None = None
    zone_id: UUID | None = None
    printer_id: UUID | None = None
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    id: UUID
    secret: str = ""
    """Shown once, of a new one only: a device's key in hex, a place's credential."""


def save_device(
    work: UnitOfWork, office_id: UUID, device_id: UUID | None, wish: DeviceWish, *, actor: Actor, now: datetime
) -> Made:
    """Make a device with a key of its own, or change where it stands.

    Raises:
        BadInput, NameTaken, NotFound.
    """
    _check_device(wish)
    key = secrets.token_bytes(32)
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, Device, device_id, office_id)
        if row is None:
            _free(tx.session, Device, office_id, wish.code)
            row = Device(office_id=office_id, code=wish.code, kind=wish.kind, key=key)
            tx.session.add(row)
        check(row.kind == wish.kind, "kind")
        _stands(tx.session, office_id, wish)
        row.name, row.active = wish.name.strip(), wish.active
        row.counter_id, row.zone_id, row.printer_id = wish.counter_id, wish.zone_id, wish.printer_id
        row.config = {**(row.config or {}), **_config(tx.session, office_id, wish)}
        if wish.kind == "dispenser":
            _stand_dispenser(tx.session, office_id, wish, now)
        tx.session.flush()
        changed(tx, office_id, "device", row.code, actor, now)
        return Made(row.id, key.hex() if device_id is None else "")


def _stand_dispenser(session: Session, office_id: UUID, wish: DeviceWish, now: datetime) -> None:
    """A dispenser stands at a place of its own code, whose printer its slips come out of.

    Raises:
        BadInput: it has no printer, so nobody would see the number. NameTaken: something else stands there.
    """
    place = session.scalars(select(Place).where(Place.office_id == office_id, Place.code == wish.code)).one_or_none()
    if place is None:
        place = Place(office_id=office_id, code=wish.code, kind="dispenser", created_at=now)
        session.add(place)
    elif place.kind != "dispenser":
        raise NameTaken(name=wish.code)
    place.name, place.zone_id = wish.name.strip(), wish.zone_id
    place.printer_id = wish.printer_id or place.printer_id
    check(place.printer_id is not None, "printer")


def _check_device(wish: DeviceWish) -> None:
    check(SLUG.fullmatch(wish.code) is not None, "code")
    check(wish.kind in DEVICE_KINDS, "kind")
    named(wish.name, "name", 120)
    check(wish.cells is None or CELLS[0] <= wish.cells <= CELLS[1], "cells")
    check(wish.width is None or WIDTH[0] <= wish.width <= WIDTH[1], "width")
    check(all(1 <= button <= MOST_BUTTONS for button in wish.buttons), "buttons")


def _config(session: Session, office_id: UUID, wish: DeviceWish) -> dict[str, Any]:
    """What the server keeps of it, by kind."""
    if wish.kind == "dispenser":
        known = set(session.scalars(select(Queue.code).where(Queue.office_id == office_id)))
        for button, code in wish.buttons.items():
            check(code in known, f"button_{button}")
        return {"buttons": {str(button): code for button, code in sorted(wish.buttons.items())}}
    if wish.kind == "scanner":
        kinds = ("kiosk", "dispenser", "reception")
        places = select(Place.code).where(Place.office_id == office_id, Place.kind.in_(kinds))
        check(not wish.place or wish.place in set(session.scalars(places)), "place")
        return {"place": wish.place}
    sizes = {"sign": ("cells", wish.cells), "printer": ("width", wish.width)}
    name, value = sizes.get(wish.kind, ("", None))
    return {name: value} if value is not None else {}


def renew_key(work: UnitOfWork, office_id: UUID, device_id: UUID, *, actor: Actor, now: datetime) -> str:
    """A new key, returned once; what was signed with the old one counts no more."""
    key = secrets.token_bytes(32)
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, Device, device_id, office_id)
        if row is None:
            raise BadInput(field="id")
        row.key = key
        changed(tx, office_id, "device", row.code, actor, now)
        return key.hex()


def save_place(
    work: UnitOfWork, office_id: UUID, place_id: UUID | None, wish: PlaceWish, *, actor: Actor, now: datetime
) -> Made:
    """Make a place with a credential of its own, or change where it stands.

    Raises:
        BadInput, NameTaken, NotFound.
    """
    check(SLUG.fullmatch(wish.code) is not None, "code")
    check(wish.kind in PLACE_KINDS, "kind")
    check(wish.kind != "tablet" or wish.counter_id is not None, "counter")
    named(wish.name, "name", 120)
    credential = secrets.token_urlsafe(24)
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, Place, place_id, office_id)
        if row is None:
            _free(tx.session, Place, office_id, wish.code)
            row = Place(office_id=office_id, code=wish.code, kind=wish.kind, created_at=now)
            row.key_hash = fingerprint(credential)
            tx.session.add(row)
        check(row.kind == wish.kind, "kind")
        _stands(tx.session, office_id, wish)
        row.name, row.speaks = wish.name.strip(), wish.speaks
        row.counter_id, row.zone_id, row.printer_id = wish.counter_id, wish.zone_id, wish.printer_id
        tx.session.flush()
        changed(tx, office_id, "place", row.code, actor, now)
        return Made(row.id, credential if place_id is None else "")


def new_credential(work: UnitOfWork, office_id: UUID, place_id: UUID, *, actor: Actor, now: datetime) -> str:
    """Another credential, returned once; the old one opens nothing any more."""
    credential = secrets.token_urlsafe(24)
    _put(work, office_id, place_id, fingerprint(credential), actor=actor, now=now)
    return credential


def revoke(work: UnitOfWork, office_id: UUID, place_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The place's credential opens nothing any more."""
    _put(work, office_id, place_id, None, actor=actor, now=now)


def _put(
    work: UnitOfWork, office_id: UUID, place_id: UUID, key_hash: str | None, *, actor: Actor, now: datetime
) -> None:
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, Place, place_id, office_id)
        if row is None:
            raise BadInput(field="id")
        row.key_hash = key_hash
        changed(tx, office_id, "place", row.code, actor, now)


def _free(session: Session, kind: type[Device | Place], office_id: UUID, code: str) -> None:
    if session.scalars(select(kind.id).where(kind.office_id == office_id, kind.code == code)).first() is not None:
        raise NameTaken(name=code)


def _stands(session: Session, office_id: UUID, wish: DeviceWish | PlaceWish) -> None:
    """Counter, zone and printer are the same office's."""
    for name, kind in (("counter", Counter), ("zone", Zone), ("printer", Device)):
        row_id = getattr(wish, f"{name}_id")
        row: Any = session.get(kind, row_id) if row_id is not None else None
        check(row_id is None or (row is not None and row.office_id == office_id), name)
        check(name != "printer" or row is None or row.kind == "printer", name)
