"""Every error is a problem with a stable code, whatever was sent."""

import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from openapi_spec_validator import validate
from sqlalchemy.exc import OperationalError

from onestop.api import health, offices
from onestop.api.app import api
from onestop.api.problems import BY_STATUS
from tests.api.conftest import BASE, Client

NOBODYS = UUID("0192f0c1-0000-7000-8000-000000000001")
LEAVES = f"/tickets/{NOBODYS}/transfer"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/offices/most/tickets", {"queue": "Z9"}, 404, "queue.unknown"),
        ("/offices/nowhere/tickets", {"queue": "A"}, 404, "not_found"),
        ("/offices/most/tickets", {"queue": "A", "colour": "red"}, 422, "input.invalid"),
        ("/offices/most/tickets", {"queue": "A\x00"}, 422, "input.invalid"),
        ("/offices/most/tickets", {"queue": ["A"]}, 422, "input.invalid"),
        ("/offices/most/tickets", [1], 422, "input.invalid"),
        ("/offices/most/tickets", {"queue": "A", "priority": "king"}, 422, "priority.unknown"),
        ("/offices/most/tickets", {"queue": "A", "lang": "fr"}, 422, "input.invalid"),
        ("/offices/most/tickets", {"queue": "A", "place": "nowhere"}, 422, "input.invalid"),
        ("/tickets/not-a-uuid/start", None, 422, "input.invalid"),
        (f"/tickets/{NOBODYS}/start", None, 404, "ticket.unknown"),
        ("/counters/most-99/open", None, 404, "counter.unknown"),
        ("/counters/most-1/pause", {"reason": "sleep"}, 422, "input.invalid"),
        ("/counters/most-1/call-next", None, 403, "counter.not_yours"),
        (LEAVES, {}, 422, "input.invalid"),
        (LEAVES, {"queue": "A", "counter": "most-1"}, 422, "input.invalid"),
        ("/ratings", {"track_token": "\x00\ud800", "value": 3}, 422, "input.invalid"),
        ("/ratings", {"track_token": "A" * 12, "value": "4"}, 422, "input.invalid"),
        ("/ratings", {"track_token": "A" * 12, "value": 10**30}, 404, "ticket.unknown"),
        ("/track/%00%00/cancel", None, 422, "input.invalid"),
        ("/session", {"username": "officer1", "password": "wrong"}, 401, "session.bad_credentials"),
    ],
)
async def test_bad_input(client: Client, path: str, body: object, status: int, code: str) -> None:
    content = None if body is None else json.dumps(body).encode()
    headers = {**client.bearer("officer1"), "content-type": "application/json"}
    answer = await client.http.post(BASE + path, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "detail"}
    assert not answer.json()["title"].startswith("problem.")


async def test_malformed_and_too_large_bodies(client: Client) -> None:
    headers = {"content-type": "application/json"}
    url = f"{BASE}/offices/most/tickets"
    for content, status, code in (
        (b"{", 400, "body.malformed"),
        (b"\xff\xfe", 400, "body.malformed"),
        (b"[" * 60_000, 400, "body.malformed"),
        (b'{"queue": "A", "proof": "' + b"x" * 10_000_000 + b'"}', 413, "body.too_large"),
    ):
        for sent in (content, _in_pieces(content)):
            answer = await client.http.post(url, content=sent, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (status, code)


async def _in_pieces(content: bytes) -> AsyncIterator[bytes]:
    """Without an announced length."""
    for start in range(0, len(content), 32_000):
        yield content[start : start + 32_000]


async def test_unknown_address_and_method(client: Client) -> None:
    for path in ("/api/v1/nothing", "/api/nothing/at/all", "/api/v1/offices/"):
        answer = await client.http.get(f"http://test{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "route.unknown")
    answer = await client.http.delete(f"{BASE}/offices")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method.not_allowed", "GET")


async def test_the_readers_language(client: Client) -> None:
    titles = {}
    for wish in ("", "en", "en-GB,en;q=0.9,vi;q=0.8", "fr, vi;q=0.5, en;q=0.4", "de", "en;q=oops", "vi;q=0, en"):
        answer = await client.get("/nothing", **{"Accept-Language": wish})
        titles[wish] = answer.json()["title"]
        assert answer.headers["content-language"] in ("vi", "en")
    english, vietnamese = "Not found", "Không tìm thấy"
    assert list(titles.values()) == [
        vietnamese, english, english, vietnamese, vietnamese, vietnamese, english,
    ]  # fmt: skip


async def test_a_mistake_of_ours_shows_no_inner_workings(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offices, "page", lambda items: items / 0)
    answer = await client.get("/offices")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "division" not in answer.text
    assert "Traceback" not in answer.text


async def test_a_database_that_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, OSError("secret address"))  # noqa: TRY003

    officer = client.bearer("officer1")
    monkeypatch.setattr(health, "_state", away)
    ready = await client.get("/health/ready")
    assert (ready.status_code, ready.json()["code"], ready.json()["facts"]["database"]) == (503, "not_ready", False)
    monkeypatch.setattr(client.hall.shop.work, "reading", away)
    answer = await client.get(f"/tickets/{uuid4()}", **officer)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "secret" not in answer.text


async def test_ready_and_metrics(client: Client) -> None:
    client.hall.take("A")
    ready = await client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (
        200, {"status": "ready", "database": True, "migrations": True, "hub": False},
    )  # fmt: skip
    figures = (await client.get("/metrics")).text
    assert 'onestop_tickets_today{office="most",queue="A",what="issued"} 1.0' in figures
    assert 'route="/api/v1/health/ready"' in figures
    assert "onestop_outbox_facts 0.0" not in figures


async def test_an_invented_method_is_no_label_of_its_own(client: Client) -> None:
    await client.http.request("BREW", f"{BASE}/health/live")
    figures = (await client.get("/metrics")).text
    assert ('method="other"' in figures, "BREW" in figures) == (True, False)


async def test_too_many_from_one_address(client: Client) -> None:
    statuses = [
        (await client.post("/ratings", {"track_token": "A" * 12, "value": 3})).status_code
        for _ in range(client.hall.shop.settings.anonymous_per_minute + 1)
    ]
    assert (set(statuses[:-1]), statuses[-1]) == ({404}, 429)
    limited = await client.post("/ratings", {"track_token": "A" * 12, "value": 3})
    assert limited.json()["code"] == "rate.limited"
    assert int(limited.headers["retry-after"]) > 0
    kiosk = await client.post("/offices/most/tickets", {"queue": "A"}, **client.place("kiosk-1"))
    assert kiosk.status_code == 201


async def test_openapi_is_valid_and_readable(client: Client) -> None:
    schema = (await client.http.get("http://test/api/openapi.json")).json()
    assert schema["openapi"].startswith("3.1")
    validate(schema)
    page = await client.http.get("http://test/api/docs")
    assert page.status_code == 200
    assert all(path in page.text for path in schema["paths"])
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_every_refusal_of_the_protocol_has_its_status() -> None:
    assert len(set(BY_STATUS.values())) == len(BY_STATUS)
    assert api.docs_url is None
