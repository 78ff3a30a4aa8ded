"""The live picture: first what is, then what changed; a burst is one picture; who leaves is forgotten."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from onestop.live.feed import Feed
from onestop.queries import hall as hall_query
from onestop.queries.facts import HallView
from onestop.storage.bell import Bell, Ear, make_bell
from onestop.storage.bell_redis import RedisBell
from onestop.storage.unit_of_work import UnitOfWork
from onestop.wiring import Shop
from tests.factories import Hall

WITHIN_S = 10


async def newer(watching: AsyncGenerator[HallView, None], true: Callable[[HallView], object]) -> HallView:
    """The first picture of which `true` holds."""

    async def wanted() -> HallView:
        async for view in watching:
            if true(view):
                return view
        raise AssertionError

    return await asyncio.wait_for(wanted(), WITHIN_S)


def issued(view: HallView) -> int:
    return sum(q.issued for q in view.queues)


async def test_the_present_picture_then_each_newer_one(hall: Hall) -> None:
    await present_then_newer(hall)


async def present_then_newer(hall: Hall) -> None:
    hall.shop.now = hall.clock  # type: ignore[method-assign]
    feed = Feed(hall.shop)
    hall.take()
    watching = feed.follow(hall.office_id)
    first = await newer(watching, lambda _: True)
    assert issued(first) == 1
    await asyncio.to_thread(hall.take)
    second = await newer(watching, lambda v: issued(v) == 2)
    assert second.rev > first.rev
    assert (await feed.current(hall.office_id)).rev >= second.rev
    await watching.aclose()
    await feed.stop()


async def test_a_burst_becomes_few_pictures_and_ends_with_the_last(lite_hall: Hall) -> None:
    hall = lite_hall
    hall.shop.now = hall.clock  # type: ignore[method-assign]
    feed = Feed(hall.shop)
    watching = feed.follow(hall.office_id)
    await newer(watching, lambda _: True)
    seen = 0

    def last(view: HallView) -> bool:
        nonlocal seen
        seen += 1
        return issued(view) == 40

    def burst() -> None:
        for _ in range(40):
            hall.take()

    task = asyncio.create_task(asyncio.to_thread(burst))
    await newer(watching, last)
    await task
    assert seen < 40
    await watching.aclose()
    await feed.stop()


async def test_who_leaves_is_counted_out(lite_hall: Hall) -> None:
    hall = lite_hall
    hall.shop.now = hall.clock  # type: ignore[method-assign]
    feed = Feed(hall.shop)
    watching = [feed.follow(hall.office_id) for _ in range(3)]
    pictures = await asyncio.gather(*(newer(w, lambda _: True) for w in watching))
    assert len({view.rev for view in pictures}) == 1
    assert feed.watchers == 3
    await watching[0].aclose()
    assert feed.watchers == 2
    waiting = asyncio.create_task(anext(watching[1]))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert feed.watchers == 1
    await watching[2].aclose()
    assert feed.watchers == 0
    await feed.stop()


async def test_an_office_nobody_knows_does_not_stop_the_others(lite_hall: Hall) -> None:
    hall = lite_hall
    hall.shop.now = hall.clock  # type: ignore[method-assign]
    feed = Feed(hall.shop)
    nowhere = feed.follow(hall.place_id("kiosk-1"))
    lost = asyncio.create_task(anext(nowhere))
    watching = feed.follow(hall.office_id)
    assert (await newer(watching, lambda _: True)).office.code == "most"
    lost.cancel()
    with pytest.raises(asyncio.CancelledError):
        await lost
    await watching.aclose()
    await feed.stop()


# --- the bell alone ---


def rings(shop: Shop, hall: Hall) -> None:
    ear, other = shop.bell.ear(), shop.bell.ear()
    assert ear.wait(0.05) is False
    hall.take()
    assert ear.wait(WITHIN_S)
    assert other.wait(WITHIN_S)
    hall.take()
    hall.take()
    assert ear.wait(WITHIN_S)
    ear.close()
    other.close()
    hall.take()


def test_a_commit_wakes_every_ear(hall: Hall) -> None:
    rings(hall.shop, hall)


@pytest.fixture
def redis_hall(lite_hall: Hall) -> Iterator[Hall]:
    """The demonstration office whose bell is Redis, on a channel of its own."""
    shop, own = lite_hall.shop, lite_hall.shop.bell
    shop.bell = RedisBell("redis://127.0.0.1:6379/0", f"test-{uuid4().hex}-")
    shop.work = lite_hall.work = UnitOfWork(shop.engine, shop.bell)
    yield lite_hall
    own.close()


@pytest.mark.redis
def test_redis_wakes_every_ear(redis_hall: Hall) -> None:
    rings(redis_hall.shop, redis_hall)


@pytest.mark.redis
async def test_the_picture_follows_redis(redis_hall: Hall) -> None:
    await present_then_newer(redis_hall)


def test_a_refused_act_rings_nothing(lite_hall: Hall) -> None:
    ear = lite_hall.shop.bell.ear()
    with suppress(ZeroDivisionError), lite_hall.work() as tx:
        tx.emit("test.happened", lite_hall.office_id, "x", lite_hall.place("kiosk-1"), lite_hall.clock())
        _ = 1 / 0
    with lite_hall.work():
        """Nothing happened in it."""
    assert ear.wait(0.1) is False
    ear.close()


def test_the_bell_is_chosen_by_the_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bells")
    bells = [
        make_bell("sqlite:///x.db", "", folder),
        make_bell("postgresql+psycopg://h/x", "", folder),
        make_bell("sqlite:///x.db", "redis://127.0.0.1:1/0", folder),
    ]
    for bell in bells:
        bell.close()
    assert [type(bell).__name__ for bell in bells] == ["DatagramBell", "PostgresBell", "RedisBell"]


class DeafOnce:
    """A bell that cannot be heard at first, as when the database is away while the process comes up."""

    def __init__(self, bell: Bell) -> None:
        self._bell, self._deaf, self.heard = bell, True, threading.Event()
        self.ring, self.close = bell.ring, bell.close

    def ear(self) -> Ear:
        if self._deaf:
            self._deaf = False
            raise psycopg.InterfaceError
        ear = self._bell.ear()
        self.heard.set()
        return ear


async def test_a_bell_that_could_not_be_heard_is_heard_anew(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onestop.live.feed.DEAF_S", 0.05)
    monkeypatch.setattr("onestop.live.feed.SAFETY_S", 3600.0)
    lite_hall.shop.now = lite_hall.clock  # type: ignore[method-assign]
    lite_hall.shop.bell = deaf = DeafOnce(lite_hall.shop.bell)
    feed = Feed(lite_hall.shop)
    watching = feed.follow(lite_hall.office_id)
    await newer(watching, lambda _: True)
    assert await asyncio.to_thread(deaf.heard.wait, WITHIN_S)
    await asyncio.to_thread(lite_hall.take)
    assert await newer(watching, lambda v: issued(v) == 1)
    await watching.aclose()
    await feed.stop()


async def test_a_picture_nobody_could_draw_is_drawn_anew(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, faults = hall_query.view, [ValueError("not one of ours")]

    def view(*args: Any) -> HallView:
        if faults:
            raise faults.pop()
        return drawn(*args)

    monkeypatch.setattr(hall_query, "view", view)
    feed = Feed(lite_hall.shop)
    watching = feed.follow(lite_hall.office_id)
    assert await newer(watching, lambda _: True)
    assert faults == []
    await watching.aclose()
    await feed.stop()
