"""The same `Idempotency-Key` again: the same answer, nothing done twice."""

from uuid import uuid4

from tests.api.conftest import Client


async def test_a_number_is_taken_once(client: Client) -> None:
    key = str(uuid4())
    first = await client.post("/offices/most/tickets", {"queue": "A"}, Idempotency_Key=key)
    again = await client.post("/offices/most/tickets", {"queue": "A"}, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await client.post("/offices/most/tickets", {"queue": "B"}, Idempotency_Key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    kiosk = await client.post("/offices/most/tickets", {"queue": "A"}, Idempotency_Key=key, **client.place("kiosk-1"))
    assert kiosk.json()["id"] != first.json()["id"], "two callers may choose the same key"


async def test_a_call_is_made_once(both: Client) -> None:
    both.hall.take("A")
    both.hall.take("A")
    both.hall.sit(1)
    officer = both.bearer("officer1")
    first = await both.post("/counters/most-1/call-next", Idempotency_Key="k1", **officer)
    again = await both.post("/counters/most-1/call-next", Idempotency_Key="k1", **officer)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    busy = await both.post("/counters/most-1/call-next", **officer)
    assert (busy.status_code, busy.json()["code"]) == (409, "counter.busy")


async def test_a_refused_step_keeps_no_key(client: Client) -> None:
    officer = client.bearer("officer1")
    client.hall.sit(1)
    assert (await client.post("/counters/most-1/call-next", Idempotency_Key="k2", **officer)).status_code == 204
    client.hall.take("A")
    assert (await client.post("/counters/most-1/call-next", Idempotency_Key="k2", **officer)).status_code == 200


async def test_a_key_must_be_one(client: Client) -> None:
    for key in ("", "x" * 200):
        answer = await client.post("/offices/most/tickets", {"queue": "A"}, Idempotency_Key=key)
        assert (answer.status_code, answer.json()["facts"]) == (422, {"field": "Idempotency-Key"})
