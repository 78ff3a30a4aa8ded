"""A digital result: its holder fetches it once it was given out online, and nobody else, and nothing before."""

import hashlib
from base64 import b64encode

import pytest
from sqlalchemy import update

from onestop.domain import dossier
from onestop.storage.papers import Kept
from onestop.storage.rows import Dossier
from onestop.usecases import papers, returning
from onestop.usecases.papers import Scan
from onestop.usecases.receiving import Receipt
from onestop.usecases.returning import Taker
from tests.api.conftest import Client
from tests.conftest import Clock
from tests.usecases.dossiers import Bureau
from tests.usecases.test_processing import through

FIRST, SECOND = b"%PDF-1.7 Giay phep", b"%PDF-1.7 Giay phep, ban dung"


@pytest.fixture
def bureau(client: Client) -> Bureau:
    return Bureau(client.hall, Clock(client.hall.shop.now()))


def ready(bureau: Bureau, by: str = "online") -> Receipt:
    made, receipt = bureau.received()
    with bureau.work() as tx:
        tx.session.execute(update(Dossier).where(Dossier.id == made).values(result_by=by))
    through(bureau, made, "check", "weigh", "sign")
    attach(bureau, receipt, FIRST)
    return receipt


def attach(bureau: Bureau, receipt: Receipt, content: bytes) -> None:
    kept: Kept = bureau.hall.shop.papers.keep(content)
    scan = Scan(kept, "Giấy phép.pdf", 1, "", checked="clean")
    papers.attach(bureau.work, receipt.dossier_id, scan, actor=bureau.one, now=bureau.clock(), kind="result")


def shown(secret: str) -> dict[str, str]:
    return {"Authorization": f"Receipt {secret}"}


async def test_its_holder_has_it_from_now_on(client: Client, bureau: Bureau) -> None:
    receipt = ready(bureau)
    path = f"/lookup/{receipt.code}"
    early = await client.get(f"{path}/result", **shown(receipt.secret))
    assert (early.status_code, early.json()["code"]) == (404, "not_found")
    assert (await client.get(path, **shown(receipt.secret))).json()["result"] is None
    attach(bureau, receipt, SECOND)
    returning.hand_out_online(bureau.work, receipt.dossier_id, actor=bureau.desk, now=bureau.clock())
    told = (await client.get(path, **shown(receipt.secret))).json()["result"]
    assert (told["name"], told["sha256"]) == ("Giấy phép.pdf", hashlib.sha256(SECOND).hexdigest())
    for _ in range(2):
        fetched = await client.get(f"{path}/result", **shown(receipt.secret))
        assert (fetched.status_code, fetched.content) == (200, SECOND)
    digest = b64encode(hashlib.sha256(SECOND).digest()).decode()
    assert fetched.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert fetched.headers["cache-control"] == "no-store"
    assert fetched.headers["content-disposition"].startswith("attachment")
    events = [each for each in bureau.view(receipt.dossier_id).events if each.kind == dossier.Noted.FETCHED]
    assert len(events) == 1


async def test_nobody_else_has_it(client: Client, bureau: Bureau) -> None:
    receipt = ready(bureau)
    returning.hand_out_online(bureau.work, receipt.dossier_id, actor=bureau.desk, now=bureau.clock())
    path = f"/lookup/{receipt.code}/result"
    for headers in ({}, shown("WRONGONE"), shown("")):
        refused = await client.get(path, **headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "result" not in (await client.get(f"/lookup/{receipt.code}")).json()
    statuses = [(await client.get(path, **shown(f"WRONG{n:03d}"))).status_code for n in range(20)]
    assert 429 in statuses
    assert (await client.get(path, **shown(receipt.secret))).status_code == 429


async def test_what_was_given_at_the_counter_is_not_online(client: Client, bureau: Bureau) -> None:
    receipt = ready(bureau, "counter")
    returning.hand_out(bureau.work, receipt.dossier_id, Taker("Nguyễn Văn An"), actor=bureau.desk, now=bureau.clock())
    answer = await client.get(f"/lookup/{receipt.code}/result", **shown(receipt.secret))
    assert answer.status_code == 404
