"""From a phone: a number for one's own dossier, and the slip that leads to the dossiers received in its visit."""

from dataclasses import replace

import pytest

from onestop.domain.dossier_policy import DossierPolicy
from onestop.storage.rows import Office
from onestop.usecases import receiving
from tests.api.conftest import Client
from tests.api.dossiers import APPLICANT, Desk
from tests.conftest import Clock


@pytest.fixture
def desk(client: Client, clock: Clock) -> Desk:
    return Desk(client, clock)


def shown(secret: str) -> dict[str, str]:
    return {"Authorization": f"Receipt {secret}"}


def body(code: str, secret: str) -> dict[str, object]:
    return {"dossier": {"code": code, "secret": secret}}


async def test_the_receipt_tells_where_a_number_is_taken_and_takes_it(desk: Desk) -> None:
    _, receipt = desk.bureau.received()
    seen = (await desk.client.get(f"/lookup/{receipt.code}", **shown(receipt.secret))).json()
    assert (seen["office"], seen["phone_numbers"]) == ("most", True)
    taken = await desk.client.post(f"/offices/{seen['office']}/tickets", body(receipt.code, receipt.secret))
    assert (taken.status_code, taken.json()["number"], taken.json()["purpose"]) == (201, "A001", "question")
    assert "office" not in (await desk.client.get(f"/lookup/{receipt.code}")).json()


async def test_an_office_may_keep_numbers_for_those_who_are_there(desk: Desk) -> None:
    _, receipt = desk.bureau.received()
    with desk.bureau.work() as tx:
        office = tx.session.get_one(Office, desk.bureau.hall.office_id)
        kept = replace(DossierPolicy.of(office.policy), phone_numbers=False)
        office.policy = {**office.policy, **kept.stored()}
    seen = (await desk.client.get(f"/lookup/{receipt.code}", **shown(receipt.secret))).json()
    assert seen["phone_numbers"] is False
    asked = body(receipt.code, receipt.secret)
    answer = await desk.client.post("/offices/most/tickets", asked)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    there = await desk.client.post("/offices/most/tickets", asked, **desk.client.place("kiosk-1"))
    assert there.status_code == 201


async def test_a_slip_leads_to_the_dossiers_received_in_its_visit_and_tells_no_more(desk: Desk) -> None:
    bureau = desk.bureau
    taken = bureau.hall.take("A")
    path = f"/track/{taken.track_token}/dossiers"
    draft, other = bureau.opened(ticket=taken.id), bureau.full(ticket=taken.id)
    assert (await desk.client.get(path)).json() == {"items": [], "next": None}
    receipt = receiving.receive(bureau.work, other, actor=bureau.desk, now=bureau.clock())
    told = await desk.client.get(path)
    assert told.json()["items"] == [
        {"code": receipt.code, "public_status": "received", "stages_done": 0, "stages_total": 3}
    ]
    assert told.headers["cache-control"] == "no-store"
    assert not any(secret in told.text for secret in (receipt.secret, str(APPLICANT["name"]), draft.hex))
    assert (await desk.client.get("/track/NOSUCHTOKEN2/dossiers")).status_code == 404


async def test_a_visit_that_came_to_ask_leads_to_nothing_received_before(desk: Desk) -> None:
    _, receipt = desk.bureau.received()
    taken = await desk.client.post("/offices/most/tickets", body(receipt.code, receipt.secret))
    answer = await desk.client.get(f"/track/{taken.json()['track_token']}/dossiers")
    assert answer.json()["items"] == []
