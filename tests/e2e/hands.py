"""What people do at the screens, as often as the days in a browser need it."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
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


def grave(page: Page) -> list[str]:
    """Serious faults of accessibility a machine can find."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in {"serious", "critical"}
    ]


def photographed(path: Path) -> Path:
    """A page of a paper, as somebody photographed it."""
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    for row in range(12):
        pen.text((120, 140 + 110 * row), f"ĐƠN ĐỀ NGHỊ {row}", fill="black", font_size=48)
    page.save(path, "JPEG", quality=80)
    return path
