"""The really built front end, served by the really started process, in a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy.orm import Session

from onestop.domain.people import Role
from onestop.storage.rows import Office, Officer, OfficerRole, Row
from onestop.storage.session import make_engine
from onestop.usecases.accounts import hashed

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or ""
PASSWORD = "a calm morning"
START_S = 20.0
STOP_S = 6.0

pytestmark = [pytest.mark.chromium, pytest.mark.skipif(not CHROMIUM, reason="no chromium here")]


@dataclass(frozen=True)
class Server:
    address: str
    process: subprocess.Popen[bytes]


def _office(data: Path) -> None:
    engine = make_engine(f"sqlite:///{data / 'onestop.db'}")
    Row.metadata.create_all(engine)
    with Session(engine) as session:
        office = Office(code="most", name_vi="Một cửa", name_en="One stop", timezone="Asia/Ho_Chi_Minh")
        officer = Officer(username="officer1", name="Nguyễn Thị Hạnh", password_hash=hashed(PASSWORD))
        session.add_all((office, officer))
        session.flush()
        session.add(OfficerRole(officer_id=officer.id, office_id=office.id, role=Role.OFFICER))
        session.commit()
    engine.dispose()


SERVE = "-m uvicorn onestop.onestop:server --factory --log-level warning --timeout-graceful-shutdown 3 --port"


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait_until_served(server: Server) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert server.process.poll() is None
        try:
            with urllib.request.urlopen(f"{server.address}/api/v1/health/live", timeout=1):  # noqa: S310
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    pytest.fail("the web process did not answer in time")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    subprocess.run([sys.executable, "-m", "onestop.web.build"], cwd=ROOT, check=True, capture_output=True)
    data = tmp_path_factory.mktemp("data")
    _office(data)
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, *SERVE.split(), str(port)],
        cwd=ROOT,
        env=os.environ | {"ONESTOP_DATA_DIR": str(data)},
    )
    served = Server(f"http://127.0.0.1:{port}", process)
    try:
        _wait_until_served(served)
        yield served
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        yield opened
        browser.close()
        assert errors == []


def test_the_language_changes_in_place_and_is_remembered(server: Server, page: Page) -> None:
    page.goto(server.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Các màn hình của bộ phận Một cửa")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The screens of this one-stop shop")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("The screens of this one-stop shop")


def test_an_officer_logs_in_and_out(server: Server, page: Page) -> None:
    page.goto(f"{server.address}/login")
    page.locator("#username").fill("officer1")
    page.locator("#password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".who-name")).to_have_text("Nguyễn Thị Hạnh")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("#username")).to_be_visible()
    expect(page.locator(".who-name")).to_have_count(0)


def test_the_header_tells_the_offices_time(server: Server, page: Page) -> None:
    page.goto(server.address)
    shown = page.locator("[data-clock=time]")
    expect(shown).not_to_be_empty()
    hour = (datetime.now(UTC).hour + 7) % 24
    assert int(shown.inner_text()[:2]) in {hour, (hour + 1) % 24}


def test_zz_sigterm_ends_the_process_while_a_browser_is_connected(server: Server, page: Page) -> None:
    page.goto(server.address)
    expect(page.locator("[data-clock=time]")).not_to_be_empty()
    memory_mb = psutil.Process(server.process.pid).memory_info().rss / 1e6
    assert memory_mb < 200
    assert psutil.Process(server.process.pid).children(recursive=True) == []
    server.process.send_signal(signal.SIGTERM)
    expect(page.locator(".offline")).to_be_visible(timeout=15_000)
    assert server.process.wait(STOP_S) in {0, -signal.SIGTERM}
