"""Forms: every one is set, says what it must, refuses what it may not say, and facts are never markup."""

import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from displays.forms import codes, dates
from displays.forms.base import Form
from displays.forms.errors import FormIncomplete, TemplateFaulty
from displays.forms.facts import Receipt
from displays.forms.parts import Lack, Paper
from displays.forms.rendering import check, pdf
from displays.forms.text import UNPRINTABLE, printable
from tests.displays import form_samples as samples
from tests.displays.form_samples import FORMS, at

MM = 72 / 25.4
DEMONSTRATION = "Số liệu minh họa, không phải quy định của pháp luật"


def pages(made: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(made)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [re.sub(r"\s+", " ", text).replace("\u200b", "") for text in texts]


def text(made: bytes) -> str:
    return " ".join(pages(made))


def scanned(made: bytes, folder: Path) -> list[str]:
    """What zbarimg reads from the first page at 300 dpi."""
    document = pypdfium2.PdfDocument(made)
    picture = folder / "page.png"
    document[0].render(scale=300 / 72).to_pil().save(picture)
    document.close()
    read = subprocess.run(
        ["zbarimg", "--quiet", str(picture)], capture_output=True, text=True, check=True, timeout=60
    )
    return sorted(read.stdout.split())


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_set_on_its_paper(name: str) -> None:
    document = pypdfium2.PdfDocument(pdf(FORMS[name]))
    width, height = (round(side / MM) for side in document[0].get_size())
    document.close()
    across = {"07-register": (297, 210), "application": (210, 297)}
    assert (width, height) == across.get(name, (148, 210))


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_an_archives_pdf_without_a_persons_name_in_its_properties(name: str) -> None:
    made = pdf(FORMS[name])
    with pikepdf.open(io.BytesIO(made)) as document:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "B")
        properties = str(about) + str(dict(document.docinfo))
    assert samples.HEAD.office in properties
    assert samples.NAME not in properties
    assert all(person not in properties for person in samples.PEOPLE)


@pytest.mark.parametrize("name", FORMS)
def test_same_facts_same_bytes(name: str) -> None:
    assert pdf(FORMS[name]) == pdf(replace(FORMS[name]))


def test_forms_made_at_the_same_time_do_not_mix() -> None:
    wanted = {name: pdf(form) for name, form in FORMS.items()}
    with ThreadPoolExecutor(4) as crowd:
        made = list(crowd.map(lambda name: (name, pdf(FORMS[name])), [*FORMS] * 3))
    assert all(wanted[name] == one for name, one in made)


def test_a_moment_without_a_zone_is_as_good() -> None:
    head = replace(samples.HEAD, issued=samples.HEAD.issued.replace(tzinfo=None))
    assert "ngày 05 tháng 3 năm 2026" in text(pdf(replace(samples.REFUSAL, head=head)))


@pytest.mark.parametrize("name", FORMS)
def test_marks_stand_on_every_page_of_a_reprint_and_of_a_demonstration(name: str) -> None:
    marked = pages(pdf(replace(FORMS[name], demonstration=True), reprint=True))
    assert all("BẢN IN LẠI" in page and DEMONSTRATION in page for page in marked)
    plain = text(pdf(replace(FORMS[name], demonstration=False)))
    assert "IN LẠI" not in plain
    assert DEMONSTRATION not in plain


def test_the_receipt_says_all_that_form_01_must() -> None:
    made = pages(pdf(samples.RECEIPT))
    assert len(made) == 1
    for words in (
        *("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *(samples.CODE, samples.NAME, "0912 345 678", "001185012345", "huonggiang@example.vn"),
        *("1 (bộ)", "20 ngày làm việc", "9 giờ 32 phút, ngày 05 tháng 3 năm 2026"),
        *("17 giờ 00 phút, ngày 02 tháng 4 năm 2026", "Quyển số: 01, Số thứ tự: 0047", "Mã tra cứu: 7F3K"),
        *("NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Trần Văn Minh"),
        *(paper.name for paper in samples.PAPERS),
    ):
        assert words in made[0], words


def test_a_labels_number_is_read_off_its_bars(tmp_path: Path) -> None:
    assert scanned(pdf(samples.LABELS), tmp_path) == ["CODE-128:RR473124829VN"]


def test_a_procedure_without_a_due_date_says_so() -> None:
    endless = replace(samples.RECEIPT, due=None, no_due="Thủ tục này không có thời hạn; kết quả được báo khi có")
    assert "không có thời hạn" in text(pdf(endless))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "02-supplement",
            ("Bản nộp là bản photo", "Điều 17 khoản 1", "trước 17 giờ 00 phút, ngày 06 tháng 4 năm 2026"),
        ),
        ("03-refusal", ("không tiếp nhận, giải quyết hồ sơ này với lý do", "thuộc thẩm quyền của Ủy ban nhân dân")),
        (
            "04-apology",
            ("thành thật xin lỗi", "17 giờ 00 phút, ngày 09 tháng 4 năm 2026", "Nơi nhận", "Phạm Quốc Khánh"),
        ),
        ("05-stop", ("dừng giải quyết hồ sơ", "không phải hoàn trả", "đề nghị rút hồ sơ")),
        ("06-control", ("Lê Thị Thu Hà", "Trước hạn", "14 giờ 05 phút", "Hạn: 17:00 26/03/2026")),
        ("visit", ("8 giờ 30 phút, ngày 17 tháng 3 năm 2026", "Bùi Anh Tuấn", "Nhật ký vận hành")),
        ("results", ("112/GP-BKHCN", "Tổng số: 3 kết quả", "KÝ NHẬN KẾT QUẢ")),
        ("originals", ("09:50 05/03/2026", "chưa trả", "Còn 1 loại giấy tờ")),
        (
            "application",
            ("Kính gửi: Cục An toàn bức xạ", "1. Tên thiết bị: Máy X-quang", "Phòng X-quang số 2", "Mẫu 08"),
        ),
        ("consultation", ("Nội dung tư vấn", "Kiểm định thiết bị mới", "Luật Năng lượng nguyên tử")),
        ("checklist", ("Ông/bà cần những gì?", "1.014393", "1 bản chính, 2 bản photo", "024 3555 0101")),
        ("post", ("EB 000 717 618 VN", "31.500 đ", "đủ 2 bưu gửi")),
    ],
)
def test_what_the_other_forms_say(name: str, words: tuple[str, ...]) -> None:
    read = text(pdf(FORMS[name]))
    assert [one for one in words if one not in read] == []


@pytest.mark.zbarimg
def test_phone_and_scanner_read_the_receipts_codes(tmp_path: Path) -> None:
    for form in (samples.RECEIPT, samples.FULL_RECEIPT):
        assert scanned(pdf(form), tmp_path) == [f"CODE-39:{samples.CODE}", f"QR-Code:{samples.URL}"]
    assert scanned(pdf(samples.CONTROL), tmp_path) == [f"CODE-39:{samples.CODE}"]
    assert scanned(pdf(samples.CHECKLIST), tmp_path) == ["QR-Code:https://motcua.example.vn/p/1.014393"]


def test_codes_that_cannot_be_drawn() -> None:
    assert codes.code39("hồ sơ 1") is None
    assert codes.code39("1" * 33) is None
    assert "Mã hồ sơ" in text(pdf(replace(samples.RECEIPT, code="hs/2026/đ-1")))
    with pytest.raises(FormIncomplete) as refused:
        pdf(replace(samples.RECEIPT, lookup_url="https://" + "x" * 600))
    assert refused.value.facts == {"form": "01-receipt", "field": "lookup_url"}


def test_a_name_and_a_date_never_break() -> None:
    """Whatever stands before it pushes the whole name to the next line."""
    for fill in range(20, 60, 3):
        made = pdf(
            replace(samples.RECEIPT, head=replace(samples.HEAD, office="m" * (fill % 29) + " Một cửa " * (fill // 9)))
        )
        document = pypdfium2.PdfDocument(made)
        lines = document[0].get_textpage().get_text_range().splitlines()
        document.close()
        assert any(samples.NAME in line for line in lines)
        assert any("ngày 02 tháng 4 năm 2026" in line for line in lines)


def test_sixty_papers_go_on_with_the_tables_head() -> None:
    many = tuple(Paper(name=f"Giấy tờ thứ {n} kèm bản sao có chứng thực", copies=n) for n in range(1, 61))
    made = pages(pdf(replace(samples.RECEIPT, papers=many)))
    assert len(made) >= 2
    assert all("Tên giấy tờ" in page for page in made[:-1])
    assert all(f"Giấy tờ thứ {n} kèm" in " ".join(made) for n in range(1, 61))
    assert f"{samples.CODE} Trang 2/{len(made)}" in made[1]


def test_the_register_of_200_rows() -> None:
    made = pages(pdf(samples.register(200)))
    assert len(made) > 10
    assert all("Nhận và trả kết quả" in page for page in made[:-1])
    whole = " ".join(made)
    assert [n for n in range(1, 201) if f"-{n:04} " not in whole] == []
    assert "Số thứ tự từ 1 đến 200" in made[0]


def test_long_names_and_addresses_are_kept_whole() -> None:
    long = "Công ty Trách nhiệm hữu hạn Một thành viên " + "Đầu tư Phát triển Công nghệ Kỹ thuật cao " * 6
    address = "Số 1234/56/78, ngõ Một Hai Ba, đường Nguyễn Thị Minh Khai nối dài, " * 8
    person = replace(samples.PERSON, name=long.strip(), address=address.strip())
    for form in (samples.RECEIPT, samples.SUPPLEMENT, samples.REFUSAL, samples.APOLOGY, samples.ORIGINALS):
        read = text(pdf(replace(form, person=person)))
        assert long.strip() in read
        assert isinstance(form, type(samples.APOLOGY)) or address.strip() in read


REFUSED: list[tuple[Form, str]] = [
    (replace(samples.RECEIPT, code=" "), "code"),
    (replace(samples.RECEIPT, papers=()), "papers"),
    (replace(samples.RECEIPT, papers=(Paper(name="Đơn"),)), "papers"),
    (replace(samples.RECEIPT, sets=0), "sets"),
    (replace(samples.RECEIPT, due=None), "due"),
    (replace(samples.RECEIPT, no_due="không có"), "due"),
    (replace(samples.RECEIPT, due=samples.RECEIPT.received - timedelta(minutes=1)), "due"),
    (replace(samples.RECEIPT, person=replace(samples.PERSON, name="")), "person.name"),
    (replace(samples.RECEIPT, head=replace(samples.HEAD, place="")), "head.place"),
    (replace(samples.SUPPLEMENT, lacks=(Lack(content="Đơn", reason=""),)), "lacks"),
    (replace(samples.SUPPLEMENT, guidance=""), "guidance"),
    (replace(samples.REFUSAL, reason=""), "reason"),
    (replace(samples.REFUSAL, reason="paper.refused"), "reason"),
    (replace(samples.REFUSAL, reason="KeyError: NullPointerException"), "reason"),
    (replace(samples.REFUSAL, reason="ERR-4711"), "reason"),
    (replace(samples.APOLOGY, new_due=samples.APOLOGY.due), "new_due"),
    (replace(samples.APOLOGY, earlier=(at(8, 4),)), "earlier"),
    (replace(samples.APOLOGY, signer=replace(samples.HEADMAN, name="")), "signer.name"),
    (replace(samples.STOP, money=""), "money"),
    (replace(samples.CONTROL, hand_overs=samples.CONTROL.hand_overs[1::-1]), "hand_overs"),
    (replace(samples.register(5), entries=samples.register(5).entries[1:]), "entries"),
    (replace(samples.register(5), year=2025), "year"),
    (replace(samples.CONSULTATION, outcome=()), "outcome"),
]


@pytest.mark.parametrize(("form", "field"), REFUSED)
def test_a_form_refuses_facts_that_fail_its_data_check(form: Form, field: str) -> None:
    with pytest.raises(FormIncomplete) as refused:
        pdf(form)
    assert refused.value.facts == {"form": form.template, "field": field}
    with pytest.raises(FormIncomplete):
        check(form)


def test_an_offices_template_wins_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "03-refusal.typ").write_text(
        '#import "common.typ": *\n#show: form.with("Thử")\nMẪU RIÊNG: #f.reason\n'
    )
    assert "MẪU RIÊNG: Thiết bị X-quang" in text(pdf(samples.REFUSAL, folder=tmp_path))
    assert pdf(samples.STOP, folder=tmp_path) == pdf(samples.STOP)
    assert pdf(samples.STOP, folder=tmp_path / "none") == pdf(samples.STOP)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('#import "common.typ": *\n\n#f.reson', 3),
        ("#let x = (1,\n\n#x", 1),
        ('#import "common.typ": *\n#show: form.with("Thử")\n#person(f.reason)', 3),
        ("#let again(x) = again(x)\n#again(1)", 1),
        ('#import "@preview/cetz:0.3.0": *', 1),
        ('\n#read("/etc/passwd")', 2),
        ('\n#read("../rendering.py")', 2),
        ('#import "common.typ": *\n#show: form.with("Thử")\n\nCười 😀', 4),
    ],
)
def test_a_broken_template_is_named_with_its_line(source: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "03-refusal.typ").write_text(source, encoding="utf-8")
    with pytest.raises(TemplateFaulty) as faulty:
        pdf(samples.REFUSAL, folder=tmp_path)
    assert (faulty.value.facts["file"], faulty.value.facts["line"]) == ("03-refusal.typ", line)
    assert faulty.value.facts["problem"]


def test_a_template_that_is_no_text_or_far_too_large(tmp_path: Path) -> None:
    for content, line in ((b"// \n\n\xff\xfe\x00", 3), (b" " * 2_000_001, 0)):
        (tmp_path / "common.typ").write_bytes(content)
        with pytest.raises(TemplateFaulty) as faulty:
            pdf(samples.REFUSAL, folder=tmp_path)
        assert (faulty.value.facts["file"], faulty.value.facts["line"]) == ("common.typ", line)


ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from("#$*_[]<>@\\`{}~=-+/\"'|&%^:;,.()\n\t\0 –“”ẾỆắ😀👩🏽‍💻漢ελжא\u0301\u200d\u202e\ufeff\u2028"),
        st.characters(),
    ),
    min_size=1,
    max_size=80,
).filter(str.strip)


def oddly(fact: object, odd: str) -> object:
    """The same facts with odd words in every string, an address for a QR left out."""
    if isinstance(fact, str):
        return f"Lý do {odd}"
    if isinstance(fact, tuple):
        return tuple(oddly(one, odd) for one in fact)
    if not is_dataclass(fact) or isinstance(fact, type):
        return fact
    return type(fact)(
        **{
            field.name: "" if field.name in LEFT_EMPTY else oddly(getattr(fact, field.name), odd)
            for field in fields(fact)
        }
    )


LEFT_EMPTY = {"lookup_url", "no_due"}


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=ODD, again=st.integers(1, 9))
def test_facts_are_data_and_never_markup(name: str, words: str, again: int) -> None:
    form = oddly(FORMS[name], words * again)
    assert isinstance(form, Form)
    if isinstance(form, Receipt):
        form = replace(form, lookup_url=samples.URL)
    assert pages(pdf(form))


def test_markup_is_printed_as_it_is() -> None:
    words = r"#f.code *đậm* _nghiêng_ $x^2$ [a] <nhan> @ai `mã` \n // c /* d */ = e - f + g #{1+1}"
    assert words in text(pdf(replace(samples.REFUSAL, guidance=words)))


def test_what_no_font_has_is_seen_as_a_box_and_the_rest_stays() -> None:
    assert printable("Đỗ😀 Văn\x00 Hùng\r\nMai") == f"Đỗ{UNPRINTABLE} Văn Hùng\nMai"
    assert f"Đỗ{UNPRINTABLE} Hùng" in text(pdf(replace(samples.RECEIPT, officer="Đỗ😀 Hùng")))


def test_a_very_long_word_stays_on_the_paper() -> None:
    made = pdf(replace(samples.RECEIPT, request="A" * 400))
    document = pypdfium2.PdfDocument(made)
    page = document[0].get_textpage()
    rights = [page.get_rect(n)[2] for n in range(page.count_rects())]
    document.close()
    assert max(rights) <= 137 * MM


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (at(5, 3, 9, 32), "ngày 05 tháng 3 năm 2026"),
        (at(27, 10, year=2023), "ngày 27 tháng 10 năm 2023"),
        (at(1, 1), "ngày 01 tháng 01 năm 2026"),
        (at(28, 2), "ngày 28 tháng 02 năm 2026"),
    ],
)
def test_dates_as_forms_write_them(moment: datetime, written: str) -> None:
    assert dates.day(moment) == written


def test_times_as_forms_write_them() -> None:
    assert dates.clock(at(5, 3, 9, 5)) == "9 giờ 05 phút"
    assert dates.styles(at(5, 3, 17).date()) == {"day": "ngày 05 tháng 3 năm 2026", "short": "05/03/2026"}


def test_the_line_height_leaves_room_for_stacked_marks() -> None:
    """Lines of one paragraph, each known by a sign of its own, stand 1.35 times the letters' size apart."""
    long = replace(samples.REFUSAL, reason="§ quyết định của cơ quan có thẩm quyền Ế Ộ ặ " * 10)
    document = pypdfium2.PdfDocument(pdf(long))
    page = document[0].get_textpage()
    found = page.search("§")
    lines = set()
    while (hit := found.get_next()) is not None:
        lines.add(round(page.get_charbox(hit[0])[1], 1))
    document.close()
    assert len(lines) > 2
    assert min(upper - lower for lower, upper in pairwise(sorted(lines))) >= 1.35 * 10
