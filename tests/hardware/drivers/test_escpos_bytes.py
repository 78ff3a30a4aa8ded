"""The bytes on the wire, held against published vectors, and the answers of a printer as facts."""

import pytest
from PIL import Image

from hardware.contract.documents import Gap, PrintDocument, Qr, Text
from hardware.drivers import escpos_commands as escpos
from hardware.drivers.escpos_printer import encode
from hardware.drivers.escpos_status import Answers, read_status
from hardware.drivers.printer_line import FileLine, SerialLine, TcpLine, line_for
from tests.hardware.drivers.printer_scenes import CHECK_URL, SLIP


def test_a_picture_is_sent_in_slices_clones_can_take() -> None:
    sent = escpos.raster(Image.new("1", (16, 300), 0))
    first, rest = sent[: 8 + 510], sent[8 + 510 :]
    assert first == bytes.fromhex("1d763000 0200 ff00") + b"\xff" * 510
    assert rest == bytes.fromhex("1d763000 0200 2d00") + b"\xff" * 90


def test_black_is_one_and_an_odd_width_is_filled_with_paper() -> None:
    picture = Image.new("1", (10, 1), 1)
    picture.putpixel((0, 0), 0)
    picture.putpixel((9, 0), 0)
    assert escpos.raster(picture) == bytes.fromhex("1d763000 0200 0100 8040")


def test_a_printers_own_qr() -> None:
    head = bytes.fromhex("1b6101 1d286b0400314132 00 1d286b03003143 06 1d286b03003145 31 1d286b0700315030")
    assert escpos.qr("B102", 6) == head + b"B102" + bytes.fromhex("1d286b0300315130 1b6100")
    assert len(escpos.qr(CHECK_URL, 6)) < 100


def test_a_big_number_in_the_printers_own_letters() -> None:
    sent = escpos.native_line("B1024", 6, "center", bold=True)
    assert sent.startswith(bytes.fromhex("1b6101 1b4501 1d4200 1d2155") + b"B1024\n")
    assert escpos.scale_for("B1024", 160, 576) == 7
    assert escpos.scale_for("B1024", 320, 384) is None


def test_long_feeds_go_in_steps() -> None:
    assert escpos.feed(300) == bytes.fromhex("1b4aff 1b4a2d")


def test_a_job_begins_with_reset_and_ends_at_the_knife() -> None:
    raster, hybrid = encode(SLIP, 576, "raster"), encode(SLIP, 576, "hybrid")
    for job in (raster, hybrid):
        assert job.startswith(bytes.fromhex("1b40 1c2e"))
        assert job.endswith(bytes.fromhex("1d564200"))
    assert len(raster) < 60_000
    assert len(hybrid) < 15_000
    assert CHECK_URL.encode() in hybrid
    assert b"A1024\n" in hybrid


def test_a_slip_is_quick_on_a_serial_line() -> None:
    line = line_for("/dev/ttyUSB0", 115_200)
    assert line.wire_s(len(encode(SLIP, 576, "hybrid"))) < 1.5


def test_only_vietnamese_lines_become_pictures_in_hybrid_mode() -> None:
    document = PrintDocument(elements=(Text(text="Quầy 03"), Text(text="B1024", size=96), Gap(height=8)))
    job = encode(document, 384, "hybrid")
    assert job.count(b"\x1dv0") == 1
    assert b"\x1d!\x33B1024\n" in job


def test_a_document_wider_than_the_paper_is_drawn_for_the_paper() -> None:
    job = encode(SLIP, 384, "raster")
    assert job[4:10] == bytes.fromhex("1d763000 3000")


def test_paper_without_a_cut_is_pushed_out_to_tear() -> None:
    assert encode(PrintDocument(elements=(), cut=False), 576, "raster") == b"\x1b@\x1c.\x1bd\x04"


@pytest.mark.parametrize(
    ("raw", "online", "paper", "cover"),
    [
        ("12 12 12 12", True, "ok", "closed"),
        ("12 12 12 1e", True, "near_end", "closed"),
        ("1a 32 12 7e", True, "out", "closed"),
        ("1a 16 12 12", True, "ok", "open"),
        ("1a 12 12 12", False, "ok", "closed"),
    ],
)
def test_status_bytes(raw: str, online: bool, paper: str, cover: str) -> None:
    status = read_status(*bytes.fromhex(raw))
    assert (status.online, status.paper, status.cover, status.raw) == (online, paper, cover, raw)


def test_answers_are_told_apart_whatever_comes_between() -> None:
    answers = Answers(line_for("file:///dev/null"))
    answers.feed(bytes.fromhex("12") + bytes.fromhex("10 00 03 00") + bytes.fromhex("00") + bytes.fromhex("1e ff"))
    assert list(answers.realtime) == [0x12, 0x1E]
    assert list(answers.ordinary) == [0x00]


def test_an_automatic_status_may_come_in_pieces() -> None:
    answers = Answers(line_for("file:///dev/null"))
    for byte in bytes.fromhex("38 00 00 00 03"):
        answers.feed(bytes((byte,)))
    assert list(answers.ordinary) == [0x03]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("tcp://192.0.2.7", TcpLine),
        ("file:///dev/usb/lp0", FileLine),
        ("/dev/serial/by-id/printer", SerialLine),
        ("loop://", SerialLine),
    ],
)
def test_addresses(url: str, kind: type) -> None:
    assert isinstance(line_for(url), kind)


def test_a_qr_too_large_for_the_paper_is_made_smaller() -> None:
    document = PrintDocument(width=200, elements=(Qr(data="x" * 200, module=16),))
    assert encode(document, 384, "raster")[4:10] == bytes.fromhex("1d763000 1900")
