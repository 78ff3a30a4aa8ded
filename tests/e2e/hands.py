"""What people do at the screens, as often as the days in a browser need it."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opens
from tests.e2e.product import PASSWORD, Product

KIOSK = {"width": 1080, "height": 1920}
BOARD = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
LIVE_MS = 2000
"""A change is on every screen within this [ms]."""


def at_kiosk(opens: Opens, product: Product) -> Page:
    page = opens(f"/kiosk/kiosk-1?key={product.place('kiosk-1')}", **KIOSK)
    expect(page.locator(".kiosk-door-first")).to_be_visible()
    return page


def at_board(opens: Opens, product: Product) -> Page:
    page = opens(f"/hall/board-1?key={product.place('board-1')}", **BOARD)
    expect(page.locator(".hall-queue").first).to_be_visible()
    return page


def logged_in(opens: Opens, username: str, path: str) -> Page:
    """Without a mouse: the first field has the focus."""
    page = opens(f"/login?then={path}")
    expect(page.locator("#username")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    return page


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Go there as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(selector)
