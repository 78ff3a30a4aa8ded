"""An office with years of dossiers: three really handed in and worked on, all others copied inside the database."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Column, Integer, MetaData, String, Table, Uuid, insert, select, text
from sqlalchemy.orm import Session

from benchmarks import officer
from benchmarks.dossier_copies import Copies, Share
from onestop.domain.deadline import Limit, Unit
from onestop.domain.people import Actor, Role
from onestop.domain.procedure import Channel, Rules, StageRule, Terms
from onestop.storage import dossiers
from onestop.storage.rows import Officer, OfficerRole, UnitMember
from onestop.storage.rows import Unit as UnitRow
from onestop.storage.rows.base import new_id
from onestop.usecases import catalogue, intake, processing, receiving, returning, setup_units
from onestop.wiring import Shop

ADMIN: Final = Actor.system("bench")
STAGES: Final = 6
UNDER_WAY: Final = 25
"""One dossier in so many is not finished."""
FREE: Final = 10
"""Of these, one in so many is nobody's yet."""
HELD_EACH: Final = 65
"""Stages one officer holds [count]."""
OFFICERS_EACH: Final = 15
"""Officers of one unit [count]."""
FAMILY: Final = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
MIDDLE: Final = "Văn Thị Hữu Đức Minh Ngọc Thanh Quốc Xuân Thu Hồng Anh"
GIVEN: Final = (
    "An Bình Châu Dũng Giang Hà Hải Hạnh Hiếu Hòa Huệ Hùng Hương Khánh Lan Linh Long Mai Nam Nga Nhung Oanh Phúc "
    "Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Tiến Trang Tuấn Tú Uyên Vân Việt Yến Ước"
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything there is [count]."""

    dossiers: int

    @property
    def officers(self) -> int:
        return max(1, self.dossiers // UNDER_WAY // HELD_EACH)

    @property
    def units(self) -> int:
        return max(1, self.officers // OFFICERS_EACH)


def names() -> list[str]:
    return [" ".join(parts) for parts in itertools.product(FAMILY.split(), MIDDLE.split(), GIVEN.split())]


def filled(shop: Shop, kind: str, size: Size) -> list[Actor]:
    """Put the dossiers there; whoever works on them."""
    here = officer.office_id(shop)
    unit_ids = _units(shop, here, size)
    with shop.work() as tx:
        people = list(_people(tx.session, here, unit_ids, size))
    templates = _templates(shop, here, people[0])
    with shop.work() as tx:
        _words(tx.session, people)
        copies = Copies(tx.session, kind, size.dossiers, size.officers, len(names()))
        for share in _shares(templates):
            copies.dossiers(share)
            copies.stages(share)
        copies.keys(here)
    with shop.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return [Actor("officer", str(each), here, frozenset({Role.UNIT})) for each, _ in people]


def _units(shop: Shop, here: UUID, size: Size) -> list[UUID]:
    now, by = shop.now(), ADMIN
    wish = setup_units.AuthorityWish("000.00.00.Z99", "Cơ quan đo")
    setup_units.save_authority(shop.work, here, wish, actor=by, now=now)
    for n in range(size.units):
        unit = setup_units.UnitWish(f"b-{n}", f"Phòng {n}", wish.code)
        setup_units.save_unit(shop.work, here, unit, actor=by, now=now)
    rules = Rules(
        terms=(Terms(Channel.COUNTER, Limit(30, Unit.WORKING_DAYS), fee_vnd=0),),
        stages=tuple(
            StageRule(f"s{i}", f"Bước {i}", "b-0", Limit(5, Unit.WORKING_DAYS), after=(f"s{i - 1}",) if i else ())
            for i in range(STAGES)
        ),
    )
    made = catalogue.save_procedure(
        shop.work, here, catalogue.ProcedureWish("bench", "Thủ tục đo", wish.code, unit="b-0"), actor=by, now=now
    )
    catalogue.save_version(shop.work, made, rules, date(now.year - 1, 1, 1), actor=by, now=now)
    with shop.work.reading() as session:
        return list(session.scalars(select(UnitRow.id).where(UnitRow.code.like("b-%")).order_by(UnitRow.code)))


def _people(session: Session, here: UUID, unit_ids: list[UUID], size: Size) -> Iterator[tuple[UUID, UUID]]:
    """Officers with their units."""
    password = session.scalars(select(Officer.password_hash).limit(1)).one()
    for n in range(size.officers):
        made, unit_id = new_id(), unit_ids[n % len(unit_ids)]
        session.add(Officer(id=made, username=f"bench{n}", name=f"Cán bộ {n}", password_hash=password))
        session.flush()
        session.add(OfficerRole(officer_id=made, office_id=here, role=Role.UNIT))
        session.add(UnitMember(officer_id=made, unit_id=unit_id, head=n < len(unit_ids)))
        yield made, unit_id


def _templates(shop: Shop, here: UUID, first: tuple[UUID, UUID]) -> dict[str, UUID]:
    """One dossier that is over, one an officer works on, one nobody took yet."""
    worker = Actor("officer", str(first[0]), here, frozenset({Role.UNIT}))
    made = {name: _received(shop, here) for name in ("over", "held", "free")}
    for stage_id in _stages(shop, made["over"]):
        processing.take(shop.work, stage_id, actor=worker, now=shop.now())
        processing.done(shop.work, stage_id, actor=worker, now=shop.now(), result="granted")
    taker = returning.Taker("Nguyễn Văn An")
    returning.hand_out(shop.work, made["over"], taker, actor=ADMIN, now=shop.now())
    processing.take(shop.work, _stages(shop, made["held"])[0], actor=worker, now=shop.now())
    return made


def _received(shop: Shop, here: UUID) -> UUID:
    made = intake.open_dossier(shop.work, here, "bench", actor=ADMIN, now=shop.now())
    who = intake.Applicant("citizen", "Nguyễn Văn An", number="001090000000")
    intake.describe(shop.work, made, who, actor=ADMIN, now=shop.now())
    receiving.receive(shop.work, made, actor=ADMIN, now=shop.now())
    return made


def _stages(shop: Shop, dossier_id: UUID) -> list[UUID]:
    with shop.work.reading() as session:
        return [each.id for each in dossiers.stages(session, dossier_id)]


def _shares(templates: dict[str, UUID]) -> tuple[Share, ...]:
    under_way, free = f"k.n % {UNDER_WAY} = 0", f"k.n % {UNDER_WAY * FREE} = 0"
    return (
        Share(templates["over"], f"NOT ({under_way})", 1, over=True),
        Share(templates["held"], f"{under_way} AND NOT ({free})", UNDER_WAY, over=False),
        Share(templates["free"], free, UNDER_WAY * FREE, over=False),
    )


def _words(session: Session, people: list[tuple[UUID, UUID]]) -> None:
    """Names with what they are found by, and people with their units, where a statement can count through them."""
    tables = MetaData()
    name = Table("bench_name", tables, Column("i", Integer, primary_key=True), Column("name", String))
    key = Table("bench_key", tables, Column("i", Integer, index=True), Column("key", String))
    person = Table(
        "bench_officer",
        tables,
        Column("i", Integer, primary_key=True),
        Column("officer_id", Uuid),
        Column("unit_id", Uuid),
    )
    tables.create_all(session.connection())
    rows = list(enumerate(names()))
    session.execute(insert(name), [{"i": i, "name": each} for i, each in rows])
    session.execute(insert(key), [{"i": i, "key": k} for i, each in rows for k in dossiers.beginnings(each)])
    session.execute(insert(person), [{"i": i, "officer_id": o, "unit_id": u} for i, (o, u) in enumerate(people)])
