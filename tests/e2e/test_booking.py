"""A number from home in a real browser: line, day, slot, telephone, code, booked; given up, and booked again."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opens
from tests.e2e.product import Product, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.chromium]
PHONE = "0912 345 670"


def _faultless(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []


def _codes(folder: Path) -> list[str]:
    """Codes that went out as text messages to the telephone, oldest first."""
    letters = sorted((folder / "outgoing" / "sms").glob("*.txt"), key=lambda path: path.stat().st_mtime)
    texts = [letter.read_text("utf-8") for letter in letters]
    return [code for text in texts if "345670" in text for code in re.findall(r"ma xac nhan (\d{6})", text)]


def _choose(page: Page, line: int, slot: int) -> None:
    page.locator(".choice").nth(line).click()
    page.locator(".slots button:enabled").nth(slot).click()


def test_a_slot_is_booked_given_up_and_booked_again(product: Product, opens: Opens) -> None:
    page = opens("/book", width=390, height=844)
    expect(page.locator(".choice").first).to_be_visible()
    _choose(page, 0, 1)
    _faultless(page)
    page.locator("input[name=phone]").fill(PHONE)
    page.locator("button.first").click()
    expect(page.locator("input[name=code]")).to_be_visible()
    eventually(lambda: len(_codes(product.data)) == 1, 30, "no code went out")
    (code,) = _codes(product.data)
    page.locator("input[name=code]").fill(f"{(int(code) + 1) % 10**6:06d}")
    page.locator("button.first").click()
    expect(page.get_by_role("alert")).to_contain_text("còn 4 lần thử")
    page.locator("input[name=code]").fill(code)
    page.locator("button.first").click()
    expect(page.locator(".ticket")).to_have_text(re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$"))
    _faultless(page)
    first = page.locator(".ticket").inner_text()
    page.reload()
    expect(page.locator(".ticket")).to_have_text(first)
    page.get_by_role("button", name="Hủy lịch").click()
    page.get_by_role("button", name="Hủy lịch").click()
    expect(page.locator("h1")).to_have_text("Lịch đã hủy")
    page.get_by_role("button", name="Đặt lịch khác").click()
    _choose(page, 0, 2)
    expect(page.locator("input[name=phone]")).to_be_visible()
    assert page.evaluate("document.body.scrollWidth") <= 390


def test_a_code_of_nobodys_booking(opens: Opens) -> None:
    page = opens("/b#K7M4X2QP", width=390, height=844)
    expect(page.get_by_role("alert")).to_be_visible()
    _faultless(page)
