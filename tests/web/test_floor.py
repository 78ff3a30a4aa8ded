"""The floor screen: what it shows of a hall, and that each act asks who is asking."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from onestop.domain.counter import Status as CounterStatus
from onestop.domain.ticket import Status
from onestop.live import feed
from onestop.queries.facts import DeviceView
from onestop.storage.rows import Alert, Broadcast, BusinessDay, CarryOver, Counter
from onestop.usecases import alerts, counters, days, rating, serving
from onestop.web.floor.devices import kinds, machines
from onestop.web.floor.facts import Picture
from onestop.web.floor.kinds import KNOWN
from onestop.web.floor.page import floor
from onestop.web.floor.state import Floor
from onestop.web.floor.view import picture
from onestop.words import say
from tests.factories import Hall
from tests.web.browser import Locked, signed_in

ACTS: list[tuple[str, tuple[Any, ...]]] = [
    ("hang", ()),
    ("look_at_counter", ("most-1",)),
    ("look_at_queue", ("A",)),
    ("look_at_person", ("x",)),
    ("pause", ("break",)),
    ("close_counter", ()),
    ("end_visit", ("x", "finish")),
    ("move_visit", ({"target": "queue:B"},)),
    ("see", ("x",)),
    ("close_alert", ({"alert": "x"},)),
    ("broadcast", ({"text_vi": "a", "minutes": "5"},)),
    ("end_broadcasts", ()),
    ("look_at_day", ()),
    ("close_day", ()),
    ("reopen_day", ()),
    ("settle", ("x", "called_back")),
]
SUPERVISORS = {"look_at_day", "close_day", "reopen_day", "settle"}


@pytest.fixture
def here(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """The hall with this process's clock in the test's hand."""
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield lite_hall
    feed.forget()


def tab(hall: Hall, username: str | None) -> Floor:
    state = Floor()
    if username:
        signed_in(state, hall.token(username))
    state.picture = picture(hall.view())
    return state


async def press(state: Floor, name: str, *arguments: Any) -> str:
    """What the screen would be told to do, as text."""
    handler: Any = getattr(Floor, name)
    return str(await handler.fn(state, *arguments))


@pytest.mark.parametrize(("name", "arguments"), ACTS)
async def test_nobody_is_sent_to_the_log_in(here: Hall, name: str, arguments: tuple[Any, ...]) -> None:
    assert "/login" in await press(tab(here, None), name, *arguments)


@pytest.mark.parametrize(("name", "arguments"), ACTS)
async def test_an_officer_may_not(here: Hall, name: str, arguments: tuple[Any, ...]) -> None:
    state = tab(here, "officer1")
    before = (state.wall, state.chosen_counter, state.carried)
    assert "onestop.toast" in await press(state, name, *arguments)
    assert (state.wall, state.chosen_counter, state.carried) == before


@pytest.mark.parametrize("name", sorted(SUPERVISORS))
async def test_the_day_is_for_supervisors(here: Hall, name: str) -> None:
    assert "onestop.toast" in await press(tab(here, "floor1"), name, *dict(ACTS)[name])


def test_every_handler_is_tried() -> None:
    own = {name for name in Floor.event_handlers if name in vars(Floor)} - {"watch", "setvar"}
    assert own == {name for name, _ in ACTS}


async def test_watching_shows_the_hall(here: Hall) -> None:
    here.take("A")
    state = tab(here, "floor1")
    state.picture = Picture()
    drawn = asyncio.Event()
    handler: Any = Floor.watch
    watching = asyncio.create_task(handler.fn(Locked(state, drawn)))
    try:
        async with asyncio.timeout(10):
            await drawn.wait()
        assert state.picture.waiting == 1
        assert state.beat
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await feed.live().stop()


@pytest.mark.parametrize(("username", "answer"), [(None, "/login"), ("officer1", "onestop.toast")])
async def test_only_the_floor_watches(here: Hall, username: str | None, answer: str) -> None:
    state = tab(here, username)
    assert answer in await press(state, "watch")
    assert state.beat == ""


def test_a_tile_says_who_what_and_what_comes_next(here: Hall) -> None:
    officer = here.sit(1)
    here.sit(2)
    first, second = here.take("A"), here.take("A")
    here.call(1, officer)
    shown = picture(here.view())
    calling_tile, free, closed = shown.tiles[0], shown.tiles[1], shown.tiles[2]
    assert (calling_tile.doing, calling_tile.ticket) == ("called", first.number)
    assert calling_tile.officer
    assert free.doing == "free"
    assert second.number in free.then.vi
    assert second.number in free.then.en
    assert (closed.doing, closed.since, closed.then.vi) == ("closed", "", "")
    assert (shown.open_counters, shown.all_counters, shown.waiting) == (2, 12, 1)


def test_a_service_is_timed_against_the_usual(here: Hall) -> None:
    officer = here.sit(1)
    for _ in range(2):
        here.take("A")
        called = here.call(1, officer)
        assert called is not None
        serving.start(here.work, called.id, actor=officer, now=here.clock())
        if picture(here.view()).tiles[0].usual_s == 0:
            here.clock.forward(minutes=4)  # type: ignore[attr-defined]
            serving.finish(here.work, called.id, actor=officer, now=here.clock())
    assert picture(here.view()).tiles[0].usual_s == 240


def test_a_wait_over_the_limit_is_marked(here: Hall) -> None:
    here.take("A")
    assert not next(one for one in picture(here.view()).lines if one.code == "A").over
    here.clock.forward(minutes=46)  # type: ignore[attr-defined]
    assert next(one for one in picture(here.view()).lines if one.code == "A").over


def test_criticism_stands_first_with_its_facts(here: Hall) -> None:
    officer = here.sit(1)
    alerts.call_for_help(here.work, here.office_id, "kiosk-1", actor=here.place("kiosk-1"), now=here.clock())
    here.take("A")
    called = here.call(1, officer)
    assert called is not None
    rating.criticise(here.work, here.view().counters[0].id, actor=here.place("tablet-1"), now=here.clock())
    first, second = picture(here.view()).bells
    assert first.critical
    assert first.words_needed
    assert called.number in first.detail.vi
    assert first.counter == "1"
    assert second.kind == "help.kiosk"
    assert "kiosk-1" in second.detail.vi


def device(**facts: Any) -> DeviceView:
    view = here_device | facts
    return DeviceView(**view)


here_device: dict[str, Any] = {
    "id": None,
    "code": "printer-1",
    "kind": "printer",
    "name": "Máy in",
    "counter_id": None,
    "presence": "ready",
    "seen_at": None,
    "condition": {},
    "shows": "",
    "in_step": True,
    "unfinished": 0,
}


@pytest.mark.parametrize(
    ("facts", "tone"),
    [
        ({}, "quiet"),
        ({"unfinished": 2}, "quiet"),
        ({"kind": "sign", "in_step": False}, "quiet"),
        ({"condition": {"paper": "near_end"}}, "warn"),
        ({"condition": {"paper": "out", "online": False}}, "bad"),
        ({"condition": {"cover": "open"}}, "bad"),
        ({"condition": {"online": False}}, "bad"),
        ({"condition": {"stuck": [2]}, "kind": "dispenser"}, "bad"),
        ({"presence": "lost"}, "bad"),
        ({"presence": "unknown"}, "warn"),
    ],
)
def test_a_device_is_loud_only_when_needed(facts: dict[str, Any], tone: str) -> None:
    loud, quiet = machines((device(**facts),))
    (shown,) = loud or quiet
    assert shown.tone == tone
    assert bool(shown.word.vi) == (tone != "quiet")
    assert shown.behind == (facts.get("in_step") is False)


def test_a_device_whose_line_fails_is_loud() -> None:
    loud, quiet = machines((device(code="sign-9", kind="sign"), device()), {"sign-9"})
    assert [(m.code, m.tone) for m in loud] == [("sign-9", "bad")]
    assert [(k.kind, k.count) for k in kinds(quiet)] == [("printer", 1)]


def test_every_kind_of_alert_raised_has_a_sentence() -> None:
    """The kinds written in the code are the kinds the screen knows."""
    raised = re.compile(r'raise_in\(\s*tx,\s*"([a-z_.]+)"')
    folder = Path(__file__).parents[2] / "onestop"
    found = {kind for path in folder.rglob("*.py") for kind in raised.findall(path.read_text(encoding="utf-8"))}
    assert "criticism" in found
    assert found <= KNOWN


def test_help_says_from_which_counter(here: Hall) -> None:
    alerts.call_for_help(here.work, here.office_id, "most-3", actor=here.officer("officer3"), now=here.clock())
    (bell,) = picture(here.view()).bells
    assert (bell.detail.vi, bell.detail.en) == ("Quầy 3 cần hỗ trợ", "Counter 3 needs support")


async def test_pausing_and_closing_a_counter(here: Hall) -> None:
    here.sit(1)
    state = tab(here, "floor1")
    await press(state, "look_at_counter", "most-1")
    await press(state, "pause", "meeting")
    assert (seat(here).status, seat(here).pause_reason) == (CounterStatus.PAUSED, "meeting")
    await press(state, "close_counter")
    assert seat(here).status is CounterStatus.CLOSED


def seat(hall: Hall) -> Counter:
    with hall.work.reading() as session:
        return session.scalars(select(Counter).where(Counter.code == "most-1")).one()


async def test_ending_and_moving_visits(here: Hall) -> None:
    officer = here.sit(1)
    here.sit(2)
    served, moved, left = here.take("A"), here.take("A"), here.take("A")
    called = here.call(1, officer)
    assert called is not None
    serving.start(here.work, called.id, actor=officer, now=here.clock())
    state = tab(here, "floor1")
    await press(state, "end_visit", str(served.id), "finish")
    await press(state, "end_visit", str(left.id), "cancel")
    state.chosen_ticket = str(moved.id)
    await press(state, "move_visit", {"target": "counter:most-2"})
    assert here.ticket(served.id).status is Status.SERVED
    assert here.ticket(left.id).status is Status.CANCELLED
    assert here.ticket(moved.id).pinned_to is not None
    assert "onestop.toast" in await press(state, "end_visit", "no-id", "finish")


async def test_an_alert_is_seen_and_closed_with_words(here: Hall) -> None:
    here.sit(1)
    rating.criticise(here.work, here.view().counters[0].id, actor=here.place("tablet-1"), now=here.clock())
    alert_id = picture(here.view()).bells[0].id
    state = tab(here, "floor1")
    await press(state, "see", alert_id)
    assert "bad" in await press(state, "close_alert", {"alert": alert_id, "outcome": " "})
    assert "good" in await press(state, "close_alert", {"alert": alert_id, "outcome": "Đã xin lỗi công dân"})
    with here.work.reading() as session:
        row = session.scalars(select(Alert)).one()
    assert (row.outcome, row.seen_at) == ("Đã xin lỗi công dân", here.clock())


async def test_a_line_runs_on_the_boards_and_ends(here: Hall) -> None:
    state = tab(here, "floor1")
    assert "bad" in await press(state, "broadcast", {"text_vi": "Xin chờ", "minutes": "nhiều"})
    await press(state, "broadcast", {"text_vi": "Quầy 3 tạm dừng", "minutes": "15"})
    assert picture(here.view()).told[0].text == "Quầy 3 tạm dừng"
    await press(state, "end_broadcasts")
    here.clock.forward(seconds=1)  # type: ignore[attr-defined]
    assert picture(here.view()).told == []
    with here.work.reading() as session:
        assert session.scalars(select(Broadcast)).one().ends_at < here.clock()


async def test_a_supervisor_closes_settles_and_reopens_the_day(here: Hall) -> None:
    here.take("A")
    state = tab(here, "supervisor1")
    await press(state, "close_day")
    assert [row.number for row in state.carried] == ["A001"]
    assert picture(here.view()).closed
    await press(state, "settle", state.carried[0].id, "called_back")
    assert state.carried == []
    await press(state, "reopen_day")
    with here.work.reading() as session:
        assert session.scalars(select(BusinessDay)).one().closed_at is None
        assert session.scalars(select(CarryOver)).one().settled_how == "called_back"


async def test_the_list_keeps_yesterday(here: Hall) -> None:
    here.take("A")
    here.clock.forward(days=1)  # type: ignore[attr-defined]
    assert days.close_due(here.work, now=here.clock() + timedelta(seconds=1)) == 1
    state = tab(here, "supervisor1")
    await press(state, "look_at_day")
    assert [row.day for row in state.carried] == ["23/11"]


def test_the_page_is_whole() -> None:
    assert floor().render()


async def test_the_picture_stops_with_the_session(here: Hall) -> None:
    state, drawn = tab(here, "floor1"), asyncio.Event()
    handler: Any = Floor.watch
    watching = asyncio.create_task(handler.fn(Locked(state, drawn)))
    async with asyncio.timeout(20):
        await drawn.wait()
        here.clock.forward(hours=12)  # type: ignore[attr-defined]
        assert "/login" in str(await watching)
    await feed.live().stop()


@pytest.mark.parametrize(
    ("name", "argument"), [("see", 5), ("see", None), ("broadcast", {"text_vi": "a", "minutes": "9" * 5000})]
)
async def test_what_no_form_sends_is_refused_with_words(here: Hall, name: str, argument: Any) -> None:
    assert "onestop.toast" in await press(tab(here, "floor1"), name, argument)


def test_pauses_of_the_day_are_counted_by_reason(here: Hall) -> None:
    officer, clock = here.sit(1), here.clock
    for reason, minutes in (("break", 10), ("meeting", 2), ("break", 5)):
        counters.pause(here.work, "most-1", reason, actor=officer, now=clock())
        clock.forward(minutes=minutes)  # type: ignore[attr-defined]
        counters.open_counter(here.work, "most-1", actor=officer, now=clock())
    tile = next(tile for tile in picture(here.view()).tiles if tile.code == "most-1")
    assert tile.pauses.vi.endswith(f"{say('vi', 'floor.pause_break')} 15', {say('vi', 'floor.pause_meeting')} 2'")
    assert next(tile for tile in picture(here.view()).tiles if tile.code == "most-2").pauses.vi == ""
