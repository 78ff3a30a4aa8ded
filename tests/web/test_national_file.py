"""Where a file of the national catalogue is sent: administrators only, never too large, never half understood."""

import json
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from onestop.api.app import api
from onestop.domain.formats.national_procedure import LARGEST
from onestop.web.catalogue import route
from onestop.web.parts.setup_rail import NATIONAL
from onestop.web.session import SESSION_COOKIE
from tests.factories import Hall

GOOD = json.dumps({"MATTHC": "9.1", "TENTTHC": "Thử"}).encode()


@pytest.fixture
async def client(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    if not any(getattr(one, "path", "") == NATIONAL for one in api.routes):
        api.include_router(route.router)
    async with AsyncClient(transport=ASGITransport(api), base_url="http://hall") as made:
        yield made


def _as(client: AsyncClient, hall: Hall, username: str) -> None:
    client.cookies.set(SESSION_COOKIE, hall.token(username))


async def test_a_file_is_read_for_an_administrator(client: AsyncClient, lite_hall: Hall) -> None:
    _as(client, lite_hall, "admin1")
    answer = await client.post(NATIONAL, content=GOOD)
    assert answer.status_code == 200
    assert answer.json()["name"] == "Thử"
    assert ["missing", "THANHPHANHOSO"] in answer.json()["findings"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b"NaN", b"[" * 100_000, b" " * LARGEST],
    ids=["empty", "torn", "list", "no text", "no number", "deep", "large"],
)
async def test_what_is_none_is_refused(client: AsyncClient, lite_hall: Hall, content: bytes) -> None:
    _as(client, lite_hall, "admin1")
    answer = await client.post(NATIONAL, content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, "procedure.faulty")


async def test_nobody_else_may(client: AsyncClient, lite_hall: Hall) -> None:
    assert (await client.post(NATIONAL, content=GOOD)).status_code == 401
    _as(client, lite_hall, "supervisor1")
    assert (await client.post(NATIONAL, content=GOOD)).status_code == 403
