"""In and out: the cookie no script can read; one address may try only so often; a log-out forgets the screens."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.types import ASGIApp

from onestop.api.app import api
from onestop.domain.errors import TooManyRequests
from onestop.usecases import accounts, setup_offices
from onestop.usecases.setup_offices import OfficeWish
from onestop.web import routes
from onestop.web.headers import Headers
from onestop.web.login.route import router
from onestop.web.reception.state import Reception
from onestop.web.reception.view import Result
from onestop.web.session import SESSION_COOKIE, OfficerSession
from onestop.web.setup.facts import Shown
from onestop.web.setup.state import Setup
from onestop.wiring import Shop
from tests.factories import PASSWORD, Hall
from tests.web.browser import signed_in
from tests.web.test_session import handler


@pytest.fixture
async def door(lite_hall: Hall) -> AsyncIterator[AsyncClient]:
    """The log-in's address, as the web process serves it."""
    assert lite_hall
    if not any(getattr(route, "path", "") == routes.SESSION for route in api.routes):
        api.include_router(router)
    served: ASGIApp = Headers(api)
    async with AsyncClient(transport=ASGITransport(served), base_url="http://hall") as client:
        yield client


async def sign_in(door: AsyncClient, then: str = "/", **more: Any) -> Response:
    body = {"username": " officer1 ", "password": PASSWORD, "then": then, **more}
    return await door.post(routes.SESSION, json=body, headers={"Accept-Language": "en"})


async def test_who_signs_in_holds_a_cookie_no_script_can_read(door: AsyncClient, lite: Shop) -> None:
    answer = await sign_in(door, "/counter")
    assert (answer.status_code, answer.json()) == (200, {"then": "/counter"})
    told = answer.headers["set-cookie"]
    assert told.startswith(f"{SESSION_COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", f"Max-Age={lite.settings.session_hours * 3600}"} <= set(
        told.split("; ")
    )
    token = answer.cookies[SESSION_COOKIE]
    assert token not in answer.text
    assert accounts.whoami(lite.work, token, now=lite.now()).username == "officer1"


async def test_over_tls_the_cookie_never_travels_in_the_clear(door: AsyncClient) -> None:
    body = {"username": "officer1", "password": PASSWORD}
    assert "Secure" in (await door.post(f"https://hall{routes.SESSION}", json=body)).headers["set-cookie"]


async def test_who_leaves_ends_the_session_in_every_tab(door: AsyncClient) -> None:
    token = (await sign_in(door)).cookies[SESSION_COOKIE]
    tab = OfficerSession()
    signed_in(tab, token)
    await handler(OfficerSession, "arrive")(tab)
    assert tab.username == "officer1"
    gone = await door.delete(routes.SESSION)
    assert gone.status_code == 204
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert routes.LOGIN in str(await handler(OfficerSession, "arrive")(tab))
    assert tab.username == ""
    assert (await door.delete(routes.SESSION)).status_code == 204


async def test_a_session_that_ran_out_opens_the_log_in(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = OfficerSession()
    signed_in(tab, lite_hall.token("officer1"))
    later = lite_hall.clock() + timedelta(hours=12, seconds=1)
    monkeypatch.setattr(lite_hall.shop, "now", lambda: later)
    assert routes.LOGIN in str(await handler(OfficerSession, "arrive")(tab))


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"password": "wrong"}, 401, "session.bad_credentials"),
        ({"username": "nobody"}, 401, "session.bad_credentials"),
        ({"username": "x" * 61}, 422, "input.invalid"),
        ({"more": 1}, 422, "input.invalid"),
        ({"username": "\0"}, 401, "session.bad_credentials"),
    ],
)
async def test_a_refusal_is_a_problem_in_the_readers_words(
    door: AsyncClient, sent: dict[str, Any], status: int, code: str
) -> None:
    answer = await sign_in(door, **sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-language"] == "en"
    assert "set-cookie" not in answer.headers


async def test_nobody_is_led_elsewhere(door: AsyncClient) -> None:
    assert (await sign_in(door, "//evil.vn")).json() == {"then": routes.HOME}


async def test_a_page_of_another_origin_cannot_sign_anybody_in_or_out(door: AsyncClient) -> None:
    token = (await sign_in(door)).cookies[SESSION_COOKIE]
    for method in ("POST", "DELETE"):
        answer = await door.request(method, routes.SESSION, json={}, headers={"Origin": "http://hall:8080"})
        assert answer.status_code == 403
    assert token == door.cookies[SESSION_COOKIE]
    own = await door.delete(routes.SESSION, headers={"Origin": "http://hall"})
    assert own.status_code == 204


async def test_an_address_that_guesses_has_to_wait(door: AsyncClient, lite: Shop) -> None:
    for _ in range(lite.settings.anonymous_per_minute):
        lite.count_asking("log-in", "127.0.0.1")
    answer = await sign_in(door)
    assert (answer.status_code, answer.json()["code"]) == (429, "rate.limited")
    lite.count_asking("log-in", "192.0.2.7")


async def test_a_huge_form_is_refused(door: AsyncClient) -> None:
    answer = await door.post(routes.SESSION, content=b"x" * 10_000_000)
    assert answer.json()["code"] == "body.too_large"


async def test_one_ipv6_site_is_one_caller(lite: Shop) -> None:
    refused = 0
    for host in range(lite.settings.anonymous_per_minute + 3):
        try:
            lite.count_asking("look", f"2001:db8::{host:x}")
        except TooManyRequests:
            refused += 1
    assert refused == 3


async def test_nothing_an_officer_saw_outlives_the_log_out(lite_hall: Hall) -> None:
    session = OfficerSession()
    signed_in(session, lite_hall.token("admin1"))
    setup: Any = session.substates[Setup.get_name()]
    desk: Any = session.substates[Reception.get_name()]
    setup.shown, desk.chosen = Shown("password", "shown once"), Result(number="A001")
    left = await handler(OfficerSession, "log_out")(session)
    assert "onestop.signOut" in str(left)
    assert (setup.shown, desk.chosen) == (Shown(), Result())
    assert routes.LOGIN in str(await handler(OfficerSession, "arrive")(session))


async def test_the_next_officer_in_a_tab_finds_nothing_of_the_one_before(lite_hall: Hall) -> None:
    lite_hall.clock = lite_hall.shop.now
    session = OfficerSession()
    setup: Any = session.substates[Setup.get_name()]
    for username, left in (("admin1", ""), ("admin1", "shown once"), ("supervisor1", "")):
        signed_in(session, lite_hall.token(username))
        await handler(OfficerSession, "arrive")(session)
        assert (session.username, setup.shown.text) == (username, left)
        setup.shown = Shown("password", "shown once")


async def test_an_officer_of_two_offices_goes_on_in_the_other(door: AsyncClient, lite_hall: Hall) -> None:
    wish = OfficeWish("phuong-1", "Một cửa phường 1", "One-stop shop of ward 1")
    setup_offices.save_office(lite_hall.work, None, wish, actor=lite_hall.officer("admin1"), now=lite_hall.shop.now())
    before = (await sign_in(door, username="admin1")).cookies[SESSION_COOKIE]
    tab = OfficerSession()
    signed_in(tab, before)
    await handler(OfficerSession, "arrive")(tab)
    assert [each.code for each in tab.workplaces] == ["most", "phuong-1"]
    assert "onestop.workIn(" in str(await handler(OfficerSession, "go_on_in")(tab, "phuong-1"))
    answer = await door.put(routes.SESSION, json={"office": "phuong-1"})
    assert (answer.status_code, answer.json()) == (200, {"then": "/"})
    after = answer.cookies[SESSION_COOKIE]
    assert accounts.whoami(lite_hall.work, after, now=lite_hall.shop.now()).office == "phuong-1"
    assert routes.LOGIN in str(await handler(OfficerSession, "arrive")(tab)), "the old tab is signed out"
    refused = await door.put(routes.SESSION, json={"office": "nowhere"}, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    door.cookies.clear()
    assert (await door.put(routes.SESSION, json={"office": "most"})).status_code == 401


async def test_who_has_one_office_is_asked_nothing(lite_hall: Hall) -> None:
    tab = OfficerSession()
    signed_in(tab, lite_hall.token("officer1"))
    await handler(OfficerSession, "arrive")(tab)
    assert tab.workplaces == []
