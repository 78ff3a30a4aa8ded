"""What the post's own program says over HTTP: signed or refused, in any order, twice; and labels with their bars."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from pydantic import SecretStr

from onestop.domain.dossier import Status
from onestop.domain.formats import webhook
from tests.api.conftest import BASE, Client
from tests.api.dossiers import Desk
from tests.conftest import Clock

KEY = b"p" * 32
ITEM = "RR473124829VN"


@pytest.fixture
def desk(client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Desk:
    secret = SecretStr(webhook.PREFIX + b64encode(KEY).decode())
    settings = client.hall.shop.settings.model_copy(update={"post_secret": secret})
    monkeypatch.setattr(client.hall.shop, "settings", settings)
    return Desk(client, clock)


async def says(
    desk: Desk, state: str, *, minutes: int = 0, key: bytes = KEY, item: str = ITEM, **more: Any
) -> Response:
    now = desk.bureau.clock()
    facts = {"item": item, "at": (now + timedelta(minutes=minutes)).isoformat(), "state": state} | more
    content, at = json.dumps(facts).encode(), int(now.timestamp())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": webhook.sign(key, "msg_1", at, content),
        "content-type": "application/json",
    }
    return await desk.client.http.post(f"{BASE}/post-events", content=content, headers=headers)


async def posted(desk: Desk) -> tuple[str, str]:
    """A dossier whose result was handed to the post, and the list it is on."""
    made = await desk.received()
    stages = await desk.stages(made["code"])
    for code, who in (("check", "officer2"), ("weigh", "unit2"), ("sign", "officer2")):
        await desk.ok(who, f"/stages/{stages[code]}/take")
        await desk.ok(who, f"/stages/{stages[code]}/done", {"result": "granted"} if code == "sign" else {})
    await desk.ok("officer1", f"/dossiers/{made['code']}/order-post", {})
    (delivery,) = (await desk.get("officer1", f"/dossiers/{made['code']}")).json()["deliveries"]
    items = {"deliveries": [{"id": delivery["id"], "post_code": ITEM}]}
    handed = await desk.ok("officer1", "/deliveries/hand-over", items)
    return str(made["id"]), str(handed["list_no"])


async def test_any_order_and_twice_and_the_newest_decides(desk: Desk, clock: Clock) -> None:
    made, _ = await posted(desk)
    clock.forward(hours=30)
    told = (("out", -60, "out"), ("accepted", -900, "out"), ("out", -60, "out"), ("failed", -30, "failed"))
    for state, minutes, after in told:
        answer = await says(desk, state, minutes=minutes)
        assert (answer.status_code, answer.json()["state"]) == (200, after)
    answer = await says(desk, "delivered", minutes=5, signed_by="Người nhà", item=" rr 473124829 vn ")
    assert answer.json()["state"] == "delivered"
    assert (await says(desk, "in_transit", minutes=-300)).json()["state"] == "delivered"
    assert desk.bureau.row(UUID(made)).status is Status.RETURNED


async def test_who_may_not_and_what_is_wrong(desk: Desk, clock: Clock) -> None:
    await posted(desk)
    clock.forward(hours=1)
    assert (await says(desk, "accepted", key=b"x" * 32)).json()["code"] == "webhook.unsigned"
    for state, minutes, item, status in (
        ("delivered", 11, ITEM, 422),
        ("lost", 0, ITEM, 422),
        ("accepted", 0, "EB000717618VN", 404),
        ("accepted", 0, "x" * 41, 422),
    ):
        assert (await says(desk, state, minutes=minutes, item=item)).status_code == status
    assert (await says(desk, "accepted")).status_code == 200


async def test_labels_of_a_list(desk: Desk) -> None:
    _, list_no = await posted(desk)
    found = await desk.get("post1", f"/deliveries/lists/{list_no}/labels")
    assert found.content.startswith(b"%PDF-")
    assert (await desk.get("post1", "/deliveries/lists/none/labels")).status_code == 404
