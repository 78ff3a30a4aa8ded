"""A refusal becomes a toast in the reader's language; without a session, the log-in page."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import reflex as rx

from onestop.domain.errors import CounterBusy, NotSignedIn
from onestop.web import routes
from onestop.web.session import SESSION_COOKIE, OfficerSession, Visitor, answered, cookie


class Desk(Visitor):
    """Three handlers that are refused."""

    @rx.event
    @answered
    async def busy(self) -> None:
        raise CounterBusy

    @rx.event
    @answered
    async def half_done(self) -> AsyncIterator[str]:
        yield "first"
        raise CounterBusy

    @rx.event
    @answered
    async def nobody(self) -> None:
        raise NotSignedIn


def handler(state: type[rx.State], name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = state.event_handlers[name].fn
    return found


async def test_a_refusal_is_told_as_a_toast() -> None:
    told = await handler(Desk, "busy")(Desk())
    assert "onestop.toast" in str(told)


async def test_a_stream_keeps_what_it_said_before_the_refusal() -> None:
    told = [each async for each in handler(Desk, "half_done")(Desk())]
    assert told[0] == "first"
    assert "onestop.toast" in str(told[1])


async def test_without_a_session_the_log_in_page_opens() -> None:
    assert routes.LOGIN in str(await handler(Desk, "nobody")(Desk()))
    assert routes.LOGIN in str(await handler(OfficerSession, "arrive")(OfficerSession()))


def test_the_log_in_page_goes_on_to_our_own_pages_only() -> None:
    assert routes.login("/counter") == "/login?then=/counter"
    assert routes.own("/counter") == "/counter"
    elsewhere = ("//evil.vn", "https://evil.vn", "/\\evil.vn", "", "/\t/evil.vn", "/\n/evil.vn", "\t//evil.vn")
    assert {routes.own(each) for each in elsewhere} == {routes.HOME}


def test_only_known_languages_are_spoken() -> None:
    visitor = Visitor()
    handler(Visitor, "speak")(visitor, "en")
    assert visitor.locale == "en"
    assert handler(Visitor, "speak")(visitor, "<script>") is None
    assert visitor.locale == "en"


@pytest.mark.parametrize("state", [Visitor, OfficerSession])
def test_helpers_are_out_of_a_browsers_reach(state: type[rx.State]) -> None:
    assert not [name for name in state.event_handlers if name.startswith("_")]


def test_a_cookie_is_found_among_others() -> None:
    header = f"onestop.place=kiosk-1~k=; {SESSION_COOKIE}=tok_en-1=; theme=x"
    assert cookie(header, SESSION_COOKIE) == "tok_en-1="
    assert cookie("", SESSION_COOKIE) == cookie("not.onestop.session=1", SESSION_COOKIE) == ""
