"""A counter's tablet asks one question after the visit, takes one answer, and calls the manager at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.people import Actor
from onestop.domain.policy import Policy
from onestop.domain.rating import Source
from onestop.live.feed import live
from onestop.queries.facts import HallView
from onestop.storage.rows import Rating
from onestop.usecases import counters, rating, serving
from onestop.usecases.accounts import Standing, place_of
from onestop.web.tablet.page import tablet as page
from onestop.web.tablet.state import Tablet
from onestop.web.tablet.view import REASONS_S, face, next_moment
from onestop.wiring import Shop
from tests.conftest import Clock
from tests.factories import Hall

EVENTS: dict[str, tuple[Any, ...]] = {
    "rate": (4,),
    "say_why": ({"why_attitude": True},),
    "skip_why": (),
    "criticise": (),
    "watch": (),
}
WINDOW_S = Policy().rating_window_s


def event(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = Tablet.event_handlers[name].fn
    return found


@pytest.fixture
def hall(lite_hall: Hall, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(lite, "now", clock)

    async def current(_: UUID) -> HallView:
        return lite_hall.view()

    monkeypatch.setattr(live(), "current", current)
    return lite_hall


def tablet(hall: Hall, monkeypatch: pytest.MonkeyPatch, code: str = "tablet-1") -> Tablet:
    """A tablet whose browser holds the credential of `code`."""
    standing = place_of(hall.work, hall.key(code))

    async def stands(_: Tablet, kind: str) -> Standing:
        assert kind == "tablet"
        return standing

    monkeypatch.setattr(Tablet, "_stands", stands)
    return Tablet()


def counter_id(hall: Hall) -> UUID:
    seat = hall.view().counter("most-1")
    assert seat is not None
    return seat.id


def look(hall: Hall, skipped: str = "") -> str:
    return face(hall.view(), counter_id(hall), hall.clock(), skipped).look


def serve(hall: Hall, actor: Actor) -> UUID:
    """One whole visit at counter 1."""
    hall.take("A")
    called = hall.call(1, actor)
    assert called is not None
    serving.start(hall.work, called.id, actor=actor, now=hall.clock())
    serving.finish(hall.work, called.id, actor=actor, now=hall.clock())
    return called.id


def rating_of(hall: Hall, ticket_id: UUID) -> Rating | None:
    with hall.work.reading() as session:
        return session.scalars(select(Rating).where(Rating.ticket_id == ticket_id)).one_or_none()


def test_every_handler_is_known_to_this_test() -> None:
    inherited = {name for base in Tablet.__mro__[1:] for name in getattr(base, "event_handlers", {})}
    assert set(Tablet.event_handlers) - inherited == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
async def test_a_browser_without_a_credential_is_refused(name: str, hall: Hall) -> None:
    ticket_id = serve(hall, hall.sit(1))
    assert "onestop.toast" in str(await event(name)(Tablet(), *EVENTS[name]))
    assert rating_of(hall, ticket_id) is None
    assert hall.view().alerts == ()


def test_what_it_shows_from_closed_to_the_end_of_the_question(hall: Hall, clock: Clock) -> None:
    assert look(hall) == "closed"
    actor = hall.sit(1)
    assert look(hall) == "idle"
    counters.pause(hall.work, "most-1", "break", actor=actor, now=clock())
    assert look(hall) == "paused"
    counters.open_counter(hall.work, "most-1", actor=actor, now=clock())
    hall.take("A")
    called = hall.call(1, actor)
    assert called is not None
    assert look(hall) == "called"
    serving.start(hall.work, called.id, actor=actor, now=clock())
    assert look(hall) == "serving"
    serving.finish(hall.work, called.id, actor=actor, now=clock())
    assert look(hall) == "rate"
    assert next_moment(hall.view(), counter_id(hall), clock()) == clock() + timedelta(seconds=WINDOW_S)
    clock.forward(seconds=WINDOW_S)
    assert look(hall) == "idle"


def test_the_question_stays_when_the_next_is_called_and_goes_when_they_sit_down(hall: Hall, clock: Clock) -> None:
    actor = hall.sit(1)
    serve(hall, actor)
    hall.take("A")
    called = hall.call(1, actor)
    assert called is not None
    assert look(hall) == "rate"
    serving.start(hall.work, called.id, actor=actor, now=clock())
    assert look(hall) == "serving"


def test_the_bar_keeps_its_length_while_other_things_happen(hall: Hall, clock: Clock) -> None:
    serve(hall, hall.sit(1))
    clock.forward(seconds=5)
    first = face(hall.view(), counter_id(hall), clock())
    clock.forward(seconds=5)
    assert first.left_s == WINDOW_S - 5
    assert face(hall.view(), counter_id(hall), clock(), before=first).left_s == first.left_s


async def test_one_good_mark_is_thanked(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id, state = serve(hall, hall.sit(1)), tablet(hall, monkeypatch)
    state.face = face(hall.view(), counter_id(hall), hall.clock())
    assert await event("rate")(state, 4) is None
    given = rating_of(hall, ticket_id)
    assert given is not None
    assert (given.value, given.source) == (4, "tablet")
    assert state.face.look == "thanks"
    assert "onestop.toast" in str(await event("rate")(state, 1))


async def test_a_low_mark_asks_why_and_keeps_the_reasons(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id, state = serve(hall, hall.sit(1)), tablet(hall, monkeypatch)
    state.face = face(hall.view(), counter_id(hall), hall.clock())
    await event("rate")(state, 1)
    assert state.face.look == "why"
    assert (
        await event("say_why")(state, {"why_long_wait": True, "why_invented": True, "comment": " đợi lâu "}) is None
    )
    given = rating_of(hall, ticket_id)
    assert given is not None
    assert (given.reasons, given.comment) == (["long_wait"], "đợi lâu")
    assert state.face.look == "thanks"


async def test_reasons_may_be_left_out(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id, state = serve(hall, hall.sit(1)), tablet(hall, monkeypatch)
    state.face = face(hall.view(), counter_id(hall), hall.clock())
    await event("rate")(state, 2)
    await event("skip_why")(state)
    given = rating_of(hall, ticket_id)
    assert given is not None
    assert given.reasons == []
    assert state.face.look == "thanks"


async def test_reasons_without_a_low_mark_here_are_refused(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(hall, hall.sit(1))
    state = tablet(hall, monkeypatch)
    assert "onestop.toast" in str(await event("say_why")(state, {"why_attitude": True}))


def test_the_question_why_goes_by_itself(hall: Hall, clock: Clock) -> None:
    ticket_id = serve(hall, hall.sit(1))
    pressed(hall, 1)
    assert look(hall) == "why"
    assert look(hall, skipped=ticket_id.hex) == "thanks"
    clock.forward(seconds=REASONS_S)
    assert look(hall) == "idle"


async def test_a_low_mark_at_the_keypad_is_asked_about_on_the_tablet(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket_id, state = serve(hall, hall.sit(1)), tablet(hall, monkeypatch)
    pressed(hall, 2)
    assert await event("say_why")(state, {"why_attitude": True}) is None
    given = rating_of(hall, ticket_id)
    assert given is not None
    assert (given.source, given.reasons) == ("keypad", ["attitude"])
    assert look(hall) == "thanks"


def test_a_good_mark_at_the_keypad_asks_nothing(hall: Hall) -> None:
    serve(hall, hall.sit(1))
    pressed(hall, 3)
    assert look(hall) == "thanks"


def pressed(hall: Hall, value: int) -> None:
    """A mark at the keypad of counter 1."""
    keypad, now = Actor("device", "keypad-1", hall.office_id), hall.clock()
    mark = rating.Mark(value)
    rating.rate_at_counter(hall.work, counter_id(hall), mark, Source.KEYPAD, actor=keypad, at=now, now=now)


@pytest.mark.parametrize("value", [0, 5, -1])
async def test_a_mark_that_is_none_is_refused(value: int, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id, state = serve(hall, hall.sit(1)), tablet(hall, monkeypatch)
    assert "onestop.toast" in str(await event("rate")(state, value))
    assert rating_of(hall, ticket_id) is None


async def test_a_late_mark_is_refused(hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id, state = serve(hall, hall.sit(1)), tablet(hall, monkeypatch)
    clock.forward(seconds=WINDOW_S + 1)
    assert "onestop.toast" in str(await event("rate")(state, 4))
    assert rating_of(hall, ticket_id) is None


async def test_criticism_calls_the_manager_once(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(hall, hall.sit(1))
    state = tablet(hall, monkeypatch)
    await event("criticise")(state)
    await event("criticise")(state)
    assert [alert.kind for alert in hall.view().alerts] == ["criticism"]
    assert face(hall.view(), counter_id(hall), hall.clock()).criticised


async def test_a_kiosk_is_no_tablet(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(hall, hall.sit(1))
    state = tablet(hall, monkeypatch, "kiosk-1")
    assert "onestop.toast" in str(await event("rate")(state, 4))


def test_nothing_secret_is_shown(hall: Hall) -> None:
    ticket_id = serve(hall, hall.sit(1))
    shown = repr(face(hall.view(), counter_id(hall), hall.clock()))
    assert hall.ticket(ticket_id).track_token not in shown


def test_the_page_compiles() -> None:
    drawn = str(page().render())
    assert all(f"tablet-mark-{value}" in drawn for value in (1, 2, 3, 4))
