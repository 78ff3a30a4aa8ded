"""A dossier's day as its people live it, every step at a screen: number, card, papers with a fault, guidance, receipt
from a while ago, three units, one late stage and its apology, one result by post and one in the hand.
"""

import io
import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from PIL import ImageStat
from playwright.sync_api import Locator, Page, expect

from tests.e2e import hands
from tests.e2e.conftest import Opens
from tests.e2e.product import Product
from tests.e2e.test_dossier_hands import SCANNER

pytestmark = [pytest.mark.e2e, pytest.mark.chromium]
PROCEDURE = "1.009844"
CARD = "001190123457|012345678|Trần Thị Bình|05031990|Nữ|Số 5 phố Huế, Hà Nội|01012022"
LIVE_MS = 10_000
SWEPT_MS = 90_000
"""Due dates are looked at every minute [ms]."""
FINGER_MS = 400
"""No officer presses the same key again sooner [ms]."""
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
RESULT = re.compile(r"^R\d{3}$")
"""A number of the fast lane for results."""
GOOD, WRONG = re.compile("intake-paper-good"), re.compile("intake-paper-wrong")
WAYS = {"ATBXHN": "unit1", "VPB": "unit6", "MC": "officer2"}
"""Who works the three stages, in their order."""


class Day:
    def __init__(self, product: Product, opens: Opens, folder: Path) -> None:
        self.product, self.opens, self.folder = product, opens, folder
        self.shown: list[str] = []
        """Forms that were opened as pictures."""

    # --- what the screens lead to ---

    def form(self, page: Page, number: str) -> None:
        """Open a form by its link on the page, as a picture that is not blank."""
        link = page.locator(f'a[href$="/forms/{number}"]').first
        expect(link).to_be_visible(timeout=LIVE_MS)
        self.printed(page, str(link.get_attribute("href")), number)

    def printed(self, page: Page, path: str, name: str) -> None:
        answer = page.context.request.get(self.product.address + path)
        assert answer.status == 200, (path, answer.status)
        picture = pypdfium2.PdfDocument(io.BytesIO(answer.body()))[0].render(scale=2).to_pil()
        assert ImageStat.Stat(picture.convert("L")).stddev[0] > 10, name
        picture.save(self.folder / f"{name.replace('/', '-')}.png")
        self.shown.append(name)

    def due_if(self, received: datetime) -> datetime:
        """What the public call promises for a receipt of that moment."""
        asked = f"/procedures/{PROCEDURE}/due?channel=counter&received_at={received.isoformat().replace('+', '%2B')}"
        status, told = self.product.ask("GET", asked)
        assert status == 200, told
        return datetime.fromisoformat(told["due_at"])

    def long_ago(self) -> datetime:
        """A morning so long ago that the first stage is late by now, and an apology is still in time."""
        now = datetime.now(HANOI)
        mornings = [
            (now - timedelta(days=n)).replace(hour=9, minute=0, second=0, microsecond=0) for n in range(1, 40)
        ]
        return min(day for day in mornings if day.weekday() < 5 and self.due_if(day) > now + timedelta(hours=36))

    # --- the counter ---

    def serve(self) -> Page:
        """A number by two touches, called and begun by keys; the console with somebody in front of it."""
        kiosk = hands.at_kiosk(self.opens, self.product)
        kiosk.locator(".kiosk-door-first").click()
        kiosk.locator(".kiosk-field").first.click()
        kiosk.locator(".kiosk-main .kiosk-act-first").click()
        expect(kiosk.locator(".kiosk-number")).to_be_visible()
        console = hands.logged_in(self.opens, "officer1", "/counter")
        self.sit(console)
        return self.call(console, kiosk.locator(".kiosk-number").inner_text())

    def call(self, console: Page, number: str) -> Page:
        """Until it is this number's turn; whoever comes before is served and goes."""
        for _ in range(20):
            expect(console.locator("[data-key=g]")).to_be_enabled()
            console.wait_for_timeout(FINGER_MS)
            console.keyboard.press("g")
            expect(console.locator(".here-number")).to_be_visible()
            console.keyboard.press("b")
            expect(console.locator("[data-key=x]")).to_be_visible()
            if console.locator(".here-number").inner_text() == number:
                return console
            console.keyboard.press("x")
            expect(console.locator("[data-key=g]")).to_be_visible()
        raise AssertionError(number)

    def sit(self, console: Page) -> None:
        """At counter 1, unless the officer sits there from before; whoever is with them goes first."""
        expect(console.locator(".seat, .here").first).to_be_visible(timeout=LIVE_MS)
        if console.locator(".seat").count():
            hands.tab_to(console, ".seat")
            console.keyboard.press("Enter")
        if console.locator(".here-number").count():
            console.keyboard.press("b")
            expect(console.locator("[data-key=x]")).to_be_visible()
            console.keyboard.press("x")
        expect(console.locator("[data-key=g]")).to_be_visible()
        expect(console.locator("[data-key=g]")).to_be_enabled()

    def begin(self, console: Page) -> None:
        """From whoever is served to the checklist of the procedure they came for."""
        console.locator('a[href^="/intake"]').first.click()
        console.wait_for_url("**/intake**")
        self.choose(console)

    def choose(self, console: Page) -> None:
        console.locator("#search").fill(PROCEDURE)
        console.locator("#search").press("Enter")
        console.wait_for_url("**/intake/*")
        expect(console.locator("#p-name")).to_be_visible()

    def card(self, page: Page, card: str) -> None:
        self.product.hall().scan("scanner-1", card, "utf-16-be")
        expect(page.locator("#p-name")).to_have_value(card.split("|")[2], timeout=LIVE_MS)

    def paper(self, page: Page, n: int, state: str) -> Any:
        """Open a line of the checklist and say what the paper is, by its key."""
        page.locator("#intake").click(position={"x": 4, "y": 4})  # out of whatever field
        one = self.opened(page, n)
        mark = one.locator(f".intake-mark-{state}")
        page.keyboard.press(str(mark.get_attribute("data-key")))
        return one

    def press(self, page: Page, key: str, dialog: str) -> Locator:
        """A key outside of any field, which opens a dialog."""
        page.locator("#intake").click(position={"x": 4, "y": 4})
        page.keyboard.press(key)
        expect(page.locator(dialog)).to_be_visible(timeout=LIVE_MS)
        return page.locator(dialog)

    def opened(self, page: Page, n: int) -> Any:
        """A line of the checklist, unfolded."""
        one = page.locator("[data-paper]").nth(n)
        head = one.locator("[data-paper-head]")
        if head.get_attribute("aria-expanded") != "true":
            head.click()
        expect(one.locator(".intake-mark").first).to_be_visible(timeout=LIVE_MS)
        return one

    def read(self, code: Locator) -> str:
        """What a scanner reads off it."""
        code.screenshot(path=self.folder / "code.png")
        read = subprocess.run(
            ["zbarimg", "-q", "--raw", str(self.folder / "code.png")], capture_output=True, text=True, check=True
        )
        return read.stdout.strip()

    # --- the units ---

    def work(self, who: str, code: str, *, result: bool = False) -> Page:
        """Found in the inbox, taken by key, done by key."""
        page = hands.logged_in(self.opens, who, "/dossiers")
        row = page.locator("[data-row]", has_text=code)
        expect(row).to_be_visible(timeout=LIVE_MS)
        row.locator("[data-row-link]").click()
        page.wait_for_url("**/dossiers/*")
        expect(page.locator("h1")).to_contain_text(code, timeout=LIVE_MS)
        expect(page.locator("[data-deed]").first).to_be_visible(timeout=LIVE_MS)
        if page.locator("[data-deed=take]").count():
            page.keyboard.press("t")
        expect(page.locator("[data-deed=done]")).to_be_visible(timeout=LIVE_MS)
        page.wait_for_timeout(FINGER_MS)
        page.keyboard.press("d")
        dialog = page.locator("#deed-done")
        expect(dialog).to_be_visible(timeout=LIVE_MS)
        if result:
            dialog.locator("[name=result]").select_option("granted")
        dialog.locator("[type=submit]").click()
        expect(page.locator("[data-deed=done]")).to_have_count(0, timeout=LIVE_MS)
        return page

    def deed(self, page: Page, key: str, **fields: str) -> None:
        """A deed asked for at its button, its dialog filled and sent."""
        page.locator(f"[data-deed={key}]").first.click()
        dialog = page.locator(f"#deed-{key}")
        expect(dialog.locator("[type=submit]")).to_be_visible(timeout=LIVE_MS)
        for name, value in fields.items():
            box = dialog.locator(f"[name={name}]")
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        dialog.locator("[type=submit]").click()
        expect(dialog).to_be_hidden(timeout=LIVE_MS)


@pytest.fixture
def day(product: Product, opens: Opens, tmp_path: Path) -> Day:
    return Day(product, opens, tmp_path)


def may_date_back(day: Day) -> None:
    """The office allows it for what came by post; an administrator widens the rule on the screen."""
    page = hands.logged_in(day.opens, "admin1", "/setup?section=dossiers")
    expect(page.locator("[name=back_dating_days]")).to_be_visible(timeout=LIVE_MS)
    page.locator("[name=back_dating_days]").fill("60")
    page.locator(".setup-acts [type=submit]").click()
    expect(page.locator(".toast-good")).to_be_visible(timeout=LIVE_MS)


def guided_and_received(day: Day) -> str:
    """A paper that is not signed, guidance in writing, the paper again, and a receipt of some days ago; its code."""
    page = day.serve()
    day.begin(page)
    day.card(page, CARD)
    page.locator("#p-phone").fill("0912345678")
    page.locator("#p-result_by").select_option("post")
    one = day.paper(page, 0, "wrong")
    one.locator("#fault").fill("chưa ký tên")
    one.locator("#fault").press("Enter")
    expect(one).to_have_class(WRONG, timeout=LIVE_MS)
    day.press(page, "h", "#guide")
    page.keyboard.press("h")
    day.form(page, "02")
    one = day.paper(page, 0, "good")
    expect(one).to_have_class(GOOD, timeout=LIVE_MS)
    one = day.opened(page, 0)
    one.locator("input[data-upload]").set_input_files(hands.photographed(day.folder / "don.jpg"))
    expect(one.locator(".intake-file")).to_have_count(1, timeout=60_000)
    assert hands.grave(page) == []
    dialog = day.press(page, "n", "#receive")
    dialog.locator("summary").click()
    dialog.locator("[name=back_at]").fill(f"{day.long_ago():%Y-%m-%dT%H:%M}")
    dialog.locator("[name=back_reason]").fill("Nhận qua bưu điện")
    dialog.locator("[type=submit]").click()
    expect(page.locator(".intake-code")).to_be_visible(timeout=LIVE_MS)
    code = page.locator(".intake-code").inner_text().strip()
    day.form(page, "01")
    page.keyboard.press("d")
    page.wait_for_url("**/dossiers/*")
    day.form(page, "06")
    return code


def apologised(day: Day, code: str) -> None:
    """The head finds it late in the inbox and names a new day."""
    head = hands.logged_in(day.opens, "unit1", "/dossiers")
    row = head.locator("[data-row]", has_text=code)
    expect(row).to_be_visible(timeout=LIVE_MS)
    row.locator("[data-row-link]").click()
    head.wait_for_url("**/dossiers/*")
    expect(head.locator(".dossier-step").first).to_contain_text("Quá hạn", timeout=LIVE_MS)
    days = (datetime.now(HANOI).date() + timedelta(days=n) for n in range(14, 30))
    new_due = next(one for one in days if one.weekday() < 5)
    expect(head.locator("[data-deed=apologise]")).to_be_visible(timeout=LIVE_MS)
    day.deed(head, "apologise", new_due=new_due.isoformat(), reason="Chờ kết quả giám định")
    expect(head.locator(".dossier-due")).to_contain_text(f"{new_due:%d/%m}", timeout=LIVE_MS)
    day.form(head, "04")
    assert hands.grave(head) == []


def posted(day: Day, code: str) -> None:
    """Ordered, put on a list both sides sign, and delivered, as the clerk writes it down."""
    clerk = hands.logged_in(day.opens, "post1", "/dossiers")
    clerk.locator(".dossiers-tab", has_text="Kết quả").click()
    row = clerk.locator("[data-row]", has_text=code)
    row.locator(".dossiers-acts button").click()
    row.locator("[data-pick]").check()
    row.locator(".dossiers-post-code").fill(item_code())
    clerk.locator(".dossiers-chosen [type=submit]").click()
    on_list = row.locator('a[href^="/api/v1/deliveries/lists/"]:not([href$=labels])')
    expect(on_list).to_be_visible(timeout=LIVE_MS)
    day.printed(clerk, str(on_list.get_attribute("href")), "post")
    row.locator("[data-row-link]").click()
    clerk.wait_for_url("**/dossiers/*")
    day.deed(clerk, "post_says", state="delivered", signed_by="Trần Thị Bình")
    expect(clerk.locator("[data-deed=post_says]")).to_have_count(0, timeout=LIVE_MS)


def item_code() -> str:
    """An S10 code nobody used before (UPU S10: the check digit by weights 8 6 4 2 3 5 9 7)."""
    digits = f"{int(datetime.now(HANOI).timestamp()) % 10**8:08d}"
    rest = 11 - sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return f"RR{digits}{ {10: 0, 11: 5}.get(rest, rest) }VN"


@pytest.mark.timeout(600)
def test_a_faulty_paper_a_late_stage_an_apology_and_the_result_by_post(day: Day) -> None:
    may_date_back(day)
    code = guided_and_received(day)
    apologised(day, code)
    for who in WAYS.values():
        day.work(who, code, result=who == "officer2")
    posted(day, code)
    status, public = day.product.ask("GET", f"/lookup/{code}")
    assert (status, public["public_status"]) == (200, "returned")
    assert set(day.shown) == {"01", "02", "04", "06", "post"}


@pytest.mark.timeout(600)
def test_the_result_in_the_hand_of_whoever_shows_the_receipt(day: Day) -> None:
    page = day.serve()
    day.begin(page)
    day.card(page, CARD.replace("001190123457", "001090123488").replace("Trần Thị Bình", "Lê Văn Cường"))
    page.locator("#p-phone").fill("0987654321")
    expect(day.paper(page, 0, "good")).to_have_class(GOOD, timeout=LIVE_MS)
    day.press(page, "n", "#receive")
    page.keyboard.press("n")
    expect(page.locator(".intake-code")).to_be_visible(timeout=LIVE_MS)
    code = page.locator(".intake-code").inner_text().strip()
    receipt = day.read(page.locator(".intake-qr"))
    page.keyboard.press("l")
    page.wait_for_url("**/counter")
    expect(page.locator("[data-key=x]")).to_be_visible(timeout=LIVE_MS)
    page.keyboard.press("x")
    for who in WAYS.values():
        last = day.work(who, code, result=who == "officer2")
    assert hands.grave(last) == []
    kiosk = hands.at_kiosk(day.opens, day.product)
    kiosk.evaluate(SCANNER, receipt)
    expect(kiosk.locator("body")).to_contain_text(code, timeout=LIVE_MS)
    kiosk.locator(".kiosk-main .kiosk-act-first").last.click()
    expect(kiosk.locator(".kiosk-number")).to_have_text(RESULT, timeout=LIVE_MS)
    console = day.call(page, kiosk.locator(".kiosk-number").inner_text())
    console.locator(".things a", has_text=code).first.click()
    console.wait_for_url("**/dossiers/*")
    expect(console.locator("[data-deed=hand_out]")).to_be_visible(timeout=LIVE_MS)
    console.keyboard.press("h")
    dialog = console.locator("#deed-hand_out")
    expect(dialog.locator("[name=name]")).to_have_value("Lê Văn Cường", timeout=LIVE_MS)
    dialog.locator("[type=submit]").click()
    expect(console.locator("[data-deed=hand_out]")).to_have_count(0, timeout=LIVE_MS)
    day.printed(console, f"/api/v1/results/{datetime.now(HANOI).date().isoformat()}", "results")
    boss = hands.logged_in(day.opens, "supervisor1", "/dossiers")
    boss.locator(".dossiers-tab", has_text="Sổ theo dõi").click()
    entry = boss.locator("[data-row]", has_text=code)
    expect(entry).to_contain_text("Đã trả", timeout=LIVE_MS)
    register = boss.locator('a[href*="/register/"]')
    day.printed(boss, str(register.get_attribute("href")), "07")
    assert set(day.shown) == {"results", "07"}


@pytest.mark.timeout(600)
def test_one_that_is_refused_and_one_that_is_stopped_leave_with_their_reasons_on_paper(day: Day) -> None:
    page = day.serve()
    day.begin(page)
    day.card(page, CARD.replace("001190123457", "001090123499").replace("Trần Thị Bình", "Phạm Thị Dung"))
    dialog = day.press(page, "x", "#refuse")
    dialog.locator("#refuse-reason").fill("Không thuộc thẩm quyền giải quyết của Bộ")
    dialog.locator("[type=submit]").click()
    day.form(page, "03")
    page.keyboard.press("m")
    page.wait_for_url("**/intake?same=*")
    day.choose(page)
    expect(page.locator("#p-name")).to_have_value("Phạm Thị Dung", timeout=LIVE_MS)
    expect(day.paper(page, 0, "good")).to_have_class(GOOD, timeout=LIVE_MS)
    day.press(page, "n", "#receive")
    page.keyboard.press("n")
    expect(page.locator(".intake-code")).to_be_visible(timeout=LIVE_MS)
    code = page.locator(".intake-code").inner_text().strip()
    head = hands.logged_in(day.opens, "unit1", "/dossiers")
    head.locator("[data-row]", has_text=code).locator("[data-row-link]").click()
    head.wait_for_url("**/dossiers/*")
    expect(head.locator("[data-deed=stop]")).to_be_visible(timeout=LIVE_MS)
    day.deed(head, "stop", reason="Giấy phép cũ đã bị thu hồi")
    day.form(head, "05")
    status, public = day.product.ask("GET", f"/lookup/{code}")
    assert (status, public["public_status"]) == (200, "ended")
    assert set(day.shown) == {"03", "05"}
