"""Standing in over HTTP: said, seen and ended by whom it concerns."""

import pytest

from tests.api.conftest import Client
from tests.conftest import Clock
from tests.usecases.dossiers import Bureau


@pytest.fixture
def bureau(client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setattr(client.hall.shop, "now", clock)
    return Bureau(client.hall, clock)


async def test_said_seen_and_ended(client: Client, bureau: Bureau) -> None:
    one, head, stranger = (client.bearer(name) for name in ("officer2", "unit1", "officer5"))
    body = {
        "officer": str(bureau.one.officer_id),
        "by": str(bureau.two.officer_id),
        "from_day": "2026-11-23",
        "to_day": "2026-11-27",
    }
    refused = await client.post("/substitutions", body, **stranger)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    made = await client.post("/substitutions", body, **one)
    assert made.status_code == 201, made.text
    again = await client.post("/substitutions", body, **one)
    assert (again.status_code, again.json()["facts"]["field"]) == (422, "by")
    (row,) = (await client.get("/substitutions", **head)).json()["items"]
    assert (row["id"], row["from_day"], row["to_day"]) == (made.json()["id"], "2026-11-23", "2026-11-27")
    assert (row["now"], row["may_end"]) == (True, True)
    assert (await client.get("/substitutions", **stranger)).json()["items"] == []
    path = f"/substitutions/{row['id']}/end"
    assert (await client.post(path, None, **stranger)).status_code == 403
    assert (await client.post(path, None, **head)).status_code == 204
    assert (await client.get("/substitutions", **head)).json()["items"] == []
