"""Receipt and result slip on thermal paper: all facts of form 01, nothing wider than the paper, names whole."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from displays.fitting import width
from displays.receipt_slip import MOST_PAPERS, ReceiptSlip, ResultSlip, receipt, result
from hardware.contract.documents import PrintDocument, Qr, Text
from hardware.drivers.paper import rasterise
from onestop.words import say
from tests.displays.form_samples import CODE, NAME, REQUEST, URL, at

SLIP = ReceiptSlip(
    office="Bộ phận Một cửa Bộ Khoa học và Công nghệ",
    code=CODE,
    applicant=NAME,
    request=REQUEST,
    papers=(("Đơn đề nghị cấp giấy phép", 1), ("Phiếu khai báo nhân viên bức xạ và người phụ trách an toàn", 2)),
    limit="20 ngày làm việc",
    received=at(5, 3, 9, 32),
    due=at(2, 4, 17),
    lookup_url=URL,
    return_at="Bộ phận Một cửa, số 113 Trần Duy Hưng",
    officer="Trần Văn Minh",
    due_steps=("Ngày nhận không tính", "Ngày làm việc thứ 20: ngày 02 tháng 4 năm 2026, hết ca chiều"),
    secret="7F3K",
    phone="024 3555 0101",
)
HANDED = ResultSlip(
    office=SLIP.office,
    code=CODE,
    receiver=NAME,
    request=REQUEST,
    results=("Giấy phép tiến hành công việc bức xạ số 112/GP-BKHCN",),
    handed=at(2, 4, 10, 5),
    officer="Trần Văn Minh",
    originals_back=("Giấy chứng nhận kiểm định thiết bị",),
    rate_url="https://motcua.example.vn/r/7F3K9Q2M",
)
VI = partial(say, "vi")
DOTS = pytest.mark.parametrize("dots", [576, 384])


def texts(document: PrintDocument) -> list[Text]:
    return [part for part in document.elements if isinstance(part, Text)]


def printed(document: PrintDocument) -> str:
    return " ".join(part.text for part in texts(document))


@DOTS
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_is_wider_than_the_paper_or_too_small(lang: str, dots: int) -> None:
    for document in (receipt(SLIP, partial(say, lang), dots), result(HANDED, partial(say, lang), dots)):
        assert all(width(part.text, part.size, bold=part.bold) <= dots for part in texts(document))
        assert min(part.size for part in texts(document)) >= 24
        assert rasterise(document.elements, dots).height < 8 * 320


@DOTS
def test_the_receipt_says_what_form_01_says(dots: int) -> None:
    document = receipt(SLIP, VI, dots)
    paper = printed(document)
    assert CODE in paper.replace("- ", "-")
    for words in (
        *(NAME, "Mã tra cứu: 7F3K", "Giấy tờ đã nộp (2):", "20 ngày làm việc", "9 giờ 32 phút"),
        *("ngày 05 tháng 3 năm 2026", "17 giờ 00 phút", "ngày 02 tháng 4 năm 2026", "024 3555 0101", "Trần Văn Minh"),
        *("• 1 bản – Đơn đề nghị cấp", "bức xạ – Sử dụng", "Ngày nhận không tính", "113 Trần Duy Hưng"),
    ):
        assert words in paper, words
    assert [part.data for part in document.elements if isinstance(part, Qr)] == [URL]


@DOTS
def test_names_codes_and_the_due_day_stand_on_one_line(dots: int) -> None:
    lines = [part.text for part in texts(receipt(SLIP, VI, dots))]
    assert {NAME, "17 giờ 00 phút", "ngày 02 tháng 4 năm 2026"} <= set(lines)
    assert (CODE in lines) is (dots == 576)
    assert dots == 576 or {"000.00.00.G06-", "260305-0047"} <= set(lines)


@DOTS
def test_the_result_slip_says_what_was_handed_over(dots: int) -> None:
    paper = printed(result(HANDED, VI, dots))
    for words in ("112/GP-BKHCN", NAME, "10 giờ 05 phút", "Bản chính đã trả lại (1):", "đánh giá"):
        assert words in paper, words
    silent = result(replace(HANDED, rate_url="", originals_back=()), VI, dots)
    assert not [part for part in silent.elements if isinstance(part, Qr)]
    assert "Bản chính" not in printed(silent)


@DOTS
def test_marks_of_reprint_and_demonstration(dots: int) -> None:
    for document in (
        receipt(replace(SLIP, reprint=True, demonstration=True), VI, dots),
        result(replace(HANDED, reprint=True, demonstration=True), VI, dots),
    ):
        assert [part.text.strip() for part in texts(document) if part.invert] == ["BẢN IN LẠI"]
        assert "Số liệu minh họa, không phải quy định của pháp luật" in printed(document)
    assert "minh họa" not in printed(receipt(SLIP, VI, dots))


def test_without_a_due_date_the_slip_says_so_and_many_papers_are_counted() -> None:
    endless = replace(SLIP, due=None, no_due="Thủ tục này không có thời hạn", papers=(("Bản vẽ", 1),) * 60)
    paper = printed(receipt(endless, VI))
    assert "không có thời hạn" in paper
    assert f"… và {60 - MOST_PAPERS} giấy tờ khác" in paper


@settings(max_examples=20, deadline=None)
@given(words=st.text(alphabet="Nguyễn Văn đẤ#*_[]\\W0", min_size=1, max_size=300), dots=st.sampled_from([384, 576]))
def test_whatever_the_words_they_fit(words: str, dots: int) -> None:
    slip = replace(
        SLIP, applicant=words, request=words, return_at=words, papers=((words, 1),) * 30, due_steps=(words,) * 9
    )
    document = receipt(slip, VI, dots)
    assert all(width(part.text, part.size, bold=part.bold) <= dots for part in texts(document))


def test_same_facts_same_document() -> None:
    assert receipt(SLIP, VI) == receipt(replace(SLIP), VI)
    assert result(HANDED, VI) == result(replace(HANDED), VI)
