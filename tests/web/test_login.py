"""In and out: one address may try only so often, as through the API; a log-out forgets what was on the screens."""

from typing import Any

from onestop.domain.errors import TooManyRequests
from onestop.web.login.state import Login
from onestop.web.reception.state import Reception
from onestop.web.reception.view import Result
from onestop.web.session import OfficerSession
from onestop.web.setup.facts import Shown
from onestop.web.setup.state import Setup
from onestop.wiring import Shop
from tests.factories import PASSWORD, Hall
from tests.web.test_session import handler


async def sign_in(**form: Any) -> Login:
    page = Login()
    async for _ in handler(Login, "sign_in")(page, form):
        pass
    return page


async def test_an_address_that_guesses_has_to_wait(lite: Shop) -> None:
    assert (await sign_in(username="officer1", password="\ud800")).refusal
    for _ in range(lite.settings.anonymous_per_minute - 1):
        lite.count_asking("log-in", "")
    page = await sign_in(username="officer1", password=PASSWORD)
    assert (page.token, page.busy) == ("", False)
    assert page.refusal
    lite.count_asking("log-in", "192.0.2.7")


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
    session.token = lite_hall.token("admin1")
    setup: Any = session.substates[Setup.get_name()]
    desk: Any = session.substates[Reception.get_name()]
    setup.shown, desk.chosen = Shown("password", "shown once"), Result(number="A001")
    await handler(OfficerSession, "log_out")(session)
    assert (session.token, setup.shown, desk.chosen) == ("", Shown(), Result())
