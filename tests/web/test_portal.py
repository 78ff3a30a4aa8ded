"""The page of the portal: what waits, what it would not have, both sides, and sending again."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from onestop.live import feed
from onestop.live.feed import live
from onestop.queries.facts import HallView
from onestop.web.portal import asking
from onestop.web.portal.page import FAULTS
from onestop.web.portal.page import portal as page
from onestop.web.portal.state import Portal
from onestop.words import LOCALES, say
from tests.conftest import Clock
from tests.factories import Hall
from tests.peers.portal import AGENCY, PASSWORD, USER, Book, serving
from tests.relay.portal_bureau import TellingBureau, telling
from tests.web.browser import signed_in


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[TellingBureau]:
    monkeypatch.setattr(lite_hall.shop, "now", clock)

    async def current(_: UUID) -> HallView:
        return lite_hall.view()

    monkeypatch.setattr(live(), "current", current)
    monkeypatch.setattr(Portal, "__aenter__", _itself)
    monkeypatch.setattr(Portal, "__aexit__", lambda *_: _itself(None))
    yield TellingBureau(lite_hall, clock)
    feed.forget()
    asking.close()


async def _itself(one: Any) -> Any:
    return one


def at(bureau: TellingBureau, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"portal_url": url, "portal_user": USER, "portal_password": SecretStr(PASSWORD), "portal_agency": AGENCY}
    monkeypatch.setattr(bureau.hall.shop, "settings", bureau.hall.shop.settings.model_copy(update=told))


async def press(state: Any, name: str, *arguments: Any) -> str:
    return str(await getattr(type(state), name).fn(state, *arguments))


async def opened(bureau: TellingBureau, which: str) -> Any:
    state: Any = Portal()
    signed_in(state, bureau.hall.token("supervisor1"))
    await press(state, "show", which)
    return state


async def test_both_sides_are_seen_and_sent_again(bureau: TellingBureau, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [bureau.received("told")[0] for _ in range(3)]
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        at(bureau, url, monkeypatch)
        state = await opened(bureau, "pending")
        assert (state.configured, state.on, state.pending, len(state.lines)) == (True, True, 3, 3)
        desk.turn()
        await press(state, "show", "sent")
        assert (state.pending, state.oldest, {line.state for line in state.lines}) == (0, "", {"sent"})
        book.dossiers[bureau.code(made[0])]["ChuHoSo"] = "Người khác"
        del book.dossiers[bureau.code(made[1])]
        await press(state, "compare_all")
        verdicts = {line.key: line.verdict for line in state.lines}
        assert verdicts == {str(made[0]): "differs", str(made[1]): "absent", str(made[2]): "same"}
        assert "portal-both" in await press(state, "compare", str(made[0]))
        assert [(pair.field, pair.theirs) for pair in state.pairs] == [("ChuHoSo", "Người khác")]
        for each in made[:2]:
            assert "toast" in await press(state, "send_again", str(each))
        assert {line.verdict for line in state.lines if line.key == str(made[0])} <= {""}
        desk.turn()
        await press(state, "show", "sent")
        await press(state, "compare_all")
        assert {line.verdict for line in state.lines} == {"same"}


async def test_a_portal_that_is_away_is_said(bureau: TellingBureau, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = bureau.received("told")
    bureau.relay()
    state = await opened(bureau, "pending")
    await press(state, "compare", str(made))
    assert (state.configured, state.asked.verdict, state.asked.fault) == (False, "failed", "portal.nowhere")
    at(bureau, "http://127.0.0.1:9", monkeypatch)
    await press(state, "compare", str(made))
    assert (state.asked.verdict, state.asked.fault, state.pairs) == ("failed", "portal.unreachable", [])
    assert "toast" in await press(state, "send_again", str(made)), "it waits already"
    assert await press(state, "compare", str(UUID(int=1))) == "None"


def test_every_fault_has_its_words() -> None:
    for locale in LOCALES:
        for fault in FAULTS:
            assert "portal." not in say(locale, f"portal.fault_{fault}")
    drawn = str(page())
    assert "portal-both" in drawn
