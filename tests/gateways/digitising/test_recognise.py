"""Vietnamese writing read back from pictures, pages set upright, and what happens where there is no Tesseract."""

import stat
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from onestop.gateways.digitising import assemble, pages, pdf_pages, work
from onestop.gateways.digitising.clam import NoScanner
from onestop.gateways.digitising.facts import Batch, Recognition
from onestop.gateways.digitising.recognise import OutOfTime, Tesseract
from tests.gateways.digitising import files, scans


def program(folder: Path, script: str) -> str:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def short() -> Image.Image:
    """A few lines are read in a second."""
    return scans.page(150, lines=6, stamp=False)


def test_no_program_no_language_no_recognition(tmp_path: Path) -> None:
    assert Tesseract.found(str(tmp_path / "nobody")) is None
    assert Tesseract.found(program(tmp_path, "echo 'List of languages:'; echo eng; echo osd")) is None
    assert Tesseract.found(program(tmp_path, "exit 1"), tmp_path / "data") is None


def test_a_page_that_takes_too_long_stays_without_text(tmp_path: Path) -> None:
    slow = Tesseract((program(tmp_path, "exec sleep 20"),), page_s=0.2)
    plate = assemble.plate(pages.Ready(short(), 150))
    with pytest.raises(OutOfTime):
        slow.read(plate)
    scan = files.jpeg(tmp_path / "a.jpg", short(), 150)
    done = work.digitise(Batch((scan,), "Đơn"), tmp_path / "out.pdf", work.Tools(NoScanner(), slow))
    assert (done.pages, done.text, done.recognition) == (1, "", Recognition.PARTLY)


def test_a_program_that_fails_leaves_the_page_as_it_is(tmp_path: Path) -> None:
    plate = assemble.plate(pages.Ready(short(), 150))
    assert Tesseract((program(tmp_path, "exit 3"),)).read(plate) is plate


@pytest.mark.tesseract
def test_writing_is_read_and_can_be_searched(tmp_path: Path) -> None:
    scan = files.jpeg(tmp_path / "a.jpg", scans.askew(short(), 3), 150)
    tools = work.Tools(NoScanner(), Tesseract.found())
    done = work.digitise(Batch((scan,), "Đơn"), tmp_path / "out.pdf", tools)
    assert done.recognition is Recognition.DONE
    for words in ("ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP", "Kính gửi: Bộ phận", "quy định"):
        assert words in done.text
        assert words in pdf_pages.texts(done.path)[0].replace("\n", " ")


@pytest.mark.tesseract
def test_the_text_lies_on_its_writing(tmp_path: Path) -> None:
    """The found words are where the picture shows them: a search marks the right place."""
    scan = files.jpeg(tmp_path / "a.jpg", short(), 150)
    done = work.digitise(Batch((scan,), "Đơn"), tmp_path / "out.pdf", work.Tools(NoScanner(), Tesseract.found()))
    with pypdfium2.PdfDocument(done.path) as document:
        written = document[0].get_textpage()
        at = written.search("ĐƠN").get_next()
        assert at is not None
        left, bottom, right, top = written.get_charbox(at[0])
    assert left == pytest.approx(2.2 * 72, abs=6)
    assert 842 - (top + bottom) / 2 == pytest.approx(1.05 * 72, abs=8)
    assert right > left


@pytest.mark.tesseract
@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_a_page_laid_in_any_way_is_set_upright(degrees: int) -> None:
    found = Tesseract.found()
    assert found is not None
    paper = scans.page(150)
    laid = pages.turned(paper, 360 - degrees)
    assert found.turn(laid) == degrees
    if degrees:
        assert found.turn(scans.askew(laid, 4)) == degrees


@pytest.mark.tesseract
def test_a_page_with_little_on_it_is_not_turned() -> None:
    found = Tesseract.found()
    assert found is not None
    picture = scans.blank(150)
    ImageDraw.Draw(picture).text((500, 800), "113", "black", ImageFont.load_default(30))
    assert found.turn(picture) == 0
