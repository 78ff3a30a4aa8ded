"""The setup screen: who may look, who may change, what a form becomes, and that refusals stay at their field."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from onestop.domain.errors import BadCredentials, BadInput
from onestop.live import feed
from onestop.usecases import accounts
from onestop.usecases.setup_policy import BOUNDS, CHOICES
from onestop.web.setup import forms
from onestop.web.setup.facts import NEW, SECTIONS
from onestop.web.setup.page import setup
from onestop.web.setup.state import Setup
from tests.factories import Hall
from tests.web.browser import signed_in

LOOKS: list[tuple[str, tuple[Any, ...]]] = [("load", ()), ("go", ("officers",)), ("choose", ("x",))]
CHANGES: list[tuple[str, tuple[Any, ...]]] = [
    ("begin", ()),
    ("save", ({"code": "T"},)),
    ("renew", ()),
    ("revoke", ()),
    ("unlock", ()),
    ("hide", ()),
    ("end_away", ()),
    ("try_template", ("{agency}-{date:%y%m%d}-{seq:04d}",)),
]
QUEUE = {
    "code": "t",
    "name_vi": "Lĩnh vực thử",
    "name_en": "Trial",
    "hours_1": "08:00-12:00, 13:00–17:00",
    "active": "on",
}


@pytest.fixture
def here(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield lite_hall
    feed.forget()


def tab(hall: Hall, username: str | None) -> Setup:
    state = Setup()
    if username:
        signed_in(state, hall.token(username))
    return state


async def press(state: Setup, name: str, *arguments: Any) -> str:
    handler: Any = getattr(Setup, name)
    return str(await handler.fn(state, *arguments))


async def opened(hall: Hall, section: str, title: str = "", username: str = "admin1") -> Setup:
    """An administrator's tab with an entry open."""
    state = tab(hall, username)
    await press(state, "go", section)
    if title:
        await press(state, "choose", next(item.id for item in state.items if title in (item.title, item.hint)))
    return state


@pytest.mark.parametrize(("name", "arguments"), [*LOOKS, *CHANGES])
async def test_nobody_is_sent_to_the_log_in(here: Hall, name: str, arguments: tuple[Any, ...]) -> None:
    state = tab(here, None)
    assert "/login" in await press(state, name, *arguments)
    assert state.items == []


@pytest.mark.parametrize("username", ["officer1", "floor1", "post1"])
@pytest.mark.parametrize(("name", "arguments"), [*LOOKS, *CHANGES])
async def test_others_may_not(here: Hall, username: str, name: str, arguments: tuple[Any, ...]) -> None:
    state = tab(here, username)
    assert "onestop.toast" in await press(state, name, *arguments)
    assert state.items == []


@pytest.mark.parametrize(("name", "arguments"), CHANGES)
async def test_a_supervisor_looks_and_changes_nothing(here: Hall, name: str, arguments: tuple[Any, ...]) -> None:
    state = await opened(here, "queues", username="supervisor1")
    assert state.items
    assert not state.may
    assert "onestop.toast" in await press(state, name, *arguments)
    assert state.chosen != NEW


def test_every_handler_is_tried() -> None:
    own = {name for name in Setup.event_handlers if name in vars(Setup)} - {"setvar"}
    assert own == {name for name, _ in [*LOOKS, *CHANGES]}


@pytest.mark.parametrize("section", [section for section in SECTIONS if section != "away"])
async def test_what_is_shown_can_be_saved_again(here: Hall, section: str) -> None:
    """The form of every entry, sent back unchanged, is taken and changes nothing."""
    state = await opened(here, section)
    before = dict(state.values)
    answer = await press(state, "save", dict(state.values))
    assert "good" in answer, (state.wrong, before)
    assert state.values == before
    assert state.shown.kind == ""


async def test_a_new_queue_and_its_hours(here: Hall) -> None:
    state = await opened(here, "queues")
    await press(state, "begin")
    assert (state.chosen, state.values["active"]) == (NEW, "on")
    await press(state, "save", QUEUE)
    assert state.values["code"] == "T"
    assert state.values["hours_1"] == "08:00–12:00, 13:00–17:00"
    assert "T · Lĩnh vực thử" in [item.title for item in state.items]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"code": "A"}, "code"),
        ({"code": "abc"}, "code"),
        ({"name_vi": ""}, "name_vi"),
        ({"daily_limit": "nhiều"}, "daily_limit"),
        ({"first_number": "-3"}, "first_number"),
        ({"hours_2": "sáng"}, "hours_2"),
        ({"hours_2": "12:00-08:00"}, "hours_2"),
        ({"zone": "x"}, "zone"),
    ],
)
async def test_a_refusal_stands_at_its_field(here: Hall, change: dict[str, str], wrong: str) -> None:
    state = await opened(here, "queues")
    await press(state, "begin")
    assert "bad" in await press(state, "save", QUEUE | change)
    assert state.wrong == wrong
    assert state.refusal
    assert state.chosen == NEW


async def test_weights_of_a_counter(here: Hall) -> None:
    state = await opened(here, "counters", "1")
    first, second = state.queues[:2]
    assert first.value == "1"
    form = {"number": "1", "active": "on", f"weight_{first.id}": "5", f"weight_{second.id}": "0"}
    await press(state, "save", form)
    assert {option.id: option.value for option in state.queues}[first.id] == "5"
    assert {option.id: option.value for option in state.queues}[second.id] == "0"


async def test_a_password_is_shown_once(here: Hall) -> None:
    state = await opened(here, "officers", "officer3")
    await press(state, "renew")
    assert state.shown.kind == "password"
    assert accounts.log_in(here.work, "officer3", state.shown.text, now=here.clock())
    await press(state, "hide")
    assert state.shown.text == ""


async def test_an_account_is_unlocked(here: Hall) -> None:
    for _ in range(accounts.MAX_FAILURES):
        with pytest.raises(BadCredentials):
            accounts.log_in(here.work, "officer3", "wrong password", now=here.clock())
    state = await opened(here, "officers", "officer3")
    assert [item.mark for item in state.items if item.hint == "officer3"] == ["locked"]
    await press(state, "unlock")
    assert [item.mark for item in state.items if item.hint == "officer3"] == [""]


async def test_a_place_gets_a_link_and_loses_it(here: Hall) -> None:
    state = await opened(here, "places", "kiosk-1")
    await press(state, "renew")
    assert "/kiosk/kiosk-1?key=" in state.shown.text
    credential = state.shown.text.partition("?key=")[2]
    assert accounts.place_of(here.work, credential).code == "kiosk-1"
    await press(state, "revoke")
    assert [item.mark for item in state.items if item.title == "kiosk-1"] == ["no_key"]


async def test_a_devices_key_comes_as_the_agents_lines(here: Hall) -> None:
    state = await opened(here, "devices", "sign-1")
    await press(state, "renew")
    assert state.shown.text.splitlines()[:3] == ["[[devices]]", 'id = "sign-1"', 'kind = "sign"']
    assert "modbus" in state.shown.text


async def test_a_forged_section_or_entry_is_refused(here: Hall) -> None:
    state = await opened(here, "queues")
    await press(state, "go", "passwords")
    assert state.section == SECTIONS[0]
    assert "onestop.toast" in await press(state, "renew")
    state.chosen = "no id"
    assert "onestop.toast" in await press(state, "revoke")


@pytest.mark.parametrize("form", [{}, {"number": "9" * 7}, {"number": "①"}])
def test_numbers_are_read_strictly(form: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        forms.number(form, "number")


def test_text_becomes_values() -> None:
    queue_id = UUID(int=5)
    assert forms.counter({"number": "3", f"weight_{queue_id}": "2", "auto_call": "on"}).weights == {queue_id: 2}
    assert forms.device({"code": "D-1", "kind": "dispenser", "button_2": "b"}).buttons == {2: "B"}
    assert forms.officer({"role_admin": "on"}).roles == {"admin"}
    with pytest.raises(BadInput):
        forms.counter({"number": "3", "weight_x": "2"})


def test_a_policy_form_names_every_rule() -> None:
    form = {name: str(low) for name, (low, _) in BOUNDS.items()} | {name: one[0] for name, one in CHOICES.items()}
    assert forms.policy(form)["balance"] == "longest_wait"
    assert forms.policy(form)["cut_off"] is False


def test_the_page_is_whole() -> None:
    assert setup().render()
