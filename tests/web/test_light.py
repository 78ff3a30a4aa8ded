"""Small pages: little weight, both languages inside, no word missing, nothing of theirs breaks out or is logged."""

import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from onestop.web import light
from onestop.web.feedback.page import FEEDBACK
from onestop.web.handover.page import HAND_OVER
from onestop.web.handover.route import router as hand_over
from onestop.web.light import Light
from onestop.web.procedures.page import PROCEDURES
from onestop.web.procedures.route import router as procedures
from onestop.web.receipt.page import RECEIPT
from onestop.web.receipt.route import router as receipt
from onestop.words import LOCALES

MOST_BYTES = 45_000
PAGES = pytest.mark.parametrize("page", [RECEIPT, HAND_OVER, PROCEDURES, FEEDBACK], ids=lambda page: page.name)
CODE = "000.00.00.T01-261123-0001"
TOKEN = "tokentokentokentoken1234"


def facts(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


@PAGES
def test_it_weighs_little(page: Light) -> None:
    assert len(light.document(page, "vi", {}).encode()) <= MOST_BYTES


@PAGES
def test_every_word_the_script_says_is_there_and_no_other(page: Light) -> None:
    script = light.script(page.name)
    known = set(page.said) | set(light.COMMON)
    assert set(re.findall(r'\bw\("(\w+)"', script)) <= known
    beginnings = re.findall(r"\bw\(`(\w+_)\$\{", script)
    chosen = {key for key in known if any(key.startswith(each) for each in beginnings)}
    assert {key for key in page.said if f'"{key}"' not in script} - chosen <= {page.title}
    for locale in LOCALES:
        said = facts(light.document(page, locale, {}))["words"][locale]
        assert set(said) == known
        assert not [
            key for key, words in said.items() if f".{key}" in (words if isinstance(words, list) else [words])
        ]


@PAGES
def test_what_counts_is_given_its_number(page: Light) -> None:
    script = light.script(page.name)
    calls = re.findall(r"\bw\(([\"`])(\w+)(?:\$\{[^}]*\})?\1(, \{[^}]*\bn[:,} ])?", script)
    plural = {key for key, words in light.words(page.area, tuple(page.said), "en").items() if isinstance(words, list)}
    lacking = [name for _, name, given in calls if not given and any(key.startswith(name) for key in plural)]
    assert not [name for name in lacking if name in plural or name.endswith("_")]


@PAGES
def test_facts_cannot_break_out(page: Light) -> None:
    drawn = light.document(page, "vi", {"code": "</script><script>alert(1)</script>"})
    assert drawn.count("</script>") == 2
    assert facts(drawn)["code"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("page", [RECEIPT, HAND_OVER])
def test_what_is_secret_is_never_put_into_an_address(page: Light) -> None:
    script = light.script(page.name)
    addresses = re.findall(r"(?:ask|fetch|open)\(\s*(?:\"\w+\",\s*)?(`[^`]*`|path\([^)]*\))", script)
    assert addresses
    assert not [address for address in addresses if "secret" in address]
    assert not re.search(r"(?:href|location)[^;,]*secret", script)


@pytest.fixture
async def client() -> Any:
    app = FastAPI()
    for router in (receipt, hand_over, procedures):
        app.include_router(router)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://hall") as made:
        yield made


@pytest.mark.parametrize(
    ("address", "name", "fact"),
    [
        (f"/d/{CODE.lower()}", "receipt", ("code", CODE)),
        ("/d", "receipt", ("code", "")),
        (f"/h/{TOKEN}", "handover", ("token", TOKEN)),
        ("/procedures", "procedures", ("key", "")),
        ("/procedures/demo-ca-1?office=most", "procedures", ("office", "most")),
    ],
)
async def test_each_address_opens_its_page(
    client: AsyncClient, address: str, name: str, fact: tuple[str, str]
) -> None:
    answer = await client.get(address, headers={"accept-language": "en"})
    assert '<html lang="en">' in answer.text
    assert facts(answer.text)[fact[0]] == fact[1]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert light.script(name) in answer.text
    assert "unsafe-eval" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("address", ["/d/a%22b", "/h/short", "/h/" + "a" * 80])
async def test_what_is_no_code_of_ours_is_no_page(client: AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code == 404
