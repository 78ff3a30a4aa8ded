"""Cards without a scanner that types: before the kiosk's camera, under its serial scanner, as a picture."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select

from onestop.storage.rows import Device
from onestop.usecases import setup_places
from onestop.usecases.setup_places import DeviceWish
from onestop.wiring import Shop
from tests.e2e import hands
from tests.e2e.conftest import CHROMIUM, QUIET, Opens
from tests.e2e.product import Product
from tests.factories import Hall
from tests.gateways.digitising.test_codes import card, code, noisy

pytestmark = [pytest.mark.e2e, pytest.mark.chromium]
CARD = "001190012345|012345678|Nguyễn Thị Hồng Nhung|05031990|Nữ|Số 12 Láng Hạ, Hà Nội|10052021"
VIEW = (1280, 720)


def _film(path: Path) -> Path:
    """What the camera sees: a card somebody holds slightly askew, one picture a second (YUV4MPEG2)."""
    face = code(CARD, 5).rotate(9, Image.Resampling.BICUBIC, expand=True, fillcolor=230)
    view = Image.new("L", VIEW, 120)
    view.paste(face, (400, 120))
    grey = noisy(view, 12).tobytes()
    empty = bytes([128]) * (len(grey) // 2)
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{VIEW[0]} H{VIEW[1]} F1:1 Ip C420jpeg\n".encode())
        for _ in range(2):
            film.write(b"FRAME\n" + grey + empty)
    return path


@pytest.fixture
def kiosk(playwright: Playwright, product: Product, tmp_path: Path) -> Iterator[Page]:
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={_film(tmp_path / 'card.y4m')}",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *camera])
    page = browser.new_context(viewport=hands.KIOSK, locale="vi-VN").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(20_000)
    page.goto(f"{product.address}/kiosk/kiosk-1?key={product.place('kiosk-1')}")
    yield page
    browser.close()


def _to_applicant(kiosk: Page) -> None:
    kiosk.locator(".kiosk-door").nth(3).click()
    kiosk.get_by_text("Chuyển giao công nghệ", exact=True).click()
    kiosk.get_by_text("Đăng ký chuyển giao công nghệ", exact=True).click()
    kiosk.locator(".kiosk-main .kiosk-act-first").last.click()
    expect(kiosk.locator("#kiosk-name")).to_be_visible()


def test_a_card_held_before_the_kiosks_camera(kiosk: Page) -> None:
    _to_applicant(kiosk)
    kiosk.locator("[data-card-camera]").click()
    expect(kiosk.locator("#kiosk-card")).to_be_visible()
    found = Axe().run(kiosk).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    expect(kiosk.locator("#kiosk-name")).to_have_value("Nguyễn Thị Hồng Nhung")
    expect(kiosk.locator("#kiosk-number")).to_have_value("001190012345")
    expect(kiosk.locator("#kiosk-card")).to_be_hidden()
    assert kiosk.evaluate("document.querySelector('#kiosk-card video').srcObject.active") is False


def test_papers_before_the_kiosks_camera(kiosk: Page) -> None:
    _to_applicant(kiosk)
    for name, value in (("name", "Trần Thị Bình"), ("number", "001090123456"), ("phone", "0912345678")):
        kiosk.locator(f"#kiosk-{name}").fill(value)
    kiosk.locator(".kiosk-form .kiosk-act-first").click()
    paper, asked = kiosk.locator(".kiosk-papers li").first, kiosk.locator("#kiosk-paper")
    paper.locator("[data-paper-camera]").click()
    expect(asked.locator("[data-paper-act=take]")).to_be_enabled()
    for pages in (1, 2, 3):
        asked.locator("[data-paper-act=take]").click()
        expect(asked.locator("img")).to_have_count(pages)
    asked.locator("[data-paper-act=drop]").click()
    expect(asked.locator("img")).to_have_count(2)
    expect(asked.locator("[data-paper-says]")).to_contain_text("Số trang đã chụp: 2")
    found = Axe().run(kiosk).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    asked.locator("[data-paper-act=send]").click()
    expect(asked).to_be_hidden(timeout=60_000)
    expect(kiosk.locator(".kiosk-papers li[data-here=true]")).to_have_count(1)
    assert kiosk.evaluate("document.querySelector('#kiosk-paper video').srcObject.active") is False
    paper.locator("[data-paper-camera]").click()
    expect(asked).to_be_visible()
    expect(asked.locator("img")).to_have_count(0)
    asked.locator("[data-closes]").click()
    expect(asked).to_be_hidden()


def _picture(path: Path, picture: Image.Image) -> Path:
    kept = io.BytesIO()
    picture.convert("RGB").save(kept, "JPEG", quality=75)
    path.write_bytes(kept.getvalue())
    return path


def test_an_officer_reads_a_picture_of_a_card(opens: Opens, tmp_path: Path) -> None:
    page = hands.logged_in(opens, "officer1", "/intake")
    page.locator("[data-search]").fill("chuyển giao")
    page.locator("[data-offer]").first.click()
    expect(page.locator("#p-name")).to_be_visible()
    box = page.locator("[data-card-picture]")
    box.set_input_files(_picture(tmp_path / "a.jpg", Image.new("L", (900, 600), 190)))
    expect(page.get_by_text("Không thấy mã QR trong ảnh.")).to_be_visible()
    box.set_input_files(_picture(tmp_path / "b.jpg", noisy(card(CARD).rotate(180), 25)))
    expect(page.locator("#p-name")).to_have_value("Nguyễn Thị Hồng Nhung")
    expect(page.locator("#p-born")).to_have_value("05/03/1990")


@contextmanager
def _at_the_kiosk(product: Product) -> Iterator[None]:
    """The scanner of the first counter stands at the kiosk meanwhile."""
    shop = Shop(product.settings)
    hall = Hall(shop, shop.now)
    with shop.work.reading() as session:
        row = session.scalars(select(Device).where(Device.code == "scanner-1")).one()
    wish = DeviceWish("scanner-1", "scanner", row.name, place="kiosk-1")
    told: dict[str, Any] = {"actor": hall.officer("admin1"), "now": shop.now()}
    setup_places.save_device(shop.work, hall.office_id, row.id, wish, **told)
    yield
    back = replace(wish, place="", counter_id=row.counter_id)
    setup_places.save_device(shop.work, hall.office_id, row.id, back, **told)
    shop.close()


def test_a_card_under_the_kiosks_serial_scanner(product: Product, opens: Opens) -> None:
    page = hands.at_kiosk(opens, product)
    _to_applicant(page)
    with _at_the_kiosk(product):
        product.hall().scan("scanner-1", CARD, "utf-16-be")
        expect(page.locator("#kiosk-name")).to_have_value("Nguyễn Thị Hồng Nhung", timeout=15_000)
        expect(page.locator("#kiosk-number")).to_have_value("001190012345")
        product.hall().scan("scanner-1", "000.00.00.G22-261123-9999")
        expect(page.locator(".kiosk[data-step=follow]")).to_be_visible(timeout=15_000)
