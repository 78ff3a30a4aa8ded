"""What goes on to authorities elsewhere, on screen: lists by destination, one press for many, the page."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from onestop.live import feed
from onestop.queries import across_list
from onestop.queries.lookup import look_up
from onestop.usecases import across
from onestop.web.dossiers import lists
from onestop.web.dossiers.facts import Times
from onestop.web.dossiers.onward import Onward, bound, going
from onestop.web.dossiers.onward_page import onward
from onestop.web.intake.state import Intake
from onestop.web.kiosk.facts import followed
from onestop.words import LOCALES, say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.beyond import NAME, away, beyond, far
from tests.usecases.dossiers import Bureau
from tests.web.at_intake import at
from tests.web.browser import signed_in
from tests.web.dossier_desk import act, page, press, tab
from tests.web.test_dossiers import read, shown


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The authority with this process's clock in the test's hand."""
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


def desk(bureau: Bureau, username: str | None = "post1") -> Onward:
    state = Onward()
    if username:
        signed_in(state, bureau.hall.token(username))
    return state


async def send(state: Onward, *picked: UUID, how: str = "post") -> str:
    handler: Any = Onward.hand_on
    return read(await handler.fn(state, {f"pick-{each}": "on" for each in picked} | {"how": how}))


@pytest.mark.parametrize(
    ("username", "answer"), [(None, "/login"), ("floor1", "onestop.toast"), ("unit1", "onestop.toast")]
)
async def test_only_the_desk_hands_on(bureau: Bureau, username: str | None, answer: str) -> None:
    made = far(bureau)
    state = desk(bureau, username)
    assert answer in await send(state, made)
    assert answer in read(await Onward.watch.fn(state))  # type: ignore[attr-defined]
    assert (state.here, state.out, state.beat) == ([], [], "")
    assert bureau.row(made).handed_on_at is None


async def test_chosen_ones_go_on_one_list_and_stand_below(bureau: Bureau) -> None:
    key = beyond(bureau)
    one, two, three = (bureau.received(key)[0] for _ in range(3))
    state = desk(bureau)
    said = await send(state, one, two)
    assert say("vi", "onward.done", number="20261123-PDG01") in said
    lying = [(group.authority, [line.dossier for line in group.lines]) for group in state.here]
    assert lying == [(NAME, [str(three)])]
    assert {line.dossier for line in state.out} == {str(one), str(two)}
    assert {(line.list_no, line.list_href) for line in state.out} == {
        ("20261123-PDG01", "/api/v1/onward/lists?list_no=20261123-PDG01")
    }
    assert say("vi", "dossiers.none_chosen") in await send(state)
    assert "bad" in await send(state, three, how="pigeon")
    assert "bad" in await send(state, one)


def test_the_most_urgent_first_and_what_is_out_says_since_when(bureau: Bureau, clock: Clock) -> None:
    out = away(bureau)
    across.answered(bureau.work, out, "H12.34-261124-0017", actor=bureau.desk, now=clock())
    across.reported(bureau.work, out, "Đang thẩm định", actor=bureau.desk, now=clock())
    first = bureau.received("far")[0]
    clock.forward(days=1)
    second = bureau.received("far")[0]
    clock.forward(days=1)
    with bureau.work.reading() as session:
        rows = across_list.waiting(session, bureau.hall.office_id, clock())
    times = Times(bureau.zone, clock())
    assert [row.dossier_id for row in rows] == [first, second, out]
    lying = bound(rows, times)[0].lines
    assert [(line.light, line.left.vi) for line in lying] == [
        ("red", say("vi", "dossiers.over", n=1)),
        (lying[1].light, say("vi", "dossiers.left_today")),
    ]
    seen = going(rows[2], times)
    assert (seen.since, seen.way.vi, seen.list_no, seen.their_code, seen.said) == (
        "23/11 09:00",
        say("vi", "dossiers.how_post"),
        "07/BG",
        "H12.34-261124-0017",
        "23/11 09:00 · Đang thẩm định",
    )
    assert seen.list_href == "/api/v1/onward/lists?list_no=07%2FBG"


async def test_the_inbox_marks_what_is_decided_elsewhere(bureau: Bureau) -> None:
    far(bureau)
    bureau.received()
    state = await shown(bureau, "officer2")
    lines = [line for group in state.groups for line in group.lines]
    assert sorted((line.procedure, line.beyond) for line in lines) == [("Thủ tục far", NAME), ("Thủ tục test", "")]
    assert lists.fits(lines[0], "thu tuc")


def test_the_page_says_where_it_is(bureau: Bureau, clock: Clock) -> None:
    here, _ = bureau.received()
    assert page(bureau, here).beyond.vi == ""
    made = far(bureau)
    assert page(bureau, made).beyond.vi == say("vi", "dossiers.beyond_here", authority=NAME)
    across.hand_on(bureau.work, made, across.Sent("online", list_no="07/BG"), actor=bureau.desk, now=clock())
    across.answered(bureau.work, made, "H12.34-1", actor=bureau.desk, now=clock())
    across.answered(bureau.work, made, "H12.34-2", actor=bureau.desk, now=clock())
    seen = page(bureau, made)
    assert seen.beyond.en == say("en", "dossiers.beyond_there", authority=NAME, at="23/11 09:00")
    facts = {fact.label.vi: fact.value.vi for fact in seen.facts}
    assert facts[say("vi", "dossiers.field_handed_on")] == f"23/11 09:00 · 07/BG · {say('vi', 'dossiers.how_online')}"
    assert facts[say("vi", "dossiers.field_their_code")] == "H12.34-2"
    told = [(one.what.vi, [point.vi for point in one.points]) for one in seen.told]
    assert (say("vi", "dossiers.event_their_code_corrected", before="H12.34-1", their_code="H12.34-2"), []) in told
    listed = [say("vi", "dossiers.onward_list", list="07/BG")]
    assert (say("vi", "dossiers.event_handed_on_online"), listed) in told


def test_the_counter_and_the_kiosk_say_who_decides(bureau: Bureau, clock: Clock) -> None:
    made = far(bureau)
    row = bureau.row(made)
    before = at(Intake, bureau, made).page
    assert (before.beyond.vi, before.unit) == (say("vi", "dossiers.beyond"), "")
    across.hand_on(bureau.work, made, across.Sent("post"), actor=bureau.desk, now=clock())
    after = at(Intake, bureau, made).page
    assert (after.beyond.en, after.authority) == (say("en", "dossiers.beyond_gone", at="23/11 09:00"), NAME)
    assert at(Intake, bureau, bureau.received()[0]).page.beyond.vi == ""
    with bureau.work.reading() as session:
        holder = followed(look_up(session, row.code or "", row.secret, clock()), bureau.zone)
        anybody = followed(look_up(session, row.code or "", "", clock()), bureau.zone)
    assert (holder.elsewhere, holder.handed_on, holder.authority) == (True, "23/11/2026", NAME)
    assert (anybody.elsewhere, anybody.handed_on, anybody.authority) == (False, "", "")


async def test_a_dossier_is_handed_on_and_comes_back_on_its_page(bureau: Bureau) -> None:
    made = far(bureau)
    state = tab(bureau, made, "post1")
    assert state.page.deeds[0].key == "hand_on"
    assert "deed-hand_on" in await press(state, "hand_on", made)
    said = await act(state, how="post", at=state.asked.day, list_no="07/BG", note="")
    assert say("vi", "dossiers.done_hand_on") in said
    await press(state, "their_code", made)
    assert say("vi", "dossiers.field_their_code") in await act(state, their_code="?")
    assert say("vi", "dossiers.done_their_code") in await act(state, their_code="h12.34-1")
    await press(state, "their_code", made)
    assert state.asked.value == "H12.34-1"
    await press(state, "their_answer", made)
    said = await act(state, at=state.asked.day, note="Đang làm", new_due="")
    assert say("vi", "dossiers.done_their_answer") in said
    await press(state, "their_result", made)
    assert say("vi", "dossiers.done_their_result") in await act(state, result="rejected", outcome="Không đạt")
    assert (state.page.status, state.page.outcome) == ("ready", "rejected")


def test_the_page_compiles_in_every_language() -> None:
    drawn = read(onward())
    assert all(say(locale, "onward.here") in drawn for locale in LOCALES)
