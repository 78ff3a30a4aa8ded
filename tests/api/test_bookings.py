"""A number from home over the API: codes in bodies only, wrong ones counted, repeated requests book once."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from onestop.storage.rows import Notice
from onestop.usecases import setup_calendar
from tests.api.conftest import Client
from tests.conftest import Clock
from tests.usecases.booking_desk import AN, RULES, Desk

OFFICE = "/offices/most"
ANY_TIME = replace(RULES, early_min=60 * 24 * 30)
"""The API goes by the real clock, so whoever books may come at once."""


@pytest.fixture
def desk(client: Client) -> Desk:
    clock = Clock()
    clock.now = client.hall.shop.now()
    made = Desk(client.hall, clock, ANY_TIME)
    for year in (clock.now.year, clock.now.year + 1):
        admin = client.hall.officer("admin1")
        setup_calendar.save_year(made.work, client.hall.office_id, year, (), actor=admin, now=clock())
    return made


async def proved(client: Client, desk: Desk, phone: str = AN) -> str:
    sent = await client.post(f"{OFFICE}/phone-codes", {"phone": phone})
    assert (sent.status_code, sent.json()) == (202, {"sent": True})
    (code,) = re.findall(r"\b\d{6}\b", desk.text("code"))
    assert code not in sent.text
    answer = await client.post("/phone-proofs", {"phone": phone, "code": code})
    return str(answer.json()["proof"])


async def test_from_the_offer_to_the_number(client: Client, desk: Desk) -> None:
    offer = (await client.get(f"{OFFICE}/slots")).json()
    assert [queue["code"] for queue in offer["queues"]] == ["A", "B"]
    slot = offer["queues"][1]["days"][1]["slots"][2]
    assert slot["left"] == 1
    wanted = {"queue": "B", "slot_at": slot["begins"], "proof": await proved(client, desk)}
    first = await client.post(f"{OFFICE}/bookings", wanted, Idempotency_Key="k")
    again = await client.post(f"{OFFICE}/bookings", wanted, Idempotency_Key="k")
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.headers["cache-control"] == "no-store"
    code = first.json()["code"]
    seen = await client.post("/bookings/look-up", {"code": code})
    assert seen.json() == first.json()
    left = (await client.get(f"{OFFICE}/slots")).json()["queues"][1]["days"][1]["slots"][2]["left"]
    assert left == 0
    nobody = await client.post(f"{OFFICE}/arrivals", {"code": code})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "session.required")
    came = await client.post(f"{OFFICE}/arrivals", {"code": code}, **client.place("kiosk-1"))
    assert (came.status_code, came.json()["number"], came.json()["printing"]) == (201, "B001", True)
    over = await client.post("/bookings/cancel", {"code": code})
    assert (over.status_code, over.json()["code"]) == (409, "booking.over")


async def test_given_up_over_the_api(client: Client, desk: Desk) -> None:
    offer = (await client.get(f"{OFFICE}/slots")).json()
    slot = offer["queues"][0]["days"][1]["slots"][0]["begins"]
    wanted = {"queue": "A", "slot_at": slot, "proof": await proved(client, desk)}
    code = (await client.post(f"{OFFICE}/bookings", wanted)).json()["code"]
    gone = await client.post("/bookings/cancel", {"code": code})
    assert (gone.status_code, gone.json()["status"]) == (200, "cancelled")


async def test_codes_are_not_tried_out(client: Client, desk: Desk) -> None:
    del desk
    tried = [
        (await client.post("/bookings/look-up", {"code": f"K7M4X2{n:02d}"})).status_code
        for n in (*range(22, 30), *range(32, 38))
    ]
    assert tried[:10] == [404] * 10
    assert set(tried[10:]) == {429}


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (f"{OFFICE}/phone-codes", {"phone": "113"}, 422, "input.invalid"),
        (f"{OFFICE}/phone-codes", {"phone": "0243 822 3344"}, 422, "input.invalid"),
        ("/phone-proofs", {"phone": AN, "code": "123456"}, 422, "code.ended"),
        ("/bookings/look-up", {"code": "no"}, 404, "booking.unknown"),
        (f"{OFFICE}/bookings", {"queue": "A", "slot_at": "2026-11-24T09:00:00", "proof": ""}, 422, "input.invalid"),
        (f"{OFFICE}/bookings", {"queue": "A", "slot_at": "2026-11-24T09:00:00Z", "proof": ""}, 422, "code.ended"),
        (f"{OFFICE}/bookings", {"queue": "ZZ", "slot_at": "2026-11-24T09:00:00Z", "proof": ""}, 404, "queue.unknown"),
    ],
)
async def test_bad_input(client: Client, desk: Desk, path: str, body: dict[str, str], status: int, code: str) -> None:
    del desk
    answer = await client.post(path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    with client.hall.work.reading() as session:
        assert session.scalars(select(Notice)).all() == []
