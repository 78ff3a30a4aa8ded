"""What happens to a dossier at the counter: received, guided, refused; chosen anew; and what comes by itself."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.formats.scans import receipt_url
from onestop.domain.people import Actor
from onestop.live import feed
from onestop.queries import intake_desk
from onestop.storage.rows import Consultation, Dossier, VisitDossier
from onestop.usecases import scans
from onestop.web import routes
from onestop.web.counter.page import counter
from onestop.web.counter.visit import Visit, _thing
from onestop.web.intake import person, reading
from onestop.web.intake.acts import Acts, Advice
from onestop.web.intake.checklist import Checklist
from onestop.web.intake.choosing import Choosing
from onestop.web.intake.facts import Person
from onestop.web.intake.page import choose
from onestop.web.intake.page import intake as page
from onestop.web.intake.state import Intake
from onestop.web.intake.view import Times, sheet
from onestop.wiring import Shop
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import FROM_FEE, Bureau
from tests.web.at_intake import CARD, at, event, read, served
from tests.web.browser import Locked


@pytest.fixture
def bureau(lite_hall: Hall, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The authority with this process's clock in the test's hand."""
    monkeypatch.setattr(lite, "now", clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


# --- what happens now ---


async def test_received_with_a_code_a_due_date_and_a_picture_of_the_receipt(bureau: Bureau) -> None:
    made = bureau.full()
    state = at(Acts, bureau, made)
    promised = state.page.due
    assert state.page.why
    told = await event(Acts, "receive")(state, {})
    assert state.page.code in read(told)
    assert (state.page.due, state.page.may_receive, bool(state.page.qr)) == (promised, False, True)
    assert "toast" in read(await event(Acts, "receive")(state, {}))  # once only


async def test_the_receipt_knows_the_counter(bureau: Bureau) -> None:
    ticket, _ = served(bureau)
    state = at(Acts, bureau, bureau.full(ticket=ticket))
    assert state.page.number == bureau.hall.ticket(ticket).number
    assert "đang in" in read(await event(Acts, "receive")(state, {}))
    assert bureau.row(UUID(state.page.id)).counter_id is not None


async def test_post_is_dated_back_with_a_reason_only(bureau: Bureau) -> None:
    made = bureau.full()
    state = at(Acts, bureau, made, "post1")
    day = "2026-11-20T15:30"
    assert "ngày giờ nhận" in read(await event(Acts, "receive")(state, {"back_at": day, "back_reason": ""}))
    assert "ngày giờ nhận" in read(await event(Acts, "receive")(state, {"back_at": "x", "back_reason": "bưu chính"}))
    assert state.page.code == ""
    await event(Acts, "receive")(state, {"back_at": day, "back_reason": "Bưu chính giao ngoài giờ"})
    assert bureau.local(bureau.row(made).received_at) == "20/11 15:30"


async def test_guidance_once_then_received_after_all(bureau: Bureau) -> None:
    state = at(Acts, bureau, bureau.opened())
    assert state.page.may_guide
    await event(Acts, "guide")(state)
    assert (state.page.guided, state.page.may_guide, state.page.status) == (True, False, "supplement")
    assert "toast" in read(await event(Acts, "guide")(state))
    papers_of = at(Checklist, bureau, UUID(state.page.id))
    for code in ("form", "copy"):
        await event(Checklist, "mark")(papers_of, code, "good")
    assert papers_of.page.may_receive


async def test_refused_with_a_reason_and_a_draft_given_up(bureau: Bureau) -> None:
    state = at(Acts, bureau, bureau.opened())
    assert "lý do" in read(await event(Acts, "refuse")(state, {"refuse-reason": ""}))
    await event(Acts, "refuse")(state, {"refuse-reason": "Không thuộc thẩm quyền"})
    assert (state.page.status, state.page.open) == ("refused", False)
    draft = at(Acts, bureau, bureau.opened())
    assert routes.COUNTER in read(await event(Acts, "discard")(draft))
    assert bureau.row(UUID(draft.page.id)).status == "withdrawn"


async def test_where_the_law_counts_from_the_fee_that_is_said(bureau: Bureau) -> None:
    bureau.procedure("fee", FROM_FEE)
    made = bureau.full("fee")
    state = at(Acts, bureau, made)
    assert (bool(state.page.due), "phí" in state.page.begins.vi) == (True, True)
    await event(Acts, "receive")(state, {})
    assert (state.page.due, state.page.not_begun) == ("", True)


def test_a_year_without_a_calendar_is_named(bureau: Bureau) -> None:
    made = bureau.full()
    now = bureau.clock.forward(days=3 * 365)
    looked = reading.look(bureau.work, made, bureau.desk, now)
    shown = sheet(looked, Times(bureau.zone, now), "http://x")
    assert (shown.missing > 2028, shown.due) == (True, "")


async def test_advice_is_kept_with_the_visit(bureau: Bureau) -> None:
    ticket, _ = served(bureau)
    state = at(Advice, bureau)
    await event(Advice, "consult")(state, {"topic": "Điều kiện", "outcome": "Đủ điều kiện nộp", "procedure": "test"})
    with bureau.work.reading() as session:
        assert session.scalars(select(Consultation)).one().ticket_id == ticket
    assert "nội dung tư vấn" in read(await event(Advice, "consult")(state, {"topic": "Điều kiện", "outcome": ""}))


# --- a new one ---


async def test_a_procedure_is_found_without_marks_and_opens_in_the_visit(bureau: Bureau) -> None:
    ticket, _ = served(bureau)
    state = at(Choosing, bureau)
    await event(Choosing, "load")(state)
    assert state.number == bureau.hall.ticket(ticket).number
    assert state.offers[0].own
    await event(Choosing, "narrow")(state, "thu tuc test")
    assert [offer.key for offer in state.offers] == ["test"]
    told = read(await event(Choosing, "choose")(state, "test"))
    with bureau.work.reading() as session:
        bound = session.scalars(select(VisitDossier)).one()
    assert (bound.ticket_id, bound.purpose) == (ticket, "intake")
    assert routes.intake(bound.dossier_id) in told


async def test_another_dossier_takes_the_applicant_and_not_the_matter(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bureau.opened()
    first = at(Acts, bureau, made)
    assert f"same={made}" in read(await event(Acts, "another")(first))
    same = person.person_of(bureau.view(made))

    async def _same(_state: Choosing, _who: Any) -> Person:
        return same

    monkeypatch.setattr(Choosing, "_same", _same)
    state = at(Choosing, bureau)
    await event(Choosing, "choose")(state, "test")
    with bureau.work.reading() as session:
        row = session.scalars(select(Dossier).where(Dossier.id != made)).one()
    assert (row.applicant_name, row.applicant_number, row.subject) == ("Nguyễn Văn An", "001090123456", "")


async def test_a_way_the_procedure_is_not_offered_is_refused(bureau: Bureau) -> None:
    state = at(Choosing, bureau)
    await event(Choosing, "choose_way")(state, "post")
    assert "toast" in read(await event(Choosing, "choose")(state, "test"))
    await event(Choosing, "choose_way")(state, "online")
    assert state.way == "post"


# --- live ---


async def test_the_counters_scanner_fills_the_card_by_itself(bureau: Bureau) -> None:
    _, actor = served(bureau)
    state = at(Intake, bureau, bureau.opened())
    seat = reading.seat(bureau.work, actor.officer_id)
    assert seat.counter_id is not None
    scans.take_scan(bureau.work, seat.counter_id, CARD.encode(), actor=Actor.system("s"), now=bureau.clock())
    drawn = asyncio.Event()
    task = asyncio.create_task(event(Intake, "listen")(Locked(state, drawn)))
    try:
        await asyncio.wait_for(drawn.wait(), 10)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert state.person.name == "Nguyễn Thị Hồng Nhung"
    assert reading.seat(bureau.work, actor.officer_id).scan == ""


async def console(bureau: Bureau) -> tuple[Any, list[Any]]:
    """The console once it has looked at the hall, and what it was told to do."""
    state, drawn, told = at(Visit, bureau), asyncio.Event(), list[Any]()

    async def watch() -> None:
        async for each in event(Visit, "follow")(Locked(state, drawn)):
            told.append(each)

    task = asyncio.create_task(watch())
    try:
        await asyncio.wait_for(drawn.wait(), 10)
        await asyncio.sleep(0.2)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return state, told


def scan(bureau: Bureau, actor: Actor, what: str) -> None:
    seat = reading.seat(bureau.work, actor.officer_id)
    assert seat.counter_id is not None
    scans.take_scan(bureau.work, seat.counter_id, what.encode(), actor=Actor.system("s"), now=bureau.clock())


async def test_the_console_shows_what_the_person_came_for(bureau: Bureau) -> None:
    ticket, _ = served(bureau)
    draft = bureau.opened(ticket=ticket)
    state, _ = await console(bureau)
    assert [(one.href, one.purpose, one.key) for one in state.things] == [(routes.intake(draft), "intake", "5")]
    with bureau.work.reading() as session:
        brought = intake_desk.brought(session, ticket, bureau.clock())
    assert _thing(brought[0], 9, bureau.zone).key == ""


async def test_a_receipt_under_the_consoles_scanner_joins_the_visit(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    ticket, actor = served(bureau)
    scan(bureau, actor, receipt_url("http://x", receipt.code, receipt.secret))
    _, told = await console(bureau)
    assert receipt.code in read(told)
    with bureau.work.reading() as session:
        assert [each.row.dossier_id for each in intake_desk.brought(session, ticket, bureau.clock())] == [made]
    scan(bureau, actor, receipt_url("http://x", "000.00.00.T01-261123-9999", "x"))
    _, told = await console(bureau)
    assert "Không tìm thấy" in read(told)


async def test_without_a_visit_the_receipts_dossier_opens(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    scan(bureau, bureau.hall.sit(1), receipt.code)
    _, told = await console(bureau)
    assert routes.dossier(made) in read(told)


async def test_a_card_at_the_console_says_what_waits_for_its_holder_and_stays_for_the_intake(bureau: Bureau) -> None:
    made, _ = bureau.received()
    _, actor = served(bureau)
    scan(bureau, actor, CARD.replace("001190012345", "001090123456"))
    state, _ = await console(bureau)
    assert [one.href for one in state.waiting] == [routes.dossier(made)]
    assert reading.seat(bureau.work, actor.officer_id).scan == "card"


def test_the_pages_are_drawn_and_no_two_keys_of_one_view_are_the_same() -> None:
    for view in (page, choose, counter):
        assert view().render()
    drawn = str(page().render())
    assert len(set(re.findall(r'"data-key"\s*:\s*"(\w)"', drawn))) >= 15
