"""What an officer does on the page of one dossier: asked first, done by its use case, refused in words when stale."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from onestop.live import feed
from onestop.storage.rows import Fact
from onestop.storage.rows.base import new_id
from onestop.usecases import processing
from onestop.web.dossiers.one import OneDossier
from onestop.web.dossiers.one_page import one_dossier
from onestop.web.dossiers.sheet import Page
from onestop.words import LOCALES, say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau
from tests.web.browser import Locked, signed_in
from tests.web.dossier_desk import act, held, page, press, ready, received, second, tab
from tests.web.test_dossiers import read


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The authority with this process's clock in the test's hand."""
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


@pytest.mark.parametrize(("username", "answer"), [(None, "/login"), ("floor1", "onestop.toast")])
async def test_every_event_asks_who_is_asking(bureau: Bureau, username: str | None, answer: str) -> None:
    made = held(bureau)
    state = OneDossier()
    if username:
        signed_in(state, bureau.hall.token(username))
    assert answer in await press(state, "release", bureau.stage(made, "check").id)
    assert answer in await act(state, note="x")
    assert answer in read(await OneDossier.watch.fn(state))  # type: ignore[attr-defined]
    assert (state.page, state.known) == (Page(), "")
    assert bureau.stage(made, "check").officer_id == bureau.one.officer_id


async def test_what_needs_no_words_is_done_at_once(bureau: Bureau) -> None:
    made = received(bureau)
    state = tab(bureau, made)
    said = await press(state, "take", bureau.stage(made, "check").id)
    assert say("vi", "dossiers.done_take") in said
    assert state.page.columns[0].steps[0].status == "held"


async def test_a_receipt_is_printed_again_from_the_page(bureau: Bureau) -> None:
    made = received(bureau)
    state = tab(bureau, made, "officer1")
    said = await press(state, "print_receipt", made)
    assert say("vi", "dossiers.done_print_receipt") in said
    assert "print_result" not in {deed.key for deed in state.page.deeds}
    with bureau.work.reading() as session:
        facts = session.scalars(select(Fact).where(Fact.kind == "dossier.reprint")).all()
    assert [fact.data["form"] for fact in facts] == ["receipt"]


async def test_a_dialog_asks_and_the_use_case_does(bureau: Bureau) -> None:
    made = held(bureau)
    state = tab(bureau, made)
    assert "deed-ask_supplement" in await press(state, "ask_supplement", bureau.stage(made, "check").id)
    assert (state.asked.stage, state.asked.basis_needed) == ("Thẩm tra", False)
    said = await act(state, lines="Đơn: thiếu chữ ký\n\nBản sao: mờ", reason="Chưa hợp lệ")
    assert say("vi", "dossiers.done_ask_supplement") in said
    assert bureau.row(made).status == "supplement"
    assert [point.vi for point in state.page.told[0].points] == ["Đơn: thiếu chữ ký", "Bản sao: mờ"]


async def test_a_late_supplement_asks_for_its_law(bureau: Bureau, clock: Clock) -> None:
    made = held(bureau)
    clock.forward(days=7)
    state = tab(bureau, made)
    await press(state, "ask_supplement", bureau.stage(made, "check").id)
    assert state.asked.basis_needed
    assert say("vi", "dossiers.refused_late", n=3) in await act(state, lines="Đơn: thiếu", reason="Thiếu giấy tờ")


async def test_the_last_stage_asks_for_the_result(bureau: Bureau) -> None:
    made = second(bureau)
    processing.done(bureau.work, bureau.stage(made, "weigh").id, actor=bureau.two, now=bureau.clock())
    last = bureau.stage(made, "sign").id
    processing.take(bureau.work, last, actor=bureau.one, now=bureau.clock())
    state = tab(bureau, made)
    await press(state, "done", last)
    assert state.asked.last
    assert say("vi", "dossiers.field_result") in await act(state, outcome="Đã ký")
    assert say("vi", "dossiers.done_done") in await act(state, outcome="Đã ký", result="granted")
    assert state.page.status == "ready"


async def test_a_choice_offers_only_who_and_what_fits(bureau: Bureau) -> None:
    made = second(bureau)
    state = tab(bureau, made, "supervisor1")
    weigh = bureau.stage(made, "weigh").id
    await press(state, "assign", weigh)
    assert {choice.value for choice in state.asked.choices} == {str(bureau.two.officer_id)}
    await press(state, "send_back", weigh)
    assert [choice.value for choice in state.asked.choices] == ["check"]
    await press(state, "ask_opinion", weigh)
    assert "t-two" not in {choice.value for choice in state.asked.choices}


async def test_a_stale_act_is_refused_and_explained(bureau: Bureau) -> None:
    made = held(bureau)
    stage = bureau.stage(made, "check").id
    state = tab(bureau, made)
    await press(state, "done", stage)
    processing.done(bureau.work, stage, actor=bureau.one, now=bureau.clock())
    said = await act(state, outcome="Đủ điều kiện")
    assert say("vi", "dossiers.refused_stage", status=say("vi", "dossiers.stage_done")) in said
    state.locale = "en"
    await press(state, "note", made)
    assert say("en", "dossiers.refused_step", status="") not in await act(state, note="Đã gọi")


async def test_an_odd_item_code_is_taken_and_said(bureau: Bureau) -> None:
    made = ready(bureau)
    state = tab(bureau, made, "post1")
    await press(state, "order_post", made)
    assert state.asked.value == "12 Phố Huế, Hà Nội"
    said = await act(state, post_code="EE123456780VN")
    assert say("vi", "dossiers.odd_post_code") in said


@pytest.mark.parametrize(("key", "form"), [("ask_fee", {"amount": "nhiều"}), ("ask_fee", {}), ("assign", {})])
async def test_what_is_no_number_or_choice_is_refused_by_name(bureau: Bureau, key: str, form: dict[str, str]) -> None:
    made = held(bureau)
    state = tab(bureau, made, "supervisor1")
    await press(state, key, bureau.stage(made, "check").id)
    assert '"bad' in (await act(state, **form)).replace("\\", "")
    assert bureau.row(made).status == "processing"


async def test_a_browser_cannot_do_what_was_not_asked(bureau: Bureau) -> None:
    made = held(bureau)
    state = tab(bureau, made)
    assert "bad" in await press(state, "explode", made)
    assert "bad" in await act(state, note="x")
    assert len(bureau.view(made).events) == len(page(bureau, made).told)


# --- two officers, one dossier ---


async def test_the_page_follows_what_a_colleague_does(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    made = received(bureau)
    state, drawn = tab(bureau, made, "unit1"), asyncio.Event()
    monkeypatch.setattr("onestop.web.dossiers.one.OneDossier._wanted", lambda _: made)
    handler: Any = OneDossier.watch
    watching = asyncio.create_task(handler.fn(Locked(state, drawn)))
    try:
        async with asyncio.timeout(20):
            await drawn.wait()
            assert state.page.columns[0].steps[0].status == "open"
            await asyncio.to_thread(held, bureau, made)
            while state.page.columns[0].steps[0].status != "held":
                drawn.clear()
                await drawn.wait()
        assert "take" not in {deed.key for deed in state.page.deeds}
        assert state.known == "yes"
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await feed.live().stop()


async def test_an_id_of_nobody_is_said_so(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    state = tab(bureau, received(bureau))
    monkeypatch.setattr("onestop.web.dossiers.one.OneDossier._wanted", lambda _: new_id())
    handler: Any = OneDossier.watch
    await handler.fn(Locked(state, asyncio.Event()))
    assert (state.known, state.page) == ("no", Page())
    await feed.live().stop()


def test_the_page_compiles_in_every_language() -> None:
    drawn = read(one_dossier())
    assert all(say(locale, "dossiers.why") in drawn for locale in LOCALES)
