"""The phone page is one small text in two languages, the same for everybody but the token in it."""

import json
import re

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from onestop.domain.rating import Reason
from onestop.domain.ticket import Status
from onestop.web.light import preferred
from onestop.web.phone.page import phone_page, script, words
from onestop.web.phone.route import router
from onestop.words import LOCALES

MOST_BYTES = 30_000


def facts(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    read: dict[str, object] = json.loads(found[1])
    return read


@pytest.mark.parametrize("locale", LOCALES)
def test_it_weighs_little(locale: str) -> None:
    assert len(phone_page(locale, "B732PQHHWYX4").encode()) <= MOST_BYTES


def test_it_speaks_both_languages_whichever_it_begins_with() -> None:
    page = facts(phone_page("en", "B732PQHHWYX4"))
    assert (page["locale"], page["token"], page["words"]) == (
        "en",
        "B732PQHHWYX4",
        {locale: words(locale) for locale in LOCALES},
    )
    assert '<html lang="vi">' in phone_page("xx", "B732PQHHWYX4")


def test_every_word_the_script_says_is_there() -> None:
    said = set(re.findall(r'\bw\("(\w+)"', script()))
    assert said <= set(words("vi"))
    assert all(not value.startswith("phone.") for locale in LOCALES for value in words(locale).values())
    assert {f"reason_{reason}" for reason in Reason} <= set(words("vi"))


def test_every_status_has_a_look() -> None:
    assert all(re.search(rf"\b{status}: \(\) =>", script()) for status in Status)


def test_a_token_cannot_break_out() -> None:
    page = phone_page("vi", '</script><script>alert("1")</script>')
    assert page.count("</script>") == 2
    assert facts(page)["token"] == '</script><script>alert("1")</script>'


@pytest.mark.parametrize(
    ("wish", "locale"), [("", "vi"), ("vi-VN,vi;q=0.9", "vi"), ("en-GB,en;q=0.9", "en"), ("fr,en;q=0.5", "en")]
)
def test_it_begins_in_the_browsers_language(wish: str, locale: str) -> None:
    assert preferred(wish) == locale


async def test_the_address_on_the_slip_opens_it() -> None:
    app = FastAPI()
    app.include_router(router)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client:
        answer = await client.get("/t/B732PQHHWYX4", headers={"accept-language": "en"})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert '<html lang="en">' in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert (await client.get("/t/a%22b")).status_code == 404
