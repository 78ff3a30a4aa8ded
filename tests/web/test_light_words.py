"""What a small page's script says in a real browser: one thing otherwise than many, in the reader's language."""

import json
import shutil

import pytest
from playwright.sync_api import sync_playwright

from onestop.web import light
from onestop.web.procedures.page import PROCEDURES
from onestop.words import LOCALES

CHROMIUM = shutil.which("chromium") or ""
SAYS = ("const formOf", "const w ")
"""The beginnings of the lines of `assets/light.js` that put words together."""

pytestmark = [pytest.mark.chromium, pytest.mark.skipif(not CHROMIUM, reason="no chromium here")]


def said(locale: str, *asked: tuple[str, dict[str, int]]) -> list[str]:
    lines = (light.ASSETS / "light.js").read_text("utf-8").splitlines()
    speaking = [line for line in lines if line.startswith(SAYS)]
    assert len(speaking) == len(SAYS)
    words = {each: light.words(PROCEDURES.area, tuple(PROCEDURES.said), each) for each in LOCALES}
    facts = f"const facts = {json.dumps({'words': words})}; const locale = {json.dumps(locale)};"
    calls = ", ".join(f"w({json.dumps(key)}, {json.dumps(holes)})" for key, holes in asked)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found: list[str] = browser.new_page().evaluate(f"() => {{ {facts} {' '.join(speaking)} return [{calls}]; }}")
        browser.close()
    return found


def test_one_day_and_two_days() -> None:
    asked = [("unit_working_days", {"n": n}) for n in (1, 2, 0)]
    assert said("en", *asked) == ["1 working day", "2 working days", "0 working days"]
    assert said("vi", *asked) == ["1 ngày làm việc", "2 ngày làm việc", "0 ngày làm việc"]


def test_what_does_not_count_is_said_as_it_is() -> None:
    assert said("en", ("papers", {"count": 1}), ("no_limit", {})) == ["Papers you need (1)", "Not set by law"]
