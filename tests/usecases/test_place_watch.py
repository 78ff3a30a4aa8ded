"""Screens that were there and are not, and boards that stand still, are told to the floor while the hall works."""

from onestop.domain.people import Actor
from onestop.live.roll import Roll
from onestop.usecases import accounts, announcing, counters, place_watch
from onestop.web.floor.view import picture
from tests.conftest import Clock
from tests.factories import Hall

BOARD = "board-1"


def opened(hall: Hall, *codes: str) -> None:
    marks = [accounts.place_of(hall.work, hall.key(code)).mark for code in codes]
    place_watch.seen(hall.work, hall.office_id, marks, now=hall.clock())


def told(hall: Hall) -> set[tuple[str, str]]:
    """Alerts about screens after one look."""
    place_watch.watch_places(hall.work, now=hall.clock())
    return {(a.kind, a.subject) for a in hall.view().alerts if a.kind in ("place.silent", "board.behind")}


def test_a_screen_that_went_away_is_told_and_its_return_settles_it(hall: Hall, clock: Clock) -> None:
    hall.sit(1)
    opened(hall, BOARD, "kiosk-1")
    clock.forward(seconds=80)
    opened(hall, "kiosk-1")
    assert told(hall) == set()
    clock.forward(seconds=20)
    assert told(hall) == {("place.silent", BOARD)}
    shown = picture(hall.view())
    assert [(m.code, m.word.vi) for m in shown.loud if m.kind == "board"] == [(BOARD, "mất kết nối")]
    opened(hall, BOARD)
    assert told(hall) == set()
    assert ("kiosk", 1) in {(kind.kind, kind.count) for kind in picture(hall.view()).quiet}


def test_screens_never_opened_and_a_hall_at_rest_alarm_nobody(hall: Hall, clock: Clock) -> None:
    officer: Actor = hall.sit(1)
    assert told(hall) == set()
    opened(hall, BOARD)
    clock.forward(hours=12)
    assert told(hall) == {("place.silent", BOARD)}
    counters.close(hall.work, "most-1", actor=officer, now=clock())
    assert told(hall) == set()


def test_a_board_that_does_not_draw_the_newest_call_stands_still(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    opened(hall, BOARD)
    hall.take()
    assert hall.call(1, officer)
    call = hall.view().calls[0].id
    assert told(hall) == set()
    clock.forward(seconds=40)
    assert told(hall) == {("board.behind", BOARD)}
    announcing.acknowledge(hall.work, hall.office_id, [call], f"place:{BOARD}", now=clock())
    assert told(hall) == set()


async def test_a_page_that_follows_is_written_down_twice_a_minute(lite_hall: Hall, clock: Clock) -> None:
    lite_hall.shop.now = clock  # type: ignore[method-assign]
    roll, place = Roll(lite_hall.shop), accounts.place_of(lite_hall.work, lite_hall.key(BOARD))

    async def seen_at() -> object:
        with roll.watched(lite_hall.office_id, place.mark) as still:
            still()
            task = roll._pages[lite_hall.office_id].reading
            assert task is not None
            await task
        return next(p.seen_at for p in lite_hall.view().places if p.code == BOARD)

    assert await seen_at() == clock()
