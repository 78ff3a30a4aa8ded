"""Papers show their first page where they are listed: at the intake and on the dossier's page."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e import hands
from tests.e2e.conftest import Opens
from tests.gateways.digitising import files, scans

pytestmark = [pytest.mark.e2e, pytest.mark.chromium]
DRAWN = "image => image.complete && image.naturalWidth > 100"


def _seen(picture: Locator) -> None:
    expect(picture).to_be_visible(timeout=30_000)
    picture.scroll_into_view_if_needed()
    picture.page.wait_for_function(f"({DRAWN})(document.querySelector('img.first-page'))")


def _faultless(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []


def test_a_paper_shows_its_first_page(opens: Opens, tmp_path: Path) -> None:
    page = hands.logged_in(opens, "officer1", "/intake")
    page.locator("[data-search]").fill("chuyển giao")
    page.locator("[data-offer]").first.click()
    expect(page.locator("#p-name")).to_be_visible()
    scan = files.jpeg(tmp_path / "scan.jpg", scans.page(100), 100)
    page.locator("input[data-upload]").first.set_input_files(scan)
    _seen(page.locator(".intake-thumb img.first-page"))
    _faultless(page)
    made = re.findall(r"/intake/([0-9a-f-]{36})", page.url)[0]
    page.goto(page.url.split("/intake/")[0] + f"/dossiers/{made}")
    _seen(page.locator(".dossier-thumb img.first-page"))
