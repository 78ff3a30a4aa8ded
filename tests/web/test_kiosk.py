"""Two taps give one number; nobody but the kiosk that stands there takes one, and nothing of a person stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from onestop.domain.policy import Policy
from onestop.live.feed import live
from onestop.queries.facts import HallView
from onestop.storage.rows import Office
from onestop.usecases import alerts
from onestop.usecases.ticketing import Taken
from onestop.web.kiosk import view
from onestop.web.kiosk.page import kiosk as page
from onestop.web.kiosk.state import Kiosk
from onestop.web.place import PlaceSession, keep
from onestop.wiring import Shop
from tests.conftest import Clock
from tests.factories import Hall

EVENTS: dict[str, tuple[Any, ...]] = {
    "take_number": (),
    "choose": ("B",),
    "prefer": ("elderly",),
    "take": (True,),
    "ask_for_help": (),
    "back": (),
    "make_larger": (),
    "make_lower": (),
    "home": (),
    "watch": (),
}


@pytest.fixture
def hall(lite_hall: Hall, lite: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(lite, "now", clock)

    async def current(_: UUID) -> HallView:
        return lite_hall.view()

    monkeypatch.setattr(live(), "current", current)
    monkeypatch.setattr(PlaceSession, "_code", lambda _: "kiosk-1")
    return lite_hall


def kiosk(hall: Hall, credential_of: str = "kiosk-1") -> Kiosk:
    state = Kiosk()
    state.credentials = keep("", "kiosk-1", hall.key(credential_of)) if credential_of else ""
    return see(state, hall)


def see(state: Kiosk, hall: Hall) -> Kiosk:
    """What the watcher would have shown."""
    state.shop = view.shop(hall.view(), "kiosk-1", hall.view().devices[0].id)
    return state


async def do(state: Kiosk, name: str, *arguments: Any) -> Any:
    handler: Callable[..., Any] = Kiosk.event_handlers[name].fn
    told = handler(state, *arguments)
    if hasattr(told, "__aiter__"):
        return [each async for each in told]
    return await told


def test_every_handler_is_known_to_this_test() -> None:
    inherited = {name for base in Kiosk.__mro__[1:] for name in getattr(base, "event_handlers", {})}
    assert set(Kiosk.event_handlers) - inherited == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("whose", ["", "board-1", "tablet-1"])
async def test_nobody_else_uses_a_kiosk(name: str, whose: str, hall: Hall) -> None:
    state = kiosk(hall, whose)
    state.step, state.choice = "confirm", "B"
    assert "onestop.toast" in str(await do(state, name, *EVENTS[name]))
    assert (state.step, state.larger, state.given.number) == ("confirm", False, "")
    assert not hall.view().waiting
    assert not hall.view().alerts


async def test_two_taps_and_a_third_give_one_number(hall: Hall) -> None:
    state = kiosk(hall)
    await do(state, "take_number")
    await do(state, "choose", "B")
    await do(state, "take", True)
    await do(state, "take", True)
    assert (state.step, state.given.number, state.slip) == ("ticket", "B001", "printing")
    assert "<svg" in state.given.qr
    assert [t.number for t in hall.view().waiting] == ["B001"]


async def test_the_same_confirm_screen_answers_with_the_same_number(hall: Hall) -> None:
    state = kiosk(hall)
    await do(state, "choose", "B")
    await do(state, "take", True)
    state.step = "confirm"
    await do(state, "take", True)
    assert [t.number for t in hall.view().waiting] == ["B001"]


async def test_no_paper_is_a_phone_ticket(hall: Hall) -> None:
    state = kiosk(hall)
    await do(state, "choose", "A")
    await do(state, "take", False)
    assert state.slip == "none"
    assert hall.view().waiting[0].slip == "none"


async def test_priority_is_said_and_taken_back(hall: Hall) -> None:
    state = kiosk(hall)
    await do(state, "choose", "A")
    await do(state, "prefer", "elderly")
    assert state.priority == "elderly"
    await do(state, "prefer", "elderly")
    assert state.priority == ""
    await do(state, "prefer", "elderly")
    await do(state, "take", True)
    assert hall.view().waiting[0].priority == "elderly"
    assert see(state, hall).shop.fields[0].preferred == 1


async def test_a_priority_with_proof_is_for_the_desk(hall: Hall) -> None:
    state = kiosk(hall)
    await do(state, "choose", "A")
    await do(state, "prefer", "merit")
    await do(state, "take", True)
    assert state.at_desk
    assert (state.step, hall.view().waiting) == ("confirm", ())


async def test_a_refusal_is_said_on_the_screen(hall: Hall, clock: Clock) -> None:
    state = kiosk(hall)
    await do(state, "choose", "A")
    with hall.work() as tx:
        office = tx.session.get_one(Office, hall.office_id)
        office.policy = replace(Policy.of(office.policy), enforce_hours=True).stored()
    clock.forward(hours=12)
    await do(state, "take", True)
    assert state.refusal
    assert not state.busy
    assert see(state, hall).shop.closed
    assert {f.state for f in state.shop.fields} == {"closed"}
    state.choice = ""
    await do(state, "choose", "B")
    assert state.choice == ""


async def test_home_forgets_everybody(hall: Hall) -> None:
    state = kiosk(hall)
    await do(state, "choose", "A")
    await do(state, "take", False)
    await do(state, "make_larger")
    await do(state, "make_lower")
    state.locale = "en"
    await do(state, "home")
    assert (state.step, state.choice, state.given, state.locale) == ("home", "", view.Given(), "vi")
    assert (state.larger, state.lower) == (False, False)


async def test_a_call_for_help_is_answered_on_the_screen(hall: Hall, clock: Clock) -> None:
    state = kiosk(hall)
    await do(state, "ask_for_help")
    await do(state, "ask_for_help")
    (alert,) = hall.view().alerts
    assert (alert.kind, alert.subject, state.step) == ("help.kiosk", "kiosk-1", "help")
    assert see(state, hall).shop.helper == "called"
    alerts.see(hall.work, alert.id, actor=hall.officer("floor1"), now=clock())
    assert see(state, hall).shop.helper == "coming"


@pytest.mark.parametrize(
    ("presence", "condition", "shown"),
    [
        ("ready", {"online": True, "paper": "ok", "cover": "closed"}, "ok"),
        ("ready", {"online": True, "paper": "near_end", "cover": "closed"}, "ok"),
        ("ready", {"online": True, "paper": "out", "cover": "closed"}, "out"),
        ("ready", {"online": True, "paper": "ok", "cover": "open"}, "open"),
        ("ready", {"online": False}, "away"),
        ("lost", {"online": True, "paper": "ok"}, "away"),
        ("unknown", {}, "away"),
    ],
)
def test_the_printer_is_told_plainly(presence: str, condition: dict[str, Any], shown: str, hall: Hall) -> None:
    seen = hall.view()
    device = replace(seen.devices[0], presence=presence, condition=condition)
    seen = replace(seen, devices=(device,))
    assert view.shop(seen, "kiosk-1", device.id).printer == shown
    assert view.shop(seen, "kiosk-1", None).printer == "none"


@pytest.mark.parametrize(
    ("slip", "shown"), [("pending", "printing"), ("printed", "printed"), ("held", "failed"), ("none", "none")]
)
def test_the_slip_is_followed(slip: str, shown: str, hall: Hall) -> None:
    taken: Taken = hall.take("A")
    seen = hall.view()
    seen = replace(seen, waiting=(replace(seen.waiting[0], slip=slip),))
    assert view.slip(seen, taken.id, "printing") == shown
    assert view.slip(replace(seen, waiting=()), taken.id, "printing") == "printing"


def test_the_page_is_drawn() -> None:
    drawn = str(page())
    assert "kiosk-doors" in drawn
    assert "kiosk-idle" in drawn
