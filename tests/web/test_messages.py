"""The messages' page: own words with what would be sent, the usual ones again, and failed messages sent once more."""

from collections.abc import Iterator
from typing import Any

import pytest

from onestop.live import feed
from onestop.queries import setup_notices
from onestop.storage.rows import Notice
from onestop.usecases.notices import CHANNELS, KINDS
from onestop.web.messages.page import messages
from onestop.web.messages.state import Messages
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau
from tests.web.browser import signed_in


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


async def press(state: Any, name: str, *arguments: Any) -> str:
    return str(await getattr(Messages, name).fn(state, *arguments))


async def opened(hall: Hall, kind: str = "ready", channel: str = "sms", username: str = "admin1") -> Any:
    state: Any = Messages()
    signed_in(state, hall.token(username))
    await press(state, "choose", kind, channel)
    return state


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_usual_words_fit(bureau: Bureau, kind: str, channel: str) -> None:
    state = await opened(bureau.hall, kind, channel)
    assert (state.wrong, state.is_own) == ("", False)
    assert "{" not in state.shown_text
    assert channel == "email" or (state.plain and 0 < state.parts <= 3)


async def test_own_words_are_seen_saved_and_taken_back(bureau: Bureau) -> None:
    state = await opened(bureau.hall)
    usual = state.text
    await press(state, "try_text", "Hồ sơ {code} " + "đ" * 150)
    assert (state.parts, state.plain) == (2, True)
    assert "Ho so" in state.shown_text
    assert "good" in await press(state, "save")
    assert (state.is_own, state.own) == (True, ["ready sms"])
    await press(state, "reset_words")
    assert (state.is_own, state.text, state.own) == (False, usual, [])


@pytest.mark.parametrize("text", ["{applicant_name}", "{code.__class__}", "x" * 420])
async def test_words_that_cannot_be_sent_are_told_and_not_kept(bureau: Bureau, text: str) -> None:
    state = await opened(bureau.hall)
    await press(state, "try_text", text)
    assert state.wrong == "text"
    assert "bad" in await press(state, "save")
    assert setup_notices.templates(bureau.work, bureau.hall.office_id) == {}


async def test_a_failed_message_is_sent_again(bureau: Bureau) -> None:
    bureau.received()
    with bureau.work() as tx:
        row = tx.session.query(Notice).where(Notice.channel == "sms").first()
        assert row is not None
        row.state, row.fault, row.attempts = "failed", "no answer", 6
    state = await opened(bureau.hall)
    await press(state, "see_failed")
    assert [(one.channel, one.fault, one.attempts) for one in state.failed] == [("sms", "no answer", 6)]
    assert "0912345678" not in str(state.failed)
    chosen = state.failed[0].id
    assert "good" in await press(state, "send_again", chosen)
    assert state.failed == []
    assert "bad" in await press(state, "send_again", chosen), "it did not fail"
    assert "bad" in await press(state, "send_again", "x")


async def test_a_supervisor_looks_and_changes_nothing(bureau: Bureau) -> None:
    state = await opened(bureau.hall, username="supervisor1")
    await press(state, "try_text", "Khác")
    for name in ("save", "reset_words"):
        assert "onestop.toast" in await press(state, name)
    assert setup_notices.templates(bureau.work, bureau.hall.office_id) == {}


def test_the_page_is_whole() -> None:
    assert messages().render()
