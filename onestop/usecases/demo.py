"""The demonstration office `most` at 113 Trần Duy Hưng: its queues, counters, people and devices."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from onestop.config import Settings
from onestop.domain.booking import BookingRules
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.people import Actor, Role
from onestop.domain.policy import Policy
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
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import demo_catalogue
from onestop.usecases.accounts import fingerprint, hashed
from onestop.usecases.setup_offices import start_priorities

CODE = "most"
DATA = Path(__file__).parent / "demo.json"
COUNTERS = 12
SCANNERS_AT = (1, 2)
"""Counters with a scanner for citizen cards and receipts."""
LANES = DossierPolicy(result_queue="R", help_queue="S")
FROM_HOME = BookingRules(on=True, per_slot={"A": 4, "B": 4, "C": 4})


def seed(work: UnitOfWork, settings: Settings, now: datetime) -> str | None:
    """Make the office; `None` when it is there already, else the password of all its accounts.

    One that an earlier release made is given the devices, lines and queues that have come since.
    """
    with work.reading() as session:
        there = session.scalars(select(Office.id).where(Office.code == CODE)).first()
    data = json.loads(DATA.read_text(encoding="utf-8"))
    if there is not None:
        _add_scanners(work, there, settings)
        _add_lanes(work, there)
        demo_catalogue.seed(work, there, now)
        _add_queues(work, there, data)
        return None
    password = demo_password(settings)
    with work() as tx:
        office = _office(tx, data, settings)
        zones = _zones(tx, office, data)
        queues = _queues(tx, office, zones, data)
        counters = _counters(tx, office, zones, queues)
        _people(tx, office, data, hashed(password))
        _priorities(tx, office)
        devices = _devices(tx, office, zones, counters, settings)
        _places(tx, office, counters, devices, settings, now)
        tx.emit("setup.seeded", office.id, CODE, Actor.system("seed"), now)
    demo_catalogue.seed(work, office.id, now)
    return password


def demo_password(settings: Settings) -> str:
    """The accounts' password: from the settings, else a random one kept in the data folder."""
    if settings.demo_password is not None:
        return settings.demo_password.get_secret_value()
    return _kept(settings.data_dir / "demo-password", lambda: secrets.token_urlsafe(9))


def place_key(settings: Settings, code: str) -> str:
    """The credential of a demonstration place, derived from a secret of this installation."""
    return hmac.new(_secret(settings), f"place:{code}".encode(), hashlib.sha256).hexdigest()[:40]


def device_key(settings: Settings, code: str) -> bytes:
    """The 32-byte HMAC key of a demonstration device."""
    return hmac.new(_secret(settings), f"device:{code}".encode(), hashlib.sha256).digest()


def _secret(settings: Settings) -> bytes:
    return bytes.fromhex(_kept(settings.data_dir / "demo-secret", lambda: secrets.token_hex(32)))


def _kept(path: Path, make: Any) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make(), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _office(tx: Tx, data: dict[str, Any], settings: Settings) -> Office:
    real = settings.demo_hours == "real"
    policy = Policy(
        enforce_hours=real,
        close_at="18:00" if real else "",
        ticker_vi=data["ticker_vi"],
        ticker_en=data["ticker_en"],
    )
    office = Office(
        code=CODE,
        name_vi=data["name_vi"],
        name_en=data["name_en"],
        address=data["address"],
        timezone=settings.timezone,
        policy={**policy.stored(), **LANES.stored(), **FROM_HOME.stored()},
    )
    tx.session.add(office)
    tx.session.flush()
    return office


def _zones(tx: Tx, office: Office, data: dict[str, Any]) -> dict[str, Zone]:
    zones = {z["code"]: Zone(office_id=office.id, **z) for z in data["zones"]}
    tx.session.add_all(zones.values())
    tx.session.flush()
    return zones


def _queues(tx: Tx, office: Office, zones: dict[str, Zone], data: dict[str, Any]) -> list[Queue]:
    hours = [[day, *span] for day in range(1, 6) for span in data["shifts"]]
    queues = [
        Queue(office_id=office.id, zone_id=zones[q["zone"]].id, hours=hours, position=i, **_words(q))
        for i, q in enumerate(data["queues"])
    ]
    tx.session.add_all(queues)
    tx.session.flush()
    return queues


def _words(queue: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in queue.items() if name != "zone"}


def _add_queues(work: UnitOfWork, office_id: UUID, data: dict[str, Any]) -> None:
    """Queues the office has not got, at the counters that serve every queue, for the procedures that lack one."""
    with work() as tx:
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        codes = set(tx.session.scalars(select(Queue.code).where(Queue.office_id == office_id)))
        missing = [queue for queue in data["queues"] if queue["code"] not in codes]
        if not missing:
            return
        everywhere = _serve_everything(tx, office_id, len(codes))
        zones = {z.code: z for z in tx.session.scalars(select(Zone).where(Zone.office_id == office_id))}
        first = next(iter(zones.values()))
        zones = {queue["zone"]: zones.get(queue["zone"], first) for queue in missing}
        made = _queues(tx, office, zones, {**data, "queues": missing})
        for place, queue in enumerate(made, start=len(codes)):
            queue.position = place
        tx.session.add_all(CounterQueue(counter_id=c, queue_id=q.id) for c in everywhere for q in made)
        demo_catalogue.queue_up(tx, office_id, {q.code: q.id for q in made})


def _serve_everything(tx: Tx, office_id: UUID, queues: int) -> list[UUID]:
    """Counters that serve all queues there are [count]."""
    rows = (
        select(CounterQueue.counter_id)
        .join(Counter, Counter.id == CounterQueue.counter_id)
        .where(Counter.office_id == office_id)
        .group_by(CounterQueue.counter_id)
        .having(func.count() == queues)
    )
    return list(tx.session.scalars(rows))


def _counters(tx: Tx, office: Office, zones: dict[str, Zone], queues: list[Queue]) -> list[Counter]:
    hall_zone = next(iter(zones.values()))
    counters = [
        Counter(office_id=office.id, zone_id=hall_zone.id, number=n, code=f"{CODE}-{n}")
        for n in range(1, COUNTERS + 1)
    ]
    tx.session.add_all(counters)
    tx.session.flush()
    tx.session.add_all(CounterQueue(counter_id=c.id, queue_id=q.id) for c in counters for q in queues)
    return counters


def _people(tx: Tx, office: Office, data: dict[str, Any], password_hash: str) -> None:
    for person in data["people"]:
        officer = Officer(
            username=person["username"], name=person["name"], title=person["title"], password_hash=password_hash
        )
        tx.session.add(officer)
        tx.session.flush()
        tx.session.add_all(
            OfficerRole(officer_id=officer.id, office_id=office.id, role=Role(role)) for role in person["roles"]
        )


def _priorities(tx: Tx, office: Office) -> None:
    tx.session.add_all(
        PriorityClass(office_id=office.id, position=i, **each) for i, each in enumerate(start_priorities())
    )


def _devices(
    tx: Tx, office: Office, zones: dict[str, Zone], counters: list[Counter], settings: Settings
) -> dict[str, Device]:
    def device(code: str, kind: str, name: str, **more: Any) -> Device:
        made = Device(office_id=office.id, code=code, kind=kind, name=name, key=device_key(settings, code), **more)
        tx.session.add(made)
        tx.session.flush()
        return made

    hall_zone = next(iter(zones.values()))
    found = {}
    for n in (1, 2):
        found[f"printer-{n}"] = device(f"printer-{n}", "printer", f"Máy in {n}", config={"width": 576})
    buttons = {str(i + 1): code for i, code in enumerate("ABCDEF")}
    found["dispenser-1"] = device(
        "dispenser-1",
        "dispenser",
        "Máy lấy số nút bấm 1",
        printer_id=found["printer-2"].id,
        config={"buttons": buttons},
    )
    found["voice-1"] = device("voice-1", "voice", "Loa sảnh", zone_id=hall_zone.id)
    for seat in counters:
        n = seat.number
        found[f"sign-{n}"] = device(f"sign-{n}", "sign", f"Bảng quầy {n}", counter_id=seat.id, config={"cells": 6})
        found[f"keypad-{n}"] = device(f"keypad-{n}", "keypad", f"Bàn phím quầy {n}", counter_id=seat.id)
        if n in SCANNERS_AT:
            found[f"scanner-{n}"] = _scanner(tx, seat, settings)
    return found


def _scanner(tx: Tx, seat: Counter, settings: Settings) -> Device:
    code, name = f"scanner-{seat.number}", f"Máy quét mã quầy {seat.number}"
    key = device_key(settings, code)
    made = Device(office_id=seat.office_id, code=code, kind="scanner", name=name, key=key, counter_id=seat.id)
    tx.session.add(made)
    tx.session.flush()
    return made


def _add_scanners(work: UnitOfWork, office_id: UUID, settings: Settings) -> None:
    with work() as tx:
        there = set(tx.session.scalars(select(Device.code).where(Device.office_id == office_id)))
        for seat in tx.session.scalars(
            select(Counter).where(Counter.office_id == office_id, Counter.number.in_(SCANNERS_AT))
        ):
            if f"scanner-{seat.number}" not in there:
                _scanner(tx, seat, settings)


def _add_lanes(work: UnitOfWork, office_id: UUID) -> None:
    """The line for results and the one for advice; what somebody chose in setup stays."""
    with work() as tx:
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        if "dossiers" not in office.policy:
            office.policy = {**office.policy, **LANES.stored()}


def _places(
    tx: Tx,
    office: Office,
    counters: list[Counter],
    devices: dict[str, Device],
    settings: Settings,
    now: datetime,
) -> None:
    def place(code: str, kind: str, name: str, **more: Any) -> None:
        key_hash = fingerprint(place_key(settings, code))
        tx.session.add(
            Place(office_id=office.id, code=code, kind=kind, name=name, key_hash=key_hash, created_at=now, **more)
        )

    place("kiosk-1", "kiosk", "Ki-ốt 1", printer_id=devices["printer-1"].id)
    place("board-1", "board", "Bảng sảnh 1")
    place("dispenser-1", "dispenser", "Máy lấy số nút bấm 1", printer_id=devices["printer-2"].id)
    place("reception-1", "reception", "Bàn đón tiếp", printer_id=devices["printer-1"].id)
    for seat in counters:
        place(f"tablet-{seat.number}", "tablet", f"Máy tính bảng quầy {seat.number}", counter_id=seat.id)
