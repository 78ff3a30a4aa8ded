"""A bureau behind the API: the people of `Bureau`, each with a token, and short calls."""

from datetime import date
from typing import Any

from httpx import Response

from onestop.usecases.demo import CODE
from tests.api.conftest import Client
from tests.conftest import Clock
from tests.usecases.dossiers import Bureau

APPLICANT: dict[str, Any] = {
    "kind": "citizen",
    "name": "Nguyễn Văn An",
    "number": "001090123456",
    "phone": "0912345678",
    "address": "113 Trần Duy Hưng, Hà Nội",
    "subject": "Đề nghị",
    "submitter": {"name": "Lê Thị Bình", "relation": "vợ"},
}
GOOD = {
    "papers": [
        {"code": "form", "state": "good", "originals": 1},
        {"code": "copy", "state": "good", "certified": 1, "compared": 1},
    ]
}


class Desk:
    """Calls by the user name of whoever makes them."""

    def __init__(self, client: Client, clock: Clock) -> None:
        client.hall.shop.now = clock  # type: ignore[method-assign]
        client.hall.clock = clock
        self.client, self.bureau = client, Bureau(client.hall, clock)
        self._clock = clock
        self._tokens: dict[tuple[str, date], dict[str, str]] = {}

    def token(self, who: str) -> dict[str, str]:
        """A session lasts a day of work, no longer."""
        key = who, self._clock().date()
        if key not in self._tokens:
            self._tokens[key] = self.client.bearer(who)
        return self._tokens[key]

    async def post(self, who: str, path: str, body: Any = None, **headers: str) -> Response:
        return await self.client.post(path, body, **self.token(who), **headers)

    async def put(self, who: str, path: str, body: Any) -> Response:
        return await self.client.http.put(f"http://test/api/v1{path}", json=body, headers=self.token(who))

    async def get(self, who: str, path: str) -> Response:
        return await self.client.get(path, **self.token(who))

    async def ok(self, who: str, path: str, body: Any = None) -> Any:
        """A POST that must succeed."""
        answer = await self.post(who, path, body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def full(self, procedure: str = "test") -> str:
        """The id of a dossier whose papers are all there."""
        made = await self.ok("officer1", "/dossiers", {"procedure": procedure})
        path = f"/dossiers/{made['id']}"
        assert (await self.put("officer1", f"{path}/applicant", APPLICANT)).status_code == 200
        assert (await self.put("officer1", f"{path}/papers", GOOD)).status_code == 200
        return str(made["id"])

    async def received(self, procedure: str = "test") -> Any:
        """A receipt."""
        return await self.ok("officer1", f"/dossiers/{await self.full(procedure)}/receive", {"counter": f"{CODE}-3"})

    async def stages(self, key: str) -> dict[str, str]:
        """Ids of the stages by code."""
        page = (await self.get("supervisor1", f"/dossiers/{key}")).json()
        return {each["code"]: each["id"] for each in page["stages"]}
