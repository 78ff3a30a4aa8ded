"""The other doors of a kiosk: a dossier followed, a list found by questions, one handed in; home forgets them all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
import reflex as rx
from sqlalchemy import select

from onestop.domain import dossier
from onestop.domain.eform import Blank, Kind
from onestop.domain.numbering import reference
from onestop.live.feed import live
from onestop.queries.facts import HallView
from onestop.storage.papers import Kept
from onestop.storage.rows import Dossier, PaperFile
from onestop.usecases import papers, receiving
from onestop.usecases.papers import Scan
from onestop.web.kiosk import view
from onestop.web.kiosk.filling import KioskForm
from onestop.web.kiosk.following import KioskFollow
from onestop.web.kiosk.handing import KioskHandIn
from onestop.web.kiosk.page import kiosk as page
from onestop.web.kiosk.preparing import KioskPapers
from onestop.web.kiosk.scanning import KioskScan
from onestop.web.kiosk.state import Kiosk
from onestop.web.place import PlaceSession, keep
from onestop.wiring import Shop
from onestop.words import say
from tests.conftest import MONDAY, Clock
from tests.factories import Hall
from tests.usecases.booking_desk import AN, RULES, Desk
from tests.usecases.dossiers import RULES as TEST_RULES
from tests.usecases.dossiers import Bureau

CARD = "001090123456|012345678|Trần Thị Bình|05031990|Nữ|Số 5 phố Huế, Hà Nội|01012022"
TYPED = {
    "name": "Trần Thị Bình",
    "number": "001090123456",
    "born": "05/03/1990",
    "phone": "0912345678",
    "address": "",
}


@pytest.fixture
def bureau(lite_hall: Hall, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setattr(lite, "now", clock)

    async def current(_: UUID) -> HallView:
        return lite_hall.view()

    monkeypatch.setattr(live(), "current", current)
    monkeypatch.setattr(PlaceSession, "_code", lambda _: "kiosk-1")
    return Bureau(lite_hall, clock)


class Screen:
    """One kiosk's states, as a browser has them."""

    def __init__(self, bureau: Bureau) -> None:
        self.root = rx.State()
        for place in self.root.substates.values():
            self._keep(place, bureau.hall.key("kiosk-1"))
        self.kiosk = self._find(self.root, Kiosk)
        self.kiosk.shop = view.shop(bureau.hall.view(), "kiosk-1", bureau.hall.view().devices[0].id)

    def _keep(self, state: Any, key: str) -> None:
        if isinstance(state, PlaceSession) and type(state) is PlaceSession:
            state.credentials = keep("", "kiosk-1", key)
        for below in state.substates.values():
            self._keep(below, key)

    def _find(self, state: Any, wanted: type[rx.State]) -> Any:
        if type(state) is wanted:
            return state
        return next((found for one in state.substates.values() if (found := self._find(one, wanted))), None)

    def __getitem__(self, wanted: type[rx.State]) -> Any:
        return self._find(self.root, wanted)

    async def do(self, wanted: type[rx.State], name: str, *arguments: Any) -> Any:
        handler: Callable[..., Any] = {**Kiosk.event_handlers, **wanted.event_handlers}[name].fn
        told = handler(self[wanted], *arguments)
        if hasattr(told, "__aiter__"):
            return [each async for each in told]
        return await told


@pytest.fixture
def screen(bureau: Bureau) -> Screen:
    return Screen(bureau)


def prepared(bureau: Bureau) -> list[Dossier]:
    with bureau.work.reading() as session:
        return list(session.scalars(select(Dossier).order_by(Dossier.opened_at)))


async def chosen(screen: Screen, *answers: str) -> None:
    await screen.do(KioskPapers, "begin", "hand_in")
    await screen.do(KioskPapers, "search", {"words": "thu tuc test"})
    await screen.do(KioskPapers, "choose_procedure", "test")
    for each in answers:
        await screen.do(KioskPapers, "answer", each)


async def test_a_code_tells_how_far_and_the_receipt_tells_all(bureau: Bureau, screen: Screen) -> None:
    _, receipt = bureau.received()
    await screen.do(KioskFollow, "begin")
    for typed, trouble in (({"code": " "}, "empty"), ({"code": "000.00.00.T01-1"}, "unknown")):
        await screen.do(KioskFollow, "look", typed)
        assert (screen.kiosk.step, screen[KioskFollow].trouble) == ("follow", trouble)
    await screen.do(KioskFollow, "look", {"code": receipt.code.lower(), "secret": ""})
    seen = screen[KioskFollow].dossier
    assert (screen.kiosk.step, seen.full, seen.public, seen.due, seen.steps) == ("dossier", False, "received", "", ())
    await screen.do(KioskFollow, "look", {"code": receipt.code, "secret": "WRONGONE"})
    assert (screen[KioskFollow].trouble, screen[KioskFollow].dossier.full) == ("secret", False)
    await screen.do(KioskFollow, "look", {"code": receipt.code, "secret": receipt.secret})
    seen = screen[KioskFollow].dossier
    assert (seen.full, seen.due, len(seen.steps), seen.steps[0].unit) == (
        True,
        "17:00, 07/12/2026",
        3,
        "Đơn vị t-one",
    )


async def test_a_booking_code_gives_the_number_of_its_slot(bureau: Bureau, screen: Screen, clock: Clock) -> None:
    desk = Desk(bureau.hall, clock, RULES)
    made = desk.book(desk.proof(AN), "2026-11-24T09:00")
    clock.now = desk.at("2026-11-24T08:50")
    await screen.do(KioskFollow, "begin")
    await screen.do(KioskFollow, "look", {"code": f"{made.code[:4]} {made.code[4:]}"})
    assert (screen.kiosk.step, screen.kiosk.given.number, screen.kiosk.slip) == ("ticket", "A001", "printing")
    await screen.do(KioskFollow, "look", {"code": made.code})
    assert screen[KioskFollow].refusal == say("vi", "refusal.booking.over")
    await screen.do(KioskFollow, "look", {"code": "K7M4X2QP"})
    assert screen[KioskFollow].refusal == say("vi", "refusal.booking.unknown")


async def test_a_receipt_gives_one_number_for_its_business(bureau: Bureau, screen: Screen) -> None:
    made, receipt = bureau.received()
    await screen.do(KioskFollow, "look", {"code": receipt.code, "secret": receipt.secret})
    await screen.do(KioskFollow, "take_for_it", True)
    await screen.do(KioskFollow, "take_for_it", True)
    assert (screen.kiosk.step, screen.kiosk.given.number, screen.kiosk.slip) == ("ticket", "A001", "printing")
    assert bureau.view(made).visit_numbers == ("A001",)
    await screen.do(KioskFollow, "look", {"code": receipt.code, "secret": receipt.secret})
    await screen.do(KioskFollow, "take_for_it", True)
    assert "A001" in screen.kiosk.refusal


async def test_a_slip_leads_to_its_visit_and_from_there_to_no_more_than_the_degree(
    bureau: Bureau, screen: Screen
) -> None:
    taken = bureau.hall.take("A")
    made = bureau.full(ticket=taken.id)
    receipt = receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    (event,) = [await screen.do(KioskScan, "scanned", {"scan": f"https://x.vn/t/{taken.track_token}"})]
    assert "look_at_visit" in str(event)
    await screen.do(KioskFollow, "look_at_visit", taken.track_token)
    assert [each.code for each in screen[KioskFollow].visit] == [receipt.code]
    await screen.do(KioskFollow, "look_at", receipt.code)
    assert (screen.kiosk.step, screen[KioskFollow].dossier.full) == ("dossier", False)


async def test_the_questions_lead_to_the_list_and_back(screen: Screen) -> None:
    await chosen(screen)
    asked = screen[KioskPapers].asked
    assert (screen.kiosk.step, asked.kind, asked.number, asked.total) == ("ask", "paper", 1, 1)
    await screen.do(KioskPapers, "answer", "yes")
    needed = screen[KioskPapers].needed
    assert [paper.code for paper in needed.papers] == ["form", "copy", "more"]
    assert (screen.kiosk.step, needed.online, needed.yes, needed.due) == (
        "list",
        True,
        ("more",),
        "17:00, 03/12/2026",
    )
    assert (needed.limit_vi, needed.fee_en) == ("8 ngày làm việc", "None")
    await screen.do(KioskPapers, "take_back")
    await screen.do(KioskPapers, "answer", "no")
    assert [paper.code for paper in screen[KioskPapers].needed.papers] == ["form", "copy"]
    await screen.do(KioskPapers, "print_list")
    assert screen[KioskPapers].printing


async def test_who_wants_a_person_stands_in_the_line_for_advice(screen: Screen) -> None:
    assert "choose" in str(await screen.do(KioskPapers, "ask_a_person"))
    screen.kiosk.shop = view.Shop()
    assert "onestop.toast" in str(await screen.do(KioskPapers, "ask_a_person"))


async def test_a_dossier_is_handed_in_once_its_papers_are_there(bureau: Bureau, screen: Screen) -> None:
    await chosen(screen, "no")
    await screen.do(KioskHandIn, "begin")
    await screen.do(KioskHandIn, "describe", {**TYPED, "phone": ""})
    assert (screen.kiosk.step, screen[KioskHandIn].wrong, prepared(bureau)) == ("applicant", "phone", [])
    await screen.do(KioskHandIn, "describe", TYPED)
    (row,) = prepared(bureau)
    assert (row.applicant_name, row.applicant_born, row.status) == ("Trần Thị Bình", "1990-03-05", "draft")
    assert (screen.kiosk.step, screen[KioskHandIn].lacking) == ("papers", 2)
    await screen.do(KioskHandIn, "submit")
    assert (screen.kiosk.step, bool(screen.kiosk.refusal)) == ("papers", True)
    await screen.do(KioskHandIn, "invite", "form")
    assert (screen[KioskHandIn].qr_for, "<svg" in screen[KioskHandIn].qr) == ("form", True)
    for code in ("form", "copy"):
        scan = Scan(Kept("0" * 64, 10, "application/pdf"), "Giấy", 1)
        actor = bureau.hall.place("kiosk-1")
        papers.attach(bureau.work, row.id, scan, actor=actor, now=bureau.clock(), paper_code=code, source="kiosk")
    await screen.do(KioskHandIn, "submit")
    assert (screen.kiosk.step, screen[KioskHandIn].done.reference) == ("handed_in", reference(row.id))
    assert bureau.row(row.id).status == dossier.Status.SUBMITTED
    await screen.do(KioskFollow, "look", {"code": str(row.id).upper(), "secret": bureau.row(row.id).secret})
    seen = screen[KioskFollow].dossier
    assert (screen.kiosk.step, seen.full, seen.status, seen.code) == ("dossier", True, "submitted", "")
    await screen.do(KioskFollow, "take_for_it", True)
    assert screen.kiosk.step == "dossier", "a number for it is taken once it has a code"


async def at_papers(bureau: Bureau, screen: Screen) -> UUID:
    await chosen(screen, "no")
    await screen.do(KioskHandIn, "begin")
    await screen.do(KioskHandIn, "describe", TYPED)
    return prepared(bureau)[0].id


@pytest.fixture
def drawn(bureau: Bureau) -> Bureau:
    first, *rest = TEST_RULES.components
    way = Blank("Hình thức", Kind.CHOICE, choices=("mới", "lại"))
    blanks = (Blank("Số giấy phép", needed=True), Blank("Ngày cấp", Kind.DAY), way)
    bureau.procedure("test", replace(TEST_RULES, components=(replace(first, blanks=blanks), *rest)), MONDAY.date())
    return bureau


async def said(screen: Screen, text: str) -> None:
    await screen.do(KioskForm, "answer", {"at": str(screen[KioskForm].at), "blank": text})


async def test_a_second_press_answers_no_other_question(drawn: Bureau, screen: Screen) -> None:
    await at_papers(drawn, screen)
    await screen.do(KioskForm, "open", "form")
    for _ in range(2):
        await screen.do(KioskForm, "answer", {"at": "0", "blank": "GP-112"})
    assert (screen[KioskForm].at, screen[KioskForm].wrong, screen[KioskForm].question.said) == (1, "", "")
    await screen.do(KioskForm, "pick", 0, "lại")
    assert screen[KioskForm].at == 1


async def test_a_form_is_filled_in_one_question_at_a_time(drawn: Bureau, screen: Screen) -> None:
    made = await at_papers(drawn, screen)
    assert [paper.form for paper in screen[KioskHandIn].papers] == ["empty", ""]
    await screen.do(KioskForm, "open", "form")
    form = screen[KioskForm]
    assert (screen.kiosk.step, form.at, form.total, form.question.label) == ("blank", 0, 3, "Số giấy phép")
    await said(screen, "  ")
    assert (screen.kiosk.step, form.at, form.wrong) == ("blank", 0, "missing")
    await said(screen, "GP-112")
    await said(screen, "32/1/2026")
    assert (form.at, form.wrong, form.question.said) == (1, "day", "32/1/2026")
    await screen.do(KioskForm, "before")
    assert (form.at, form.question.said) == (0, "GP-112")
    await said(screen, "GP-113")
    await said(screen, "")
    await screen.do(KioskForm, "pick", 2, "xấu")
    assert (form.at, form.wrong) == (2, "choice")
    await screen.do(KioskForm, "pick", 2, "lại")
    assert (screen.kiosk.step, [line.text for line in form.lines]) == ("whole", ["GP-113", "", "lại"])
    await screen.do(KioskForm, "change", 1)
    await said(screen, "5/3/2026")
    assert (screen.kiosk.step, form.lines[1].text) == ("whole", "05/03/2026")
    assert "follow_papers" in str(await screen.do(KioskForm, "finish"))
    await screen[KioskHandIn]._look_at_papers()
    assert [(p.form, p.here) for p in screen[KioskHandIn].papers] == [("filled", True), ("", False)]
    await screen.do(KioskForm, "open", "form")
    assert (screen.kiosk.step, len(form.lines)) == ("whole", 3)
    await screen.do(KioskForm, "before")
    assert screen.kiosk.step == "papers"
    with drawn.work.reading() as session:
        assert [copy.source for copy in session.scalars(select(PaperFile).where(PaperFile.dossier_id == made))] == [
            "form"
        ]


async def test_a_changed_name_stands_on_the_filled_form_too(drawn: Bureau, screen: Screen) -> None:
    made = await at_papers(drawn, screen)
    await screen.do(KioskForm, "open", "form")
    for text in ("GP-1", "", ""):
        await said(screen, text)
    await screen.do(KioskForm, "finish")
    await screen.do(Kiosk, "back")
    await screen.do(KioskHandIn, "describe", {**TYPED, "name": "Trần Thị Bình An"})
    with drawn.work.reading() as session:
        (standing,) = session.scalars(
            select(PaperFile.sha256).where(PaperFile.dossier_id == made, PaperFile.replaced_by.is_(None))
        )
    document = pypdfium2.PdfDocument(drawn.hall.shop.papers.path(standing))
    assert "Trần Thị Bình An" in document[0].get_textpage().get_text_range()
    document.close()


async def test_nothing_is_opened_out_of_turn(drawn: Bureau, screen: Screen) -> None:
    acts = (("open", "form"), ("answer", {"at": "0", "blank": "x"}), ("pick", 0, "lại"), ("change", 2))
    for name, *arguments in acts:
        await screen.do(KioskForm, name, *arguments)
        assert screen.kiosk.step == "home"
    await at_papers(drawn, screen)
    assert "onestop.toast" in str(await screen.do(KioskForm, "open", "copy"))
    assert screen.kiosk.step == "papers"


async def test_going_back_changes_the_same_draft(bureau: Bureau, screen: Screen) -> None:
    await chosen(screen, "no")
    await screen.do(KioskHandIn, "begin")
    await screen.do(KioskHandIn, "describe", TYPED)
    await screen.do(Kiosk, "back")
    await screen.do(KioskHandIn, "describe", {**TYPED, "name": "Trần Thị Bình An"})
    assert [row.applicant_name for row in prepared(bureau)] == ["Trần Thị Bình An"]


async def test_a_card_fills_in_who_one_is_only_where_it_is_asked(screen: Screen) -> None:
    assert "onestop.toast" in str(await screen.do(KioskScan, "scanned", {"scan": CARD}))
    assert "onestop.toast" in str(await screen.do(KioskScan, "scanned", {"scan": "hello"}))
    screen.kiosk.step = "applicant"
    assert "show_card" in str(await screen.do(KioskScan, "scanned", {"scan": CARD}))
    await screen.do(KioskHandIn, "show_card", {"name": "Trần Thị Bình", "number": "1", "born": "1990-03-05"})
    assert (screen[KioskHandIn].person.name, screen[KioskHandIn].person.born) == ("Trần Thị Bình", "05/03/1990")


async def test_home_forgets_what_was_typed_scanned_and_answered(bureau: Bureau, screen: Screen) -> None:
    _, receipt = bureau.received()
    await screen.do(KioskFollow, "look", {"code": receipt.code, "secret": receipt.secret})
    await chosen(screen, "yes")
    await screen.do(KioskHandIn, "begin")
    await screen.do(KioskHandIn, "describe", TYPED)
    await screen.do(Kiosk, "home")
    fresh = Screen(bureau)
    for door in (KioskFollow, KioskPapers, KioskHandIn, KioskForm):
        assert {name: getattr(screen[door], name) for name in door.base_vars} == {
            name: getattr(fresh[door], name) for name in door.base_vars
        }
        assert screen[door]._backend_vars == fresh[door]._backend_vars
    assert screen.kiosk.step == "home"


def test_every_step_has_its_look() -> None:
    drawn = str(page())
    for step in (
        "follow",
        "dossier",
        "visit",
        "offers",
        "search",
        "procedures",
        "ask",
        "list",
        "applicant",
        "papers",
    ):
        assert f'"{step}"' in drawn, step
    assert "data-patient" in drawn, "whoever photographs papers does not touch the kiosk meanwhile"


@pytest.mark.parametrize("key", ["demo-ca-1", "demo-ca-2", "demo-bhxh-2"])
async def test_the_police_and_social_insurance_have_a_line_to_send_somebody_to(screen: Screen, key: str) -> None:
    await screen.do(KioskPapers, "choose_procedure", key)
    while screen.kiosk.step == "ask":
        await screen.do(KioskPapers, "answer", "yes")
    needed = screen[KioskPapers].needed
    assert needed.demonstration
    await screen.do(Kiosk, "choose", needed.queue)
    await screen.do(Kiosk, "take", False)
    assert screen.kiosk.given.number == "P001"
    assert "minh họa" in screen.kiosk.chosen.name_vi
