"""A dossier's whole life through REST, on both databases."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from onestop.api.app import api
from onestop.storage.rows import IdempotencyKey, Officer, OfficerRole
from tests.api.conftest import Client
from tests.api.dossiers import APPLICANT, GOOD, Desk
from tests.conftest import Clock
from tests.usecases.test_other_offices import other_office


@pytest.fixture
def desk(both: Client, clock: Clock) -> Desk:
    return Desk(both, clock)


@pytest.fixture
def quick(client: Client, clock: Clock) -> Desk:
    """On SQLite only."""
    return Desk(client, clock)


async def test_from_the_papers_on_the_counter_to_the_result_in_hand(desk: Desk, clock: Clock) -> None:
    receipt = await desk.received()
    code, path = receipt["code"], f"/dossiers/{receipt['code']}"
    assert (code, receipt["due_at"]) == ("000.00.00.T01-261123-0001", "2026-12-07T17:00:00.000+07:00")
    assert receipt["url"].endswith(f"/d/{code}#s={receipt['secret']}")
    assert (await desk.ok("officer1", f"{path}/give-back", {"papers": ["copy"]}))["status"] == "received"
    stages = await desk.stages(code)

    taken = await desk.ok("officer2", f"/stages/{stages['check']}/take")
    assert (taken["status"], taken["stages"][0]["status"]) == ("processing", "held")
    asked = await desk.ok(
        "officer2", f"/stages/{stages['check']}/ask-supplement", {"lines": ["Sơ đồ"], "reason": "Chưa đầy đủ"}
    )
    assert (asked["status"], asked["stopped_at"]) == ("supplement", "2026-11-23T09:00:00.000+07:00")
    clock.forward(days=2)
    back = await desk.ok("post1", f"{path}/supplemented", {"note": "Đã nộp"})
    assert (back["status"], back["stopped_at"], back["due_at"][:10]) == ("processing", None, "2026-12-09")
    fee = await desk.ok("officer2", f"/stages/{stages['check']}/ask-fee", {"amount_vnd": 1_200_000})
    assert fee["status"] == "paying"
    assert (await desk.ok("officer1", f"{path}/paid", {"reference": "BL0012"}))["status"] == "processing"
    assert (await desk.ok("unit1", f"{path}/note", {"note": "Xem kỹ sơ đồ"}))["status"] == "processing"

    done = await desk.ok("officer2", f"/stages/{stages['check']}/done", {"outcome": "Đủ điều kiện"})
    assert (done["concluded"], [s["status"] for s in done["stages"]]) == (False, ["done", "open", "waiting"])
    await desk.ok("unit2", f"/stages/{stages['weigh']}/take")
    opinion = await desk.ok(
        "unit2", f"/stages/{stages['weigh']}/ask-opinion", {"unit": "t-one", "question": "Có ý kiến gì?"}
    )
    assert (await desk.ok("unit1", f"/opinions/{opinion['opinion']}/answer", {"answer": "Không"}))["id"]
    visit = await desk.ok(
        "unit2",
        f"/stages/{stages['weigh']}/arrange-visit",
        {"at": "2026-11-27T09:00:00+07:00", "place": "Cơ sở của người nộp"},
    )
    clock.forward(days=3)
    await desk.ok("unit2", f"/visits/{visit['visit']}/report", {"report": "Đạt yêu cầu", "passed": True})
    await desk.ok("unit2", f"/stages/{stages['weigh']}/done")
    sent = await desk.ok("unit1", f"/stages/{stages['sign']}/take")
    assert sent["stages"][2]["status"] == "held"
    without = await desk.post("unit1", f"/stages/{stages['sign']}/done", {})
    assert (without.status_code, without.json()["facts"]) == (422, {"field": "result"})
    ended = await desk.ok("unit1", f"/stages/{stages['sign']}/done", {"result": "granted"})
    assert (ended["concluded"], ended["status"], ended["outcome"]) == (True, "ready", "granted")

    order = await desk.ok("post1", f"{path}/order-post", {"post_code": "RR473124829VN"})
    assert order["post_code_holds"] is True
    assert await desk.ok("post1", "/deliveries/hand-over", {"deliveries": [{"id": order["delivery"]}]}) == {
        "list_no": "20261128-01"
    }
    clock.forward(minutes=9)
    for at, state in ((3, "delivered"), (1, "accepted"), (3, "delivered")):
        event = {"at": (clock() + timedelta(minutes=at - 5)).isoformat(), "state": state, "signed_by": "Người nhận"}
        told = await desk.ok("post1", f"/deliveries/{order['delivery']}/events", event)
        assert told == {"id": order["delivery"], "state": "delivered" if at == 3 or state == "accepted" else state}
    page = (await desk.get("unit1", path)).json()
    assert (page["status"], page["applicant_name"], page["deliveries"][0]["state"]) == (
        "returned",
        APPLICANT["name"],
        "delivered",
    )
    assert [e["kind"] for e in page["events"]][-1] == "return"
    assert page["submitter"] == APPLICANT["submitter"]
    assert "secret" not in page
    steps = (await desk.get("unit1", f"{path}/explain")).json()["steps"]
    assert [s["rule"] for s in steps if s["source"] == "NĐ 61/2018/NĐ-CP Đ19.4"] == ["stopped", "restarted"]
    assert all(s["text"]["vi"] and s["text"]["en"] and "deadline." not in str(s["text"]) for s in steps)


async def test_the_other_ways_it_may_go(desk: Desk, clock: Clock) -> None:
    made = await desk.ok("officer1", "/dossiers", {"procedure": "test", "channel": "online"})
    path = f"/dossiers/{made['id']}"
    await desk.put("officer1", f"{path}/applicant", APPLICANT)
    assert (await desk.ok("officer1", f"{path}/guide"))["lines"] == ["Đơn đề nghị", "Bản sao giấy tờ"]
    again = await desk.post("officer1", f"{path}/guide")
    assert (again.status_code, again.json()["code"]) == (409, "dossier.supplement_asked")
    refused = await desk.ok("officer1", f"{path}/refuse", {"reason": "Không thuộc thẩm quyền"})
    assert refused["status"] == "refused"
    draft = await desk.ok("officer1", "/dossiers", {"procedure": "test"})
    assert (await desk.ok("officer1", f"/dossiers/{draft['id']}/discard"))["status"] == "withdrawn"

    receipt = await desk.received()
    stages = await desk.stages(receipt["code"])
    officer = str(desk.bureau.one.officer_id)
    given = await desk.ok("unit1", f"/stages/{stages['check']}/assign", {"officer": officer})
    assert given["stages"][0]["officer_id"] == officer
    assert (await desk.ok("officer2", f"/stages/{stages['check']}/release"))["stages"][0]["officer_id"] is None
    several = await desk.ok("officer2", "/stages/take", {"stages": [stages["check"], stages["weigh"]]})
    assert several == {"taken": 1, "left": 1}
    await desk.ok("officer2", f"/stages/{stages['check']}/done")
    await desk.ok("unit2", f"/stages/{stages['weigh']}/take")
    sent = await desk.ok("unit2", f"/stages/{stages['weigh']}/send-back", {"to": "check", "reason": "Thiếu biên bản"})
    assert [s["status"] for s in sent["stages"]] == ["held", "waiting", "waiting"]
    await desk.ok("officer2", f"/stages/{stages['check']}/done")
    assert (await desk.ok("unit2", f"/stages/{stages['weigh']}/skip", {"reason": "Không cần"}))["due_at"]
    sorry = {"new_due_at": "2026-12-11T09:00:00+07:00", "reason": "Chờ ý kiến đơn vị khác"}
    named = await desk.ok("unit1", f"/dossiers/{receipt['code']}/apologise", sorry)
    assert (named["due_at"], named["reappointments"]) == ("2026-12-11T17:00:00.000+07:00", 1)
    twice = await desk.post("unit1", f"/dossiers/{receipt['code']}/apologise", sorry)
    assert (twice.status_code, twice.json()["code"]) == (409, "dossier.reappointed")
    clock.forward(days=30)
    late = (await desk.get("supervisor1", "/dossiers/late")).json()["items"]
    assert [row["code"] for row in late] == [receipt["code"]]
    await desk.ok("unit1", f"/stages/{stages['sign']}/take")
    ready = await desk.ok("unit1", f"/stages/{stages['sign']}/done", {"result": "granted"})
    assert ready["punctuality"] == "late"
    reopened = await desk.ok("supervisor1", f"/dossiers/{receipt['code']}/reopen", {"reason": "Kết luận nhầm"})
    assert (reopened["status"], reopened["ready_at"]) == ("processing", None)
    await desk.ok("unit1", f"/stages/{stages['sign']}/take")
    await desk.ok("unit1", f"/stages/{stages['sign']}/done", {"result": "granted"})
    stranger = await desk.post("officer1", f"/dossiers/{receipt['code']}/hand-out", {"name": "Lê Thị Bình"})
    assert (stranger.status_code, stranger.json()["facts"]) == (422, {"field": "authorisation"})
    assert APPLICANT["name"] not in stranger.text
    gone = await desk.ok("officer1", f"/dossiers/{receipt['code']}/hand-out", {"name": "Nguyễn Văn An"})
    assert gone["status"] == "returned"

    stopped = await desk.received()
    first = (await desk.stages(stopped["code"]))["check"]
    assert (await desk.ok("unit1", f"/stages/{first}/stop", {"reason": "Không đủ điều kiện"}))["status"] == "stopped"
    taken_back = await desk.received()
    after = await desk.ok("post1", f"/dossiers/{taken_back['id']}/withdraw", {"reason": "Người nộp đề nghị"})
    assert {s["status"] for s in after["stages"]} == {"skipped"} or after["status"] == "withdrawn"


async def test_a_wrong_result_is_put_right_once(desk: Desk) -> None:
    receipt = await desk.received()
    stages = await desk.stages(receipt["code"])
    for code, who in (("check", "officer2"), ("weigh", "unit2"), ("sign", "officer2")):
        await desk.ok(who, f"/stages/{stages[code]}/take")
        await desk.ok(who, f"/stages/{stages[code]}/done", {"result": "granted"} if code == "sign" else None)
    early = await desk.post("officer1", f"/dossiers/{receipt['code']}/correct", {"fault": "Sai ngày cấp"})
    assert (early.status_code, early.json()["code"]) == (409, "dossier.illegal_step")
    await desk.ok("officer1", f"/dossiers/{receipt['code']}/hand-out", {"name": "Nguyễn Văn An"})
    fault = {"fault": "Sai ngày cấp: 12/10, đúng là 21/10"}
    right = await desk.ok("officer1", f"/dossiers/{receipt['code']}/correct", fault)
    assert (right["register_no"], right["code"] != receipt["code"]) == (receipt["register_no"] + 1, True)
    twice = await desk.post("officer1", f"/dossiers/{receipt['code']}/correct", fault)
    assert (twice.status_code, twice.json()["facts"]) == (409, {"dossier": right["code"]})
    page = (await desk.get("officer1", f"/dossiers/{right['code']}")).json()
    assert (page["corrects"]["code"], page["fee_vnd"]) == (receipt["code"], 0)


async def test_a_repeated_request_makes_nothing_twice_and_keeps_no_name(desk: Desk) -> None:
    first = await desk.post("officer1", "/dossiers", {"procedure": "test"}, Idempotency_Key="n1")
    again = await desk.post("officer1", "/dossiers", {"procedure": "test"}, Idempotency_Key="n1")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    other = await desk.post("officer1", "/dossiers", {"procedure": "else"}, Idempotency_Key="n1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    made = await desk.full()
    receipts = [await desk.post("officer1", f"/dossiers/{made}/receive", Idempotency_Key="n2") for _ in range(3)]
    assert all(r.json() == receipts[0].json() for r in receipts)
    assert receipts[0].json()["register_no"] == 1
    stage = (await desk.stages(made))["check"]
    for _ in range(2):
        assert (await desk.post("officer2", f"/stages/{stage}/take", Idempotency_Key="n3")).status_code == 200
    body = {"unit": "t-two", "question": "Có ý kiến gì?"}
    asked = [await desk.post("officer2", f"/stages/{stage}/ask-opinion", body, Idempotency_Key="n4") for _ in "ab"]
    assert (asked[0].status_code, asked[0].json()) == (201, asked[1].json())
    with desk.bureau.work.reading() as session:
        kept = "".join(str(row.answer) for row in session.query(IdempotencyKey))
    assert receipts[0].json()["code"] in kept
    assert not any(word in kept for word in ("Nguyễn", APPLICANT["number"], "12345678", "Trần Duy Hưng"))


async def test_two_officers_at_once(desk: Desk) -> None:
    """One takes it, the other hears so; nobody meets an error page."""
    receipt = await desk.received()
    stage = (await desk.stages(receipt["code"]))["check"]
    both = await asyncio.gather(*(desk.post(who, f"/stages/{stage}/take") for who in ("officer2", "unit1")))
    assert sorted(a.status_code for a in both) == [200, 409]
    assert {a.json().get("code") for a in both if a.status_code == 409} <= {"dossier.moved", "stage.illegal_step"}
    holder = ("officer2", "unit1")[[a.status_code for a in both].index(200)]
    closed = await asyncio.gather(*(desk.post(holder, f"/stages/{stage}/done") for _ in range(3)))
    assert sorted(a.status_code for a in closed) == [200, 409, 409]
    drafts = [await desk.full() for _ in range(2)]
    taken = await asyncio.gather(*(desk.post("officer1", f"/dossiers/{d}/receive") for d in (*drafts, *drafts)))
    assert sorted(a.status_code for a in taken) == [200, 200, 409, 409]
    assert sorted(a.json()["register_no"] for a in taken if a.status_code == 200) == [2, 3]


async def test_lists(desk: Desk) -> None:
    receipt = await desk.received()
    free = (await desk.get("officer2", "/inbox")).json()
    assert [row["code"] for row in free["free"]] == [receipt["code"]]
    assert (await desk.get("unit2", "/inbox")).json()["free"] == []
    for who, unit, status in (
        ("officer2", "t-one", 200), ("unit2", "t-one", 403), ("supervisor1", "t-two", 200), ("unit2", "nowhere", 404),
    ):  # fmt: skip
        assert (await desk.get(who, f"/inbox?unit={unit}")).status_code == status
    assert len((await desk.get("supervisor1", "/inbox?unit=t-one")).json()["free"]) == 1
    for text in ("nguyen van", "NGUYỄN VĂN AN", "van an", receipt["code"].lower(), APPLICANT["number"]):
        found = await desk.ok("unit1", "/dossiers/search", {"text": text})
        assert [row["code"] for row in found["items"]] == [receipt["code"]], text
    assert (await desk.ok("unit1", "/dossiers/search", {"text": "tran"}))["items"] == []


async def test_another_office_sees_nothing(quick: Desk) -> None:
    there = other_office(quick.client.hall)
    receipt = await quick.received()
    stage = (await quick.stages(receipt["code"]))["check"]
    await _move_officers(quick, there)
    for method, path, body in (
        ("GET", f"/dossiers/{receipt['code']}", None),
        ("GET", f"/dossiers/{receipt['id']}/explain", None),
        ("PUT", f"/dossiers/{receipt['id']}/applicant", APPLICANT),
        ("PUT", f"/dossiers/{receipt['id']}/papers", GOOD),
        ("POST", f"/dossiers/{receipt['id']}/note", {"note": "x"}),
        ("POST", f"/stages/{stage}/take", None),
        ("POST", "/stages/take", {"stages": [stage]}),
    ):
        answer = await quick.client.http.request(
            method, f"http://test/api/v1{path}", json=body, headers=quick.token("officer9")
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "dossier.unknown"), path
    assert (await quick.ok("officer9", "/dossiers/search", {"text": "nguyen"}))["items"] == []
    assert (await quick.ok("officer9", "/dossiers/search", {"text": receipt["code"]}))["items"] == []


async def _move_officers(desk: Desk, there: Any) -> None:
    """`officer9` works in the other office from now on."""
    with desk.bureau.work() as tx:
        who = tx.session.query(Officer).filter(Officer.username == "officer9").one()
        tx.session.execute(update(OfficerRole).where(OfficerRole.officer_id == who.id).values(office_id=there))


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/dossiers", {"procedure": "no-such"}, 404, "procedure.unknown"),
        ("POST", "/dossiers", {"procedure": "test", "colour": "red"}, 422, "input.invalid"),
        ("POST", "/dossiers", {"procedure": "test", "case": "no-such"}, 422, "input.invalid"),
        ("POST", "/dossiers", {"procedure": "test", "channel": "pigeon"}, 422, "input.invalid"),
        ("POST", "/dossiers", {"procedure": "test", "channel": "post"}, 409, "procedure.not_offered"),
        ("POST", "/dossiers", {"procedure": "test", "ticket": "x"}, 422, "input.invalid"),
        ("GET", "/dossiers/000.00.00.T01-261123-9999", None, 404, "dossier.unknown"),
        ("GET", "/dossiers/not-a-uuid", None, 404, "dossier.unknown"),
        ("GET", "/dossiers/%00", None, 422, "input.invalid"),
        ("GET", "/dossiers/" + "A" * 61, None, 422, "input.invalid"),
        ("POST", "/stages/not-a-uuid/take", None, 422, "input.invalid"),
        ("POST", "/stages/00000000-0000-0000-0000-000000000000/take", None, 404, "dossier.unknown"),
        ("POST", "/opinions/00000000-0000-0000-0000-000000000000/answer", {"answer": "Có"}, 404, "not_found"),
        ("PUT", "{dossier}/applicant", {"kind": "citizen", "name": "A"}, 422, "input.invalid"),
        ("PUT", "{dossier}/applicant", {"kind": "robot", "name": "Nguyễn"}, 422, "input.invalid"),
        ("PUT", "{dossier}/applicant", {**APPLICANT, "phone": "12"}, 422, "input.invalid"),
        ("PUT", "{dossier}/applicant", {**APPLICANT, "submitter": {"age": "9"}}, 422, "input.invalid"),
        ("PUT", "{dossier}/applicant", {**APPLICANT, "subject": "\ud800"}, 422, "input.invalid"),
        ("PUT", "{dossier}/papers", {"papers": []}, 422, "input.invalid"),
        ("PUT", "{dossier}/papers", {"papers": [{"code": "no-such", "state": "good"}]}, 404, "paper.unknown"),
        ("PUT", "{dossier}/papers", {"papers": [{"code": "form", "state": "wrong"}]}, 422, "input.invalid"),
        (
            "PUT",
            "{dossier}/papers",
            {"papers": [{"code": "form", "state": "good", "plain": -1}]},
            422,
            "input.invalid",
        ),
        ("POST", "{dossier}/receive", {"counter": "most-99"}, 422, "input.invalid"),
        ("POST", "{dossier}/receive", {"received_at": "2026-11-23T09:00:00"}, 422, "input.invalid"),
        ("POST", "{dossier}/receive", {"received_at": "2030-01-01T09:00:00+07:00"}, 422, "input.invalid"),
        ("POST", "{dossier}/receive", {"received_at": "0001-01-01T00:00:00+14:00"}, 422, "input.invalid"),
        ("POST", "{dossier}/order-post", None, 409, "dossier.illegal_step"),
        ("POST", "{dossier}/hand-out", {"name": "Nguyễn Văn An"}, 409, "dossier.illegal_step"),
        ("POST", "{dossier}/paid", {"reference": "123"}, 409, "dossier.illegal_step"),
        ("POST", "{dossier}/note", {"note": "x" * 100_000}, 413, "body.too_large"),
        ("POST", "/dossiers/search", {"text": ""}, 422, "input.invalid"),
        ("GET", "/procedures/no-such", None, 404, "procedure.unknown"),
        ("GET", "/procedures/test/due?received_at=yesterday", None, 422, "input.invalid"),
        ("GET", "/procedures/test/due?received_at=2030-12-31T23:59:59Z", None, 409, "calendar.missing"),
        ("GET", "/procedures/test/due?received_at=9999-12-31T23:59:59Z", None, 422, "input.invalid"),
        ("GET", "/procedures/test/due?channel=post", None, 409, "procedure.not_offered"),
        ("GET", "/procedures/test/papers?yes=no-such", None, 422, "input.invalid"),
        ("GET", "/procedures/test/papers?case=no-such", None, 422, "input.invalid"),
        ("GET", "/procedures?office=nowhere", None, 404, "not_found"),
    ],
)
async def test_bad_input(quick: Desk, method: str, path: str, body: Any, status: int, code: str) -> None:
    made = await quick.ok("officer1", "/dossiers", {"procedure": "test"})
    await quick.put("officer1", f"/dossiers/{made['id']}/applicant", APPLICANT)
    path = path.replace("{dossier}", f"/dossiers/{made['id']}")
    answer = await quick.client.http.request(
        method,
        f"http://test/api/v1{path}",
        content=None if body is None else json.dumps(body).encode(),
        headers={**quick.token("officer1"), "content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not any(word in answer.text for word in ("Nguyễn", APPLICANT["number"], "Trần Duy Hưng"))


def test_no_address_asks_for_a_person() -> None:
    schema = api.openapi()
    for path, calls in schema["paths"].items():
        for call in calls.values():
            names = {p["name"] for p in call.get("parameters", []) if p["in"] in ("query", "path")}
            assert not names & {"text", "name", "number", "phone", "secret"}, path
