"""One started product and one browser for all days in a browser; every page must stay free of script errors."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.e2e.product import Product

CHROMIUM = shutil.which("chromium") or "chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Opens = Callable[..., Page]


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    made = Product(tmp_path_factory.mktemp("product"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The one driver of all browsers: a second one beside it would not start."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def opens(chromium: Browser, product: Product) -> Iterator[Opens]:
    """Opens an address of the product in a browser of its own."""
    errors: list[str] = []
    contexts = []

    def open_page(path: str, width: int = 1366, height: int = 768, **more: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(product.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
