"""A backup holds every paper its copy of the database knows, whoever writes meanwhile and whenever it is killed."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from typer.testing import CliRunner

from onestop import cli
from onestop.storage import backups, copies
from onestop.storage.backups import PAPERS
from onestop.storage.copies import NAMES_PAPERS, BackupRefused
from onestop.storage.papers import ASIDE, PaperStore
from onestop.storage.rows import FormIssue
from onestop.storage.rows.base import Row
from onestop.wiring import Shop
from tests.factories import Hall

ELSEWHERE = {"gone_paper.sha256", "incoming_scan.source_sha256"}
"""Hashes of what the store need not have: bytes that are erased, files a scanner once wrote."""


def paper(hall: Hall, words: str) -> str:
    """Keep a paper and let a row name it; its hash."""
    kept = hall.shop.papers.keep(f"%PDF-1.7 {words}".encode())
    with hall.work() as tx:
        now, office = hall.clock(), hall.office_id
        tx.session.add(
            FormIssue(office_id=office, form="07", sha256=kept.sha256, issued_at=now, issued_by="system:test")
        )
    return kept.sha256


def erase(hall: Hall, sha256: str) -> None:
    with hall.work() as tx:
        tx.session.execute(delete(FormIssue).where(FormIssue.sha256 == sha256))
    hall.shop.papers.path(sha256).unlink()


def known(hall: Hall) -> set[str]:
    with hall.work.reading() as session:
        return set(session.scalars(select(FormIssue.sha256)))


def saved(shop: Shop, target: Path) -> backups.Saved:
    return backups.save(shop.settings.database, shop.papers, target)


def restored(shop: Shop, source: Path, *, incomplete: bool = False) -> tuple[str, ...]:
    shop.engine.dispose()
    return backups.load(shop.settings.database, shop.papers, source, incomplete=incomplete)


def whole(shop: Shop, target: Path) -> bool:
    return backups.check(shop.settings.database, target)[1] == ()


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_was_saved_comes_back(hall: Hall, tmp_path: Path) -> None:
    shop, target = hall.shop, tmp_path / "away" / "monday"
    target.parent.mkdir()
    first, second = paper(hall, "one"), paper(hall, "two")
    assert saved(shop, target) == backups.Saved(2, 2, ())
    assert files(target.parent) == {"monday", "monday.papers", PAPERS}
    assert (target.stat().st_mode & 0o777, whole(shop, target)) == (0o600, True)
    later = paper(hall, "three")
    erase(hall, first)
    shop.papers.path(second).write_bytes(b"rotten")
    assert restored(shop, target) == ()
    assert known(hall) == {first, second}
    assert shop.papers.whole(first)
    assert shop.papers.whole(second)
    assert later not in known(hall)


def test_the_next_backup_copies_only_what_came_since(lite_hall: Hall, tmp_path: Path) -> None:
    shop = lite_hall.shop
    (tmp_path / "away").mkdir()
    one = paper(lite_hall, "one")
    saved(shop, tmp_path / "away" / "monday")
    paper(lite_hall, "two")
    assert saved(shop, tmp_path / "away" / "tuesday") == backups.Saved(2, 1, ())
    assert backups.listed(tmp_path / "away" / "monday") == [one]


def test_what_comes_or_goes_while_it_is_made_is_in_it(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One paper comes between the first papers and the database, one is erased between the database and the last."""
    gone, copied, came = paper(hall, "gone"), copies.save, []

    def meanwhile(database: str, target: Path) -> set[str]:
        came.append(paper(hall, "came"))
        found = copied(database, target)
        erase(hall, gone)
        paper(hall, "after")
        return found

    monkeypatch.setattr(copies, "save", meanwhile)
    target = tmp_path / "away" / "now"
    target.parent.mkdir()
    assert saved(hall.shop, target).lost == ()
    assert set(backups.listed(target)) == {gone, *came}
    assert whole(hall.shop, target)
    restored(hall.shop, target)
    assert known(hall) == {gone, *came}
    assert hall.shop.papers.whole(gone)


def test_a_paper_the_store_has_lost_is_told_and_the_rest_is_saved(lite_hall: Hall, tmp_path: Path) -> None:
    shop, target = lite_hall.shop, tmp_path / "away" / "now"
    target.parent.mkdir()
    fine, rotten, absent = (paper(lite_hall, words) for words in ("fine", "rotten", "absent"))
    shop.papers.path(rotten).write_bytes(b"something else")
    shop.papers.path(absent).unlink()
    lost = tuple(sorted((rotten, absent)))
    assert saved(shop, target) == backups.Saved(3, 1, lost)
    assert backups.check(shop.settings.database, target) == (3, lost)
    with pytest.raises(BackupRefused, match="2 papers"):
        restored(shop, target)
    assert restored(shop, target, incomplete=True) == lost
    assert known(lite_hall) == {fine, rotten, absent}


def test_a_damaged_backup_changes_nothing(lite_hall: Hall, tmp_path: Path) -> None:
    shop, target = lite_hall.shop, tmp_path / "away" / "now"
    target.parent.mkdir()
    sha256 = paper(lite_hall, "one")
    saved(shop, target)
    copy = PaperStore(target.parent / PAPERS).path(sha256)
    copy.write_bytes(b"rotten")
    assert backups.check(shop.settings.database, target) == (1, (sha256,))
    new = paper(lite_hall, "new")
    shop.papers.path(sha256).unlink()
    with pytest.raises(BackupRefused):
        restored(shop, target)
    target.write_bytes(b"no database")
    with pytest.raises(BackupRefused, match="damaged"):
        restored(shop, target)
    assert known(lite_hall) == {sha256, new}


def test_a_backup_of_an_earlier_release_is_its_database_alone(lite_hall: Hall, tmp_path: Path) -> None:
    shop, target = lite_hall.shop, tmp_path / "old"
    sha256 = paper(lite_hall, "one")
    copies.save(shop.settings.database, target)
    paper(lite_hall, "two")
    assert restored(shop, target) == ()
    assert known(lite_hall) == {sha256}


def test_it_is_never_laid_over_another_nor_into_the_store(lite_hall: Hall, tmp_path: Path) -> None:
    shop = lite_hall.shop
    (tmp_path / "away").mkdir()
    saved(shop, tmp_path / "away" / "now")
    with pytest.raises(BackupRefused, match="there already"):
        saved(shop, tmp_path / "away" / "now")
    before = files(shop.papers.root.parent)
    with pytest.raises(BackupRefused, match="live ones"):
        saved(shop, shop.papers.root.parent / "backup")
    with pytest.raises(BackupRefused, match="cannot be written"):
        saved(shop, tmp_path / "nowhere" / "now")
    assert files(shop.papers.root.parent) == before


def test_every_column_that_names_a_paper_is_asked() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Row.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("sha256")
    }
    assert {f"{c.class_.__tablename__}.{c.key}" for c in NAMES_PAPERS} == columns - ELSEWHERE


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from onestop.storage import backups
from onestop.storage.papers import PaperStore
does, database, store, file, left = sys.argv[1:]
fsync, left = os.fsync, int(left)
def counted(handle):
    global left
    fsync(handle)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
os.fsync = counted
getattr(backups, does)(database, PaperStore(Path(store)), Path(file))
"""


def killed(shop: Shop, does: str, file: Path, at: int) -> bool:
    """Do it in a process of its own that is killed at its n-th word to the disk; `False`: it was done before that."""
    words = [does, shop.settings.database, str(shop.papers.root), str(file), str(at)]
    done = subprocess.run([sys.executable, "-c", KILLED_AT, *words], check=False, timeout=60)
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


@pytest.mark.parametrize("at", [1, 3, 6, 9, 12, 13, 14, 15, 16])
def test_killed_while_it_is_made_it_is_not_there_or_whole(lite_hall: Hall, tmp_path: Path, at: int) -> None:
    shop, target = lite_hall.shop, tmp_path / "away" / "now"
    target.parent.mkdir()
    known_then = {paper(lite_hall, words) for words in ("one", "two", "three")}
    was_killed = killed(shop, "save", target, at)
    assert was_killed or target.exists()
    if not target.exists():
        saved(shop, target)
    assert whole(shop, target)
    assert set(backups.listed(target)) == known_then
    kept = PaperStore(target.parent / PAPERS)
    names = {path.name for path in kept.root.rglob("*") if path.is_file() and path.parent.name != ASIDE}
    assert names == known_then
    assert all(kept.verify(name) for name in names)


@pytest.mark.parametrize("at", [1, 4, 6, 8, 9, 10])
def test_killed_while_it_is_put_back_the_database_knows_no_paper_that_is_not_there(
    lite_hall: Hall, tmp_path: Path, at: int
) -> None:
    shop, target = lite_hall.shop, tmp_path / "away" / "now"
    target.parent.mkdir()
    then = {paper(lite_hall, words) for words in ("one", "two")}
    saved(shop, target)
    for sha256 in then:
        erase(lite_hall, sha256)
    now = {paper(lite_hall, "new")}
    shop.engine.dispose()
    killed(shop, "load", target, at)
    found = known(lite_hall)
    assert found in (then, now)
    assert all(shop.papers.whole(sha256) for sha256 in found)
    assert restored(shop, target) == ()
    assert known(lite_hall) == then


def test_the_command_line_says_how_many_and_what_is_lacking(
    lite_hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, line = lite_hall.shop, CliRunner()
    target = tmp_path / "away" / "now"
    target.parent.mkdir()
    monkeypatch.setattr(cli, "settings", lambda: shop.settings)
    monkeypatch.setattr(cli, "paper_store", lambda _: shop.papers)
    sha256 = paper(lite_hall, "one")
    made = line.invoke(cli.app, ["backup", str(target)])
    assert (made.exit_code, "papers: 1, copied now: 1" in made.output) == (0, True)
    assert line.invoke(cli.app, ["check-backup", str(target)]).exit_code == 0
    shutil.rmtree(target.parent / PAPERS)
    shop.papers.path(sha256).unlink()
    told = line.invoke(cli.app, ["check-backup", str(target)])
    assert (told.exit_code, sha256 in told.output) == (1, True)
    shop.engine.dispose()
    refused = line.invoke(cli.app, ["restore", str(target)])
    assert (refused.exit_code, "--incomplete" in refused.output) == (2, True)
    assert line.invoke(cli.app, ["restore", str(target), "--incomplete"]).exit_code == 1


def test_the_store_of_the_command_line_is_the_one_the_product_uses(lite: Shop) -> None:
    assert cli.paper_store(lite.settings).root == lite.papers.root
