"""Setup of authorities, units, stand-ins and the rules for dossiers, as an administrator does it."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from reflex.istate.data import ReflexURL

from onestop.live import feed
from onestop.queries import setup_units as units_query
from onestop.usecases.setup_dossiers import BOUNDS
from onestop.web.setup.facts import NEW
from onestop.web.setup.state import Setup
from tests.factories import Hall
from tests.web.browser import signed_in

AUTHORITY = {
    "code": "000.00.00.t01",
    "name_vi": "Cơ quan thử",
    "code_template": "{agency}-{date:%y%m%d}-{seq:04d}",
    "demonstration": "on",
    "active": "on",
}


@pytest.fixture
def here(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield lite_hall
    feed.forget()


async def press(state: Setup, name: str, *arguments: Any) -> str:
    handler: Any = getattr(Setup, name)
    return str(await handler.fn(state, *arguments))


async def opened(hall: Hall, section: str, *, new: bool = False) -> Setup:
    state = Setup()
    signed_in(state, hall.token("admin1"))
    await press(state, "go", section)
    if new:
        await press(state, "begin")
    return state


async def test_a_new_authority_shows_its_next_code(here: Hall) -> None:
    state = await opened(here, "authorities", new=True)
    assert "good" in await press(state, "save", AUTHORITY)
    assert state.values["code"] == "000.00.00.T01"
    day = here.clock().strftime("%y%m%d")
    assert state.sample == f"000.00.00.T01-{day}-0001"
    await press(state, "try_template", "{agency}/{seq}")
    assert "-" not in state.sample
    assert [item.mark for item in state.items if item.id == state.chosen] == ["demonstration"]


async def test_a_code_that_is_given_is_not_taken_over(here: Hall) -> None:
    state = await opened(here, "authorities", new=True)
    await press(state, "save", AUTHORITY)
    await press(state, "begin")
    assert "bad" in await press(state, "save", AUTHORITY | {"name_vi": "Kẻ chiếm chỗ"})
    assert state.wrong == "code"
    await press(state, "go", "authorities")
    assert "Kẻ chiếm chỗ" not in [item.title for item in state.items]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"code": "có dấu"}, "code"),
        ({"name_vi": ""}, "name_vi"),
        ({"code_template": "{agency}-{seq}"}, "code_template"),
        ({"code_template": "{agency.__class__}"}, "code_template"),
    ],
)
async def test_a_refusal_stands_at_its_field(here: Hall, change: dict[str, str], wrong: str) -> None:
    state = await opened(here, "authorities", new=True)
    assert "bad" in await press(state, "save", AUTHORITY | change)
    assert (state.wrong, state.chosen) == (wrong, NEW)


async def test_a_unit_and_its_people(here: Hall) -> None:
    state = await opened(here, "authorities", new=True)
    await press(state, "save", AUTHORITY)
    await press(state, "go", "units")
    await press(state, "begin")
    first, second = state.people[:2]
    form = {"code": "t-new", "name_vi": "Phòng thử", "authority": "000.00.00.T01", "active": "on"}
    parts = {f"member_{first.id}": "head", f"member_{second.id}": "member"}
    await press(state, "save", {**form, "code": "T-NEW"} | parts)
    assert {p.id: p.value for p in state.people if p.value} == {first.id: "head", second.id: "member"}
    await press(state, "save", form | {f"member_{first.id}": "", f"member_{second.id}": "head"})
    assert {p.id: p.value for p in state.people if p.value} == {second.id: "head"}
    assert state.values["code"] == "T-NEW"


async def test_somebody_stands_in_and_the_other_comes_back(here: Hall) -> None:
    state = await opened(here, "away", new=True)
    first, second = state.people[:2]
    today = here.clock().date().isoformat()
    form = {"officer": first.id, "by": second.id, "from_day": today, "to_day": today}
    assert "bad" in await press(state, "save", form | {"by": first.id})
    assert state.wrong == "span"
    assert "bad" in await press(state, "save", form | {"to_day": "32/1"})
    assert state.wrong == "to_day"
    await press(state, "save", form)
    assert len(state.items) == 1
    assert "bad" in await press(state, "save", form), "what was said once is ended, not rewritten"
    await press(state, "end_away")
    assert state.items == []


async def test_the_rules_for_dossiers(here: Hall) -> None:
    state = await opened(here, "dossiers")
    assert set(BOUNDS) <= set(state.values)
    form = dict(state.values) | {"hand_over_by": "14", "hours_6": "08:00-11:30"}
    assert "good" in await press(state, "save", form)
    assert (state.values["hand_over_by"], state.values["hours_6"]) == ("14", "08:00–11:30")
    assert state.values["phone_numbers"] == "on"
    await press(state, "save", {name: value for name, value in form.items() if name != "phone_numbers"})
    assert state.values["phone_numbers"] == ""
    assert state.values["portal"] == ""
    await press(state, "save", form | {"portal": "on"})
    assert state.values["portal"] == "on"
    assert "bad" in await press(state, "save", form | {"opinion_days": "900"})
    assert state.wrong == "opinion_days"


async def test_the_rules_for_booking(here: Hall) -> None:
    state = await opened(here, "booking")
    assert (state.values["on"], state.values["days_ahead"], state.values["place_A"]) == ("on", "6", "4")
    assert {lane.id: lane.value for lane in state.lanes}["A"] == "4"
    form = dict(state.values) | {"days_ahead": "10", "place_A": "", "place_B": "7"}
    assert "good" in await press(state, "save", form)
    assert (state.values["days_ahead"], "place_A" in state.values, state.values["place_B"]) == ("10", False, "7")
    assert "bad" in await press(state, "save", form | {"slot_min": "1"})
    assert state.wrong == "slot_min"
    assert "bad" in await press(state, "save", form | {"place_ZZ": "1"})


def test_a_missing_next_year_is_marked_in_the_rail(here: Hall) -> None:
    late = here.clock().replace(year=2040, month=10, day=2)
    for at, told in ((late.replace(month=9), False), (late, True)):
        assert units_query.view(here.work, here.office_id, at).calendar_missing is told


async def test_a_link_may_open_a_section(here: Hall) -> None:
    state = Setup()
    signed_in(state, here.token("admin1"))
    state.router = dataclasses.replace(state.router, url=ReflexURL("http://hall/setup?section=dossiers"))
    await press(state, "load")
    assert (state.section, state.values["hand_over_by"]) == ("dossiers", "15")
