"""A counter's scanner folder: a file becomes a scan that waits, once; its officer puts it to a paper."""

import os
import threading
import time
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from onestop.domain.errors import Forbidden, NotFound, PaperUnknown
from onestop.gateways.digitising.folder import DONE, WatchedFolder
from onestop.queries import intake_desk
from onestop.relay import scanner_folder
from onestop.storage.rows import Counter
from onestop.usecases import incoming
from tests.conftest import Clock
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.usecases.dossiers import Bureau
from tests.usecases.test_together import at_once


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock) -> Bureau:
    return Bureau(lite_hall, clock)


def page(path: Path) -> None:
    picture = Image.new("L", (1240, 1754), "white")
    pen = ImageDraw.Draw(picture)
    for row in range(10):
        pen.text((120, 140 + 120 * row), f"TRANG MỘT {row}", fill="black", font_size=48)
    picture.save(path, "PNG")


def swept(bureau: Bureau, root: Path) -> dict[str, WatchedFolder]:
    folders = scanner_folder._folders(bureau.hall.shop, root, {})
    folders["most-1"].rest_s = 0.0
    for moment in (0.0, 1.0):
        folders["most-1"].sweep(moment)
    return folders


def counter_id(bureau: Bureau) -> UUID:
    with bureau.work.reading() as session:
        return session.scalars(select(Counter.id).where(Counter.code == "most-1")).one()


def test_a_page_waits_at_its_counter_and_goes_to_a_paper(bureau: Bureau, tmp_path: Path) -> None:
    root = tmp_path / "scans"
    swept(bureau, root)
    page(root / "most-1" / "scan-0001.png")
    folders = swept(bureau, root)
    with bureau.work.reading() as session:
        waiting = intake_desk.incoming(session, counter_id(bureau))
    assert [w.pages for w in waiting] == [1]
    page(root / "most-1" / "scan-0001-again.png")  # the same file once more, as after a kill
    for moment in (2.0, 3.0):
        folders["most-1"].sweep(moment)
    with bureau.work.reading() as session:
        assert len(intake_desk.incoming(session, counter_id(bureau))) == 1
    made, seated = bureau.opened(), bureau.hall.sit(1)
    now = bureau.clock()
    with pytest.raises((NotFound, Forbidden)):
        incoming.use(bureau.work, made, waiting[0].id, "form", actor=bureau.one, now=now)
    incoming.use(bureau.work, made, waiting[0].id, "form", actor=seated, now=now)
    paper = next(p for p in bureau.view(made).papers if p.code == "form")
    assert paper.files[0].source == "folder"
    with pytest.raises(NotFound):
        incoming.use(bureau.work, made, waiting[0].id, "form", actor=seated, now=now)


def test_a_scan_is_thrown_away_by_whoever_sits_there_and_is_used_by_one_of_two(
    bureau: Bureau, tmp_path: Path
) -> None:
    root = tmp_path / "scans"
    swept(bureau, root)
    page(root / "most-1" / "scan-0001.png")
    swept(bureau, root)
    seated, now = bureau.hall.sit(1), bureau.clock()
    with bureau.work.reading() as session:
        (scan,) = intake_desk.seat(session, seated.officer_id).incoming
    with pytest.raises((NotFound, Forbidden)):
        incoming.discard(bureau.work, scan.id, actor=bureau.two, now=now)
    made = bureau.opened()
    with pytest.raises(PaperUnknown):
        incoming.use(bureau.work, made, scan.id, "nosuch", actor=seated, now=now)

    def take(n: int) -> bool:
        try:
            if n % 2:
                incoming.discard(bureau.work, scan.id, actor=seated, now=now)
            else:
                incoming.use(bureau.work, made, scan.id, "form", actor=seated, now=now)
        except NotFound:
            return False
        return True

    assert sum(at_once(take, 8)) == 1
    with bureau.work.reading() as session:
        assert intake_desk.seat(session, seated.officer_id).incoming == ()


def test_what_is_no_paper_is_put_aside_with_its_reason(bureau: Bureau, tmp_path: Path) -> None:
    root = tmp_path / "scans"
    swept(bureau, root)
    (root / "most-1" / "virus.pdf").write_bytes(b"MZ\x90\x00" + bytes(300))
    folders = swept(bureau, root)
    folders["most-1"].patience_s = 0.0
    folders["most-1"].sweep(9.0)
    reason = (root / "most-1" / "rejected" / "virus.pdf.reason.txt").read_text(encoding="utf-8")
    assert "Chỉ nhận tệp PDF và ảnh" in reason


def test_a_scan_nobody_used_is_forgotten(bureau: Bureau, clock: Clock, tmp_path: Path) -> None:
    root = tmp_path / "scans"
    swept(bureau, root)
    page(root / "most-1" / "scan.png")
    swept(bureau, root)
    clock.now = bureau.hall.shop.now()
    clock.forward(days=1, minutes=1)
    incoming.forget_old(bureau.work, now=clock())
    with bureau.work.reading() as session:
        assert intake_desk.incoming(session, counter_id(bureau)) == ()


def test_what_was_taken_in_goes_after_a_week(bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, stop = tmp_path / "scans", threading.Event()
    done = root / "most-1" / DONE
    done.mkdir(parents=True)
    for name, days in (("old.png", 8), ("young.png", 6)):
        (done / name).write_bytes(b"x")
        os.utime(done / name, (time.time() - days * 86_400,) * 2)
    monkeypatch.setattr(scanner_folder, "LOOK_EVERY_S", 0.01)
    watching = threading.Thread(target=scanner_folder.run, args=(bureau.hall.shop, root, stop), daemon=True)
    watching.start()
    eventually(lambda: not (done / "old.png").exists())
    stop.set()
    watching.join(5)
    assert (done / "young.png").exists()


def test_it_ends_when_told(bureau: Bureau, tmp_path: Path) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=scanner_folder.run, args=(bureau.hall.shop, tmp_path / "scans", stop))
    thread.start()
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
