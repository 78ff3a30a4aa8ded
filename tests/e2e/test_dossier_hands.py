"""People with dossiers of their own: handed in at a kiosk with a phone's pictures, followed, taken in."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e import hands
from tests.e2e.conftest import Opens
from tests.e2e.product import Product, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.chromium, pytest.mark.zbarimg]
SENT_MS = 60_000
"""A picture is straightened and checked on a busy machine within this [ms]."""
CARD = "001090123456|012345678|Trần Thị Bình|05031990|Nữ|Số 5 phố Huế, Hà Nội|01012022"
SCANNER = """(text) => { for (const key of [...text, "Enter"])
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }"""
"""Types faster than any hand, as a scanner does."""


def _faultless(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []


def _read(code: Locator, folder: Path) -> str:
    """What a phone's camera would read off the screen."""
    code.screenshot(path=folder / "code.png")
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", str(folder / "code.png")], capture_output=True, text=True, check=True
    )
    return read.stdout.strip()


def _picture() -> bytes:
    """A sheet of paper on a table."""
    sheet = Image.new("RGB", (1600, 1200), (120, 110, 100))
    pen = ImageDraw.Draw(sheet)
    pen.polygon([(200, 100), (1400, 140), (1380, 1120), (180, 1080)], fill=(245, 245, 240))
    for line in range(14):
        pen.text((300, 190 + line * 60), f"Van ban de nghi, dong {line}", fill=(20, 20, 30), font_size=40)
    out = BytesIO()
    sheet.save(out, "JPEG")
    return out.getvalue()


def test_a_dossier_is_handed_in_at_the_kiosk_and_followed_on_the_phone(
    product: Product, opens: Opens, tmp_path: Path
) -> None:
    printed = product.devices()["printer-1"]["printed"]
    kiosk = hands.at_kiosk(opens, product)
    kiosk.locator(".kiosk-door").nth(3).click()
    kiosk.get_by_text("Chuyển giao công nghệ", exact=True).click()
    kiosk.get_by_text("Đăng ký chuyển giao công nghệ", exact=True).click()
    expect(kiosk.locator(".kiosk-papers li")).to_have_count(2)
    _faultless(kiosk)
    kiosk.locator(".kiosk-acts .kiosk-act-first").last.click()
    expect(kiosk.locator("#kiosk-name")).to_be_visible()
    kiosk.evaluate(SCANNER, CARD)
    expect(kiosk.locator("#kiosk-name")).to_have_value("Trần Thị Bình")
    kiosk.locator("#kiosk-phone").fill("0912345678")
    _faultless(kiosk)
    kiosk.locator(".kiosk-form .kiosk-act-first").click()
    for n in range(2):
        kiosk.locator(".kiosk-papers li").nth(n).locator(".kiosk-press:visible").click()
        _send(opens, _path(product, _read(kiosk.locator(".kiosk-papers .kiosk-qr"), tmp_path)))
        expect(kiosk.locator(".kiosk-papers li[data-here=true]")).to_have_count(n + 1)
    kiosk.locator(".kiosk-acts .kiosk-act-first").click()
    expect(kiosk.locator(".kiosk-reference")).to_be_visible()
    reference = kiosk.locator(".kiosk-reference").inner_text()
    eventually(lambda: product.devices()["printer-1"]["printed"] > printed)
    phone = opens(_path(product, _read(kiosk.locator(".kiosk-qr"), tmp_path)), **hands.PHONE)
    expect(phone.locator("h1")).to_have_text("Đã nộp, chờ tiếp nhận")
    _faultless(phone)
    officer = hands.logged_in(opens, "officer1", "/handed-in")
    officer.locator("tbody tr", has_text=reference).get_by_role("link").click()
    officer.wait_for_url("**/intake/*")
    expect(officer.get_by_text("Văn bản giao kết").first).to_be_visible()


def test_a_form_is_filled_in_at_the_kiosk_and_lies_before_the_officer(product: Product, opens: Opens) -> None:
    kiosk = hands.at_kiosk(opens, product)
    kiosk.locator(".kiosk-door").nth(3).click()
    kiosk.get_by_text("An toàn bức xạ", exact=False).first.click()
    kiosk.get_by_text("Cấp lại Giấy phép tiến hành công việc bức xạ", exact=True).click()
    kiosk.locator(".kiosk-acts .kiosk-act-first").last.click()
    kiosk.evaluate(SCANNER, CARD)
    expect(kiosk.locator("#kiosk-name")).to_have_value("Trần Thị Bình")
    kiosk.locator("#kiosk-phone").fill("0912345678")
    kiosk.locator(".kiosk-form .kiosk-act-first").click()
    kiosk.locator(".kiosk-papers li").first.locator(".kiosk-press").first.click()
    for key in ("g", "shift", "p", "-", "7"):
        kiosk.locator(f'.kiosk-key[data-type="{key}"]').click()
    expect(kiosk.locator("#kiosk-blank")).to_have_value("GP-7")
    _faultless(kiosk)
    kiosk.locator(".kiosk-form .kiosk-act-first").click()
    expect(kiosk.locator("h1")).to_have_text("Ngày cấp")
    kiosk.locator("#kiosk-blank").fill("32/1/2026")
    kiosk.locator("#kiosk-blank").press("Enter")
    expect(kiosk.get_by_text("Đây chưa phải là một ngày")).to_be_visible()
    kiosk.locator("#kiosk-blank").fill("5/3/2026")
    kiosk.locator("#kiosk-blank").press("Enter")
    kiosk.get_by_text("Giấy phép bị mất", exact=True).click()
    kiosk.locator("#kiosk-blank").press_sequentially("maats khi chuyeenr nhaf", delay=60)
    _faultless(kiosk)
    kiosk.locator(".kiosk-form .kiosk-act-first").click()
    said = ["GP-7", "05/03/2026", "Giấy phép bị mất", "Mất khi chuyển nhà"]
    expect(kiosk.locator(".kiosk-whole b")).to_have_text(said)
    _faultless(kiosk)
    kiosk.locator(".kiosk-acts .kiosk-act-first").click()
    expect(kiosk.locator(".kiosk-papers li[data-here=true]")).to_have_count(1)
    kiosk.locator(".kiosk-acts .kiosk-act-first").click()
    expect(kiosk.locator(".kiosk-reference")).to_be_visible()
    reference = kiosk.locator(".kiosk-reference").inner_text()
    officer = hands.logged_in(opens, "officer1", "/handed-in")
    officer.locator("tbody tr", has_text=reference).get_by_role("link").click()
    officer.wait_for_url("**/intake/*")
    shown = officer.locator("a[href^='/api/v1/files/']").first
    expect(officer.get_by_text("điền trên màn hình").first).to_be_visible()
    assert officer.request.get(f"{product.address}{shown.get_attribute('href')}").body().startswith(b"%PDF-")


def _path(product: Product, url: str) -> str:
    assert url.startswith(product.address)
    return url.removeprefix(product.address)


def _send(opens: Opens, path: str) -> None:
    phone = opens(path, **hands.PHONE)
    picture: FilePayload = {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": _picture()}
    phone.locator("input[capture]").set_input_files(picture)
    _faultless(phone)
    phone.locator("button.first").click()
    expect(phone.locator(".good")).to_be_visible(timeout=SENT_MS)


def test_what_one_needs_is_asked_step_by_step_and_printed(product: Product, opens: Opens) -> None:
    printed = product.devices()["printer-1"]["printed"]
    kiosk = hands.at_kiosk(opens, product)
    kiosk.locator(".kiosk-door").nth(2).click()
    kiosk.locator(".kiosk-acts .kiosk-act").first.click()
    for key in ("s", "oo", "r"):
        for letter in key:
            kiosk.locator(f'.kiosk-key[data-type="{letter}"]').click()
    expect(kiosk.locator("#kiosk-words")).to_have_value("sổ")
    kiosk.locator("#kiosk-words").press_sequentially(" bao hiem", delay=60)
    kiosk.locator("#kiosk-words").press("Enter")
    kiosk.get_by_text("Cấp lại sổ bảo hiểm xã hội (minh họa)", exact=True).click()
    kiosk.get_by_text("Bị hỏng", exact=True).click()
    _faultless(kiosk)
    kiosk.locator(".kiosk-yes-no button").first.click()
    expect(kiosk.locator(".kiosk-papers li")).to_have_count(2)
    kiosk.get_by_text("In danh sách", exact=True).click()
    eventually(lambda: product.devices()["printer-1"]["printed"] == printed + 1)
