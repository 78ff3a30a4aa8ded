"""Whole jobs: files in, one PDF out; what it says about itself, how it stops, what it refuses."""

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import pdf_pages, work
from onestop.gateways.digitising.clam import Clamd
from onestop.gateways.digitising.facts import Batch, Cancelled, Limits, Reason, Recognition, Scan
from tests.gateways.digitising import files, scans

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TITLE = "Bản vẽ thiết kế"


def batch(*sources: Path, **more: Any) -> Batch:
    return Batch(sources, TITLE, AT, recognise=False, **more)


def refused(job: Batch, to: Path, tools: work.Tools = work.NO_TOOLS) -> dict[str, str | int]:
    with pytest.raises(PaperRefused) as refusal:
        work.digitise(job, to, tools)
    assert not to.exists()
    return refusal.value.facts


def test_scans_become_one_pdf(tmp_path: Path) -> None:
    one = files.jpeg(tmp_path / "1.jpg", scans.askew(scans.page(100), 2), 100)
    two = files.jpeg(tmp_path / "2.jpg", scans.speckled(scans.blank(100)), 100)
    three = files.scanned_pdf(tmp_path / "3.pdf", scans.page(100, number=3), scans.blank(100), dpi=100)
    steps: list[tuple[int, int, str]] = []
    done = work.digitise(batch(one, two, three), tmp_path / "out.pdf", progress=lambda *step: steps.append(step))
    assert (done.pages, done.blank, done.text) == (2, 2, "")
    assert (done.recognition, done.scan, done.cleaned, done.signed) == (Recognition.OFF, Scan.NONE, False, False)
    with pikepdf.open(done.path) as document:
        sizes = [[float(side) for side in page.mediabox] for page in document.pages]
    assert sizes == [pytest.approx([0, 0, 595, 842], abs=2)] * 2
    assert [s for s in steps if s[2] == "pages"] == [(n, 4, "pages") for n in (1, 2, 3, 4)]
    assert steps[-1] == (1, 1, "assemble")


def test_blank_pages_stay_when_asked_and_nothing_but_blank_pages_is_nothing(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "a.pdf", scans.blank(60), scans.blank(60), dpi=60)
    assert refused(batch(scan), tmp_path / "out.pdf") == {"reason": "empty"}
    assert work.digitise(batch(scan, drop_blank=False), tmp_path / "out.pdf").pages == 2
    assert refused(batch(), tmp_path / "none.pdf") == {"reason": "empty"}


def test_what_the_pdf_says_of_itself(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x8298] = "Phone of Lan", "Lan", "Lan"
    photo = files.jpeg(tmp_path / "Nguyễn Thị Lan.jpg", scans.page(100), 100, exif=exif)
    done = work.digitise(batch(photo), tmp_path / "out.pdf")
    assert b"Lan" not in done.path.read_bytes()
    with pikepdf.open(done.path) as document:
        with document.open_metadata() as told:
            assert (told["dc:title"], told["pdfaid:part"], told["pdfaid:conformance"]) == (TITLE, "2", "B")
            assert told["xmp:CreateDate"] == "2026-11-23T02:00:00+00:00"
            assert "dc:creator" not in told
        assert str(document.docinfo["/Title"]) == TITLE
        assert set(document.docinfo.keys()) <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
        assert document.Root.OutputIntents[0].DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert document.trailer.ID is not None
        assert "/Encrypt" not in document.trailer


def test_the_same_papers_give_the_same_bytes(tmp_path: Path) -> None:
    scan = files.jpeg(tmp_path / "a.jpg", scans.page(60), 60)
    made = [work.digitise(batch(scan), tmp_path / name).path.read_bytes() for name in ("1.pdf", "2.pdf")]
    assert hashlib.sha256(made[0]).digest() == hashlib.sha256(made[1]).digest()


def test_black_and_white_is_packed_as_such(tmp_path: Path) -> None:
    scan = tmp_path / "a.tiff"
    scans.page(200, stamp=False).convert("1", dither=Image.Dither.NONE).save(
        scan, compression="group4", dpi=(200, 200)
    )
    done = work.digitise(batch(scan), tmp_path / "out.pdf")
    assert done.path.stat().st_size < 60_000
    with pikepdf.open(done.path) as document:
        (picture,) = document.pages[0].get_images().values()
        assert list(picture.Filter) == [pikepdf.Name.CCITTFaxDecode]


def test_a_born_pdf_is_kept_to_the_byte(tmp_path: Path) -> None:
    born = files.born(tmp_path / "a.pdf", "First", "Second")
    done = work.digitise(batch(born), tmp_path / "out.pdf")
    assert done.path.read_bytes() == born.read_bytes()
    assert (done.pages, done.text) == (2, "First\fSecond")


def test_a_born_pdf_that_acts_is_cleaned_and_not_made_into_a_picture(tmp_path: Path) -> None:
    done = work.digitise(batch(files.active(tmp_path / "a.pdf")), tmp_path / "out.pdf")
    assert done.cleaned
    assert done.text == "Born digital"
    assert pdf_pages.texts(done.path) == ["Born digital"]


def test_born_pages_and_scans_are_bound_in_order(tmp_path: Path) -> None:
    born = files.active(tmp_path / "a.pdf")
    scan = files.jpeg(tmp_path / "b.jpg", scans.page(60), 60)
    more = files.born(tmp_path / "c.pdf", "Annex")
    done = work.digitise(batch(born, scan, more), tmp_path / "out.pdf")
    assert pdf_pages.texts(done.path) == ["Born digital", "", "Annex"]
    assert b"cmd.exe" not in done.path.read_bytes()
    assert done.text == "Born digital\f\fAnnex"
    if shutil.which("pdftotext"):
        said = subprocess.run(["pdftotext", str(done.path), "-"], capture_output=True, check=True, text=True)
        assert said.stdout.split() == ["Born", "digital", "Annex"]


def test_a_signed_pdf_comes_alone_and_stays_as_it_is(tmp_path: Path) -> None:
    signed = files.signed(tmp_path / "a.pdf")
    done = work.digitise(batch(signed), tmp_path / "out.pdf")
    assert done.signed
    assert done.path.read_bytes() == signed.read_bytes()
    scan = files.jpeg(tmp_path / "b.jpg", scans.page(60), 60)
    assert refused(batch(signed, scan), tmp_path / "no.pdf") == {"reason": "signed"}


def test_the_refusal_names_the_file_by_its_place(tmp_path: Path) -> None:
    good = files.jpeg(tmp_path / "a.jpg", scans.page(60), 60)
    torn = files.jpeg(tmp_path / "b.jpg", scans.page(60), 60)
    torn.write_bytes(torn.read_bytes()[:-3000])
    assert refused(batch(good, torn, good), tmp_path / "out.pdf") == {"reason": "broken", "number": 2}
    pages = files.born(tmp_path / "c.pdf", *"abc")
    many = refused(batch(pages, pages, limits=Limits(pages=5)), tmp_path / "out.pdf")
    assert (many["reason"], many["number"]) == ("too_many_pages", 2)


def test_a_torn_picture_in_a_whole_pdf_is_not_dropped_as_blank(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "a.pdf", scans.page(100), dpi=100)
    with pikepdf.open(scan, allow_overwriting_input=True) as document:
        (picture,) = document.pages[0].get_images().values()
        picture.write(picture.read_raw_bytes()[:900], filter=pikepdf.Name.DCTDecode)
        document.save(scan)
    assert refused(batch(scan), tmp_path / "out.pdf") == {"reason": "broken", "number": 1}


def test_a_scanner_that_is_down_is_told(tmp_path: Path) -> None:
    scan = files.jpeg(tmp_path / "a.jpg", scans.page(60), 60)
    done = work.digitise(batch(scan), tmp_path / "out.pdf", work.Tools(Clamd(str(tmp_path / "nobody")), None))
    assert done.scan is Scan.UNCHECKED


@pytest.mark.parametrize("after", [0, 2, 3])
def test_it_stops_between_pages_when_asked(tmp_path: Path, after: int) -> None:
    scan = files.scanned_pdf(tmp_path / "a.pdf", *[scans.page(60)] * 12, dpi=60)
    told: list[str] = []
    with pytest.raises(Cancelled):
        work.digitise(
            batch(scan),
            tmp_path / "out.pdf",
            progress=lambda *step: told.append(step[2]),
            cancelled=lambda: len(told) >= after,
        )
    assert not (tmp_path / "out.pdf").exists()
    assert told.count("pages") < 6


def test_without_recognition_it_says_so(tmp_path: Path) -> None:
    scan = files.jpeg(tmp_path / "a.jpg", scans.page(60), 60)
    assert work.digitise(Batch((scan,), TITLE, AT), tmp_path / "out.pdf").recognition is Recognition.ABSENT


@pytest.mark.filterwarnings("ignore::pikepdf.exceptions.PageCopyWarning")  # of a form torn apart
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_bytes_turned_over_are_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever a bad cable or a bad mind changes in a file: a PDF comes out, or a refusal, never anything else."""
    whole = bytearray(data.draw(st.sampled_from([born_bytes(tmp_path), scan_bytes(tmp_path)])))
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=30)):
        whole[at] = value
    path, scan = tmp_path / "changed", tmp_path / "scan.jpg"
    if not scan.exists():
        files.jpeg(scan, scans.page(40), 110)
    path.write_bytes(whole)
    try:
        found: str | int = work.digitise(batch(path, scan), tmp_path / "out.pdf").pages
    except PaperRefused as refusal:
        found = refusal.facts["reason"]
    assert found in {1, 2, *Reason}


def born_bytes(folder: Path) -> bytes:
    return files.active(folder / "born.pdf").read_bytes()


def scan_bytes(folder: Path) -> bytes:
    return files.scanned_pdf(folder / "scan.pdf", scans.page(30, stamp=False), dpi=30).read_bytes()


def test_an_annotation_that_is_nothing(tmp_path: Path) -> None:
    with pikepdf.open(files.active(tmp_path / "a.pdf"), allow_overwriting_input=True) as document:
        document.pages[0].obj.Annots = pikepdf.Array([None, *document.pages[0].obj.Annots])
        document.save(tmp_path / "a.pdf")
    scan = files.jpeg(tmp_path / "b.jpg", scans.page(60), 60)
    assert work.digitise(batch(tmp_path / "a.pdf", scan), tmp_path / "out.pdf").cleaned
