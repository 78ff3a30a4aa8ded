"""What may come in, by content: each refusal has its reason, and what is let in is what it says."""

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import guard, pdf
from onestop.gateways.digitising.clam import Verdict
from onestop.gateways.digitising.facts import Limits, Reason
from tests.gateways.digitising import files, scans

LIMITS = Limits()


def refusal(path: Path, limits: Limits = LIMITS) -> Reason:
    with pytest.raises(PaperRefused) as refused:
        guard.check(path, limits, number=3)
    assert refused.value.facts["number"] == 3
    return Reason(str(refused.value.facts["reason"]))


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("format_", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("TIFF", "tiff"), ("WEBP", "webp")])
def test_pictures_are_known_by_content(tmp_path: Path, format_: str, kind: str) -> None:
    path = tmp_path / "named.exe"
    scans.blank(50).save(path, format_)
    checked = guard.check(path, LIMITS)
    assert (checked.media_type, checked.pages, checked.verdict) == (f"image/{kind}", 1, Verdict.NONE)


def test_a_tiff_has_its_pages_and_an_animation_is_one_picture(tmp_path: Path) -> None:
    pages = [scans.blank(50) for _ in range(3)]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    moving = [Image.new("RGB", (60, 60), colour) for colour in ("red", "green", "blue")]
    moving[0].save(tmp_path / "b.webp", save_all=True, append_images=moving[1:])
    assert guard.check(tmp_path / "a.tiff", LIMITS).pages == 3
    assert guard.check(tmp_path / "b.webp", LIMITS).pages == 1
    assert refusal(tmp_path / "a.tiff", Limits(pages=2)) is Reason.TOO_MANY_PAGES


def test_nothing_at_all(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "a.pdf", b"")) is Reason.EMPTY


def test_three_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as sparse:
        sparse.truncate(300_000_000)
    assert refusal(path) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + bytes(200),
        b"\x7fELF\x02\x01\x01" + bytes(200),
        b"#!/bin/sh\nrm -rf /\n",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + bytes(200),
        b"plain words",
        b"MZ" + bytes(80) + b"%PDF-1.7\n%%EOF",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100),
    ],
)
def test_another_kind_of_file_named_pdf(tmp_path: Path, data: bytes) -> None:
    assert refusal(written(tmp_path / "form.pdf", data)) is Reason.TYPE


def archive() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("run.js", "bad()")
    return made.getvalue()


def test_two_files_in_one(tmp_path: Path) -> None:
    born, picture = files.born(tmp_path / "a.pdf"), files.jpeg(tmp_path / "a.jpg", scans.blank(50))
    assert refusal(written(tmp_path / "b.pdf", born.read_bytes() + archive())) is Reason.TYPE
    assert refusal(written(tmp_path / "b.jpg", picture.read_bytes() + archive())) is Reason.TYPE
    head = picture.read_bytes()[:20] + born.read_bytes()
    assert refusal(written(tmp_path / "c.jpg", head)) is Reason.TYPE


def test_a_picture_that_would_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (9000, 9000)).save(path)
    assert path.stat().st_size < 20_000
    assert refusal(path) is Reason.TOO_LARGE


def test_a_bomb_inside_a_pdf(tmp_path: Path) -> None:
    path = files.scanned_pdf(tmp_path / "bomb.pdf", Image.new("1", (9000, 9000), 1))
    assert refusal(path) is Reason.TOO_LARGE


def test_a_picture_with_a_torn_head(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "a.png", b"\x89PNG\r\n\x1a\n" + bytes(60))) is Reason.BROKEN


def test_pdfs_that_cannot_be_read(tmp_path: Path) -> None:
    whole = files.born(tmp_path / "a.pdf", *["text"] * 9).read_bytes()
    assert refusal(files.encrypted(tmp_path / "b.pdf")) is Reason.ENCRYPTED
    assert refusal(written(tmp_path / "c.pdf", whole[: len(whole) // 2])) is Reason.BROKEN
    assert refusal(written(tmp_path / "d.pdf", b"%PDF-1.7\n" + b"nonsense " * 99 + b"\n%%EOF")) is Reason.BROKEN
    with pikepdf.new() as nothing:
        nothing.save(tmp_path / "e.pdf")
    assert refusal(tmp_path / "e.pdf") is Reason.EMPTY
    assert refusal(tmp_path / "a.pdf", Limits(pages=8)) is Reason.TOO_MANY_PAGES


def test_a_pdf_that_is_locked_but_opens_is_let_in_and_unlocked(tmp_path: Path) -> None:
    path = files.encrypted(tmp_path / "a.pdf", user="")
    facts = guard.check(path, LIMITS).portable
    assert facts is not None
    assert facts.locked
    assert not facts.as_it_is
    pdf.clean(path, tmp_path / "b.pdf")
    with pikepdf.open(tmp_path / "b.pdf") as cleaned:
        assert not cleaned.is_encrypted


@pytest.mark.parametrize("modes", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_what_acts_or_hides_in_a_pdf_is_taken_out(tmp_path: Path, modes: pikepdf.ObjectStreamMode) -> None:
    path = files.active(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, object_stream_mode=modes)
    facts = guard.check(path, LIMITS).portable
    assert facts is not None
    assert facts.active
    pdf.clean(path, tmp_path / "b.pdf")
    cleaned = guard.check(tmp_path / "b.pdf", LIMITS).portable
    assert cleaned is not None
    assert cleaned.as_it_is
    with pikepdf.open(tmp_path / "b.pdf") as document:
        readable = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized}
        document.save(tmp_path / "c.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable, **readable)
        assert len(document.pages[0].obj.Annots) == 1
    left = (tmp_path / "c.pdf").read_bytes()
    assert [word for word in (b"launchURL", b"cmd.exe", b"x()", b"tool.exe", b"xdp") if word in left] == []
    assert b"example.org" in left
    assert b"Born digital" in left


def test_a_signed_pdf_is_kept_or_refused_but_never_changed(tmp_path: Path) -> None:
    facts = guard.check(files.signed(tmp_path / "a.pdf"), LIMITS).portable
    assert facts is not None
    assert facts.signed
    assert facts.as_it_is
    assert refusal(files.active(tmp_path / "b.pdf", signed=True)) is Reason.ACTIVE


def test_a_plain_pdf_may_stay_as_it_is(tmp_path: Path) -> None:
    path = files.born(tmp_path / "a.pdf", "one", "two")
    shutil.copy(path, tmp_path / "named.jpg")
    checked = guard.check(tmp_path / "named.jpg", LIMITS)
    assert (checked.media_type, checked.pages) == ("application/pdf", 2)
    assert checked.portable is not None
    assert checked.portable.as_it_is
