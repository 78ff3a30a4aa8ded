"""A receipt gives a number for its business; what the API tells without the secret is what everybody may know."""

import pytest
from sqlalchemy import func, select

from onestop.storage.rows import Ticket, VisitDossier
from onestop.usecases.receiving import Receipt
from tests.api.conftest import Client
from tests.conftest import Clock
from tests.usecases.dossiers import Bureau

PATH = "/offices/most/tickets"


def received(client: Client, clock: Clock) -> Receipt:
    return Bureau(client.hall, clock).received()[1]


def body(receipt: Receipt, **more: object) -> dict[str, object]:
    return {"dossier": {"code": receipt.code, "secret": receipt.secret}, **more}


def count(client: Client, table: type[Ticket | VisitDossier]) -> int:
    with client.hall.work.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_kiosk_takes_a_number_for_a_receipt(both: Client, clock: Clock) -> None:
    receipt = received(both, clock)
    answer = await both.post(PATH, body(receipt), **both.place("kiosk-1"))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["number"], told["queue"], told["purpose"], told["printing"]) == ("A001", "A", "question", True)
    assert receipt.secret not in answer.text
    assert count(both, VisitDossier) == 1
    again = await both.post(PATH, body(receipt), **both.place("kiosk-1"))
    assert (again.status_code, again.json()["code"]) == (409, "dossier.in_line")
    assert "A001" in again.text


@pytest.mark.parametrize("secret", ["", "WRONGONE"])
async def test_without_the_secret_nothing_is_bound(client: Client, clock: Clock, secret: str) -> None:
    receipt = received(client, clock)
    answer = await client.post(PATH, {"dossier": {"code": receipt.code, "secret": secret}}, **client.place("kiosk-1"))
    assert (answer.status_code, answer.json()["purpose"]) == (201, None)
    assert count(client, VisitDossier) == 0


async def test_a_repeated_request_takes_one_number(client: Client, clock: Clock) -> None:
    receipt = received(client, clock)
    first = await client.post(PATH, body(receipt), Idempotency_Key="k", **client.place("kiosk-1"))
    again = await client.post(PATH, body(receipt), Idempotency_Key="k", **client.place("kiosk-1"))
    assert (first.status_code, first.json()) == (201, again.json())
    assert count(client, Ticket) == 1
    other = await client.post(PATH, body(receipt, lang="en"), Idempotency_Key="k", **client.place("kiosk-1"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")


async def test_the_reception_names_the_place_of_the_slip(client: Client, clock: Clock) -> None:
    receipt = received(client, clock)
    answer = await client.post(PATH, body(receipt, place="kiosk-1"), **client.bearer("officer1"))
    assert (answer.status_code, answer.json()["printing"]) == (201, True)
    nobody = await client.post(PATH, body(receipt, place="kiosk-1"))
    assert nobody.status_code == 403


REFUSED: list[tuple[dict[str, object], int, str]] = [
    ({}, 422, "input.invalid"),
    ({"queue": "A", "dossier": {"code": "000.00.00.T01-261123-0001"}}, 422, "input.invalid"),
    ({"dossier": {"code": "000.00.00.T01-261123-9999"}}, 404, "dossier.unknown"),
    ({"dossier": {"code": "a/b"}}, 422, "input.invalid"),
    ({"dossier": {"code": "A", "secret": "a\u0000"}}, 422, "input.invalid"),
    ({"dossier": {"code": "A", "other": 1}}, 422, "input.invalid"),
]


async def test_what_is_refused(client: Client) -> None:
    for asked, status, code in REFUSED:
        answer = await client.post(PATH, asked, **client.place("kiosk-1"))
        assert (answer.status_code, answer.json()["code"]) == (status, code), asked
    assert count(client, Ticket) == 0
