"""Offices of an installation and the zones of their halls, made and changed by administrators.

Each function is one transaction and leaves the fact `setup.changed`. Codes are given once and never change.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import Forbidden, NameTaken, NotFound
from onestop.domain.people import Actor, Role
from onestop.domain.policy import Policy
from onestop.storage import hall
from onestop.storage.rows import BusinessDay, Office, Officer, OfficerRole, PriorityClass, Zone
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.accounts import hashed
from onestop.usecases.setup import ADMIN, changed, check, named, owned
from onestop.usecases.setup_people import USERNAME, new_password

OFFICE_CODE: Final = re.compile(r"[a-z][a-z0-9-]{1,23}")
"""Part of counter codes, addresses and topics."""
ZONE_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
PRIORITIES: Final = Path(__file__).parent / "start_priorities.json"


@dataclass(frozen=True, slots=True)
class OfficeWish:
    code: str
    name_vi: str
    name_en: str
    address: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True)
class ZoneWish:
    code: str
    name_vi: str
    name_en: str


def save_office(work: UnitOfWork, office_id: UUID | None, wish: OfficeWish, *, actor: Actor, now: datetime) -> UUID:
    """Change an office, or open another one: who opens it administers it, and it begins with the priority classes and
    the hall's rules of the one they work in, without its running text.

    Raises:
        BadInput: with the `field`; a time zone is changed before the first business day only.
        NameTaken: the code is another office's. Forbidden: no administrator of it. NotFound.
    """
    _check_office(wish)
    with work() as tx:
        home = actor.office_id
        if actor.kind != "officer" or home is None:
            raise Forbidden
        if office_id is None:
            actor.must(ADMIN, home)
            row = _open(tx, wish, like=tx.session.get_one(Office, home))
            tx.session.add(OfficerRole(officer_id=actor.officer_id, office_id=row.id, role=Role.ADMIN))
        else:
            row = _administered(tx.session, office_id, actor.officer_id)
            _rename(tx.session, row, wish)
        changed(tx, row.id, "office", row.code, actor, now)
        return row.id


def found(work: UnitOfWork, wish: OfficeWish, username: str, name: str, *, now: datetime) -> str:
    """The first office of an installation and its administrator, whose password is returned once.

    Raises:
        BadInput, NameTaken: the code or the username is given already.
    """
    _check_office(wish)
    check(USERNAME.fullmatch(username) is not None, "username")
    named(name, "name", 120)
    password = new_password()
    with work() as tx:
        row = _open(tx, wish, like=None)
        if tx.session.scalars(select(Officer.id).where(Officer.username == username)).first() is not None:
            raise NameTaken(name=username)
        officer = Officer(id=new_id(), username=username, name=name.strip(), password_hash=hashed(password))
        tx.session.add(officer)
        tx.session.flush()
        tx.session.add(OfficerRole(officer_id=officer.id, office_id=row.id, role=Role.ADMIN))
        changed(tx, row.id, "office", row.code, Actor.system("setup"), now)
    return password


def start_priorities() -> list[dict[str, object]]:
    """The priority classes an office begins with, each with its source."""
    classes: list[dict[str, object]] = json.loads(PRIORITIES.read_text(encoding="utf-8"))
    return classes


def save_zone(
    work: UnitOfWork, office_id: UUID, zone_id: UUID | None, wish: ZoneWish, *, actor: Actor, now: datetime
) -> UUID:
    """Make a part of the hall with its own boards and one voice, or rename one.

    Raises:
        BadInput, NameTaken, NotFound.
    """
    check(ZONE_CODE.fullmatch(wish.code) is not None, "code")
    named(wish.name_vi, "name_vi", 120)
    named(wish.name_en, "name_en", 120)
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = owned(tx.session, Zone, zone_id, office_id)
        if row is None:
            same = select(Zone.id).where(Zone.office_id == office_id, Zone.code == wish.code)
            if tx.session.scalars(same).first() is not None:
                raise NameTaken(name=wish.code)
            row = Zone(office_id=office_id, code=wish.code)
            tx.session.add(row)
        row.name_vi, row.name_en = wish.name_vi.strip(), wish.name_en.strip()
        tx.session.flush()
        changed(tx, office_id, "zone", row.code, actor, now)
        return row.id


def _check_office(wish: OfficeWish) -> None:
    check(OFFICE_CODE.fullmatch(wish.code) is not None, "code")
    named(wish.name_vi, "name_vi", 160)
    named(wish.name_en, "name_en", 160)
    check(len(wish.address) <= 240, "address")  # noqa: PLR2004 - the column's width
    try:
        known = 0 < len(wish.timezone) <= 40 and ZoneInfo(wish.timezone) is not None  # noqa: PLR2004
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = False
    check(known, "timezone")


def _open(tx: Tx, wish: OfficeWish, *, like: Office | None) -> Office:
    if tx.session.scalars(select(Office.id).where(Office.code == wish.code)).first() is not None:
        raise NameTaken(name=wish.code)
    rules = hall.policy_of(like).stored() if like is not None else Policy().stored()
    row = Office(
        id=new_id(),
        code=wish.code,
        name_vi=wish.name_vi.strip(),
        name_en=wish.name_en.strip(),
        address=wish.address.strip(),
        timezone=wish.timezone,
        policy={**rules, "ticker_vi": "", "ticker_en": "", **DossierPolicy().stored()},
    )
    tx.session.add(row)
    tx.session.flush()
    classes = start_priorities() if like is None else _priorities(tx.session, like.id)
    tx.session.add_all(PriorityClass(office_id=row.id, **{"position": i, **one}) for i, one in enumerate(classes))
    return row


def _priorities(session: Session, office_id: UUID) -> list[dict[str, object]]:
    names = ("code", "name_vi", "name_en", "icon", "legal_basis")
    copied = (*names, "head_start_min", "needs_proof", "position", "active")
    rows = session.scalars(select(PriorityClass).where(PriorityClass.office_id == office_id))
    return [{name: getattr(row, name) for name in copied} for row in rows]


def _administered(session: Session, office_id: UUID, officer_id: UUID) -> Office:
    row = session.get(Office, office_id, with_for_update=True)
    if row is None:
        raise NotFound
    if session.get(OfficerRole, (officer_id, office_id, Role.ADMIN)) is None:
        raise Forbidden
    return row


def _rename(session: Session, row: Office, wish: OfficeWish) -> None:
    if wish.timezone != row.timezone:
        begun = select(BusinessDay.day).where(BusinessDay.office_id == row.id).limit(1)
        check(session.scalars(begun).first() is None, "timezone")
    row.name_vi, row.name_en = wish.name_vi.strip(), wish.name_en.strip()
    row.address, row.timezone = wish.address.strip(), wish.timezone
