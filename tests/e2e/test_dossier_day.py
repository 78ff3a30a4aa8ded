"""A dossier's whole way in a real browser and over the wire: card, papers, supplement, receipt, three units, one new
date, a result by post and one at the counter; every form is opened as a picture.
"""

import http.client
import io
import re
import subprocess
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import ImageStat
from playwright.sync_api import expect

from tests.e2e import hands
from tests.e2e.conftest import Opens
from tests.e2e.product import Product, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.chromium]
CARD = "001090123456|012345678|Nguyễn Văn An|01011990|Nam|Phường Yên Hòa, Hà Nội|15042021"
PROCEDURE = "1.009844"
LIVE_MS = 10_000
GOOD = re.compile(r"intake-paper-good")


class Bureau:
    """The officers, as they speak to the product over REST."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.tokens: dict[str, str] = {}

    def ask(self, who: str, method: str, path: str, body: Any = None, *, expect_status: int | None = None) -> Any:
        token = self.tokens.setdefault(who, self.product.officer(who))
        status, answer = self.product.ask(method, path, body, by=token)
        assert status == expect_status if expect_status else status < 300, (method, path, status, answer)
        return answer

    def pdf(self, path: str) -> bytes:
        token = self.tokens.setdefault("officer1", self.product.officer("officer1"))
        with closing(http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=60)) as line:
            line.request("GET", f"/api/v1{path}", headers={"Authorization": token})
            answer = line.getresponse()
            content = answer.read()
        assert answer.status == 200, (path, answer.status, content[:300])
        return content

    def page(self, dossier: str) -> Any:
        return self.ask("officer1", "GET", f"/dossiers/{dossier}")

    def opened(self, name: str, result_by: str) -> str:
        made: str = self.ask("officer1", "POST", "/dossiers", {"procedure": PROCEDURE})["id"]
        applicant = {
            "kind": "citizen",
            "name": name,
            "number": "001190000001",
            "phone": "0987654321",
            "address": "1 Tràng Thi, Hà Nội",
            "result_by": result_by,
        }
        self.ask("officer1", "PUT", f"/dossiers/{made}/applicant", applicant)
        return made

    def all_good(self, dossier: str) -> None:
        papers = [{"code": paper["code"], "state": "good", "originals": 1} for paper in self.page(dossier)["papers"]]
        self.ask("officer1", "PUT", f"/dossiers/{dossier}/papers", {"papers": papers})

    def stage_under_way(self, dossier: str) -> Any:
        return next(s for s in self.page(dossier)["stages"] if s["status"] in ("open", "held"))

    def worker(self, stage: Any) -> str:
        names = {
            "Cục An toàn bức xạ và hạt nhân": "unit1",
            "Văn phòng Bộ": "unit6",
            "Bộ phận Một cửa": "officer2",
        }
        return names[stage["unit"]]

    def work_through(self, dossier: str) -> None:
        while (seen := self.page(dossier))["status"] in ("received", "processing"):
            stage = next(s for s in seen["stages"] if s["status"] in ("open", "held"))
            who = self.worker(stage)
            if stage["status"] == "open":
                self.ask(who, "POST", f"/stages/{stage['id']}/take")
            last = sum(s["status"] not in ("done", "skipped") for s in seen["stages"]) == 1
            self.ask(who, "POST", f"/stages/{stage['id']}/done", {"result": "granted"} if last else {})


@pytest.fixture
def bureau(product: Product) -> Bureau:
    return Bureau(product)


def in_service(bureau: Bureau) -> str:
    """Officer 1 at counter 1 serves somebody; the ticket's id."""
    product = bureau.product
    number = product.take("A")["number"]
    officer = bureau.tokens.setdefault("officer1", product.officer("officer1"))
    product.ask("POST", "/counters/most-1/open", by=officer)
    for _ in range(20):
        status, called = product.ask("POST", "/counters/most-1/call-next", by=officer)
        assert status == 200, called
        ticket: str = called["ticket"]["id"]
        product.ask("POST", f"/tickets/{ticket}/start", by=officer)
        if called["ticket"]["number"] == number:
            return ticket
        product.ask("POST", f"/tickets/{ticket}/finish", by=officer)
    raise AssertionError(number)


def looked_at(pdf: bytes, folder: Path, name: str) -> Path:
    """A form as a picture that is not blank."""
    picture = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=300 / 72).to_pil()
    assert ImageStat.Stat(picture.convert("L")).stddev[0] > 10
    path = folder / f"{name}.png"
    picture.save(path)
    return path


def test_from_the_card_to_the_receipt_with_hands_on_the_keyboard(
    product: Product, bureau: Bureau, opens: Opens, tmp_path: Path
) -> None:
    ticket = in_service(bureau)
    console = hands.logged_in(opens, "officer1", "/counter")
    expect(console.locator(".here-number")).to_be_visible(timeout=LIVE_MS)
    begun = bureau.ask("officer1", "POST", "/dossiers", {"procedure": PROCEDURE, "ticket": ticket})["id"]
    expect(console.locator(".things > *")).to_have_count(1, timeout=LIVE_MS)
    console.goto(f"{product.address}/intake/{begun}")
    expect(console.locator("#p-name")).to_be_visible()
    product.hall().scan("scanner-1", CARD, "utf-16-be")
    expect(console.locator("#p-name")).to_have_value("Nguyễn Văn An", timeout=LIVE_MS)
    expect(console.locator("#p-number")).to_have_value("001090123456")
    papers = console.locator("[data-paper]")
    for n in range(papers.count()):
        head = papers.nth(n).locator("[data-paper-head]")
        if head.get_attribute("aria-expanded") != "true":
            head.click()
        console.keyboard.press("1")
        expect(papers.nth(n)).to_have_class(GOOD, timeout=LIVE_MS)
    head = papers.first.locator("[data-paper-head]")
    if head.get_attribute("aria-expanded") != "true":
        head.click()
    papers.first.locator("input[data-upload]").set_input_files(hands.photographed(tmp_path / "don.jpg"))
    expect(papers.first.locator(".intake-file")).to_have_count(1, timeout=60_000)
    assert hands.grave(console) == []
    console.locator("#intake").click(position={"x": 4, "y": 4})
    console.keyboard.press("n")
    expect(console.locator("#receive")).to_be_visible()
    console.keyboard.press("n")
    expect(console.locator(".intake-code")).to_be_visible(timeout=LIVE_MS)
    code = console.locator(".intake-code").inner_text().strip()
    seen = bureau.page(begun)
    assert (seen["code"], seen["status"]) == (code, "received")
    printed = "the receipt at the reception's printer, for the counter has none"
    eventually(lambda: any(d.get("printed", 0) for d in product.devices().values()), 20, printed)
    for form in ("01", "06"):
        looked_at(bureau.pdf(f"/dossiers/{begun}/forms/{form}"), tmp_path, form)


def test_supplement_three_units_a_new_date_and_the_result_by_post(
    bureau: Bureau, opens: Opens, tmp_path: Path
) -> None:
    made = bureau.opened("Trần Thị Bình", "post")
    papers = [
        {"code": paper["code"], "state": "wrong", "fault": "chưa ký tên"} for paper in bureau.page(made)["papers"][:1]
    ]
    bureau.ask("officer1", "PUT", f"/dossiers/{made}/papers", {"papers": papers})
    bureau.ask("officer1", "POST", f"/dossiers/{made}/guide")
    looked_at(bureau.pdf(f"/dossiers/{made}/forms/02"), tmp_path, "02")
    bureau.all_good(made)
    receipt = bureau.ask("officer1", "POST", f"/dossiers/{made}/receive", {})
    first = bureau.stage_under_way(made)
    bureau.ask("unit1", "POST", f"/stages/{first['id']}/take")
    screen = hands.logged_in(opens, "unit1", f"/dossiers/{made}")
    expect(screen.locator("h1")).to_contain_text(receipt["code"])
    asked = {"lines": ["Bản gốc giấy phép: bản rách"], "reason": "Chưa nộp bản gốc"}
    bureau.ask("unit1", "POST", f"/stages/{first['id']}/ask-supplement", asked)
    assert bureau.page(made)["status"] == "supplement"
    bureau.ask("officer1", "POST", f"/dossiers/{made}/supplemented", {})
    due = datetime.fromisoformat(bureau.page(made)["due_at"])
    later = next(due + timedelta(days=n) for n in range(7, 20) if (due + timedelta(days=n)).weekday() < 5)
    bureau.ask(
        "unit1",
        "POST",
        f"/dossiers/{made}/apologise",
        {"new_due_at": later.isoformat(), "reason": "Chờ kết quả giám định"},
    )
    looked_at(bureau.pdf(f"/dossiers/{made}/forms/04"), tmp_path, "04")
    bureau.work_through(made)
    assert bureau.page(made)["status"] == "ready"
    assert hands.grave(screen) == []
    ordered = bureau.ask("post1", "POST", f"/dossiers/{made}/order-post", {"post_code": "RR473124829GB"})
    delivery = bureau.page(made)["deliveries"][0]["id"]
    assert ordered is not None
    bureau.ask("post1", "POST", "/deliveries/hand-over", {"deliveries": [{"id": delivery}]})
    list_no = bureau.page(made)["deliveries"][0]["list_no"]
    looked_at(bureau.pdf(f"/deliveries/lists/{list_no}"), tmp_path, "post")
    now = datetime.now(due.tzinfo)
    for state, at in (("out", now), ("accepted", now - timedelta(seconds=1)), ("delivered", now)):
        event = {"at": at.isoformat(), "state": state, "signed_by": "Trần Thị Bình"}
        bureau.ask("post1", "POST", f"/deliveries/{delivery}/events", event)
    assert bureau.page(made)["status"] == "returned"


@pytest.mark.zbarimg
def test_the_result_at_the_counter_and_what_the_public_sees(
    product: Product, bureau: Bureau, opens: Opens, tmp_path: Path
) -> None:
    made = bureau.opened("Lê Văn Cường", "counter")
    bureau.all_good(made)
    receipt = bureau.ask("officer1", "POST", f"/dossiers/{made}/receive", {})
    phone = opens(f"/d/{receipt['code']}#s={receipt['secret']}", **hands.PHONE)
    expect(phone.locator("h1")).to_be_visible()
    expect(phone.locator("body")).to_contain_text(receipt["code"])
    expect(phone.locator("body")).not_to_contain_text("Cường")
    status, public = product.ask("GET", f"/lookup/{receipt['code']}")
    assert status == 200
    assert set(public) == {"code", "public_status", "stages_done", "stages_total"}
    picture = looked_at(bureau.pdf(f"/dossiers/{made}/forms/01"), tmp_path, "01")
    read = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, check=True, text=True).stdout
    assert f"/d/{receipt['code']}#s={receipt['secret']}" in read
    bureau.work_through(made)
    bureau.ask("officer1", "POST", f"/dossiers/{made}/hand-out", {"name": "Lê Văn Cường"})
    assert bureau.page(made)["status"] == "returned"
    day = datetime.fromisoformat(bureau.page(made)["returned_at"]).date().isoformat()
    looked_at(bureau.pdf(f"/results/{day}"), tmp_path, "results")
    year = bureau.page(made)["register_year"]
    looked_at(bureau.pdf(f"/authorities/000.00.00.G06/register/{year}"), tmp_path, "register")
    assert hands.grave(phone) == []
