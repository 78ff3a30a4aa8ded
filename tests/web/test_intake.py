"""The applicant and the papers at the counter: what is wrong is told per field and per paper, what holds is kept."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from onestop.live import feed
from onestop.storage.papers import Kept
from onestop.storage.rows import HandOver
from onestop.usecases import incoming, intake, papers, receiving
from onestop.usecases.intake import Applicant
from onestop.web import routes
from onestop.web.intake import checking, person, reading
from onestop.web.intake.checklist import Checklist
from onestop.web.intake.facts import Person
from onestop.web.intake.state import Intake
from onestop.wiring import Shop
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau
from tests.web.at_intake import CARD, at, event, paper, read

TELEX = "001190012345|012345678|Nguyeenx Thij Hoongf|05031990|Nuwx|Soos 12 Lasng Haj|10052021"
"""As an input method bends it on its way in."""
SCAN = papers.Scan(Kept("a" * 64, 1234, "application/pdf"), "Đơn", pages=2, checked="clean")


@pytest.fixture
def bureau(lite_hall: Hall, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The authority with this process's clock in the test's hand."""
    monkeypatch.setattr(lite, "now", clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


# --- the applicant ---


async def test_a_card_fills_the_fields_and_is_kept(bureau: Bureau) -> None:
    made = intake.open_dossier(bureau.work, bureau.hall.office_id, "test", actor=bureau.desk, now=bureau.clock())
    state = at(Intake, bureau, made)
    draft = state.draft
    assert await event(Intake, "read_card")(state, {"card": CARD}) is None
    assert (state.person.name, state.person.born) == ("Nguyễn Thị Hồng Nhung", "05/03/1990")
    assert state.draft > draft
    assert state.kept
    row = bureau.row(made)
    assert (row.applicant_number, row.applicant_born) == ("001190012345", "1990-03-05")


async def test_an_input_method_is_told_of_and_a_short_card_says_what_is_missing(bureau: Bureau) -> None:
    state = at(Intake, bureau, bureau.opened())
    await event(Intake, "read_card")(state, {"card": TELEX})
    assert "Telex" in state.card.vi
    assert state.doubts.name.vi
    await event(Intake, "tell")(state, "name", "Nguyễn Thị Hồng")
    assert not state.doubts.name.vi  # put right by hand
    assert state.card.vi
    await event(Intake, "tell")(state, "address", "Số 12 Láng Hạ")
    assert not state.card.vi
    await event(Intake, "read_card")(state, {"card": "001190012345|Nguyễn Thị Hồng|31021990|Nữ"})
    assert "không có thật" in state.doubts.born.vi
    assert state.doubts.address.vi
    assert "toast" in read(await event(Intake, "read_card")(state, {"card": "không phải thẻ"}))


async def test_each_field_says_what_is_wrong_and_the_others_are_kept(bureau: Bureau) -> None:
    made = bureau.opened()
    state = at(Intake, bureau, made)
    await event(Intake, "tell")(state, "phone", "091")
    await event(Intake, "tell")(state, "born", "31/02/1990")
    await event(Intake, "tell")(state, "address", "12 Láng Hạ")
    assert state.faults.phone.vi
    assert state.faults.born.vi
    assert not state.kept
    row = bureau.row(made)
    assert (row.applicant_address, row.applicant_phone, row.applicant_born) == ("12 Láng Hạ", "+84912345678", "")
    await event(Intake, "tell")(state, "phone", "0912 345 679")
    await event(Intake, "tell")(state, "born", "1990")
    assert state.kept
    assert bureau.row(made).applicant_born == "1990"


async def test_a_submitter_is_kept_once_there_is_a_name(bureau: Bureau) -> None:
    made = bureau.opened()
    state = at(Intake, bureau, made)
    assert await event(Intake, "tell")(state, "submitter_phone", "0912345678") is None
    assert state.faults.submitter_name.vi
    assert bureau.row(made).submitter == {}
    await event(Intake, "tell")(state, "submitter_name", "Trần Thị Bình")
    assert bureau.row(made).submitter == {"name": "Trần Thị Bình", "phone": "0912345678"}
    assert state.kept


async def test_a_number_that_does_not_fit_is_doubted_and_kept(bureau: Bureau) -> None:
    state = at(Intake, bureau, bureau.opened())
    await event(Intake, "tell")(state, "born", "01/01/1985")
    assert "năm sinh" in state.doubts.number.vi
    assert state.kept


async def test_what_another_tab_changed_starts_the_fields_anew_and_what_is_typed_stays(bureau: Bureau) -> None:
    made = bureau.opened()
    state = at(Intake, bureau, made)
    await event(Intake, "tell")(state, "email", "not an address")
    draft = state.draft
    state._put(reading.look(bureau.work, made, bureau.desk, bureau.clock()))
    assert (state.draft, state.person.email) == (draft, "not an address")
    other = Applicant("citizen", "Trần Thị Bình", number="001190000001")
    intake.describe(bureau.work, made, other, actor=bureau.desk, now=bureau.clock())
    state._put(reading.look(bureau.work, made, bureau.desk, bureau.clock()))
    assert (state.draft, state.person.name) == (draft + 1, "Trần Thị Bình")


def test_days_and_cards_there_and_back() -> None:
    for shown, stored in (("05/03/1990", "1990-03-05"), ("3/1990", "1990-03"), ("1950", "1950")):
        assert person.stored(shown) == stored
    assert person.written("1990-03-05") == "05/03/1990"
    filled = person.with_card(Person(phone="0912 345 678", address="Huế"), {"name": "An", "address": ""})
    assert (filled.name, filled.phone, filled.address) == ("An", "0912 345 678", "Huế")


async def test_the_same_persons_other_dossiers_are_named(bureau: Bureau) -> None:
    before, _ = bureau.received()
    state = at(Intake, bureau, bureau.opened())
    assert [one.href for one in state.page.others] == [routes.dossier(before)]


# --- the papers ---


async def test_papers_are_marked_counted_and_the_next_one_opens(bureau: Bureau) -> None:
    made = bureau.opened()
    state = at(Checklist, bureau, made)
    assert state.opened == "form"
    await event(Checklist, "mark")(state, "form", "good")
    assert (paper(state, "form").originals, state.opened) == (1, "copy")
    await event(Checklist, "mark")(state, "copy", "good")
    assert paper(state, "copy").certified == 1
    await event(Checklist, "count")(state, "copy", "plain", "2")
    await event(Checklist, "count")(state, "copy", "plain", "-x")
    assert paper(state, "copy").plain == 2
    assert state.page.may_receive


async def test_a_wrong_paper_needs_words_and_gathers_phrases(bureau: Bureau) -> None:
    state = at(Checklist, bureau, bureau.opened())
    await event(Checklist, "mark")(state, "form", "wrong")
    assert (state.faulting, paper(state, "form").state) == ("form", "missing")
    await event(Checklist, "phrase")(state, "form", "unsigned")
    await event(Checklist, "phrase")(state, "form", "old_form")
    await event(Checklist, "phrase")(state, "form", "old_form")
    assert paper(state, "form").fault == "Chưa ký; mẫu cũ"
    assert "toast" in read(await event(Checklist, "find_fault")(state, {"code": "form", "fault": " "}))
    assert any("chưa đúng" in block.vi for block in state.page.blocks)


async def test_a_question_decides_whether_a_paper_is_needed(bureau: Bureau) -> None:
    state = at(Checklist, bureau, bureau.full())
    assert (paper(state, "more").answer, state.page.may_receive) == ("", True)
    await event(Checklist, "answer")(state, "more", "yes")
    assert (paper(state, "more").answer, state.page.may_receive) == ("yes", False)
    await event(Checklist, "answer")(state, "more", "no")
    assert (paper(state, "more").answer, state.page.may_receive) == ("no", True)


async def test_a_paper_the_list_does_not_name_is_added(bureau: Bureau) -> None:
    state = at(Checklist, bureau, bureau.opened())
    await event(Checklist, "add_paper")(state, {"paper-name": "Hợp đồng thuê nhà"})
    await event(Checklist, "add_paper")(state, {"paper-name": "Sơ đồ"})
    assert [one.code for one in state.page.papers][-2:] == ["more-1", "more-2"]
    assert state.opened == "more-2"


async def test_originals_taken_for_comparison_go_back(bureau: Bureau) -> None:
    state = at(Checklist, bureau, bureau.full())
    await event(Checklist, "count")(state, "copy", "compared", "1")
    assert state.page.to_give_back == 1
    await event(Checklist, "give_back")(state)
    assert state.page.to_give_back == 0
    assert paper(state, "copy").given_back.vi


async def test_a_phone_is_invited_by_a_code_that_leaves_the_screen(bureau: Bureau) -> None:
    state = at(Checklist, bureau, bureau.opened())
    await event(Checklist, "invite")(state, "form")
    assert state.phone.qr.startswith("data:image/svg+xml;base64,")
    with bureau.work.reading() as session:
        assert session.scalars(select(HandOver)).one().paper_id is not None
    await event(Checklist, "forget_phone")(state)
    assert state.phone.qr == ""


async def test_copies_are_shown_and_an_earlier_paper_is_used_again(bureau: Bureau) -> None:
    before = bureau.full()
    papers.attach(bureau.work, before, SCAN, actor=bureau.desk, now=bureau.clock(), paper_code="form")
    receiving.receive(bureau.work, before, actor=bureau.desk, now=bureau.clock())
    state = at(Checklist, bureau, bureau.opened())
    offered = paper(state, "form").before
    assert len(offered) == 1
    await event(Checklist, "reuse")(state, "form", offered[0].id)
    assert (paper(state, "form").state, paper(state, "form").standing) == ("reused", 1)
    assert paper(state, "form").files[0].checked


async def test_what_the_counters_scanner_sent_is_put_to_a_paper_or_thrown_away(bureau: Bureau) -> None:
    bureau.hall.sit(1)
    for name in "ab":
        sent = replace(SCAN, kept=replace(SCAN.kept, sha256=name * 64))
        incoming.take(bureau.work, "most-1", name * 64, sent, now=bureau.clock.forward(minutes=1))
    state = at(Checklist, bureau, bureau.opened())
    newest, older = state.page.scans
    assert newest.href == f"/api/v1/incoming-scans/{newest.id}"
    await event(Checklist, "take_scan")(state, "form", newest.id)
    assert [one.id for one in state.page.scans] == [older.id]
    assert paper(state, "form").standing == 1
    assert "toast" in read(await event(Checklist, "take_scan")(state, "copy", newest.id))
    await event(Checklist, "discard_scan")(state, older.id)
    assert state.page.scans == []
    assert at(Checklist, bureau, bureau.opened(), "officer2").page.scans == []


async def test_what_is_not_there_is_refused_in_words(bureau: Bureau) -> None:
    state = at(Checklist, bureau, bureau.opened())
    for handler, arguments in (("mark", ("none", "good")), ("reuse", ("form", uuid4().hex)), ("invite", ("none",))):
        assert "toast" in read(await event(Checklist, handler)(state, *arguments))
    await event(Checklist, "move")(state, -1)
    assert state.opened == "form"
    await event(Checklist, "move")(state, 1)
    assert state.opened == "copy"


def test_the_next_open_paper_goes_round(bureau: Bureau) -> None:
    made = bureau.full()
    listed = bureau.view(made).papers
    assert checking.next_open(listed, "form") == "more"
    assert checking.next_open(listed, "more") == "more"
