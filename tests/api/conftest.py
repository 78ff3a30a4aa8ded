"""A client that speaks to the API in this process, and one that speaks to a real server."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from httpx import Response

from onestop.api.app import api
from onestop.live.feed import forget, live
from onestop.usecases import accounts
from onestop.wiring import Shop
from tests.conftest import Clock
from tests.factories import PASSWORD, Hall

BASE = "http://test/api/v1"


@dataclass
class Client:
    """Calls by short path, as somebody or as nobody."""

    http: httpx.AsyncClient
    hall: Hall

    def bearer(self, username: str) -> dict[str, str]:
        shop = self.hall.shop
        token = accounts.log_in(shop.work, username, PASSWORD, now=shop.now()).token
        return {"Authorization": f"Bearer {token}"}

    def place(self, code: str) -> dict[str, str]:
        return {"Authorization": f"Place {self.hall.key(code)}"}

    async def post(self, path: str, body: Any = None, **headers: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(BASE + path, json=body, headers=named)

    async def get(self, path: str, **headers: str) -> Response:
        return await self.http.get(BASE + path, headers=headers)


async def _client(hall: Hall) -> AsyncIterator[Client]:
    forget()
    hall.clock = hall.shop.now
    transport = httpx.ASGITransport(api, raise_app_exceptions=False, client=("192.0.2.7", 999))
    async with httpx.AsyncClient(transport=transport) as http:
        yield Client(http, hall)
    await live().stop()
    forget()


@pytest.fixture
async def client(lite: Shop, clock: Clock) -> AsyncIterator[Client]:
    async for made in _client(Hall(lite, clock)):
        yield made


@pytest.fixture
async def both(shop: Shop, clock: Clock) -> AsyncIterator[Client]:
    """The same on each database."""
    async for made in _client(Hall(shop, clock)):
        yield made
