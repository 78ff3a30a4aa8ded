"""Transfers told over HTTP: signed or refused, once, and seen by those who answer for the money only."""

import json
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest
from httpx import Response
from pydantic import SecretStr

from onestop.domain.formats import webhook
from onestop.domain.procedure import Channel, Terms
from onestop.usecases import setup_units
from onestop.usecases.setup_units import AuthorityWish
from tests.api.conftest import BASE, Client
from tests.conftest import Clock
from tests.usecases.dossiers import RULES, Bureau

KEY = b"k" * 32
PATH = "/bank-notices"


def keep(client: Client, monkeypatch: pytest.MonkeyPatch, secret: SecretStr | None) -> None:
    settings = client.hall.shop.settings.model_copy(update={"bank_secret": secret})
    monkeypatch.setattr(client.hall.shop, "settings", settings)


async def tells(client: Client, bureau: Bureau, content: bytes, **how: Any) -> Response:
    return await client.http.post(BASE + PATH, content=content, headers=signed(bureau, content, **how))


@pytest.fixture
def bureau(client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setattr(client.hall.shop, "now", clock)
    keep(client, monkeypatch, SecretStr(webhook.PREFIX + b64encode(KEY).decode()))
    made = Bureau(client.hall, clock)
    terms = (Terms(Channel.COUNTER, RULES.terms[0].limit, fee_vnd=150_000),)
    made.procedure("paid", replace(RULES, terms=terms))
    wish = AuthorityWish("000.00.00.T01", "Cơ quan thử", bank="970436", account="0011001932418", account_holder="K")
    setup_units.save_authority(made.work, made.hall.office_id, wish, actor=made.admin, now=clock())
    return made


def body(bureau: Bureau, purpose: str, **other: Any) -> bytes:
    facts = {
        "reference": "FT1",
        "bank": "970436",
        "account": "0011001932418",
        "amount_vnd": 150_000,
        "at": bureau.clock().isoformat(),
        "purpose": purpose,
    }
    return json.dumps(facts | other).encode()


def signed(bureau: Bureau, content: bytes, *, key: bytes = KEY, late_s: int = 0) -> dict[str, str]:
    at = int(bureau.clock().timestamp()) - late_s
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": webhook.sign(key, "msg_1", at, content),
        "content-type": "application/json",
    }


async def test_a_signed_transfer_pays_and_counts_once(client: Client, bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    content = body(bureau, receipt.code)
    for _ in range(2):
        answer = await tells(client, bureau, content)
        assert (answer.status_code, answer.json()) == (200, {"fit": "whole"}), answer.text
    seen = await client.get(f"/dossiers/{made}/payments", **client.bearer("officer1"))
    assert [row["amount_vnd"] for row in seen.json()["items"]] == [150_000]
    changed = body(bureau, receipt.code, amount_vnd=1)
    answer = await tells(client, bureau, changed)
    assert (answer.status_code, answer.json()["code"]) == (409, "bank.notice_changed")
    assert (await client.get("/lookup/" + receipt.code)).status_code == 200


async def test_unsigned_forged_stale_and_future_calls_change_nothing(client: Client, bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    content = body(bureau, receipt.code)
    right = signed(bureau, content)
    for headers in (
        {"content-type": "application/json"},
        signed(bureau, content, key=b"x" * 32),
        signed(bureau, content, late_s=400),
        signed(bureau, content, late_s=-400),
        right | {"webhook-id": "msg_2"},
        client.bearer("admin1") | {"content-type": "application/json"},
    ):
        answer = await client.http.post(BASE + PATH, content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "webhook.unsigned")
    other = body(bureau, receipt.code, amount_vnd=1)
    assert (await client.http.post(BASE + PATH, content=other, headers=right)).status_code == 401
    assert bureau.row(made).paid_at is None


async def test_without_a_secret_nobody_may_tell(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = body(bureau, "x")
    keep(client, monkeypatch, None)
    assert (await tells(client, bureau, content, key=b"")).status_code == 401


async def test_a_person_decides_what_nobody_knows(client: Client, bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    content = body(bureau, "Nguyễn Văn A nộp tiền", amount_vnd=170_000)
    assert (await tells(client, bureau, content)).json() == {"fit": "unknown"}
    boss = client.bearer("supervisor1")
    (row,) = (await client.get(PATH, **boss)).json()["items"]
    assert (row["fit"], row["purpose"]) == ("unknown", "Nguyễn Văn A nộp tiền")
    answer = await client.post(f"{PATH}/{row['id']}/assign", {"dossier": receipt.code}, **boss)
    assert answer.json() == {"fit": "over"}
    end = {"outcome": "Đã chuyển trả phần thừa", "back": "FT9"}
    assert (await client.post(f"{PATH}/{row['id']}/settle", end, **boss)).status_code == 204
    again = await client.post(f"{PATH}/{row['id']}/settle", end, **boss)
    assert (again.status_code, again.json()["code"]) == (409, "bank.notice_settled")
    assert (await client.get(PATH, **boss)).json()["items"] == []
    back = {"amount_vnd": 150_001, "reference": "FT10", "reason": "Nộp nhầm"}
    assert (await client.post(f"/dossiers/{made}/refund", back, **boss)).status_code == 422
    back["amount_vnd"] = 150_000
    assert (await client.post(f"/dossiers/{made}/refund", back, **boss)).status_code == 200
    seen = await client.get(f"/dossiers/{made}/payments", **boss)
    assert [row["amount_vnd"] for row in seen.json()["items"]] == [170_000, -20_000, -150_000]


async def test_a_wrong_body_is_refused_after_its_signature(client: Client, bureau: Bureau) -> None:
    for content in (b"[]", b"{", body(bureau, "x", amount_vnd=-5), body(bureau, "x", bank="vcb"), b"\xff"):
        answer = await tells(client, bureau, content)
        assert answer.status_code in (400, 422), answer.text
    other = body(bureau, "x", account="99999999")
    answer = await tells(client, bureau, other)
    assert (answer.status_code, answer.json()["code"]) == (404, "bank.account_unknown")
