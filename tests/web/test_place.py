"""A browser stands for a place only with that place's credential, under that place's address."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from onestop.live import feed, roll
from onestop.live.feed import SAFETY_S, live
from onestop.queries.facts import HallView
from onestop.usecases import setup_places
from onestop.web import place
from onestop.web.kiosk.state import Kiosk
from onestop.web.place import BEAT_S, MOST_KEPT, PlaceSession, beats, keep, kept, true_until
from tests.factories import Hall
from tests.web.browser import Locked


def test_a_cookie_keeps_one_credential_for_each_place() -> None:
    cookie = keep(keep("", "kiosk-1", "aaa"), "board-1", "bbb")
    assert kept(cookie) == {"kiosk-1": "aaa", "board-1": "bbb"}
    assert kept(keep(cookie, "kiosk-1", "new")) == {"board-1": "bbb", "kiosk-1": "new"}


def test_the_oldest_place_is_forgotten_first() -> None:
    cookie = ""
    for n in range(MOST_KEPT + 1):
        cookie = keep(cookie, f"place-{n}", "k")
    assert "place-0" not in kept(cookie)
    assert len(kept(cookie)) == MOST_KEPT


def test_a_broken_cookie_keeps_nothing() -> None:
    assert kept("") == kept("|||") == kept("kiosk-1") == kept("~secret") == {}


def test_a_quiet_picture_is_true_as_long_as_the_feed_looks(lite_hall: Hall) -> None:
    seen = lite_hall.view()
    assert true_until(seen, seen.at + timedelta(seconds=SAFETY_S)) == seen.at + timedelta(seconds=SAFETY_S)
    assert true_until(seen, seen.at + timedelta(seconds=SAFETY_S + BEAT_S)) == seen.at


async def test_a_changing_hall_is_told_and_its_watcher_goes(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "BEAT_S", 0.05)
    told = cast("AsyncGenerator[tuple[HallView, datetime]]", beats(lite_hall.office_id))
    async with asyncio.timeout(20):
        first, _ = await anext(told)
        again, _ = await anext(told)
        assert again.rev >= first.rev
        assert live().watchers == 1
        await told.aclose()
    assert live().watchers == 0
    await live().stop()


async def test_settling_keeps_the_credential_and_says_if_it_is_known(
    lite_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PlaceSession, "_code", lambda _: "kiosk-1")
    monkeypatch.setattr(PlaceSession, "_given", lambda _: lite_hall.key("kiosk-1"))
    state = PlaceSession()
    assert "replaceState" in str(await PlaceSession.event_handlers["settle"].fn(state, "kiosk"))
    assert (state.known, kept(state.credentials)) == ("yes", {"kiosk-1": lite_hall.key("kiosk-1")})
    await PlaceSession.event_handlers["settle"].fn(state, "board")
    assert state.known == "no"


async def test_the_page_of_a_revoked_place_says_that_it_is_not_registered(
    lite_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watcher learns it from the feed: nobody touched the screen."""
    monkeypatch.setattr(PlaceSession, "_code", lambda _: "kiosk-1")
    monkeypatch.setattr(roll, "REST_S", 0.0)
    monkeypatch.setattr(feed, "SAFETY_S", 0.2)
    state = Kiosk()
    state.credentials, state.known = keep("", "kiosk-1", lite_hall.key("kiosk-1")), "yes"
    drawn = asyncio.Event()
    watching = asyncio.create_task(cast("Any", Kiosk.watch).fn(Locked(state, drawn)))
    async with asyncio.timeout(20):
        await drawn.wait()
        admin, kiosk = lite_hall.officer("admin1"), lite_hall.place_id("kiosk-1")
        await asyncio.to_thread(
            setup_places.revoke, lite_hall.work, lite_hall.office_id, kiosk, actor=admin, now=lite_hall.clock()
        )
        assert "onestop.toast" in str(await watching)
    assert state.known == "no"
    await live().stop()
