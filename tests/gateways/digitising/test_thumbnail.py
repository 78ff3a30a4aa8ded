"""Small pictures of first pages: drawn with the paper, or later; a paper is good without one."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from onestop.domain.errors import PaperRefused, PaperUnknown
from onestop.gateways.digitising import apart, thumbnail
from onestop.storage.papers import PaperStore
from onestop.usecases import digitising
from tests.gateways.digitising import files, scans

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> PaperStore:
    return PaperStore(tmp_path / "papers")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=["JPEG"])


def test_of_a_scan_and_of_a_born_page(tmp_path: Path) -> None:
    for n, paper in enumerate((files.born(tmp_path / "a.pdf"), files.jpeg(tmp_path / "b.jpg", scans.page(60), 60))):
        thumbnail.draw(paper, tmp_path / f"{n}.jpg")
        small = opened((tmp_path / f"{n}.jpg").read_bytes())
        assert max(small.size) == thumbnail.LONG_PX
        assert min(small.size) > 100
        assert (tmp_path / f"{n}.jpg").stat().st_size < 20_000
    with pytest.raises(PaperRefused, match="broken"):
        thumbnail.draw(files.encrypted(tmp_path / "c.pdf"), tmp_path / "c.jpg")


def test_it_is_drawn_with_the_paper_and_lies_beside_it(tmp_path: Path, store: PaperStore) -> None:
    source = files.jpeg(tmp_path / "a.jpg", scans.page(60), 60)
    kept = digitising.take_in(store, (source,), "Đơn", now=NOW).kept
    beside = store.thumbnail(kept.sha256)
    assert beside.parent == store.path(kept.sha256).parent
    first = beside.read_bytes()
    assert max(opened(first).size) == thumbnail.LONG_PX
    assert digitising.thumbnail(store, kept.sha256) == beside
    assert store.forget(kept.sha256, NOW.timestamp() + 10**9) is True
    assert not beside.exists()


def test_of_a_paper_kept_without_one_it_is_drawn_once(
    tmp_path: Path, store: PaperStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.keep(files.born(tmp_path / "a.pdf"))
    drawn = digitising.thumbnail(store, kept.sha256)
    assert max(opened(drawn.read_bytes()).size) == thumbnail.LONG_PX
    foreign = store.keep(b"no paper of any kind")
    with pytest.raises(PaperUnknown):
        digitising.thumbnail(store, foreign.sha256)
    asked: list[Path] = []
    monkeypatch.setattr(apart, "draw_thumbnail", asked.append)
    assert digitising.thumbnail(store, kept.sha256) == drawn
    with pytest.raises(PaperUnknown):
        digitising.thumbnail(store, foreign.sha256)
    assert asked == []
    with pytest.raises(PaperUnknown):
        digitising.thumbnail(store, "0" * 64)
