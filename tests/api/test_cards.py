"""A photographed card over HTTP: what its code says comes back to who may ask, and nothing stays anywhere."""

import io
import tempfile
from pathlib import Path

import pytest
from httpx import Response
from PIL import Image
from sqlalchemy import text

from onestop.usecases import accounts
from tests.api.conftest import BASE, Client
from tests.domain.formats.test_citizen_card import CARD
from tests.factories import PASSWORD
from tests.gateways.digitising.test_codes import card, code, noisy


@pytest.fixture(autouse=True)
def _own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))


def jpeg(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.convert("RGB").save(kept, "JPEG", quality=70)
    return kept.getvalue()


async def asked(client: Client, data: bytes, **headers: str) -> Response:
    return await client.http.post(f"{BASE}/card-pictures", files=[("files", ("card", data))], headers=headers)


async def test_an_officer_and_a_kiosk_read_a_card(client: Client, tmp_path: Path) -> None:
    picture = jpeg(noisy(card().rotate(17, expand=True, fillcolor=110), 30))
    for who in (client.bearer("officer1"), client.bearer("post1"), client.place("kiosk-1")):
        answer = await asked(client, picture, **who)
        assert (answer.status_code, answer.json()) == (200, {"text": CARD})
        assert answer.headers["cache-control"] == "no-store"
    assert list((tmp_path / "temp").iterdir()) == []
    assert not client.hall.shop.papers.root.exists()
    with client.hall.work.reading() as session:
        facts = str(session.execute(text("SELECT * FROM fact")).all())
    assert "Nguyễn Văn A" not in facts


async def test_the_page_of_an_officer_asks_with_its_cookie_and_no_other_site_can(client: Client) -> None:
    shop = client.hall.shop
    token = accounts.log_in(shop.work, "officer1", PASSWORD, now=shop.now()).token
    cookie = {"cookie": f"{accounts.COOKIE}={token}"}
    picture = jpeg(card())
    assert (await asked(client, picture, **cookie, **{"sec-fetch-site": "same-origin"})).status_code == 200
    assert (await asked(client, picture, **cookie, **{"sec-fetch-site": "cross-site"})).status_code == 401


async def test_nobody_else_may_ask(client: Client) -> None:
    picture = jpeg(card())
    assert (await asked(client, picture)).status_code == 401
    assert (await asked(client, picture, Authorization="Place nobody's")).status_code == 401
    for who in (client.bearer("unit1"), client.bearer("floor1"), client.place("board-1")):
        assert (await asked(client, picture, **who)).status_code == 403


async def test_a_card_comes_before_any_other_code(client: Client) -> None:
    two = Image.new("L", (1700, 800), 255)
    two.paste(code("https://example.vn/t/ABCDEFGHJK"), (20, 20))
    two.paste(code(CARD), (900, 20))
    assert (await asked(client, jpeg(two), **client.bearer("officer1"))).json() == {"text": CARD}


async def test_what_cannot_be_read_is_said_in_the_readers_language(client: Client) -> None:
    officer = client.bearer("officer1")
    blank = await asked(client, jpeg(Image.new("L", (800, 600), 190)), **officer)
    assert (blank.status_code, blank.json()["code"]) == (422, "card.unreadable")
    assert blank.json()["detail"].startswith("Không thấy mã QR trong ảnh.")
    english = await asked(client, jpeg(Image.new("L", (800, 600), 190)), **officer, **{"accept-language": "en"})
    assert english.json()["detail"].startswith("No QR code was found in the picture.")
    no_picture = await asked(client, b"%PDF-1.7\n%%EOF", **officer)
    assert (no_picture.status_code, no_picture.json()["code"]) == (422, "paper.refused")


async def test_more_than_a_photograph_is_not_taken(client: Client) -> None:
    answer = await asked(client, b"\xff\xd8\xff" + bytes(17 * 1024 * 1024), **client.bearer("officer1"))
    assert answer.status_code == 413
