"""Who follows a dossier is told of its changes, of no other's, and costs nothing once gone."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from onestop.live import feed
from onestop.live.changes import Changes, changes
from onestop.live.feed import Feed
from onestop.usecases import processing
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau

WITHIN_S = 10
QUIET_S = 0.3


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    hall.shop.now = hall.clock  # type: ignore[method-assign]
    return Bureau(hall, clock)


@pytest.fixture
def lite_bureau(lite_hall: Hall, clock: Clock) -> Iterator[Bureau]:
    lite_hall.shop.now = lite_hall.clock  # type: ignore[method-assign]
    yield Bureau(lite_hall, clock)
    feed.forget()


async def told(following: AsyncGenerator[None, None], within_s: float = WITHIN_S) -> bool:
    """Whether a further look is asked for in time."""
    coming = asyncio.ensure_future(anext(following))
    done, _ = await asyncio.wait({coming}, timeout=within_s)
    if not done:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
    return bool(done)


async def noted(bureau: Bureau, dossier_id: Any) -> None:
    await asyncio.to_thread(
        processing.note, bureau.work, dossier_id, "Đã gọi điện", actor=bureau.one, now=bureau.clock()
    )


async def test_first_now_then_after_each_change_of_this_dossier(bureau: Bureau) -> None:
    mine, other = bureau.full(), bureau.full()
    following = Changes(line := Feed(bureau.hall.shop), bureau.hall.shop).follow(mine, again_s=60)
    assert await told(following)
    await noted(bureau, mine)
    assert await told(following)
    await noted(bureau, other)
    bureau.hall.take()
    assert not await told(following, QUIET_S)
    await following.aclose()
    await line.stop()


async def test_an_office_hears_of_every_dossier_and_a_burst_once(lite_bureau: Bureau) -> None:
    made = [lite_bureau.full() for _ in range(3)]
    heard = Changes(line := Feed(lite_bureau.hall.shop), lite_bureau.hall.shop)
    following = heard.follow(lite_bureau.hall.office_id, again_s=60, rest_s=0.5)
    assert await told(following)
    for each in made:
        await noted(lite_bureau, each)
    assert await told(following)
    assert not await told(following, QUIET_S)
    await line.stop()


async def test_it_comes_again_by_itself_while_nothing_changes(lite_bureau: Bureau) -> None:
    heard = Changes(line := Feed(lite_bureau.hall.shop), lite_bureau.hall.shop)
    following = heard.follow(lite_bureau.full(), again_s=0.1)
    assert await told(following)
    assert await told(following, 2.0)
    await following.aclose()
    await line.stop()


async def test_a_hundred_who_follow_cost_one_read_and_none_when_gone(lite_bureau: Bureau) -> None:
    mine, shop = lite_bureau.full(), lite_bureau.hall.shop
    heard = Changes(line := Feed(shop), shop)
    following = [heard.follow(mine, again_s=60) for _ in range(100)]
    assert all(await asyncio.gather(*(told(each) for each in following)))
    reads: list[str] = []
    event.listen(shop.engine, "before_cursor_execute", lambda *a: reads.append(a[2]) if "FROM fact" in a[2] else None)
    await noted(lite_bureau, mine)
    assert all(await asyncio.gather(*(told(each) for each in following)))
    assert len(reads) <= 2, reads
    for each in following:
        await each.aclose()
    assert heard.followers == 0
    reads.clear()
    await noted(lite_bureau, mine)
    await asyncio.sleep(QUIET_S)
    assert reads == []
    await line.stop()


async def test_a_process_has_one(lite_bureau: Bureau) -> None:
    feed.forget()
    assert changes() is changes()
    assert changes().feed is feed.live(lambda: Feed(lite_bureau.hall.shop))
