"""The console shows what the calling does, and lets nobody but the officer who sits there do it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from onestop.domain.people import Actor
from onestop.domain.policy import Policy
from onestop.usecases import calling, counters, demo, rating, serving, ticketing
from onestop.web import routes
from onestop.web.counter.page import counter as page
from onestop.web.counter.shapes import Desk, Here
from onestop.web.counter.state import Counter
from onestop.web.counter.view import desk, next_moment
from onestop.wiring import Shop
from tests.conftest import Clock
from tests.factories import Hall
from tests.web.browser import signed_in

EVENTS: dict[str, tuple[Any, ...]] = {
    "sit": ("most-1",),
    "dismiss_handover": (),
    "show": ("parked",),
    "choose_outcome": ("guided",),
    "call_next": (),
    "call_this": (uuid4().hex,),
    "recall": (),
    "start": (),
    "finish": (),
    "undo": (),
    "miss": (),
    "park": ({"minutes": "5"},),
    "transfer": ({"target": "queue:B"},),
    "add_further": ({"further": "B"},),
    "write_note": ({"note": "x"},),
    "reinstate": (uuid4().hex,),
    "pause": ("break",),
    "resume": (),
    "leave": ({"word": ""},),
    "set_auto_call": (True,),
    "ask_for_help": (),
    "watch": (),
}


def event(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = Counter.event_handlers[name].fn
    return found


@pytest.fixture
def hall(lite_hall: Hall, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(lite, "now", clock)
    return lite_hall


def console(hall: Hall, username: str = "officer1") -> Counter:
    state = Counter()
    signed_in(state, hall.token(username) if username else "")
    return state


def see(state: Counter, hall: Hall, actor: Actor) -> Desk:
    """What the watcher would have shown."""
    state.desk = desk(hall.view(), actor.officer_id, hall.clock())
    return state.desk


def test_every_handler_is_known_to_this_test() -> None:
    inherited = {name for base in Counter.__mro__[1:] for name in getattr(base, "event_handlers", {})}
    assert set(Counter.event_handlers) - inherited == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
async def test_nobody_is_sent_to_the_log_in(name: str, hall: Hall) -> None:
    assert routes.LOGIN in str(await event(name)(console(hall, ""), *EVENTS[name]))


@pytest.mark.parametrize("name", EVENTS)
async def test_a_wrong_role_is_refused(name: str, hall: Hall) -> None:
    before = hall.view()
    assert "onestop.toast" in str(await event(name)(console(hall, "supervisor1"), *EVENTS[name]))
    assert hall.view().counters == before.counters


async def test_a_visit_from_the_seat_to_the_undo(hall: Hall) -> None:
    actor, taken = hall.officer("officer1"), hall.take("A")
    state = console(hall)
    await event("sit")(state, "most-1")
    assert see(state, hall, actor).next.number == taken.number
    await event("call_next")(state)
    assert see(state, hall, actor).here.number == taken.number
    await event("start")(state)
    assert see(state, hall, actor).here.serving
    await event("choose_outcome")(state, "guided")
    await event("finish")(state)
    assert hall.ticket(taken.id).outcome == "guided"
    assert see(state, hall, actor).done.number == taken.number
    await event("undo")(state)
    assert see(state, hall, actor).here.number == taken.number


async def test_a_second_press_calls_nobody_else(hall: Hall) -> None:
    hall.take("A")
    hall.take("A")
    state = console(hall)
    await event("sit")(state, "most-1")
    assert await event("call_next")(state) is None
    assert "onestop.toast" in str(await event("call_next")(state))
    assert len(hall.view().waiting) == 1


async def test_nobody_waits_is_said(hall: Hall) -> None:
    state = console(hall)
    await event("sit")(state, "most-1")
    assert "onestop.toast" in str(await event("call_next")(state))


async def test_a_called_person_is_parked_transferred_and_brought_back(hall: Hall) -> None:
    actor, taken = hall.sit(1), hall.take("A")
    state = console(hall)
    await event("call_next")(state)
    see(state, hall, actor)
    await event("park")(state, {"minutes": "7", "park_note": "photocopy"})
    parked = see(state, hall, actor).parked
    assert [row.number for row in parked] == [taken.number]
    assert parked[0].note == "photocopy"
    await event("reinstate")(state, taken.id.hex)
    await event("call_this")(state, taken.id.hex)
    see(state, hall, actor)
    hall.sit(2)
    await event("transfer")(state, {"target": "counter:most-2"})
    other = desk(hall.view(), hall.officer("officer2").officer_id, hall.clock())
    assert (other.next.number, other.next.by_name) == (taken.number, True)
    assert desk(hall.view(), actor.officer_id, hall.clock()).waiting == 0


@pytest.mark.parametrize("target", ["", "queue", "officer:nobody", "planet:X", "queue:?"])
async def test_a_transfer_to_nowhere_is_refused(target: str, hall: Hall) -> None:
    actor, taken = hall.sit(1), hall.take("A")
    state = console(hall)
    await event("call_next")(state)
    see(state, hall, actor)
    assert "onestop.toast" in str(await event("transfer")(state, {"target": target}))
    assert hall.ticket(taken.id).status == "called"


async def test_another_officers_ticket_is_out_of_reach(hall: Hall) -> None:
    hall.sit(1)
    hall.sit(2)
    taken = hall.take("A")
    calling.call_next(hall.work, "most-1", actor=hall.officer("officer1"), now=hall.clock())
    state = console(hall, "officer2")
    state.desk = Desk(here=Here(id=taken.id.hex))
    for name in ("recall", "start", "finish", "miss"):
        assert "onestop.toast" in str(await event(name)(state))
    assert hall.ticket(taken.id).status == "called"


async def test_a_miss_waits_for_a_recall_and_for_its_time(hall: Hall, clock: Clock) -> None:
    actor, taken = hall.sit(1), hall.take("A")
    state = console(hall)
    await event("call_next")(state)
    assert see(state, hall, actor).here.recalls_wanted == 1
    await event("recall")(state)
    here = see(state, hall, actor).here
    assert (here.recalls_wanted, here.may_miss) == (0, False)
    soon = next_moment(hall.view(), actor.officer_id, clock())
    assert soon == clock() + timedelta(seconds=Policy().min_recall_interval_s)
    clock.forward(seconds=Policy().min_recall_interval_s)
    assert see(state, hall, actor).here.may_miss
    await event("miss")(state)
    assert [row.number for row in see(state, hall, actor).missed] == [taken.number]


async def test_an_undo_leaves_the_screen_after_its_minute(hall: Hall, clock: Clock) -> None:
    actor = hall.sit(1)
    hall.take("A")
    called = hall.call(1, actor)
    assert called is not None
    serving.start(hall.work, called.id, actor=actor, now=clock())
    serving.finish(hall.work, called.id, actor=actor, now=clock())
    until = next_moment(hall.view(), actor.officer_id, clock())
    assert until is not None
    clock.now = until
    assert desk(hall.view(), actor.officer_id, clock()).done.number == ""
    assert next_moment(hall.view(), actor.officer_id, clock()) is None


async def test_pause_resume_and_the_word_for_the_next_shift(hall: Hall) -> None:
    actor, state = hall.sit(1), console(hall)
    await event("pause")(state, "meeting")
    paused = see(state, hall, actor)
    assert (paused.status, paused.reason) == ("paused", "meeting")
    await event("resume")(state)
    assert see(state, hall, actor).status == "open"
    assert "onestop.toast" in str(await event("pause")(state, "holiday"))
    await event("leave")(state, {"word": "Máy in hết giấy"})
    assert see(state, hall, actor).seat == ""
    later = console(hall, "officer2")
    await event("sit")(later, "most-1")
    assert later.handover == "Máy in hết giấy"
    await event("dismiss_handover")(later)
    assert later.handover == ""


async def test_help_auto_call_note_and_further(hall: Hall) -> None:
    actor, taken = hall.sit(1), hall.take("A")
    state = console(hall)
    await event("call_next")(state)
    see(state, hall, actor)
    await event("write_note")(state, {"note": "tiếng Anh"})
    await event("add_further")(state, {"further": "B"})
    here = see(state, hall, actor).here
    assert (here.note, here.further) == ("tiếng Anh", "B")
    await event("set_auto_call")(state, True)
    assert see(state, hall, actor).auto_call
    await event("ask_for_help")(state)
    assert [alert.kind for alert in hall.view().alerts] == ["help.officer"]
    await event("start")(state)
    see(state, hall, actor)
    assert "B" in str(await event("finish")(state))
    assert hall.ticket(taken.id).status == "waiting"


def test_the_line_is_the_order_in_which_the_counter_calls(hall: Hall, clock: Clock) -> None:
    for queue in ("A", "B", "A", "C"):
        hall.take(queue)
        clock.forward(minutes=1)
    for _ in range(4):
        desk_wish = ticketing.Wish(demo.CODE, "A", "desk", priority="elderly", proof="age")
        ticketing.take(hall.work, desk_wish, actor=hall.officer("floor1"), now=clock())
        clock.forward(minutes=1)
    actor = hall.sit(1)
    foreseen = [row.number for row in desk(hall.view(), actor.officer_id, clock()).line]
    called = []
    while (one := hall.call(1, actor)) is not None:
        called.append(one.number)
        serving.start(hall.work, one.id, actor=actor, now=clock())
        serving.finish(hall.work, one.id, actor=actor, now=clock())
    assert called == foreseen
    assert len(called) == 8


def test_the_reason_is_a_sentence_in_both_languages(hall: Hall, clock: Clock) -> None:
    first = hall.take("A")
    hall.take("B")
    clock.forward(minutes=12)
    actor = hall.sit(1)
    why = desk(hall.view(), actor.officer_id, clock()).why
    assert f"{first.number} chờ lâu nhất" in why.vi
    assert "12 min" in why.en


def test_only_criticism_and_a_stuck_device_of_this_counter_interrupt(hall: Hall) -> None:
    one, two = hall.sit(1), hall.sit(2)
    seat = hall.view().counter("most-1")
    assert seat is not None
    rating.criticise(hall.work, seat.id, actor=hall.place("tablet-1"), now=hall.clock())
    assert [alarm.kind for alarm in desk(hall.view(), one.officer_id, hall.clock()).alarms] == ["criticism"]
    assert desk(hall.view(), two.officer_id, hall.clock()).alarms == ()


def test_who_has_no_seat_sees_which_are_free(hall: Hall) -> None:
    hall.sit(2)
    seats = desk(hall.view(), hall.officer("officer1").officer_id, hall.clock()).seats
    assert [seat.number for seat in seats if not seat.free] == [2]


def test_nothing_secret_is_shown(hall: Hall) -> None:
    taken, actor = hall.take("A"), hall.sit(1)
    counters.pause(hall.work, "most-1", "break", actor=actor, now=hall.clock())
    assert taken.track_token not in repr(desk(hall.view(), actor.officer_id, hall.clock()))


def test_the_page_compiles_and_its_keys_are_under_the_left_hand() -> None:
    keys = set(re.findall(r"data-key\W+(\w)\b", str(page().render())))
    assert keys == set("gbrvxtcfwsaezd12345")
