"""The scanner's folder: what rests and opens is handed over, at least once; the rest is put aside with its reason."""

import hashlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising.folder import Sweep, WatchedFolder
from tests.gateways.digitising import files, scans


class Receiver:
    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.then: Callable[[Path], None] = lambda _: None

    def __call__(self, path: Path, sha256: str) -> None:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        self.then(path)
        self.taken.append((path.name, sha256))


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def folder(tmp_path: Path, receiver: Receiver) -> WatchedFolder:
    return WatchedFolder(tmp_path, receiver, rest_s=3, patience_s=60)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()} if folder.exists() else set()


def scan(folder: Path, name: str = "scan.jpg", number: int = 1) -> Path:
    return files.jpeg(folder / name, scans.page(30, number=number), 30)


def test_a_file_counts_once_it_rests(folder: WatchedFolder, receiver: Receiver) -> None:
    path = scan(folder.root)
    assert folder.sweep(0) == Sweep(waiting=1)
    assert folder.sweep(2) == Sweep(waiting=1)
    assert folder.sweep(3.1) == Sweep(handed_over=1)
    assert [name for name, _ in receiver.taken] == ["scan.jpg"]
    assert not path.exists()
    assert names(folder.root / "done") == {f"{receiver.taken[0][1][:12]}-scan.jpg"}
    assert folder.sweep(9) == Sweep()


def test_an_upload_in_pieces_is_taken_whole(folder: WatchedFolder, receiver: Receiver) -> None:
    whole = scan(folder.root, "made.jpg").read_bytes()
    (folder.root / "made.jpg").unlink()
    path = folder.root / "scan.pdf"
    born = files.born(folder.root / "b.part").read_bytes()
    for at, part in enumerate((born[:200], born[:400], born)):
        path.write_bytes(part)
        assert folder.sweep(at * 2.9) == Sweep(waiting=1)
    assert folder.sweep(20) == Sweep(handed_over=1)
    assert receiver.taken == [("scan.pdf", hashlib.sha256(born).hexdigest())]
    assert whole


def test_a_stalled_upload_gets_patience_and_then_its_reason(folder: WatchedFolder, receiver: Receiver) -> None:
    born = files.born(folder.root / "b.part").read_bytes()
    path = folder.root / "scan.pdf"
    path.write_bytes(born[:300])
    assert [folder.sweep(at).rejected for at in (0, 5, 50)] == [0, 0, 0]
    path.write_bytes(born)
    assert [folder.sweep(at).handed_over for at in (55, 59)] == [0, 1]
    path.write_bytes(born[:300])
    assert [folder.sweep(at).rejected for at in (100, 161)] == [0, 1]
    assert names(folder.root / "rejected") == {"scan.pdf", "scan.pdf.reason.txt"}
    assert (folder.root / "rejected" / "scan.pdf.reason.txt").read_text().strip() == '"broken"'
    assert len(receiver.taken) == 1


def test_the_reason_is_told_in_words(tmp_path: Path, receiver: Receiver) -> None:
    folder = WatchedFolder(tmp_path, receiver, told=lambda reason: f"Tệp không nhận được: {reason}")
    files.encrypted(tmp_path / "a.pdf")
    folder.sweep(0)
    assert folder.sweep(5) == Sweep(rejected=1)
    assert "Tệp không nhận được: encrypted" in (tmp_path / "rejected" / "a.pdf.reason.txt").read_text(
        encoding="utf-8"
    )


def test_same_names_do_not_cover_each_other(folder: WatchedFolder, receiver: Receiver) -> None:
    for at in (1, 2, 2):
        scan(folder.root, number=at)
        now = len(receiver.taken) * 10.0
        folder.sweep(now)
        folder.sweep(now + 4)
        files.encrypted(folder.root / "locked.pdf")
        folder.sweep(now + 5)
        folder.sweep(now + 9)
    assert len(receiver.taken) == 3
    assert len({sha for _, sha in receiver.taken}) == 2
    assert len(names(folder.root / "done")) == 2
    assert {"locked.pdf", "locked-2.pdf", "locked-3.pdf"} < names(folder.root / "rejected")


def test_killed_between_hand_over_and_moving_it_comes_again(folder: WatchedFolder, receiver: Receiver) -> None:
    class Killed(BaseException):
        pass

    def die(_: Path) -> None:
        receiver.taken.append(("scan.jpg", "first"))
        raise Killed

    scan(folder.root)
    receiver.then = die
    folder.sweep(0)
    with pytest.raises(Killed):
        folder.sweep(4)
    receiver.then = lambda _: None
    again = WatchedFolder(folder.root, receiver, rest_s=3)
    again.sweep(100)
    assert again.sweep(104) == Sweep(handed_over=1)
    assert len(receiver.taken) == 2


def test_a_receiver_that_fails_gets_it_again(folder: WatchedFolder, receiver: Receiver) -> None:
    def full(_: Path) -> None:
        raise PermissionError(13, "disk")

    scan(folder.root)
    receiver.then = full
    folder.sweep(0)
    for at in (4, 100, 1000):
        with pytest.raises(PermissionError, match="disk"):
            folder.sweep(at)
    receiver.then = lambda _: None
    assert folder.sweep(1001) == Sweep(handed_over=1)


def test_a_receiver_may_refuse(folder: WatchedFolder, receiver: Receiver) -> None:
    def infected(_: Path) -> None:
        raise PaperRefused(reason="infected", number=1)

    scan(folder.root)
    receiver.then = infected
    folder.sweep(0)
    assert folder.sweep(4) == Sweep(rejected=1)
    assert (folder.root / "rejected" / "scan.jpg.reason.txt").read_text().strip() == '"infected"'


def test_a_file_that_grows_while_handed_over_comes_again_whole(folder: WatchedFolder, receiver: Receiver) -> None:
    path = scan(folder.root)

    def grow(at: Path) -> None:
        at.write_bytes(at.read_bytes() + b"\0")

    receiver.then = grow
    folder.sweep(0)
    folder.sweep(4)
    assert path.exists()
    receiver.then = lambda _: None
    folder.sweep(5)
    assert folder.sweep(9) == Sweep(handed_over=1)
    assert len({sha for _, sha in receiver.taken}) == 2


def test_what_vanishes_was_never_there(folder: WatchedFolder) -> None:
    path = scan(folder.root)
    folder.sweep(0)
    path.unlink()
    assert folder.sweep(4) == Sweep()


def test_what_does_not_count(folder: WatchedFolder, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.jpg"
    scan(outside.parent, outside.name)
    for name in (".hidden.jpg", "~scan.jpg", "scan.jpg.part", "scan.tmp", "SCAN.FILEPART"):
        scan(folder.root, name)
    (folder.root / "link.jpg").symlink_to(outside)
    (folder.root / "sub").mkdir()
    folder.sweep(0)
    assert folder.sweep(100) == Sweep()
    assert outside.exists()


def test_what_cannot_be_read_is_put_aside(folder: WatchedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = scan(folder.root)
    plain: Callable[..., object] = Path.open

    def opened(path: Path, *how: str, **more: Any) -> object:
        if path == locked:
            raise PermissionError(13, "locked")
        return plain(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)
    assert [folder.sweep(at).rejected for at in (0, 5, 50, 61)] == [0, 0, 0, 1]
    monkeypatch.undo()
    assert (folder.root / "rejected" / "scan.jpg.reason.txt").read_text().strip() == '"unreadable"'


def test_done_files_are_cleared_when_old(folder: WatchedFolder) -> None:
    scan(folder.root)
    folder.sweep(0)
    folder.sweep(4)
    (kept,) = (folder.root / "done").iterdir()
    assert folder.clear_done(kept.stat().st_mtime) == 0
    assert folder.clear_done(kept.stat().st_mtime + 1) == 1


def test_it_runs_by_itself_until_told_to_stop(tmp_path: Path, receiver: Receiver) -> None:
    folder, stop = WatchedFolder(tmp_path, receiver, rest_s=0.2), threading.Event()
    runner = threading.Thread(target=folder.run, args=(stop, time.monotonic, lambda _: None))
    runner.start()
    scan(tmp_path)
    until = time.monotonic() + 10
    while not receiver.taken and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    runner.join(10)
    assert not runner.is_alive()
    assert len(receiver.taken) == 1
