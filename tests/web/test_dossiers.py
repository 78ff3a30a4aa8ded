"""The officers' lists of dossiers: grouped, sifted, sorted, searched; taken one by one or many at once."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from onestop.domain.formats.scans import receipt_url
from onestop.live import feed
from onestop.usecases import asides, intake, lateness, processing
from onestop.usecases.intake import Applicant
from onestop.web.dossiers import lists
from onestop.web.dossiers.facts import Line, Times
from onestop.web.dossiers.page import dossiers
from onestop.web.dossiers.state import Dossiers
from onestop.words import LOCALES, say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, Bureau
from tests.web.browser import Locked, signed_in

ACTS: list[tuple[str, tuple[Any, ...]]] = [
    ("look_at", ("results",)),
    ("narrow", ("an",)),
    ("sort_by", ("code",)),
    ("show_only", ("late",)),
    ("widen", ("unit",)),
    ("find", ({"search": "an"},)),
    ("open_register", ({"year": "2026"},)),
    ("close_register", ({"lines": "1"},)),
    ("take", ("x",)),
    ("move_chosen", ({"pick-x": "on"},)),
    ("order_post", ("x",)),
    ("hand_list", ({"pick-x": "on"},)),
]


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The authority with this process's clock in the test's hand."""
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


def tab(bureau: Bureau, username: str | None = "unit1") -> Dossiers:
    state = Dossiers()
    if username:
        signed_in(state, bureau.hall.token(username))
    return state


async def press(state: Dossiers, name: str, *arguments: Any) -> str:
    """What the screen would be told to do, as text."""
    return read(await getattr(Dossiers, name).fn(state, *arguments))


def read(told: object) -> str:
    """An event as text, its letters unescaped."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), str(told))


async def shown(bureau: Bureau, username: str = "unit1") -> Dossiers:
    state = tab(bureau, username)
    await press(state, "look_at", "inbox")
    return state


def codes(state: Dossiers, group: str) -> list[str]:
    return [line.code for each in state.groups if each.key == group for line in each.lines]


def named(bureau: Bureau, name: str) -> UUID:
    made, _ = bureau.received()
    wish = Applicant(**{k: getattr(APPLICANT, k) for k in ("kind", "number", "phone", "email", "subject")}, name=name)
    intake.describe(bureau.work, made, wish, actor=bureau.desk, now=bureau.clock())
    return made


@pytest.mark.parametrize(("name", "arguments"), ACTS)
async def test_nobody_is_sent_to_the_log_in(bureau: Bureau, name: str, arguments: tuple[Any, ...]) -> None:
    assert "/login" in await press(tab(bureau, None), name, *arguments)


@pytest.mark.parametrize(("name", "arguments"), ACTS)
async def test_a_floor_manager_sees_nobodys_dossier(bureau: Bureau, name: str, arguments: tuple[Any, ...]) -> None:
    bureau.received()
    state = tab(bureau, "floor1")
    assert "onestop.toast" in await press(state, name, *arguments)
    assert not state.ready
    assert (state.lines, state.results, state.entries) == ([], [], [])


def test_every_handler_is_tried() -> None:
    own = {name for name in Dossiers.event_handlers if name in vars(Dossiers)} - {"watch", "setvar"}
    assert own == {name for name, _ in ACTS}


async def test_an_inbox_groups_by_what_is_urgent(bureau: Bureau, clock: Clock) -> None:
    late, today, coming, waiting, free = (bureau.received() for _ in range(5))
    for made, _ in (late, today, coming, waiting):
        processing.take(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=clock())
    lines, reason = ["Đơn đề nghị: thiếu chữ ký"], "Chưa hợp lệ"
    stage = bureau.stage(waiting[0], "check").id
    processing.ask_supplement(bureau.work, stage, lines, reason, actor=bureau.one, now=clock())
    clock.forward(days=3)
    state = await shown(bureau, "officer2")
    assert codes(state, "waiting") == [waiting[1].code]
    assert codes(state, "free") == [free[1].code]
    assert set(codes(state, "today")) == {late[1].code, today[1].code, coming[1].code}
    assert [group.count for group in state.groups] == [0, 0, 3, 0, 1, 1, 0, 0]
    clock.forward(days=1)
    state = await shown(bureau, "officer2")
    assert len(codes(state, "late")) == 3
    line = state.groups[1].lines[0]
    assert (line.light, line.left.vi) == ("red", say("vi", "dossiers.over", n=1))


async def test_opinions_and_apologies_stand_in_the_inbox(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    stage = bureau.stage(made, "check").id
    processing.take(bureau.work, stage, actor=bureau.one, now=clock())
    asides.ask_opinion(bureau.work, stage, "t-two", "Có đồng ý không?", actor=bureau.one, now=clock())
    state = await shown(bureau, "unit2")
    assert codes(state, "opinions") == [receipt.code]
    assert state.groups[6].lines[0].stage == "Có đồng ý không?"
    clock.now = bureau.row(made).look_at or clock.now
    lateness.watch(bureau.work, now=clock())
    assert codes(await shown(bureau), "apologies") == [receipt.code]
    assert codes(await shown(bureau, "officer2"), "apologies") == []
    clock.now = (bureau.row(made).due or clock()) - timedelta(hours=23)
    assert codes(await shown(bureau), "apologies") == [], "too late to name a new date"


async def test_a_list_is_narrowed_without_marks_and_remembers(bureau: Bureau) -> None:
    an, binh = named(bureau, "Nguyễn Thị Ánh"), named(bureau, "Trần Văn Bình")
    state = await shown(bureau)
    await press(state, "narrow", "thi anh")
    assert codes(state, "free") == [bureau.row(an).code]
    assert state.sift == "thi anh"
    await press(state, "narrow", "")
    await press(state, "sort_by", "applicant")
    assert codes(state, "free") == [bureau.row(an).code, bureau.row(binh).code]
    await press(state, "sort_by", "applicant")
    assert codes(state, "free") == [bureau.row(binh).code, bureau.row(an).code]
    assert state.sort == "-applicant"
    await press(state, "sort_by", "__class__")
    assert state.sort == "-applicant"


async def test_what_a_scanner_types_is_not_kept_as_a_filter(bureau: Bureau) -> None:
    state = await shown(bureau)
    await press(state, "narrow", "https://x.example/d/000.00.00.T01-261123-0001#s=ABCDEFGH")
    assert state.sift == ""
    await press(state, "narrow", "001090123456|123456789|Nguyễn Văn An")
    assert state.sift == ""


async def test_one_group_is_shown_alone(bureau: Bureau) -> None:
    bureau.received()
    state = await shown(bureau)
    assert state.shown == 1
    await press(state, "show_only", "late")
    assert state.shown == 0
    await press(state, "show_only", "late")
    assert state.only == ""


async def test_my_work_or_my_units(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    processing.take(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=clock())
    state = await shown(bureau)
    assert codes(state, "coming") == []
    await press(state, "widen", "unit")
    assert codes(state, "coming") == [receipt.code]


async def test_a_scanned_receipt_opens_its_dossier(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    state = await shown(bureau)
    scan = receipt_url("https://motcua.example", receipt.code, receipt.secret)
    assert f"/dossiers/{made}" in await press(state, "find", {"search": scan})
    assert receipt.secret not in state.sought + state.sift
    assert f"/dossiers/{made}" in await press(state, "find", {"search": receipt.code.lower()})


async def test_a_search_finds_names_and_cards_in_the_whole_office(bureau: Bureau) -> None:
    made = named(bureau, "Nguyễn Thị Ánh")
    named(bureau, "Trần Văn Bình")
    state = await shown(bureau, "unit2")
    assert await press(state, "find", {"search": "thi anh"}) == "None"
    assert (state.tab, [line.dossier for line in state.lines]) == ("search", [str(made)])
    card = "001090123456||Nguyễn Thị Ánh|01011990|Nữ|Hà Nội|01012022"
    await press(state, "find", {"search": card})
    assert state.sought == "001090123456"
    assert len(state.lines) == 2


async def test_a_stage_is_taken_from_the_list(bureau: Bureau) -> None:
    made, _ = bureau.received()
    state = await shown(bureau)
    assert say("vi", "dossiers.done_take") in (await press(state, "take", str(bureau.stage(made, "check").id)))
    assert bureau.stage(made, "check").officer_id == bureau.head.officer_id
    assert len(codes(state, "coming")) == 1


async def test_who_was_slower_is_told(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    state = await shown(bureau)
    stage = bureau.stage(made, "check").id
    processing.take(bureau.work, stage, actor=bureau.one, now=clock())
    said = await press(state, "take", str(stage))
    assert '"bad"' in said.replace("\\", "")
    assert bureau.stage(made, "check").officer_id == bureau.one.officer_id


async def test_many_are_taken_or_given_at_once(bureau: Bureau, clock: Clock) -> None:
    first, second, third = (bureau.received()[0] for _ in range(3))
    processing.take(bureau.work, bureau.stage(third, "check").id, actor=bureau.one, now=clock())
    picked = {f"pick-{bureau.stage(each, 'check').id}": "on" for each in (first, second, third)}
    state = await shown(bureau)
    said = await press(state, "move_chosen", {**picked, "to": ""})
    assert say("vi", "dossiers.done_moved", n=2) in said
    assert say("vi", "dossiers.left_over", n=1) in said
    assert say("vi", "dossiers.done_moved", n=3) in await press(
        state, "move_chosen", {**picked, "to": str(bureau.one.officer_id)}
    )
    assert {bureau.stage(each, "check").officer_id for each in (first, second, third)} == {bureau.one.officer_id}
    assert {choice.value for choice in state.colleagues} == {
        str(bureau.head.officer_id),
        str(bureau.one.officer_id),
    }
    assert (await shown(bureau, "officer2")).colleagues == []


async def test_nothing_ticked_does_nothing(bureau: Bureau) -> None:
    assert say("vi", "dossiers.none_chosen") in await press(await shown(bureau), "move_chosen", {"to": ""})


def concluded(bureau: Bureau, clock: Clock) -> UUID:
    made, _ = bureau.received()
    hands = {"check": bureau.one, "weigh": bureau.two, "sign": bureau.one}
    for code, who in hands.items():
        stage = bureau.stage(made, code).id
        processing.take(bureau.work, stage, actor=who, now=clock())
        processing.done(bureau.work, stage, actor=who, now=clock(), result="granted")
    return made


async def test_results_go_to_the_post_on_one_list(bureau: Bureau, clock: Clock) -> None:
    made = concluded(bureau, clock)
    wish = Applicant(APPLICANT.kind, APPLICANT.name, address="12 Phố Huế, Hà Nội", result_by="post")
    intake.describe(bureau.work, made, wish, actor=bureau.desk, now=clock())
    state = tab(bureau, "post1")
    await press(state, "look_at", "results")
    assert [(row.dossier, row.by, row.may_order) for row in state.results] == [(str(made), "post", True)]
    assert say("vi", "dossiers.done_order_post") in await press(state, "order_post", str(made))
    order = state.results[0]
    assert (order.state, order.may_order) == ("ordered", False)
    form = {f"pick-{order.delivery}": "on", f"code-{order.delivery}": ""}
    assert say("vi", "dossiers.field_post_code") in await press(state, "hand_list", form)
    said = await press(state, "hand_list", {**form, f"code-{order.delivery}": "EE123456785VN"})
    assert say("vi", "dossiers.done_list", number="20261123-01") in said
    assert (state.results[0].state, state.results[0].list_no) == ("handed", "20261123-01")


async def test_late_ones_are_for_supervisors(bureau: Bureau, clock: Clock) -> None:
    _, receipt = bureau.received()
    clock.forward(days=20)
    state = tab(bureau, "supervisor1")
    await press(state, "look_at", "late")
    assert [line.code for line in state.lines] == [receipt.code]
    other = tab(bureau, "unit1")
    assert "onestop.toast" in await press(other, "look_at", "late")
    assert other.tab == "inbox"
    assert other.lines == []


async def test_the_register_goes_on_without_gaps(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    received = [bureau.received()[1] for _ in range(3)]
    monkeypatch.setattr("onestop.queries.dossier_desk.MOST", 2)
    state = await shown(bureau)
    authority = next(one.value for one in state.authorities if one.label.vi == "Cơ quan thử")
    assert state.register_href == ""
    await press(state, "open_register", {"authority": authority, "year": "2026"})
    assert state.register_href == f"/api/v1/authorities/{authority}/register/2026?book=1"
    assert state.results_href == "/api/v1/results/2026-11-23"
    assert [(row.number, row.code) for row in state.entries] == [(3, received[2].code), (2, received[1].code)]
    await press(state, "open_register", {"authority": authority, "year": "2026", "before": state.older})
    assert [row.number for row in state.entries] == [1]
    assert state.older == ""
    assert "toast" in await press(state, "open_register", {"authority": authority, "year": "năm nay"})


async def test_a_register_is_closed_by_a_supervisor_who_means_it(bureau: Bureau, clock: Clock) -> None:
    bureau.received()
    state = tab(bureau, "supervisor1")
    await press(state, "look_at", "register")
    authority = next(one.value for one in state.authorities if one.label.vi == "Cơ quan thử")
    await press(state, "open_register", {"authority": authority, "year": "2026"})
    assert (state.books.lines, state.books.closes) == (1, False)
    assert "toast" in await press(state, "close_register", {"lines": "1"})  # the year runs
    clock.forward(days=60)
    state = tab(bureau, "supervisor1")
    await press(state, "open_register", {"authority": authority, "year": "2026"})
    assert state.books.closes
    await press(state, "close_register", {"lines": "2"})
    assert state.books.closed == ""
    await press(state, "close_register", {"lines": "1"})
    assert (state.books.closed, state.books.closed_by) != ("", "")
    assert not state.books.closes
    other = tab(bureau, "officer1")
    await press(other, "open_register", {"authority": authority, "year": "2026"})
    assert "toast" in await press(other, "close_register", {"lines": "1"})
    assert not other.books.closes


async def test_the_list_follows_what_colleagues_do(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onestop.web.dossiers.state.REST_S", 0.01)
    state, drawn = tab(bureau, "officer2"), asyncio.Event()
    handler: Any = Dossiers.watch
    watching = asyncio.create_task(handler.fn(Locked(state, drawn)))
    try:
        async with asyncio.timeout(20):
            await drawn.wait()
            assert state.shown == 0
            await asyncio.to_thread(bureau.received)
            while not state.shown:
                drawn.clear()
                await drawn.wait()
        assert state.beat
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await feed.live().stop()


def test_every_word_fits_the_line_or_not() -> None:
    made = Line(code="T01-1", applicant="Đặng Thị Ước", procedure="Cấp giấy phép")
    assert lists.fits(made, "uoc giay")
    assert lists.fits(made, "")
    assert not lists.fits(made, "uoc khac")


def test_the_page_compiles_in_every_language() -> None:
    drawn = read(dossiers())
    assert all(say(locale, "dossiers.tab_register") in drawn for locale in LOCALES)


def test_times_say_how_far_a_date_is_off(bureau: Bureau, clock: Clock) -> None:
    times = Times(bureau.zone, clock())
    assert times.left(clock()).vi == say("vi", "dossiers.left_today")
    assert times.left(clock() + timedelta(days=3)).en == say("en", "dossiers.left", n=3)
    assert times.left(clock() - timedelta(minutes=1)).vi == say("vi", "dossiers.over_today")
    assert times.at(clock().replace(year=2027)) == "23/11/2027 09:00"
