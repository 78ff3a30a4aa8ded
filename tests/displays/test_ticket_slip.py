"""The slip: large enough to read, short enough to hold, one document for the same facts, nothing lost."""

from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from displays.fitting import CAP_HEIGHT, width
from displays.paper import length, qr_modules
from displays.ticket_slip import LONGEST, SHORTEST, TicketSlip, render
from hardware.contract.documents import PrintDocument, Qr, Text
from hardware.drivers.paper import rasterise
from onestop.words import say

SLIP = TicketSlip(
    office="Bộ phận Một cửa phường Nghĩa Đô",
    queue_vi="Hộ tịch – Chứng thực",
    queue_en="Civil status and certification",
    number="A047",
    issued=datetime(2026, 11, 2, 9, 32),  # noqa: DTZ001 - already in the office's zone
    ahead=12,
    more_ahead=False,
    wait_min=(12, 18),
    track_url="https://motcua.example.vn/t/7F3K9Q2MZX",
    ready=("Căn cước công dân", "Giấy chứng sinh (bản chính)", "Tờ khai đăng ký khai sinh"),
    seat="Xin mời ngồi khu A, nhìn bảng số 1",
)
FULL = replace(
    SLIP,
    office="Trung tâm Phục vụ hành chính công phường Hoàn Kiếm, thành phố Hà Nội, cơ sở hai",
    queue_vi="Đăng ký kinh doanh hộ cá thể và cấp giấy phép xây dựng nhà ở riêng lẻ",
    number="B1024",
    ready=tuple(f"Giấy tờ thứ {n} kèm bản sao có chứng thực của cơ quan nhà nước" for n in range(9)),
    priority=True,
    reprint=True,
)
BARE = replace(SLIP, ready=(), seat="", ahead=0, wait_min=None, queue_en="", track_url="")


def texts(document: PrintDocument) -> list[Text]:
    return [part for part in document.elements if isinstance(part, Text)]


def printed(slip: TicketSlip, dots: int = 576) -> str:
    return "\n".join(part.text for part in texts(render(slip, partial(say, slip.lang), dots)))


@pytest.mark.parametrize("dots", [576, 384])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("slip", [SLIP, FULL, BARE])
def test_length_and_sizes(slip: TicketSlip, lang: str, dots: int) -> None:
    document = render(replace(slip, lang=lang), partial(say, lang), dots)
    assert SHORTEST <= length(document) <= LONGEST
    assert all(width(part.text, part.size, bold=part.bold) <= dots for part in texts(document))
    assert min(part.size for part in texts(document)) >= 24


@pytest.mark.parametrize("dots", [576, 384])
@pytest.mark.parametrize("slip", [SLIP, FULL, BARE])
def test_the_printers_picture_is_as_long_as_promised(slip: TicketSlip, dots: int) -> None:
    document = render(slip, partial(say, "vi"), dots)
    assert abs(rasterise(document.elements, dots).height - length(document)) <= 24


@pytest.mark.parametrize("number", ["A1", "A007", "A047", "B1024", "C9000", "G0000"])
def test_the_number_stands_14_mm_tall_on_80_mm_paper(number: str) -> None:
    for slip in (SLIP, FULL):
        document = render(replace(slip, number=number), partial(say, "vi"))
        shown = next(part for part in texts(document) if part.text == number)
        assert shown.size * CAP_HEIGHT >= 112


def test_on_58_mm_paper_the_number_is_as_large_as_the_paper_allows() -> None:
    shown = next(part for part in texts(render(SLIP, partial(say, "vi"), 384)) if part.text == "A047")
    assert shown.size * CAP_HEIGHT >= 100


def test_what_it_says() -> None:
    paper = printed(SLIP)
    for line in ("A047", "Còn 12 người chờ trước ông/bà", "Chờ khoảng 12–18 phút", "• Căn cước công dân"):
        assert line in paper
    assert "09:32 - 02/11/2026" in paper
    assert "Quét mã để theo dõi lượt trên điện thoại" in paper
    assert "IN LẠI" not in paper
    assert "ƯU TIÊN" not in paper


def test_in_english_the_english_name_leads_and_the_vietnamese_stays() -> None:
    paper = printed(replace(SLIP, lang="en", ahead=1))
    assert paper.index("Civil status") < paper.index("Hộ tịch")
    assert "1 person is ahead of you" in paper


def test_more_people_than_are_counted_are_told_as_more_than() -> None:
    said = {lang: printed(replace(SLIP, lang=lang, ahead=2000, more_ahead=True)) for lang in ("vi", "en")}
    assert "Hơn 2000 người chờ trước" in said["vi"]
    assert "More than 2000 people" in said["en"]


def test_a_reprint_says_so_white_on_black_in_both_languages() -> None:
    for lang in ("vi", "en"):
        document = render(replace(SLIP, reprint=True, lang=lang), partial(say, lang))
        marks = [part for part in texts(document) if "BẢN IN LẠI" in part.text]
        assert [mark.invert for mark in marks] == [True]


def test_an_unknown_wait_is_not_guessed_and_a_sure_one_is_one_number() -> None:
    assert "Chưa ước được thời gian chờ" in printed(BARE)
    assert "Chờ khoảng 7 phút" in printed(replace(SLIP, wait_min=(7, 7)))


def test_left_out_papers_are_announced() -> None:
    assert "xin hỏi quầy hướng dẫn" in printed(replace(FULL, track_url=""))
    assert "giấy tờ khác" in printed(FULL)
    assert "giấy tờ khác" not in printed(SLIP)


def test_same_facts_same_document() -> None:
    assert render(SLIP, partial(say, "vi")) == render(replace(SLIP), partial(say, "vi"))


def test_the_qr_is_counted_as_the_driver_draws_it() -> None:
    for size in (10, 14, 15, 42, 62, 63, 106, 180, 251, 400):
        part = Qr(data="x" * size, module=3)
        assert rasterise((part,), 576).height == qr_modules(part.data) * 3


@settings(max_examples=15, deadline=None)
@given(
    office=st.text(alphabet="Bộphận Mtcửâơư ", min_size=1, max_size=90),
    queue=st.text(alphabet="Hộ tịch đấi", min_size=1, max_size=80),
    ready=st.lists(st.text(alphabet="Giấy chứg sinh ", min_size=1, max_size=90), max_size=12),
    dots=st.sampled_from([384, 576, 832]),
)
def test_whatever_the_words_the_slip_stays_in_its_length(
    office: str, queue: str, ready: list[str], dots: int
) -> None:
    slip = replace(FULL, office=office, queue_vi=queue, ready=tuple(ready))
    document = render(slip, partial(say, "vi"), dots)
    assert length(document) <= LONGEST
