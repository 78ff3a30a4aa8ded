"""Looking a dossier up from outside: what the code tells, what the secret tells, and that it cannot be tried out."""

import logging
from typing import Any

import pytest
from sqlalchemy import select

from onestop.domain.dossier import Status
from onestop.domain.formats import vietqr
from onestop.queries.lookup import PUBLIC
from onestop.storage.rows import Authority, Dossier
from onestop.wiring import WRONG_FOR_ONE, WRONG_FROM_ONE
from tests.api.conftest import Client
from tests.api.dossiers import APPLICANT, Desk
from tests.conftest import Clock

PUBLICLY = {"code", "public_status", "stages_done", "stages_total"}


@pytest.fixture
def desk(client: Client, clock: Clock) -> Desk:
    return Desk(client, clock)


def shown(secret: str) -> dict[str, str]:
    return {"Authorization": f"Receipt {secret}"}


async def test_a_code_tells_how_far_it_is_and_no_more(desk: Desk) -> None:
    receipt = await desk.received()
    path = f"/lookup/{receipt['code']}"
    seen = await desk.client.get(path)
    assert seen.json() == {
        "code": receipt["code"],
        "public_status": "received",
        "stages_done": 0,
        "stages_total": 3,
    }
    assert seen.headers["cache-control"] == "no-store"
    for headers in (shown("WRONGONE"), shown(""), {"Authorization": "Receipt"}, desk.token("floor1")):
        assert (await desk.client.get(path, **headers)).json() == seen.json()
    assert (await desk.client.get("/lookup/000.00.00.T01-261123-9999")).json()["code"] == "dossier.unknown"
    assert (await desk.client.get(f"/lookup/{receipt['code'].lower()}")).json() == seen.json()
    assert (await desk.client.get(f"/lookup/{receipt['id']}")).status_code == 404


async def test_the_receipts_secret_tells_stages_units_and_dates(desk: Desk) -> None:
    receipt = await desk.received()
    path, secret = f"/lookup/{receipt['code']}", receipt["secret"]
    seen = (await desk.client.get(path, **shown(secret))).json()
    assert set(seen) > PUBLICLY
    assert (seen["due_at"], seen["purpose"], seen["procedure"]) == (receipt["due_at"], "question", "Thủ tục test")
    assert [(s["name"], s["unit"], s["status"]) for s in seen["stages"]][:2] == [
        ("Thẩm tra", "Đơn vị t-one", "open"),
        ("Thẩm định", "Đơn vị t-two", "waiting"),
    ]
    by_body = await desk.client.post("/lookup", {"code": receipt["code"], "secret": secret.lower()})
    assert by_body.json() == seen
    assert set((await desk.client.post("/lookup", {"code": receipt["code"]})).json()) == PUBLICLY
    told = (await desk.client.get(f"{path}/explain", **shown(secret))).json()
    assert told["due_at"] == receipt["due_at"]
    assert [s["rule"] for s in told["steps"]] == ["started", "first_day", "counted", "last_shift"]
    assert not any(word in str(seen) + str(told) for word in (APPLICANT["name"], APPLICANT["number"]))


async def test_why_it_is_due_is_for_the_holder_only(desk: Desk) -> None:
    receipt = await desk.received()
    path = f"/lookup/{receipt['code']}/explain"
    for headers in ({}, shown("WRONGONE"), desk.token("supervisor1")):
        refused = await desk.client.get(path, **headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_a_secret_cannot_be_tried_out(desk: Desk) -> None:
    one, two = await desk.received(), await desk.received()
    for n in range(WRONG_FROM_ONE):
        code = (one, two)[n % 2]["code"]
        body: Any = {"code": code, "secret": f"WRONG{n:03}"}
        ways = (
            desk.client.get(f"/lookup/{code}", **shown(body["secret"])),
            desk.client.post("/lookup", body),
            desk.client.get(f"/lookup/{code}/explain", **shown(body["secret"])),
        )
        tried = await ways[n % 3]
        for way in ways:
            way.close()
        assert tried.status_code in (200, 403)
    for secret in ("WRONG999", one["secret"]):
        shut = await desk.client.get(f"/lookup/{one['code']}", **shown(secret))
        assert (shut.status_code, shut.json()["code"], shut.headers["retry-after"]) == (429, "rate.limited", "60")
    assert set((await desk.client.get(f"/lookup/{one['code']}")).json()) == PUBLICLY
    kiosk = desk.client.place("kiosk-1")
    mine = await desk.client.post("/lookup", {"code": one["code"], "secret": one["secret"]}, **kiosk)
    assert mine.json()["due_at"] == one["due_at"], "another caller is not shut out by this one"


def test_one_code_is_guarded_from_many_addresses(desk: Desk) -> None:
    shop = desk.client.hall.shop
    for n in range(WRONG_FOR_ONE):
        shop.count_guess(f"198.51.100.{n}", "T-1", right=False)
    with pytest.raises(Exception, match=r"rate\.limited"):
        shop.count_guess("203.0.113.5", "T-1", right=True)
    shop.count_guess("203.0.113.5", "T-2", right=True)


async def test_many_right_ones_are_no_guesses(desk: Desk) -> None:
    receipt = await desk.received()
    answers = [
        await desk.client.get(f"/lookup/{receipt['code']}", **shown(receipt["secret"]))
        for _ in range(WRONG_FROM_ONE + 5)
    ]
    assert {answer.status_code for answer in answers} == {200}


async def test_no_secret_and_no_name_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    receipt = await desk.received()
    await desk.client.get(f"/lookup/{receipt['code']}", **shown(receipt["secret"]))
    await desk.client.post("/lookup", {"code": receipt["code"], "secret": "WRONGONE"})
    await desk.ok("unit1", "/dossiers/search", {"text": APPLICANT["name"]})
    assert not any(word in caplog.text for word in (receipt["secret"], "WRONGONE", "Nguyễn", APPLICANT["number"]))


@pytest.mark.parametrize("secret", ["\x00", "x" * 41, "\ud800"])
async def test_what_is_no_secret(desk: Desk, secret: str) -> None:
    receipt = await desk.received()
    body = f'{{"code": "{receipt["code"]}", "secret": {ascii(secret) if secret[0] == "x" else "u"}}}'
    sent = body.replace("'", '"').replace(": u}", ': "\\u0000"}' if secret == "\x00" else ': "\\ud800"}')
    answer = await desk.client.http.post(
        "http://test/api/v1/lookup", content=sent, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")


def test_every_status_has_its_public_word() -> None:
    assert set(PUBLIC) == set(Status)
    assert set(PUBLIC.values()) == {"received", "processing", "ready", "returned", "ended"}


async def test_a_fee_that_is_due_is_told_to_the_holder_with_its_code(desk: Desk) -> None:
    receipt = await desk.received()
    path = f"/lookup/{receipt['code']}"
    assert (await desk.client.get(path, **shown(receipt["secret"]))).json()["fee"] is None
    hall = desk.client.hall
    with hall.work() as tx:
        row = tx.session.scalars(select(Dossier).where(Dossier.code == receipt["code"])).one()
        row.fee_vnd = 150_000
        authority = tx.session.get_one(Authority, row.authority_id)
        authority.bank, authority.account, authority.account_holder = "970436", "0011001932418", "KHO BẠC"
    fee = (await desk.client.get(path, **shown(receipt["secret"]))).json()["fee"]
    assert (fee["amount_vnd"], fee["account"], fee["holder"]) == (150_000, "0011001932418", "KHO BẠC")
    assert vietqr.read(fee["vietqr"]).amount_vnd == 150_000
    assert fee["picture"].startswith("data:image/svg+xml;base64,")
    assert "fee" not in (await desk.client.get(path)).json()
