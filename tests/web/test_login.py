"""The log-in page: one address may try only so often, as through the API; what cannot be a password is refused."""

from typing import Any

from onestop.domain.errors import TooManyRequests
from onestop.web.login.state import Login
from onestop.wiring import Shop
from tests.factories import PASSWORD
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
