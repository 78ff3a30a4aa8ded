"""The paper store: the same bytes once, nothing half written ever seen, no name that is not a hash."""

import hashlib
import os
import signal
import stat
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import PaperUnknown
from onestop.storage.papers import ASIDE, CHUNK_BYTES, Kept, PaperStore

PDF = b"%PDF-1.7\nmade up\n%%EOF\n"


@pytest.fixture
def store(tmp_path: Path) -> PaperStore:
    return PaperStore(tmp_path / "papers")


def files(store: PaperStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_kept_comes_back(store: PaperStore) -> None:
    kept = store.keep(PDF)
    assert kept == Kept(hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf")
    assert store.exists(kept.sha256)
    assert store.verify(kept.sha256)
    with store.open(kept.sha256) as paper:
        assert paper.read() == PDF


def test_bytes_file_and_stream_are_the_same_paper_kept_once(store: PaperStore, tmp_path: Path) -> None:
    source = tmp_path / "scan.exe"
    source.write_bytes(PDF)
    assert {store.keep(PDF), store.keep(source), store.keep(BytesIO(PDF))} == {store.keep(PDF)}
    assert len(files(store)) == 1
    assert source.read_bytes() == PDF


def test_a_stream_larger_than_a_chunk(store: PaperStore) -> None:
    data = os.urandom(CHUNK_BYTES) * 3 + b"end"
    kept = store.keep(BytesIO(data))
    assert (kept.size, kept.media_type) == (len(data), "application/octet-stream")
    assert store.path(kept.sha256).read_bytes() == data


def test_only_this_account_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = PaperStore(tmp_path / "data" / "papers")
        kept = store.keep(PDF)
    finally:
        os.umask(before)
    path = store.path(kept.sha256)
    assert mode(path) == 0o600
    assert {mode(p) for p in (store.root, path.parent, path.parent.parent, store.root / ASIDE)} == {0o700}


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n", "/" + "a" * 63]
)
def test_no_name_but_a_hash_becomes_a_path(store: PaperStore, name: str) -> None:
    assert not store.exists(name)
    for ask in (store.path, store.open, store.verify):
        with pytest.raises(PaperUnknown):
            ask(name)


@given(st.text(max_size=80))
def test_no_text_leads_out_of_the_folder(name: str) -> None:
    store = PaperStore(Path("/papers"))
    try:
        path = store.path(name)
    except PaperUnknown:
        return
    assert path == Path("/papers") / name[:2] / name[2:4] / name


def test_an_unknown_paper(store: PaperStore) -> None:
    assert not store.exists("a" * 64)
    with pytest.raises(PaperUnknown):
        store.open("a" * 64)


def test_a_rotten_paper_is_noticed_and_healed_by_keeping_it_again(store: PaperStore) -> None:
    kept = store.keep(PDF)
    store.path(kept.sha256).write_bytes(PDF.replace(b"made", b"rott"))
    assert not store.verify(kept.sha256)
    store.keep(PDF)
    assert store.verify(kept.sha256)


def test_a_source_that_fails_leaves_nothing(store: PaperStore) -> None:
    class Torn(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(5, "unplugged")
            return super().read(size)

    with pytest.raises(OSError, match="unplugged"):
        store.keep(Torn(b"x" * (CHUNK_BYTES + 1)))
    assert files(store) == []


WRITER = """
import os, signal, sys
from pathlib import Path
from onestop.storage.papers import PaperStore
fsync, writing = os.fsync, True
def killed(handle):
    fsync(handle)
    if not os.path.isdir(f"/proc/self/fd/{handle}"):
        os.kill(os.getpid(), signal.SIGKILL)
os.fsync = killed
PaperStore(Path(sys.argv[1])).keep(b"half a life" * 100_000)
"""


def test_a_writer_killed_between_write_and_rename(store: PaperStore) -> None:
    data = b"half a life" * 100_000
    done = subprocess.run([sys.executable, "-c", WRITER, str(store.root)], check=False, timeout=30)
    assert done.returncode == -signal.SIGKILL
    assert [path.parent.name for path in files(store)] == [ASIDE]
    sha256 = hashlib.sha256(data).hexdigest()
    assert not store.exists(sha256)
    assert store.keep(data).sha256 == sha256
    assert store.verify(sha256)
    torn = files(store)[0].stat().st_mtime
    assert store.clear_torn(torn + 60) == 0
    assert store.clear_torn(torn + 90_000) == 1
    assert [path.name for path in files(store)] == [sha256]
