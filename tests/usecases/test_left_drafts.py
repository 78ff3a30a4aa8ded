"""Drafts left at a kiosk: emptied once, only when nobody touched them; bytes go when nothing names them."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, insert, select, text

from alembic import command
from onestop.domain.dossier import Status, Step
from onestop.domain.people import Actor
from onestop.queries import drafts, lookup
from onestop.storage import dossiers, migrate
from onestop.storage.papers import ASIDE, Kept, PaperStore
from onestop.storage.rows import Dossier, DossierPaper, Fact, GonePaper, HandOver, PaperFile
from onestop.usecases import handing_in, incoming, intake, left_drafts, papers, receiving, ticketing
from onestop.usecases.intake import PaperSeen
from onestop.usecases.papers import Scan
from onestop.usecases.setup_dossiers import save_dossier_policy
from onestop.usecases.ticketing import Wish
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, GOOD, Bureau

WORDS = ("Nguyễn", "001090123456", "912345678", "an@example.vn", "Đề nghị", "Trần", "Giấy khai")


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


@pytest.fixture
def store(tmp_path: Path) -> PaperStore:
    return PaperStore(tmp_path / "papers")


def kiosk(bureau: Bureau) -> Actor:
    return bureau.hall.place("kiosk-1")


def prepared(bureau: Bureau) -> UUID:
    return handing_in.prepare(
        bureau.work, bureau.hall.office_id, "test", APPLICANT, actor=kiosk(bureau), now=bureau.clock()
    )


def copied(bureau: Bureau, made: UUID, kept: Kept, code: str = "form", actor: Actor | None = None) -> None:
    scan = Scan(kept, "Đơn của Nguyễn Văn An", 1, "Nguyễn Văn An, 001090123456")
    papers.attach(
        bureau.work, made, scan, actor=actor or kiosk(bureau), now=bureau.clock(), paper_code=code, source="kiosk"
    )


def swept(bureau: Bureau, **by: float) -> int:
    return left_drafts.erase_left(bureau.work, now=bureau.clock.forward(**by))


def aged(store: PaperStore, kept: Kept, now: datetime) -> None:
    """As if it had been handed in two hours before."""
    os.utime(store.path(kept.sha256), (now.timestamp() - 7200,) * 2)


def everything_said(bureau: Bureau, made: UUID) -> str:
    """Every text a database holds about a dossier, the log's facts included."""
    tables = ("dossier", "dossier_key", "dossier_paper", "dossier_event", "paper_file", "hand_over", "fact")
    with bureau.work.reading() as session:
        rows = [row for table in tables for row in session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
        return " ".join(str(tuple(row)) for row in rows if made.hex in str(row).replace("-", ""))


def test_a_left_draft_is_emptied_of_everything_personal_and_stays(bureau: Bureau, store: PaperStore) -> None:
    made = prepared(bureau)
    copied(bureau, made, store.keep(b"%PDF-1.7 one"))
    papers.invite(bureau.work, made, "copy", actor=kiosk(bureau), now=bureau.clock())
    more = PaperSeen("more-1", "wrong", fault="Trần Thị Bình ký thay", name="Giấy khai sinh của Nguyễn Văn An")
    intake.check_papers(bureau.work, made, (more,), actor=kiosk(bureau), now=bureau.clock())
    assert [word for word in WORDS if word not in everything_said(bureau, made)] == []

    assert swept(bureau, days=6, hours=23) == 0
    assert swept(bureau, hours=2) == 1
    row = bureau.row(made)
    assert (row.status, row.left_at, row.ended_at) == (Status.WITHDRAWN, None, bureau.clock())
    said = everything_said(bureau, made)
    assert [word for word in WORDS if word in said] == []
    with bureau.work.reading() as session:
        assert dossiers.found_by(session, bureau.hall.office_id, "nguyen van an") == []
        assert session.scalars(select(PaperFile)).all() == []
        assert session.scalars(select(HandOver)).all() == []
        codes = select(DossierPaper.code).where(DossierPaper.dossier_id == made).order_by(DossierPaper.position)
        assert session.scalars(codes).all() == ["form", "copy", "more"]
        told = session.scalars(select(Fact).where(Fact.kind == "dossier.withdraw")).one()
        assert (told.subject, told.actor) == (made.hex, "system:drafts")
        assert told.data == {"dossier": "", "status": "withdrawn", "stage": ""}
        assert drafts.waiting(session, bureau.hall.office_id, actor=bureau.desk) == ()
    assert swept(bureau, days=30) == 0


def test_whoever_touches_it_keeps_it(bureau: Bureau, store: PaperStore) -> None:
    """The person, their phone, an officer who helps; each counts from the last touch."""
    described, photographed, numbered, helped = (prepared(bureau) for _ in range(4))
    invitation = papers.invite(bureau.work, photographed, "copy", actor=kiosk(bureau), now=bureau.clock())
    now = bureau.clock.forward(minutes=10)
    papers.attach_from_phone(bureau.work, invitation, Scan(store.keep(b"%PDF-1.7 two"), "Ảnh"), now=now)
    now = bureau.clock.forward(days=6)
    intake.describe(bureau.work, described, APPLICANT, actor=kiosk(bureau), now=now)
    wish = Wish("most", "", "kiosk", place_id=bureau.hall.place_id("kiosk-1"))
    taken = handing_in.take_number(bureau.work, numbered, wish, actor=kiosk(bureau), now=now)
    intake.check_papers(bureau.work, helped, GOOD, actor=bureau.desk, now=now)
    assert swept(bureau, hours=24, minutes=-5) == 0  # seven days and five minutes after the opening
    assert swept(bureau, minutes=10) == 1
    assert bureau.row(photographed).status is Status.WITHDRAWN
    assert swept(bureau, days=6) == 2
    assert bureau.row(numbered).status is Status.DRAFT  # its number still waits to be called
    ticketing.cancel(bureau.work, taken.id, actor=bureau.hall.officer("floor1"), now=bureau.clock())
    assert swept(bureau) == 1


def test_what_was_handed_in_received_or_an_officers_is_nobodys_left_draft(bureau: Bureau, store: PaperStore) -> None:
    mine, handed_in, received = bureau.opened(), prepared(bureau), prepared(bureau)
    for code in ("form", "copy"):
        copied(bureau, handed_in, store.keep(code.encode()), code)
    handing_in.submit(bureau.work, handed_in, actor=kiosk(bureau), now=bureau.clock())
    intake.check_papers(bureau.work, received, GOOD, actor=bureau.desk, now=bureau.clock())
    receiving.receive(bureau.work, received, actor=bureau.desk, now=bureau.clock())
    assert swept(bureau, days=60) == 0
    assert {bureau.row(each).applicant_name for each in (mine, handed_in, received)} == {"Nguyễn Văn An"}


def test_what_an_officer_discards_is_emptied_too(bureau: Bureau, store: PaperStore) -> None:
    for made in (prepared(bureau), bureau.opened()):
        copied(bureau, made, store.keep(b"%PDF-1.7 thrown away"), actor=bureau.desk)
        intake.discard(bureau.work, made, actor=bureau.desk, now=bureau.clock())
        said = everything_said(bureau, made)
        assert [word for word in WORDS if word in said] == []
        assert bureau.row(made).status is Status.WITHDRAWN
    with bureau.work.reading() as session:
        assert len(session.scalars(select(GonePaper)).all()) == 1


def test_each_office_says_how_long(bureau: Bureau) -> None:
    made = prepared(bureau)
    office, told = bureau.hall.office_id, {"actor": bureau.admin, "now": bureau.clock()}
    save_dossier_policy(bureau.work, office, {"draft_days": 20}, **told)  # type: ignore[arg-type]
    assert swept(bureau, days=19) == 0
    save_dossier_policy(bureau.work, office, {"draft_days": 1}, **told)  # type: ignore[arg-type]
    assert swept(bureau) == 1
    assert bureau.row(made).status is Status.WITHDRAWN


def test_bytes_go_when_nothing_names_them(bureau: Bureau, store: PaperStore) -> None:
    shared, alone, fresh = (store.keep(b"%PDF-1.7 " + each) for each in (b"shared", b"alone", b"fresh"))
    made, kept = prepared(bureau), bureau.opened()
    copied(bureau, made, shared, "form")
    copied(bureau, kept, shared, "form", bureau.desk)
    copied(bureau, made, alone, "copy")
    copied(bureau, made, fresh, "copy")
    assert swept(bureau, days=8) == 1
    now = bureau.clock()
    aged(store, shared, now)
    aged(store, alone, now)
    os.utime(store.path(fresh.sha256), (now.timestamp() - 60,) * 2)
    assert left_drafts.clear_store(store, bureau.work, now=now) == 1
    assert [store.exists(each.sha256) for each in (shared, alone, fresh)] == [True, False, True]
    assert left_drafts.clear_store(store, bureau.work, now=now) == 0
    assert left_drafts.clear_store(store, bureau.work, now=bureau.clock.forward(hours=2)) == 1
    assert not store.exists(fresh.sha256)
    with bureau.work.reading() as session:
        assert session.scalars(select(GonePaper)).all() == []


def test_what_a_killed_writer_left_is_swept_up(bureau: Bureau, store: PaperStore) -> None:
    aside = store.root / ASIDE
    aside.mkdir(parents=True, exist_ok=True)
    now = bureau.clock().timestamp()
    for name, age_s in (("old", 90_000), ("young", 600)):
        (aside / name).write_bytes(b"%PDF-1.7 half")
        os.utime(aside / name, (now - age_s,) * 2)
    left_drafts.clear_store(store, bureau.work, now=bureau.clock())
    assert [path.name for path in aside.iterdir()] == ["young"]


def test_a_scan_nobody_put_anywhere_leaves_the_store_too(bureau: Bureau, store: PaperStore) -> None:
    scan = Scan(store.keep(b"%PDF-1.7 nobody's"), "scan")
    incoming.take(bureau.work, "most-1", "1" * 64, scan, now=bureau.clock())
    incoming.forget_old(bureau.work, now=bureau.clock.forward(days=2))
    aged(store, scan.kept, bureau.clock())
    assert left_drafts.clear_store(store, bureau.work, now=bureau.clock()) == 1
    assert not store.exists(scan.kept.sha256)


def test_handed_in_again_it_counts_as_new(store: PaperStore) -> None:
    kept = store.keep(b"%PDF-1.7 again")
    os.utime(store.path(kept.sha256), (0, 0))
    store.keep(b"%PDF-1.7 again")
    assert store.forget(kept.sha256, time.time()) is False
    assert store.forget(kept.sha256, time.time() + 4000) is True
    assert store.forget(kept.sha256, time.time()) is True
    assert not store.exists(kept.sha256)


def test_the_round_reads_a_range_of_an_index_however_many_dossiers_there_are(bureau: Bureau) -> None:
    made = prepared(bureau)
    with bureau.work() as tx:
        row = {c.key: getattr(tx.session.get_one(Dossier, made), c.key) for c in Dossier.__table__.columns}
        many = [row | {"id": UUID(int=n), "status": Status.RECEIVED, "left_at": None} for n in range(3000)]
        tx.session.execute(insert(Dossier), many)
        tx.session.execute(text("ANALYZE"))
    asked: list[tuple[str, Any]] = []
    listen = (bureau.work.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    event.listen(*listen)
    with bureau.work.reading() as session:
        assert left_drafts.left(session, bureau.hall.office_id, bureau.clock() + timedelta(days=1)) == [made]
        event.remove(*listen)
        how = "EXPLAIN QUERY PLAN" if session.get_bind().dialect.name == "sqlite" else "EXPLAIN"
        statement, values = asked[-1]
        plan = str(session.connection().exec_driver_sql(f"{how} {statement}", values).all())
    assert "ix_dossier_left" in plan, plan
    assert "SCAN dossier" not in plan
    assert "Seq Scan on dossier " not in plan


def test_two_rounds_at_once_write_it_down_once(bureau: Bureau) -> None:
    made = prepared(bureau)
    now = bureau.clock.forward(days=8)
    with bureau.work.reading() as session:
        found = left_drafts.left(session, bureau.hall.office_id, now - timedelta(days=7))
    assert found == [made]
    assert left_drafts.erase_left(bureau.work, now=now) == 1
    assert left_drafts.erase_left(bureau.work, now=now) == 0
    assert [each.kind for each in bureau.view(made).events] == [Step.WITHDRAW]


def test_its_slip_finds_no_name(bureau: Bureau) -> None:
    made = prepared(bureau)
    secret = bureau.row(made).secret
    swept(bureau, days=8)
    with bureau.work.reading() as session:
        told = lookup.look_up(session, str(made), secret, bureau.clock())
    assert [word for word in WORDS if word in str(told)] == []


def test_drafts_from_before_count_from_their_opening(bureau: Bureau) -> None:
    """The migration finds what a place opened, and nothing else."""
    theirs, ours, opened = prepared(bureau), bureau.opened(), bureau.clock()
    found = migrate.config()
    with bureau.work.engine.connect() as connection:
        found.attributes["connection"] = connection
        command.downgrade(found, "0006")
        connection.commit()
    migrate.upgrade(bureau.work.engine)
    assert (bureau.row(theirs).left_at, bureau.row(ours).left_at) == (opened, None)
