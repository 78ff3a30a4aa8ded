"""A board shows its zone's calls and says so; where it is the voice, it speaks one call at a time, in order."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from reflex.istate.manager import _default_token_expiration
from reflex.utils import serializers
from sqlalchemy import event as event_of
from sqlalchemy import func, select

from displays import hall_board
from onestop.domain.policy import Policy
from onestop.queries.facts import BroadcastView
from onestop.storage.rows import AnnouncementAck
from onestop.usecases import announcing
from onestop.usecases.accounts import Standing, place_of
from onestop.usecases.announcing import ToSpeak
from onestop.web.hall import view, voice
from onestop.web.hall.page import hall as page
from onestop.web.hall.route import NAMES, router
from onestop.web.hall.state import REST_AFTER_FAILURE, Hall
from onestop.web.place import BEAT_S, PlaceSession, keep
from onestop.wiring import Shop
from onestop.words import say
from tests.conftest import Clock
from tests.factories import Hall as People
from tests.usecases.dossiers import Bureau
from tests.usecases.test_business import came_for_the_result

EVENTS: dict[str, tuple[Any, ...]] = {"shown": (), "spoken": (True,), "watch": ()}


@pytest.fixture
def hall(lite_hall: People, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.setattr(lite, "now", clock)
    monkeypatch.setattr(PlaceSession, "_code", lambda _: "board-1")
    return lite_hall


def board(hall: People, credential_of: str = "board-1") -> Hall:
    state = Hall()
    state.credentials = keep("", "board-1", hall.key(credential_of)) if credential_of else ""
    return state


def event(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = Hall.event_handlers[name].fn
    return found


def called(hall: People, *counters: int) -> list[str]:
    numbers = []
    for n in counters:
        hall.take("A")
        found = hall.call(n, hall.sit(n))
        assert found is not None
        numbers.append(found.number)
    return numbers


def test_every_handler_is_known_to_this_test() -> None:
    inherited = {name for base in Hall.__mro__[1:] for name in getattr(base, "event_handlers", {})}
    assert set(Hall.event_handlers) - inherited == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("whose", ["", "kiosk-1", "tablet-1"])
async def test_nobody_else_is_a_board(name: str, whose: str, hall: People) -> None:
    assert "onestop.toast" in str(await event(name)(board(hall, whose), *EVENTS[name]))


async def test_a_board_acknowledges_what_it_has_drawn_once(hall: People) -> None:
    called(hall, 1, 2)
    state = board(hall)
    state.part = view.part(hall.view(), hall.clock(), None)
    await event("shown")(state)
    await event("shown")(state)
    with hall.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnnouncementAck)) == 2
        assert set(session.scalars(select(AnnouncementAck.receiver))) == {"place:board-1"}


def test_the_newest_call_stands_on_top_and_glows(hall: People, clock: Clock) -> None:
    first = called(hall, 1)
    clock.forward(seconds=60)
    second = called(hall, 2)
    rows = view.part(hall.view(), clock(), None).board.now
    assert [row.number for row in rows] == second + first
    assert [row.glow for row in rows] == [True, False]
    clock.forward(seconds=hall_board.GLOW.total_seconds() + 1)
    assert not any(row.glow for row in view.part(hall.view(), clock(), None).board.now)


def test_a_board_shows_its_zone(hall: People) -> None:
    called(hall, 1)
    zone = hall.view().calls[0].zone_id
    assert view.part(hall.view(), hall.clock(), zone).board.now
    other = view.part(hall.view(), hall.clock(), uuid4())
    assert (other.board.now, other.board.waiting, other.calls) == ((), (), "")


def test_who_comes_for_a_result_is_told_on_the_board_without_whose(hall: People, clock: Clock) -> None:
    bureau = Bureau(hall, clock)
    made, came = came_for_the_result(bureau)
    officer = hall.sit(1)
    called(hall, 2)
    hall.call(1, officer)
    rows = {row.number: row.business for row in view.part(hall.view(), clock(), None).board.now}
    assert rows == {"A001": "", came.taken.number: say("vi", "board.results")}
    lane = [line.prefix for line in view.part(hall.view(), clock(), None).board.waiting if line.business]
    assert lane == ["R"]
    drawn = repr(view.part(hall.view(), clock(), None))
    row = bureau.row(made)
    assert not [secret for secret in (row.code, row.applicant_name, row.secret) if secret and secret in drawn]


def test_a_number_of_the_line_for_results_says_so_without_a_dossier(hall: People, clock: Clock) -> None:
    hall.take("R")
    hall.call(1, hall.sit(1))
    (row,) = view.part(hall.view(), clock(), None).board.now
    assert (row.number, row.business) == ("R001", say("vi", "board.results"))


def test_the_words_of_the_board_cost_the_picture_no_statement_per_ticket(hall: People, clock: Clock) -> None:
    bureau, asked = Bureau(hall, clock), []

    def noted(*told: Any) -> None:
        asked.append(told[2])

    def statements() -> int:
        asked.clear()
        view.part(hall.view(), clock(), None)
        return len(asked)

    event_of.listen(hall.work.engine, "before_cursor_execute", noted)
    called(hall, 1)
    with_an_ordinary_number = statements()
    for n in (2, 3):
        came_for_the_result(bureau)
        hall.call(n, hall.sit(n))
    assert statements() == with_an_ordinary_number
    assert [row.business for row in view.part(hall.view(), clock(), None).board.now].count("") == 1


def test_one_drawing_serves_every_board_of_a_zone(hall: People, clock: Clock) -> None:
    picture = hall.view()
    assert view.shared_part(picture, clock(), None) is view.shared_part(picture, clock(), None)
    assert view.shared_part(picture, clock(), None) is not view.shared_part(picture, clock(), uuid4())


def test_a_boards_part_is_taken_apart_once_for_all_who_are_told(hall: People, clock: Clock) -> None:
    shown = view.shared_part(hall.view(), clock(), None)
    plain = cast("Callable[[view.Part], dict[str, Any]]", serializers.get_serializer(view.Part))
    assert plain(shown) is plain(shown)
    assert plain(shown) == asdict(shown)


def test_the_floor_managers_words_come_first(hall: People) -> None:
    seen = hall.view()
    said = BroadcastView("Mất điện", "Power cut", hall.clock() + timedelta(minutes=5))
    assert view.lines(replace(seen, broadcasts=(said,)))[:2] == ("Mất điện", "Power cut")


async def test_one_voice_speaks_in_order(hall: People, clock: Clock) -> None:
    first, second = called(hall, 1, 2)
    place = replace(place_of(hall.work, hall.key("board-1")), speaks=True)
    state = board(hall)
    await speak(state, place, hall)
    assert state.saying.id
    assert not state._may_speak()
    await speak(state, place, hall)
    before = state.saying.id
    await event("spoken")(state, True)
    assert (state.saying.id, state._may_speak()) == (0, True)
    await speak(state, place, hall)
    assert state.saying.id > before
    await event("spoken")(state, False)
    assert not state._may_speak()
    clock.forward(seconds=REST_AFTER_FAILURE.total_seconds() + 1)
    assert state._may_speak()
    assert view.unspoken(hall.view(), None)
    assert first != second


async def speak(state: Hall, place: Standing, hall: People) -> None:
    """What the watcher does, outside its lock."""
    call = announcing.next_to_speak(hall.work, place.office_id, place.zone_id, str(place.actor), now=hall.clock())
    if call is not None and state._may_speak():
        state.saying = voice.saying(call, Policy())
        state._quiet_until = hall.clock() + announcing.SPEAKING_TAKES


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("number", ["A001", "B105", "K999", "S021"])
def test_every_clip_of_a_call_is_there(number: str, lang: str, clock: Clock) -> None:
    said = voice.saying(ToSpeak(7, number, 12, 2, lang, clock()), Policy())
    assert {voice.GONG, *said.clips.split()} <= NAMES
    assert any(clip.startswith("en/") for clip in said.clips.split()) == (lang == "en")


async def test_only_clips_are_served() -> None:
    app = FastAPI()
    app.include_router(router)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client:
        assert (await client.get("/clips/vi/letter-b.wav")).headers["content-type"] == "audio/wav"
        for path in ("/clips/../voice.wav", "/clips/vi/nothing.wav", "/clips/%2e%2e/%2e%2e/x.wav"):
            assert (await client.get(path)).status_code == 404


def test_a_board_is_never_forgotten_in_a_quiet_night() -> None:
    """Each beat writes the state, and each write renews its life: many beats fit into one life."""
    assert _default_token_expiration() > 20 * BEAT_S
    assert hall_board.STALE.total_seconds() > BEAT_S


def test_the_page_is_drawn() -> None:
    drawn = str(page())
    assert "hall-rows" in drawn
    assert "hall-reports" in drawn
