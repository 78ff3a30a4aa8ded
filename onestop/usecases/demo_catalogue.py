"""What the demonstration office offers: authorities, units with their people, procedures, four calendar years.

The same start data serves a real office; only who works in which unit is the demonstration's.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.people import Actor
from onestop.gateways import holidays_vn
from onestop.storage.rows import Authority, Office, Officer, OfficerRole, Procedure
from onestop.storage.unit_of_work import Inside, Tx, UnitOfWork
from onestop.usecases import catalogue, catalogue_data, setup_calendar, setup_units
from onestop.usecases.catalogue import ProcedureWish
from onestop.usecases.catalogue_data import StartAuthority, StartProcedure
from onestop.usecases.setup_calendar import DayWish
from onestop.usecases.setup_units import AuthorityWish, UnitWish

SEED: Final = Actor.system("seed")
SINCE: Final = date(2025, 7, 1)
"""NĐ 118/2025 is in force since: earlier dossiers are no concern of this installation."""
HEADS: Final[Mapping[str, str]] = {
    "ATBXHN": "unit1",
    "SHTT": "unit2",
    "TDC": "unit3",
    "KHCN": "unit4",
    "DGCN": "unit4",
    "KNDN": "unit4",
    "VT": "unit5",
    "TS": "unit5",
    "BC": "unit5",
    "CNS": "unit5",
    "VPB": "unit6",
    "CA-QLHC": "unit6",
    "BHXH-SO": "unit6",
    "BHXH-THU": "unit6",
}
"""Who heads each unit in the demonstration."""
FROM_MEMORY = "memory"
"""Certainty of what no source was seen for."""
RESULT_QUEUE, HELP_QUEUE = "R", "S"


def seed(work: UnitOfWork, office_id: UUID, now: datetime) -> bool:
    """Give an office the catalogue; `False` when it has one already."""
    with work() as tx:
        there = select(Authority.id).where(Authority.office_id == office_id).limit(1)
        if tx.session.scalars(there).first() is not None:
            return False
        inside = Inside(tx)
        for position, authority in enumerate(catalogue_data.authorities()):
            _authority(inside, office_id, authority, position, now)
        tx.session.flush()
        _members(tx, inside, office_id, now)
        for position, start in enumerate(catalogue_data.procedures()):
            _procedure(tx, inside, office_id, start, position, now)
        for year in range(now.year - 1, now.year + 3):
            _year(inside, office_id, year, now)
        tx.facts.clear()  # one fact tells it all
        tx.emit("setup.seeded", office_id, "catalogue", SEED, now)
        office = tx.session.get_one(Office, office_id)
        lanes = DossierPolicy(result_queue=RESULT_QUEUE, help_queue=HELP_QUEUE)
        office.policy = {**office.policy, **lanes.stored()}
    return True


def _authority(work: UnitOfWork, office_id: UUID, start: StartAuthority, position: int, now: datetime) -> None:
    wish = AuthorityWish(
        code=start.code,
        name_vi=start.name_vi,
        name_en=start.name_en,
        code_template=start.code_template,
        elsewhere=start.elsewhere,
        demonstration=start.demonstration,
        unverified=start.certainty == FROM_MEMORY,
        position=position,
    )
    setup_units.save_authority(work, office_id, wish, actor=SEED, now=now)
    for place, unit in enumerate(start.units):
        made = UnitWish(
            unit.code,
            unit.name_vi,
            start.code,
            unit.name_en,
            demonstration=unit.demonstration,
            unverified=unit.certainty == FROM_MEMORY,
            position=place,
        )
        setup_units.save_unit(work, office_id, made, actor=SEED, now=now)


def _members(tx: Tx, work: UnitOfWork, office_id: UUID, now: datetime) -> None:
    rows = tx.session.execute(
        select(Officer.username, Officer.id)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .where(OfficerRole.office_id == office_id)
    )
    people = dict(rows.all())
    for unit, head in HEADS.items():
        if head in people:
            setup_units.save_members(work, office_id, unit, {people[head]: True}, actor=SEED, now=now)
    desk = {officer: False for name, officer in people.items() if name.startswith(("officer", "post"))}
    desk |= {people[name]: True for name in ("supervisor1",) if name in people}
    setup_units.save_members(work, office_id, catalogue_data.ONE_STOP, desk, actor=SEED, now=now)


def _procedure(
    tx: Tx, work: UnitOfWork, office_id: UUID, start: StartProcedure, position: int, now: datetime
) -> None:
    field = next(f for a in catalogue_data.authorities() for f in a.fields if f.code == start.field)
    wish = ProcedureWish(
        key=start.key,
        name_vi=start.name_vi,
        authority=start.authority,
        unit=start.unit,
        queue=start.queue,
        code=start.code,
        name_en=start.name_en,
        field_code=field.code,
        field_vi=field.name_vi,
        source=start.source,
        position=position,
    )
    made = catalogue.save_procedure(work, office_id, wish, actor=SEED, now=now)
    tx.session.flush()
    note = "\n".join(part for part in (start.limit_text, start.note) if part)
    catalogue.save_version(work, made, start.rules, SINCE, actor=SEED, now=now, note=note)


def queue_up(tx: Tx, office_id: UUID, queues: Mapping[str, UUID]) -> None:
    """Give procedures of the start data that have no queue theirs, of those that were just made (by code)."""
    wanted = {start.key: queues[start.queue] for start in catalogue_data.procedures() if start.queue in queues}
    for row in tx.session.scalars(
        select(Procedure).where(Procedure.office_id == office_id, Procedure.key.in_(wanted))
    ):
        row.queue_id = row.queue_id or wanted[row.key]


def _year(work: UnitOfWork, office_id: UUID, year: int, now: datetime) -> None:
    off, make_up = holidays_vn.days_off(year)
    days = [DayWish(day, each.name_vi, None, each.source, each.certainty.value) for day, each in off.items()]
    days += [
        DayWish(day, each.name_vi, each.weekday, each.source, each.certainty.value) for day, each in make_up.items()
    ]
    setup_calendar.save_year(work, office_id, year, tuple(days), actor=SEED, now=now, source="holidays")
