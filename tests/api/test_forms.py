"""Every form of a dossier that went through everything: set, kept, the same bytes again, marked when reprinted."""

import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import select

from displays.forms import dates
from onestop.queries import forms
from onestop.storage.rows import FormIssue
from onestop.usecases import apologising, asides, consulting, correcting, intake, processing, receiving, returning
from onestop.usecases.intake import PaperSeen
from onestop.usecases.returning import Taker
from tests.api.conftest import Client
from tests.conftest import Clock
from tests.usecases.dossiers import APPLICANT, GOOD, Bureau
from tests.usecases.test_processing import through

ORIGINAL = (GOOD[0], PaperSeen("copy", "good", plain=1, compared=1))


@pytest.fixture
def bureau(client: Client) -> Bureau:
    return Bureau(client.hall, Clock(client.hall.shop.now()))


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


def digits(text: str) -> str:
    """Letters and digits alone: a code may be broken over lines."""
    return "".join(sign for sign in text if sign.isalnum())


def signs(pdf: bytes) -> str:
    return digits(words(pdf))


def scanned(picture: Path) -> str:
    """What an independent reader finds on a picture."""
    return subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, check=True, text=True).stdout


async def got(client: Client, made: UUID, form: str, *, again: bool = False) -> bytes:
    path = f"/dossiers/{made}/forms/{form}" + ("?again=true" if again else "")
    answer = await client.get(path, **client.bearer("officer1"))
    assert answer.status_code == 200, (form, answer.text)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


def busy(bureau: Bureau) -> UUID:
    """Received, one original compared, supplemented, visited, reappointed."""
    made, now = bureau.opened(), bureau.clock()
    intake.check_papers(bureau.work, made, ORIGINAL, actor=bureau.desk, now=now)
    receipt = receiving.receive(bureau.work, made, actor=bureau.desk, now=now)
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=now)
    lines = ["Bản sao giấy tờ: chưa chứng thực"]
    processing.ask_supplement(bureau.work, each, lines, "Chưa hợp lệ", actor=bureau.one, now=now)
    bureau.clock.forward(minutes=5)
    processing.supplemented(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    assert receipt.due is not None
    due = bureau.row(made).due
    assert due is not None
    later = next(due + timedelta(days=n) for n in range(3, 9) if (due + timedelta(days=n)).weekday() < 5)
    apologising.apologise(bureau.work, made, later, "Chờ kết quả giám định", actor=bureau.head, now=bureau.clock())
    processing.done(bureau.work, each, actor=bureau.one, now=bureau.clock())
    weigh = bureau.stage(made, "weigh").id
    processing.take(bureau.work, weigh, actor=bureau.two, now=bureau.clock())
    visit_at = bureau.clock() + timedelta(days=1)
    asides.arrange_visit(bureau.work, weigh, visit_at, "Cơ sở ở Hà Nội", actor=bureau.two, now=bureau.clock())
    return made


async def test_each_form_says_what_happened(client: Client, bureau: Bureau) -> None:
    made = busy(bureau)
    code = bureau.row(made).code or ""
    expected = {
        "01": ("GIẤY TIẾP NHẬN", APPLICANT.name, "10 ngày làm việc"),
        "02": ("chưa chứng thực", "BỔ SUNG"),
        "04": ("XIN LỖI", "Chờ kết quả giám định"),
        "06": ("KIỂM SOÁT", "Thẩm tra", "Thẩm định"),
        "visit": ("Cơ sở ở Hà Nội",),
        "originals": ("Bản sao giấy tờ",),
    }
    assert sorted(forms.possible(bureau.view(made))) == sorted(expected)
    for form, wanted in expected.items():
        text = words(await got(client, made, form))
        for each in (*wanted, code):
            assert each.casefold() in text.casefold(), (form, each, text[:400])
    for form in ("03", "05", "99"):
        answer = await client.get(f"/dossiers/{made}/forms/{form}", **client.bearer("officer1"))
        assert answer.status_code == 404, form


@pytest.mark.parametrize("form", ["06", "originals"])
async def test_looking_again_gives_out_no_second_original(client: Client, bureau: Bureau, form: str) -> None:
    made = busy(bureau)
    first = await got(client, made, form)
    await got(client, made, "01")
    assert await got(client, made, form) == first
    assert "BẢN IN LẠI" in words(await got(client, made, form, again=True))
    with bureau.work.reading() as session:
        issued = session.scalars(select(FormIssue).where(FormIssue.dossier_id == made, FormIssue.form == form)).all()
    assert sorted(row.reprint_of is not None for row in issued) == [False, True]


async def test_the_apology_names_the_date_that_is_missed_and_the_unit(client: Client, bureau: Bureau) -> None:
    made, receipt = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=bureau.clock())
    processing.ask_supplement(bureau.work, each, ["Bản sao"], "Bản sao mờ", actor=bureau.one, now=bureau.clock())
    bureau.clock.forward(days=7)
    processing.supplemented(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    missed = bureau.row(made).due
    assert missed is not None
    assert missed != receipt.due, "the clock stood still meanwhile"
    later = next(missed + timedelta(days=n) for n in range(3, 9) if (missed + timedelta(days=n)).weekday() < 5)
    apologising.apologise(bureau.work, made, later, "Chờ kết quả giám định", actor=bureau.head, now=bureau.clock())
    text = words(await got(client, made, "04"))
    assert f"hẹn trả kết quả là 17 giờ 00 phút, {dates.day(missed.astimezone(bureau.zone))}" in text
    assert "Đơn vị t-one" in text


async def test_the_receipt_of_a_correction_apologises(client: Client, bureau: Bureau) -> None:
    made, receipt = bureau.received()
    through(bureau, made, "check", "weigh", "sign")
    returning.hand_out(bureau.work, made, Taker(APPLICANT.name), actor=bureau.desk, now=bureau.clock())
    right = correcting.correct(bureau.work, made, "Sai ngày cấp phép", actor=bureau.desk, now=bureau.clock())
    text = words(await got(client, right.dossier_id, "01"))
    for wanted in ("Sai ngày cấp phép", receipt.code, right.code, "xin lỗi", "Điều 21 Nghị định 61/2018"):
        assert wanted.casefold() in text.casefold(), wanted
    assert "xin lỗi" not in words(await got(client, made, "01")).casefold()


async def test_refused_and_stopped(client: Client, bureau: Bureau) -> None:
    refused = bureau.opened()
    intake.refuse(bureau.work, refused, "Không thuộc thẩm quyền của cơ quan", actor=bureau.desk, now=bureau.clock())
    assert "Không thuộc thẩm quyền" in words(await got(client, refused, "03"))
    stopped, _ = bureau.received()
    each = bureau.stage(stopped, "check").id
    processing.stop(bureau.work, each, "Không còn căn cứ giải quyết", actor=bureau.head, now=bureau.clock())
    assert "Không còn căn cứ" in words(await got(client, stopped, "05"))


async def test_given_out_once_and_marked_when_printed_again(client: Client, bureau: Bureau) -> None:
    made, _ = bureau.received()
    first, second = await got(client, made, "01"), await got(client, made, "01")
    assert first == second
    again = await got(client, made, "01", again=True)
    assert "BẢN IN LẠI" in words(again)
    assert "BẢN IN LẠI" not in words(first)
    issued = bureau.view(made).forms
    assert [(f.form, f.reprint) for f in issued] == [("01", False), ("01", True)]


@pytest.mark.zbarimg
async def test_the_receipts_code_leads_to_the_dossier(client: Client, bureau: Bureau, tmp_path: Path) -> None:
    made, receipt = bureau.received()
    document = pypdfium2.PdfDocument(await got(client, made, "01"))
    picture = tmp_path / "receipt.png"
    document[0].render(scale=300 / 72).to_pil().save(picture)
    read = scanned(picture)
    assert f"/d/{receipt.code}#s={receipt.secret}" in read
    assert receipt.code in read.splitlines()


async def test_what_was_advised_is_taken_along_in_writing(client: Client, bureau: Bureau) -> None:
    ticket = bureau.hall.take().id
    made = consulting.consult(
        bureau.work,
        bureau.hall.office_id,
        "Cần giấy phép nào khi chuyển máy X-quang?",
        "Làm thủ tục sửa đổi giấy phép.\nMang theo bản gốc giấy phép.",
        actor=bureau.desk,
        now=bureau.clock(),
        ticket_id=ticket,
    )
    answer = await client.get(f"/consultations/{made}", **client.bearer("officer1"))
    text = words(answer.content)
    assert "Làm thủ tục sửa đổi giấy phép" in text
    assert "A001" in text


async def test_register_and_lists(client: Client, bureau: Bureau) -> None:
    made, receipt = bureau.received()
    through(bureau, made, "check", "weigh", "sign")
    officer = client.bearer("officer1")
    year = bureau.row(made).register_year
    path = f"/authorities/000.00.00.T01/register/{year}"
    register = await client.get(path, **officer)
    assert register.status_code == 200, register.text
    assert digits(receipt.code) in signs(register.content)
    by_id = await client.get(f"/authorities/{bureau.row(made).authority_id}/register/{year}", **officer)
    assert digits(receipt.code) in signs(by_id.content)
    assert (await client.get("/authorities/none/register/2026", **officer)).status_code == 404
    assert (await client.get(f"{path}?book=2", **officer)).status_code == 404
    boss = client.bearer("supervisor1")
    closing = f"/authorities/{bureau.row(made).authority_id}/register/{year}/close"
    runs = await client.post(closing, **boss)
    assert (runs.status_code, runs.json()["code"]) == (409, "register.runs")
    returning.hand_out(bureau.work, made, returning.Taker(APPLICANT.name), actor=bureau.desk, now=bureau.clock())
    day = f"{bureau.clock().astimezone(bureau.zone):%Y-%m-%d}"
    handed = await client.get(f"/results/{day}", **officer)
    assert digits(receipt.code) in signs(handed.content)
    assert (await client.get("/results/2020-01-01", **officer)).status_code == 404
    assert (await client.get("/deliveries/lists/20200101-01", **officer)).status_code == 404
    for route in (path, f"/results/{day}"):
        assert (await client.get(route)).status_code == 401
