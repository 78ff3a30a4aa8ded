"""What a counter's network scanner sent, over HTTP: seen, looked at, used or thrown away by whoever sits there."""

import io
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from onestop.usecases import digitising, incoming
from tests.api.conftest import Client
from tests.api.test_files import picture
from tests.conftest import Clock
from tests.usecases.dossiers import Bureau


@pytest.fixture
def bureau(client: Client) -> Bureau:
    return Bureau(client.hall, Clock(client.hall.shop.now()))


def scanned(client: Client, folder: Path, words: str) -> None:
    """A page the scanner of counter 1 has sent."""
    shop, page = client.hall.shop, folder / f"{words}.jpg"
    page.write_bytes(picture(words))
    scan = digitising.take_in(shop.papers, [page], "scan", now=shop.now(), scanner_url="")
    assert incoming.take(shop.work, "most-1", f"{words:0>64}", scan, now=shop.now())


async def waiting(client: Client, officer: str) -> list[str]:
    answer = await client.get("/incoming-scans", **client.bearer(officer))
    assert answer.status_code == 200
    return [one["id"] for one in answer.json()["items"]]


async def test_a_scan_is_seen_and_used_once_by_whoever_sits_there(
    client: Client, bureau: Bureau, tmp_path: Path
) -> None:
    scanned(client, tmp_path, "MOT")
    assert await waiting(client, "officer1") == []
    officer, other = client.bearer("officer1"), client.bearer("officer2")
    bureau.hall.sit(1)
    bureau.hall.sit(2)
    (scan,) = await waiting(client, "officer1")
    assert await waiting(client, "officer2") == []
    path = f"/incoming-scans/{scan}"
    assert (await client.get(path, **officer)).content.startswith(b"%PDF")
    assert max(Image.open(io.BytesIO((await client.get(f"{path}/thumbnail", **officer)).content)).size) == 240
    for refused in (path, f"{path}/thumbnail"):
        assert (await client.get(refused, **other)).status_code == 404
    made: UUID = bureau.opened()
    body = {"scan": scan, "paper": "form"}
    assert (await client.post(f"/dossiers/{made}/incoming-scans", body, **other)).status_code == 404
    used = await client.post(f"/dossiers/{made}/incoming-scans", body, **officer)
    assert (used.status_code, used.json()["pages"]) == (201, 1)
    assert (await client.get(f"/files/{used.json()['id']}", **officer)).content.startswith(b"%PDF")
    assert (await client.post(f"/dossiers/{made}/incoming-scans", body, **officer)).status_code == 404
    assert await waiting(client, "officer1") == []


async def test_a_scan_is_thrown_away_once(client: Client, bureau: Bureau, tmp_path: Path) -> None:
    bureau.hall.sit(1)
    for words in ("MOT", "HAI"):
        scanned(client, tmp_path, words)
    newest, older = await waiting(client, "officer1")
    officer = client.bearer("officer1")
    assert (await client.post(f"/incoming-scans/{newest}/discard", **officer)).status_code == 204
    assert (await client.post(f"/incoming-scans/{newest}/discard", **officer)).status_code == 404
    assert await waiting(client, "officer1") == [older]
