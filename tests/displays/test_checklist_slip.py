"""Lists to tick and slips of what was handed in: everything said, nothing wider than the paper, a code to follow."""

from dataclasses import replace
from functools import partial

import pytest

from displays.checklist_slip import MOST_PAPERS, ChecklistSlip, HandedInSlip, Needed, checklist, handed_in
from displays.fitting import width
from hardware.contract.documents import PrintDocument, Qr, Text
from onestop.words import say
from tests.displays.form_samples import at

LONG = "Phiếu khai báo nhân viên bức xạ và người phụ trách an toàn (theo mẫu), kèm bản sao chứng chỉ nhân viên"
LIST = ChecklistSlip(
    office="Bộ phận Một cửa Bộ Khoa học và Công nghệ",
    procedure="Cấp giấy phép tiến hành công việc bức xạ (sử dụng thiết bị X-quang chẩn đoán trong y tế)",
    papers=(Needed("Đơn đề nghị cấp giấy phép", "Bản chính: 1"), Needed(LONG, "Bản sao: 2", "Xuất trình bản chính")),
    limit="20 ngày làm việc",
    fee="2.000.000 đồng",
    url="https://motcua.example.vn/procedures/gp-buc-xa?office=most#done=1&case=&yes=",
    printed=at(5, 3, 9, 32),
    case="Cơ sở y tế",
)
SLIP = HandedInSlip(
    office=LIST.office,
    procedure=LIST.procedure,
    reference="7F3A-91C2",
    at=at(5, 3, 9, 32),
    url="https://motcua.example.vn/d/0199f0a0-0000-7000-8000-00007f3a91c2#s=K7M2QX4D",
    decision="8 giờ làm việc",
)
DOTS = pytest.mark.parametrize("dots", [576, 384])
BOTH = pytest.mark.parametrize("lang", ["vi", "en"])


def texts(document: PrintDocument) -> list[Text]:
    return [part for part in document.elements if isinstance(part, Text)]


def whole(document: PrintDocument) -> str:
    return " ".join(" ".join(line.text.split()) for line in texts(document))


@DOTS
@BOTH
def test_nothing_is_wider_than_the_paper(dots: int, lang: str) -> None:
    speak = partial(say, lang)
    for document in (checklist(LIST, speak, dots), handed_in(SLIP, speak, dots)):
        assert all(width(line.text, line.size, bold=line.bold) <= dots for line in texts(document))


@DOTS
def test_every_paper_is_named_whole_with_its_box(dots: int) -> None:
    document = checklist(LIST, partial(say, "vi"), dots)
    assert whole(document).count("[ ]") == len(LIST.papers)
    for fact in (LONG, "Bản sao: 2", "Xuất trình bản chính", "20 ngày làm việc", "2.000.000 đồng", "Cơ sở y tế"):
        assert fact in whole(document), fact
    assert [part.data for part in document.elements if isinstance(part, Qr)] == [LIST.url]


def test_what_is_ours_and_not_law_says_so() -> None:
    speak = partial(say, "vi")
    mark = say("vi", "checklist.demonstration")
    assert mark not in whole(checklist(LIST, speak))
    assert mark in whole(checklist(replace(LIST, demonstration=True), speak))


def test_many_papers_are_counted_and_none_are_said() -> None:
    speak = partial(say, "vi")
    many = checklist(replace(LIST, papers=tuple(Needed(f"Giấy {n}") for n in range(MOST_PAPERS + 3))), speak)
    assert say("vi", "checklist.more", n=3) in whole(many)
    assert say("vi", "checklist.none") in whole(checklist(replace(LIST, papers=()), speak))


def test_what_was_handed_in_has_a_reference_a_code_and_no_name() -> None:
    document = handed_in(SLIP, partial(say, "vi"))
    assert SLIP.reference in whole(document)
    assert "8 giờ làm việc" in whole(document)
    assert [part.data for part in document.elements if isinstance(part, Qr)] == [SLIP.url]
