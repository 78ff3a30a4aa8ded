"""Every route, called as nobody, as each role and as a place: who may come in is written here, once more."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from onestop.api.app import api
from onestop.api.asking import Anyone, Staff
from onestop.api.signed import BySecret
from tests.api.conftest import BASE, Client

OFFICER, UNIT, POST, FLOOR, SUPERVISOR, ADMIN = "officer1", "unit1", "post1", "floor1", "supervisor1", "admin1"
ROLES = (OFFICER, UNIT, POST, FLOOR, SUPERVISOR, ADMIN)
PUBLIC = frozenset({"nobody", *ROLES, "place"})
SIGNED_IN = frozenset(ROLES)
RECEPTION = frozenset(ROLES) - {UNIT}
COUNTER = frozenset({OFFICER, POST})
READERS = frozenset({OFFICER, UNIT, POST, SUPERVISOR, ADMIN})
FLOORS = frozenset({FLOOR, SUPERVISOR, ADMIN})
INTAKE = COUNTER | {SUPERVISOR, ADMIN}
WORKERS = frozenset({OFFICER, UNIT, SUPERVISOR, ADMIN})
READERS = WORKERS | {POST}
REASON = {"reason": "Không thuộc thẩm quyền"}

TABLE: dict[str, tuple[frozenset[str], Any]] = {
    "POST /session": (PUBLIC, {"username": "officer1", "password": "wrong"}),
    "GET /session": (SIGNED_IN, None),
    "DELETE /session": (SIGNED_IN, None),
    "GET /offices": (PUBLIC, None),
    "GET /offices/{office}/queues": (PUBLIC, None),
    "GET /offices/{office}/counters": (RECEPTION, None),
    "GET /offices/{office}/tickets": (RECEPTION, None),
    "GET /offices/{office}/alerts": (RECEPTION, None),
    "POST /offices/{office}/help": (RECEPTION, {"where": "here"}),
    "POST /offices/{office}/broadcast": (FLOORS, {"text_vi": "Xin chào"}),
    "POST /offices/{office}/tickets": (PUBLIC - {UNIT}, {"queue": "A"}),
    "GET /offices/{office}/slots": (PUBLIC, None),
    "POST /offices/{office}/phone-codes": (PUBLIC, {"phone": "0912345678"}),
    "POST /phone-proofs": (PUBLIC, {"phone": "0912345678", "code": "000000"}),
    "POST /offices/{office}/bookings": (PUBLIC, {"queue": "A", "slot_at": "2026-11-27T09:00:00+07:00", "proof": "p"}),
    "POST /bookings/look-up": (PUBLIC, {"code": "K7M4-X2QP"}),
    "POST /bookings/cancel": (PUBLIC, {"code": "K7M4-X2QP"}),
    "POST /offices/{office}/arrivals": (RECEPTION | {"place"}, {"code": "K7M4-X2QP"}),
    "POST /alerts/{alert_id}/see": (RECEPTION, None),
    "POST /alerts/{alert_id}/close": (RECEPTION, {}),
    "GET /tickets/{ticket_id}": (RECEPTION, None),
    "POST /tickets/{ticket_id}/recall": (COUNTER | FLOORS, None),
    "POST /tickets/{ticket_id}/start": (COUNTER | FLOORS, None),
    "POST /tickets/{ticket_id}/finish": (COUNTER | FLOORS, None),
    "POST /tickets/{ticket_id}/miss": (COUNTER | FLOORS, None),
    "POST /tickets/{ticket_id}/undo": (COUNTER | FLOORS, None),
    "POST /tickets/{ticket_id}/park": (COUNTER | FLOORS, None),
    "POST /tickets/{ticket_id}/reinstate": (RECEPTION, None),
    "POST /tickets/{ticket_id}/cancel": (RECEPTION, None),
    "POST /tickets/{ticket_id}/transfer": (RECEPTION, {"queue": "B"}),
    "POST /tickets/{ticket_id}/note": (RECEPTION, {"text": "x"}),
    "POST /tickets/{ticket_id}/further": (RECEPTION, {"queue": "B"}),
    "POST /tickets/{ticket_id}/priority": (RECEPTION, {"priority": "elderly"}),
    "POST /tickets/{ticket_id}/reprint": (RECEPTION, {"place": "kiosk-1"}),
    "POST /counters/{counter}/open": (COUNTER, None),
    "POST /counters/{counter}/pause": (COUNTER | FLOORS, {"reason": "break"}),
    "POST /counters/{counter}/close": (COUNTER | FLOORS, None),
    "POST /counters/{counter}/auto-call": (COUNTER, {"on": True}),
    "POST /counters/{counter}/call-next": (COUNTER, None),
    "POST /counters/{counter}/call": (COUNTER, {"ticket": str(uuid4())}),
    "GET /offices/{office}/board": (PUBLIC, None),
    "GET /track/{token}": (PUBLIC, None),
    "GET /track/{token}/dossiers": (PUBLIC, None),
    "POST /track/{token}/cancel": (PUBLIC, None),
    "POST /track/{token}/criticism": (PUBLIC, None),
    "POST /track/{token}/reasons": (PUBLIC, {"reasons": ["attitude"]}),
    "POST /ratings": (PUBLIC, {"track_token": "NOSUCHTOKEN2", "value": 3}),
    "POST /dossiers/{dossier_id}/files": (READERS, None),
    "POST /card-pictures": (INTAKE | {"place"}, None),
    "GET /jobs/{job}/stream": (READERS, "stream"),
    "GET /dossiers/{dossier_id}/papers/{paper}/form": (READERS, None),
    "PUT /dossiers/{dossier_id}/papers/{paper}/form": (READERS, {"answers": []}),
    "GET /files/{file_id}": (READERS, None),
    "GET /files/{file_id}/thumbnail": (READERS, None),
    "GET /dossiers/{dossier_id}/earlier": (READERS, None),
    "POST /dossiers/{dossier_id}/reuse": (READERS, {"file": str(uuid4()), "paper": "form"}),
    "GET /incoming-scans": (READERS, None),
    "GET /incoming-scans/{scan_id}": (READERS, None),
    "GET /incoming-scans/{scan_id}/thumbnail": (READERS, None),
    "POST /dossiers/{dossier_id}/incoming-scans": (READERS, {"scan": str(uuid4()), "paper": "form"}),
    "POST /incoming-scans/{scan_id}/discard": (READERS, None),
    "GET /substitutions": (READERS, None),
    "POST /substitutions": (
        READERS,
        {"officer": str(uuid4()), "by": str(uuid4()), "from_day": "2026-12-02", "to_day": "2026-12-01"},
    ),
    "POST /substitutions/{substitution_id}/end": (READERS, None),
    "POST /dossiers/{dossier_id}/hand-over": (READERS, {"paper": "form"}),
    "GET /dossiers/{dossier_id}/forms/{form}": (READERS, None),
    "GET /authorities/{authority}/register/{year}": (READERS, None),
    "POST /authorities/{authority_id}/register/{year}/close": (frozenset({SUPERVISOR, ADMIN}), None),
    "GET /deliveries/lists/{list_no}": (READERS, None),
    "GET /deliveries/lists/{list_no}/labels": (READERS, None),
    "GET /onward": (INTAKE, None),
    "POST /onward/lists": (INTAKE, {"dossiers": [str(uuid4())], "how": "post"}),
    "GET /onward/lists": (READERS, None),
    "POST /dossiers/{dossier}/hand-on": (INTAKE, {"how": "post"}),
    "POST /dossiers/{dossier}/their-code": (INTAKE, {"code": "H12.34-1"}),
    "POST /dossiers/{dossier}/their-answer": (INTAKE, {"note": "Đang xử lý"}),
    "POST /dossiers/{dossier}/their-result": (INTAKE, {"result": "granted"}),
    "POST /bank-notices": (PUBLIC, None),  # its credential is a signature: test_bank
    "POST /post-events": (PUBLIC, None),  # the same: test_post
    "GET /bank-notices": (frozenset({SUPERVISOR, ADMIN}), None),
    "POST /offices/{office}/feedback": (PUBLIC, {"kind": "suggestion", "name": "An", "told": "Bảng chờ khó đọc"}),
    "GET /feedback/{feedback_no}": (PUBLIC, None),
    "GET /feedback": (frozenset({SUPERVISOR, ADMIN}), None),
    "POST /feedback/{feedback_id}/decide": (frozenset({SUPERVISOR, ADMIN}), {"step": "accept"}),
    "GET /till": (READERS, None),
    "POST /till/close": (READERS, {"counted_vnd": 0}),
    "GET /tills": (READERS, None),
    "GET /tills/{till_id}/list": (READERS, None),
    "GET /payments/{payment_id}/receipt": (READERS, None),
    "POST /bank-notices/{notice_id}/assign": (frozenset({SUPERVISOR, ADMIN}), {"dossier": "H12.34-1"}),
    "POST /bank-notices/{notice_id}/settle": (frozenset({SUPERVISOR, ADMIN}), {"outcome": "Đã chuyển trả"}),
    "GET /dossiers/{dossier}/payments": (READERS, None),
    "POST /dossiers/{dossier}/refund": (
        frozenset({SUPERVISOR, ADMIN}),
        {"amount_vnd": 1000, "reference": "FT1", "reason": "Nộp thừa"},
    ),
    "GET /consultations/{consultation_id}": (READERS, None),
    "GET /results/{day}": (READERS, None),
    "GET /hand-over/{token}": (PUBLIC, None),
    "POST /hand-over/{token}/files": (PUBLIC, None),
    "GET /health/live": (PUBLIC, None),
    "GET /health/ready": (PUBLIC, None),
    "GET /metrics": (PUBLIC, None),
    "GET /offices/{office}/board/stream": (PUBLIC, "stream"),
    "GET /track/{token}/stream": (PUBLIC, "stream"),
    "GET /procedures": (PUBLIC, None),
    "GET /procedures/{code}": (PUBLIC, None),
    "GET /procedures/{code}/due": (PUBLIC, None),
    "GET /procedures/{code}/papers": (PUBLIC, None),
    "GET /lookup/{code}": (PUBLIC, None),
    "GET /lookup/{code}/explain": (PUBLIC, None),
    "GET /lookup/{code}/result": (PUBLIC, None),
    "POST /lookup": (PUBLIC, {"code": "000.00.00.T01-261123-9999", "secret": "ABCDEFGH"}),
    "POST /dossiers": (INTAKE, {"procedure": "no-such"}),
    "GET /dossiers/{dossier}": (READERS, None),
    "GET /dossiers/{dossier}/explain": (READERS, None),
    "PUT /dossiers/{dossier}/applicant": (INTAKE, {"kind": "citizen", "name": "Nguyễn Văn A"}),
    "PUT /dossiers/{dossier}/papers": (INTAKE, {"papers": [{"code": "form", "state": "good"}]}),
    "POST /dossiers/{dossier}/guide": (INTAKE, None),
    "POST /dossiers/{dossier}/receive": (INTAKE, None),
    "POST /dossiers/{dossier}/refuse": (INTAKE, REASON),
    "POST /dossiers/{dossier}/correct": (INTAKE, {"fault": "Sai ngày cấp giấy phép"}),
    "POST /dossiers/{dossier}/give-back": (INTAKE, {"papers": ["copy"]}),
    "POST /dossiers/{dossier}/discard": (INTAKE, None),
    "POST /dossiers/{dossier}/supplemented": (READERS, None),
    "POST /dossiers/{dossier}/paid": (READERS, {"reference": "12345"}),
    "POST /dossiers/{dossier}/withdraw": (READERS, REASON),
    "POST /dossiers/{dossier}/note": (READERS, {"note": "x"}),
    "POST /dossiers/{dossier}/reopen": (frozenset({SUPERVISOR, ADMIN}), REASON),
    "POST /dossiers/{dossier}/published": (WORKERS, {"reference": "Công báo 12"}),
    "POST /dossiers/{dossier}/apologise": (WORKERS, {**REASON, "new_due_at": "2026-12-11T17:00:00+07:00"}),
    "POST /dossiers/{dossier}/hand-out": (INTAKE, {"name": "Nguyễn Văn A"}),
    "POST /dossiers/{dossier}/hand-out-online": (INTAKE, None),
    "POST /dossiers/{dossier}/order-post": (INTAKE, None),
    "GET /dossiers/handed-in": (INTAKE, None),
    "GET /dossiers/late": (READERS, None),
    "POST /dossiers/search": (READERS, {"text": "nguyen"}),
    "GET /inbox": (READERS, None),
    "POST /stages/take": (WORKERS, {"stages": [str(uuid4())]}),
    "POST /stages/{stage}/take": (WORKERS, None),
    "POST /stages/{stage}/assign": (WORKERS, {"officer": str(uuid4())}),
    "POST /stages/{stage}/release": (WORKERS, None),
    "POST /stages/{stage}/done": (WORKERS, None),
    "POST /stages/{stage}/send-back": (WORKERS, {**REASON, "to": "check"}),
    "POST /stages/{stage}/skip": (WORKERS, REASON),
    "POST /stages/{stage}/ask-supplement": (WORKERS, {**REASON, "lines": ["Sơ đồ"]}),
    "POST /stages/{stage}/ask-fee": (WORKERS, {"amount_vnd": 1000}),
    "POST /stages/{stage}/stop": (WORKERS, REASON),
    "POST /stages/{stage}/ask-opinion": (WORKERS, {"unit": "t-two", "question": "Ý kiến?"}),
    "POST /stages/{stage}/arrange-visit": (WORKERS, {"at": "2026-12-11T09:00:00+07:00", "place": "Hà Nội"}),
    "POST /opinions/{opinion}/answer": (WORKERS, {"answer": "Thống nhất"}),
    "POST /visits/{visit}/report": (WORKERS, {"report": "Đạt yêu cầu", "passed": True}),
    "POST /deliveries/hand-over": (INTAKE, {"deliveries": [{"id": str(uuid4())}]}),
    "POST /deliveries/{delivery}/events": (INTAKE, {"at": "2026-11-20T09:00:00+07:00", "state": "accepted"}),
}


def routes() -> dict[str, APIRoute]:
    found = [route for route in api.routes if isinstance(route, APIRoute) and route.include_in_schema]
    return {
        f"{method} {route.path.removeprefix('/api/v1')}": route for route in found for method in route.methods or ()
    }


def guards(dependant: Dependant) -> list[Any]:
    return [one.call for one in dependant.dependencies if isinstance(one.call, Staff | Anyone | BySecret)]


def test_every_route_declares_exactly_one_guard() -> None:
    assert {name: len(guards(route.dependant)) for name, route in routes().items()} == dict.fromkeys(routes(), 1)


def test_the_table_knows_every_route() -> None:
    assert set(TABLE) == set(routes())


@pytest.mark.parametrize("who", ["nobody", *ROLES, "place"])
async def test_who_may_come_in(client: Client, who: str) -> None:
    wrong = []
    for name, (allowed, body) in TABLE.items():
        if body == "stream":
            continue
        method, _, path = name.partition(" ")
        for part, value in {
            "{office}": "most", "{counter}": "most-1", "{token}": "NOSUCHTOKEN2", "{ticket_id}": str(uuid4()),
            "{alert_id}": str(uuid4()), "{code}": "000.00.00.T01-261123-9999", "{dossier}": str(uuid4()),
            "{stage}": str(uuid4()), "{opinion}": str(uuid4()), "{visit}": str(uuid4()), "{delivery}": str(uuid4()),
            "{consultation_id}": str(uuid4()), "{authority_id}": str(uuid4()), "{notice_id}": str(uuid4()),
            "{dossier_id}": str(uuid4()), "{form}": "01", "{authority}": "x", "{year}": "2026",
            "{substitution_id}": str(uuid4()), "{list_no}": "1", "{day}": "2026-01-01", "{file_id}": str(uuid4()),
            "{feedback_no}": "PA-2026-00001", "{feedback_id}": str(uuid4()),
            "{paper}": "form", "{till_id}": str(uuid4()), "{payment_id}": str(uuid4()),
        }.items():  # fmt: skip
            path = path.replace(part, value)
        headers = {"nobody": dict, "place": lambda: client.place("kiosk-1")}.get(who, lambda: client.bearer(who))()
        answer = await client.http.request(method, BASE + path, json=body, headers=headers)
        code = answer.json().get("code") if "problem" in answer.headers.get("content-type", "") else None
        expected = None if who in allowed else ("session.required" if who == "nobody" else "forbidden")
        refused = code if code in ("session.required", "forbidden") else None
        if refused != expected or answer.status_code >= 500:
            wrong.append((name, who, answer.status_code, code))
    assert wrong == []


async def test_a_credential_that_is_none_is_refused_even_where_none_is_needed(client: Client) -> None:
    for header in ("Bearer nonsense", "Place nonsense", "Basic b2ZmaWNlcjE6eA==", "Bearer", ""):
        answer = await client.get("/offices", Authorization=header)
        assert answer.status_code == 401, header


async def test_a_place_speaks_for_itself_only(client: Client) -> None:
    kiosk, board = client.place("kiosk-1"), client.place("board-1")
    for body, headers in (
        ({"queue": "A", "place": "reception-1"}, kiosk),
        ({"queue": "A"}, board),
        ({"queue": "A", "place": "kiosk-1"}, {}),
    ):
        answer = await client.post("/offices/most/tickets", body, **headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_log_out_ends_the_session_at_once(client: Client) -> None:
    officer = client.bearer("officer2")
    assert (await client.get("/session", **officer)).json()["officer"]["username"] == "officer2"
    gone = await client.http.delete(f"{BASE}/session", headers=officer)
    assert gone.status_code == 204
    assert (await client.get("/session", **officer)).status_code == 401


async def test_officers_see_no_criticism_of_each_other(client: Client) -> None:
    hall = client.hall
    taken, seat = hall.take("A"), hall.sit(4)
    hall.call(4, seat)
    opened = await client.post(f"/track/{taken.track_token}/criticism")
    assert (opened.status_code, opened.json()) == (201, {"new": True})
    floor, officer = client.bearer(FLOOR), client.bearer(OFFICER)
    seen = (await client.get("/offices/most/alerts", **floor)).json()["items"]
    assert [one["kind"] for one in seen] == ["criticism"]
    assert (await client.get("/offices/most/alerts", **officer)).json()["items"] == []
    without = await client.post(f"/alerts/{seen[0]['id']}/close", {"outcome": ""}, **floor)
    assert (without.status_code, without.json()["code"]) == (422, "alert.outcome_needed")
    assert (
        await client.post(f"/alerts/{seen[0]['id']}/close", {"outcome": "Đã xin lỗi"}, **floor)
    ).status_code == 204
