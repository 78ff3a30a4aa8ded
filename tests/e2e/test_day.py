"""A minute of each person's day, in a real browser against the really started product."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import hands
from tests.e2e.conftest import Opens
from tests.e2e.product import Product, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.chromium]
NUMBER = re.compile(r"^[A-Z]\d{3}$")


def _printed(product: Product) -> int:
    printed: int = product.devices()["printer-1"]["printed"]
    return printed


def test_a_citizen_takes_a_number_by_touch(product: Product, opens: Opens) -> None:
    before = _printed(product)
    page = hands.at_kiosk(opens, product)
    assert "key=" not in page.url
    page.locator(".kiosk-door-first").click()
    page.locator(".kiosk-field").first.click()
    page.locator(".kiosk-main .kiosk-act-first").click()
    expect(page.locator(".kiosk-number")).to_have_text(NUMBER)
    expect(page.locator(".kiosk-note-good")).to_be_visible()
    assert _printed(product) == before + 1
    page.locator(".kiosk-main .kiosk-act-first").click()
    expect(page.locator(".kiosk-door-first")).to_be_visible()


def test_a_citizen_takes_a_number_by_keyboard_alone(product: Product, opens: Opens) -> None:
    page = hands.at_kiosk(opens, product)
    for stop in (".kiosk-door-first", ".kiosk-field", ".kiosk-main .kiosk-act-first"):
        expect(page.locator(stop).first).to_be_visible()
        hands.tab_to(page, stop)
        page.keyboard.press("Enter")
    expect(page.locator(".kiosk-number")).to_have_text(NUMBER)
    expect(page.locator("h1:focus")).to_have_count(1)


FINGER_MS = 400
"""No officer presses the same key again sooner; the guard against double presses would swallow it [ms]."""


def test_an_officer_serves_with_the_keyboard_alone(product: Product, opens: Opens) -> None:
    board = hands.at_board(opens, product)
    number = product.take("B")["number"]
    console = hands.logged_in(opens, "officer1", "/counter")
    expect(console.locator(".seat").first).to_be_visible()
    hands.tab_to(console, ".seat")
    console.keyboard.press("Enter")
    expect(console.locator(".acts")).not_to_have_count(0)
    expect(console.locator("[data-key=g]")).to_be_enabled()
    for _ in range(10):
        console.wait_for_timeout(FINGER_MS)
        console.keyboard.press("g")
        expect(console.locator(".here-number")).to_have_text(NUMBER)
        called = console.locator(".here-number").inner_text()
        expect(board.locator(".hall-now .hall-number").first).to_have_text(called, timeout=hands.LIVE_MS)
        sign = "the sign above the counter"
        eventually(lambda: product.devices()["sign-1"]["text"].strip() == called, 2, sign)  # noqa: B023 - used at once
        expect(console.locator("[data-key=b]")).to_be_visible()
        console.keyboard.press("b")
        expect(console.locator("[data-key=x]")).to_be_visible()
        console.keyboard.press("x")
        expect(console.locator("[data-key=g]")).to_be_visible()
        if called == number:
            return
    pytest.fail("the number taken was never called")


def _call(product: Product, counter: int, number: str) -> tuple[str, str]:
    """Officer and counter of the same number call until it is `number`'s turn; who asks, and the ticket's address."""
    officer = product.officer(f"officer{counter}")
    product.ask("POST", f"/counters/most-{counter}/open", by=officer)
    for _ in range(10):
        status, called = product.ask("POST", f"/counters/most-{counter}/call-next", by=officer)
        assert status == 200, called
        ticket = f"/tickets/{called['ticket']['id']}"
        if called["ticket"]["number"] == number:
            return officer, ticket
        for step in ("start", "finish"):
            product.ask("POST", f"{ticket}/{step}", by=officer)
    raise AssertionError(number)


def test_a_phone_follows_and_rates(product: Product, opens: Opens) -> None:
    ticket = product.take("C")
    phone = opens(f"/t/{ticket['track_token']}", **hands.PHONE)
    expect(phone.locator("h1")).to_contain_text(ticket["number"])
    officer, address = _call(product, 2, ticket["number"])
    expect(phone.locator("body")).to_have_attribute("data-view", "called", timeout=hands.LIVE_MS)
    expect(phone.locator(".here")).to_contain_text("2")
    for step, view in (("start", "serving"), ("finish", "served")):
        assert product.ask("POST", f"{address}/{step}", by=officer)[0] == 200
        expect(phone.locator("body")).to_have_attribute("data-view", view, timeout=hands.LIVE_MS)
    phone.locator(".mark").first.click()
    expect(phone.locator(".good")).to_be_visible()
    again = {"track_token": ticket["track_token"], "value": 1}
    assert product.ask("POST", "/ratings", again)[0] == 409


def test_a_floor_manager_hears_criticism_and_says_what_came_of_it(product: Product, opens: Opens) -> None:
    number = product.take("D")["number"]
    officer, address = _call(product, 3, number)
    product.ask("POST", f"{address}/start", by=officer)
    floor = hands.logged_in(opens, "floor1", "/floor")
    expect(floor.locator(".floor-alerts")).to_be_visible()
    product.hall().press("keypad-3", "0")
    bell = floor.locator(".floor-bell-critical")
    expect(bell).to_contain_text(number, timeout=hands.LIVE_MS)
    bell.locator(".floor-outcome").fill("Đã xin lỗi công dân và hướng dẫn lại")
    bell.locator("button[type=submit]").click()
    expect(bell).to_have_count(0)


def test_no_serious_fault_a_machine_can_find(product: Product, opens: Opens) -> None:
    kiosk = hands.at_kiosk(opens, product)
    found = {"kiosk": hands.grave(kiosk)}
    kiosk.locator(".kiosk-door-first").click()
    expect(kiosk.locator(".kiosk-field").first).to_be_visible()
    found["kiosk fields"] = hands.grave(kiosk)
    phone = opens(f"/t/{product.take('E')['track_token']}", **hands.PHONE)
    expect(phone.locator("h1")).to_be_visible()
    found["phone"] = hands.grave(phone)
    console = hands.logged_in(opens, "officer4", "/counter")
    expect(console.locator(".seat").first).to_be_visible()
    found["choosing a counter"] = hands.grave(console)
    console.locator(".seat:enabled").last.click()
    expect(console.locator(".counter-acts")).to_be_visible()
    found["console"] = hands.grave(console)
    floor = hands.logged_in(opens, "floor1", "/floor")
    expect(floor.locator(".floor-alerts")).to_be_visible()
    found["floor"] = hands.grave(floor)
    assert {screen: faults for screen, faults in found.items() if faults} == {}


def test_zz_a_board_says_when_it_lost_touch_and_comes_back_by_itself(product: Product, opens: Opens) -> None:
    board = hands.at_board(opens, product)
    assert product.kill("web")
    expect(board.locator(".hall-lost")).to_be_visible(timeout=20_000)
    expect(board.locator(".hall-lost")).to_be_hidden(timeout=60_000)
    number = product.take("F")["number"]
    _call(product, 5, number)
    expect(board.locator(".hall-now .hall-number").first).to_have_text(number, timeout=hands.LIVE_MS)
