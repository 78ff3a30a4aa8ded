"""A till over HTTP: what lies in it, closing it, and both papers; receipts are the same bytes at every call."""

from dataclasses import replace

import pytest

from onestop.domain.procedure import Channel, Terms
from tests.api.conftest import Client
from tests.api.dossiers import Desk
from tests.conftest import Clock
from tests.usecases.dossiers import RULES


@pytest.fixture
def desk(client: Client, clock: Clock) -> Desk:
    made = Desk(client, clock)
    terms = (Terms(Channel.COUNTER, RULES.terms[0].limit, fee_vnd=150_000),)
    made.bureau.procedure("paid", replace(RULES, terms=terms))
    return made


async def test_a_clerks_day(desk: Desk, clock: Clock) -> None:
    made = await desk.received("paid")
    await desk.ok("officer1", f"/dossiers/{made['code']}/paid", {"reference": "PT 1"})
    there = (await desk.get("officer1", "/till")).json()
    assert (there["expected_vnd"], [each["receipt"] for each in there["items"]]) == (150_000, ["0001/2026"])
    assert (await desk.get("officer2", "/till")).json()["items"] == []
    (payment,) = (await desk.get("officer1", f"/dossiers/{made['code']}/payments")).json()["items"]
    assert payment["receipt"] == "0001/2026"
    path = f"/payments/{payment['id']}/receipt"
    first, second = await desk.get("officer1", path), await desk.get("officer2", path)
    again = await desk.get("officer1", f"{path}?again=true")
    assert first.content.startswith(b"%PDF-")
    assert (first.content == second.content, first.content == again.content) == (True, False)
    wrong = await desk.post("officer1", "/till/close", {"counted_vnd": 1})
    assert (wrong.status_code, wrong.json()["facts"]) == (422, {"field": "note"})
    closed = await desk.ok("officer1", "/till/close", {"counted_vnd": 150_000})
    assert (closed["payments"], closed["expected_vnd"], closed["counted_vnd"]) == (1, 150_000, 150_000)
    empty = await desk.post("officer1", "/till/close", {"counted_vnd": 0})
    assert (empty.status_code, empty.json()["code"]) == (409, "till.empty")
    day = f"{clock().astimezone(desk.bureau.zone).date()}"
    for who, seen in (("officer1", 1), ("officer2", 0), ("supervisor1", 1)):
        assert len((await desk.get(who, f"/tills?day={day}")).json()["items"]) == seen
    listed = f"/tills/{closed['id']}/list"
    assert (await desk.get("supervisor1", listed)).content.startswith(b"%PDF-")
    assert (await desk.get("officer2", listed)).status_code == 404
