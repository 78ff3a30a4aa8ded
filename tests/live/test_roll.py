"""An open page stops within a picture or two of the end of its session or of its place's key; one read serves all."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from onestop.domain.errors import NotSignedIn, PlaceUnknown
from onestop.domain.people import FLOOR, Role
from onestop.live import roll as module
from onestop.live.roll import Roll
from onestop.queries.standing import standing
from onestop.usecases import accounts, setup_people, setup_places
from onestop.usecases.setup_people import OfficerWish
from tests.factories import Hall


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "REST_S", 0.0)
    yield
    module._ROLL.clear()


async def told(roll: Roll, hall: Hall, still: Callable[[], None]) -> None:
    """Two pictures come, far enough apart for a read between them."""
    still()
    page = roll._pages[hall.office_id]
    if page.reading is not None:
        await page.reading
    still()


def floor_page(roll: Roll, hall: Hall, token: str) -> AbstractContextManager[Callable[[], None]]:
    who = accounts.whoami(hall.work, token, now=hall.clock())
    return roll.watched(who.office_id, who.mark, FLOOR, until=who.expires_at)


@pytest.fixture
def here(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(hall.shop, "now", hall.clock)
    return hall


async def test_a_log_out_ends_every_page_of_the_session_and_no_other(here: Hall) -> None:
    roll, token, other = Roll(here.shop), here.token("floor1"), here.token("supervisor1")
    with floor_page(roll, here, token) as first, floor_page(roll, here, other) as second:
        await told(roll, here, first)
        await told(roll, here, second)
        accounts.log_out(here.work, token, now=here.clock())
        with pytest.raises(NotSignedIn):
            await told(roll, here, first)
        await told(roll, here, second)


def _without_floor(hall: Hall, admin: str) -> None:
    actor = hall.officer(admin)
    officer = hall.officer("floor1").officer_id
    assert officer is not None
    wish = OfficerWish("floor1", "Tạ Minh Đức", "", frozenset({Role.OFFICER}))
    setup_people.save_officer(hall.work, hall.office_id, officer, wish, actor=actor, now=hall.clock())


def _new_password(hall: Hall, admin: str) -> None:
    actor, officer = hall.officer(admin), hall.officer("floor1").officer_id
    assert officer is not None
    setup_people.reset_password(hall.work, hall.office_id, officer, actor=actor, now=hall.clock())


@pytest.mark.parametrize("change", [_without_floor, _new_password])
async def test_what_setup_takes_away_ends_an_open_page(here: Hall, change: Callable[[Hall, str], None]) -> None:
    roll = Roll(here.shop)
    with floor_page(roll, here, here.token("floor1")) as still:
        await told(roll, here, still)
        change(here, "admin1")
        with pytest.raises(NotSignedIn):
            await told(roll, here, still)


async def test_a_session_that_runs_out_ends_its_page(here: Hall) -> None:
    with floor_page(Roll(here.shop), here, here.token("floor1")) as still:
        still()
        here.clock.forward(hours=12)  # type: ignore[attr-defined]
        with pytest.raises(NotSignedIn):
            still()


@pytest.mark.parametrize("change", [setup_places.revoke, setup_places.new_credential])
async def test_a_revoked_place_follows_no_longer(here: Hall, change: Callable[..., object]) -> None:
    roll, kiosk = Roll(here.shop), accounts.place_of(here.work, here.key("kiosk-1"))
    board = accounts.place_of(here.work, here.key("board-1"))
    with (
        roll.watched(kiosk.office_id, kiosk.mark, refusal=PlaceUnknown) as first,
        roll.watched(board.office_id, board.mark, refusal=PlaceUnknown) as second,
    ):
        await told(roll, here, first)
        change(here.work, here.office_id, kiosk.place_id, actor=here.officer("admin1"), now=here.clock())
        with pytest.raises(PlaceUnknown):
            await told(roll, here, first)
        await told(roll, here, second)


async def test_who_comes_after_a_read_is_not_judged_by_it(here: Hall) -> None:
    roll, board = Roll(here.shop), accounts.place_of(here.work, here.key("board-1"))
    with roll.watched(board.office_id, board.mark) as first:
        await told(roll, here, first)
        with floor_page(roll, here, here.token("floor1")) as second:
            second()


async def test_one_read_serves_all_and_they_are_few(here: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[float] = []

    def counted(*asked: object) -> object:
        reads.append(time.monotonic())
        return standing(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "standing", counted)
    monkeypatch.setattr(module, "REST_S", 60.0)
    roll, board = Roll(here.shop), accounts.place_of(here.work, here.key("board-1"))
    with (
        roll.watched(board.office_id, board.mark) as first,
        roll.watched(board.office_id, board.mark) as second,
    ):
        for _ in range(20):
            await told(roll, here, first)
            await told(roll, here, second)
    assert len(reads) == 1
    assert not roll._pages
