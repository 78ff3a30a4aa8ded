"""The catalogue through REST, and that what is documented is what is answered, with examples that hold."""

from typing import Any, Final

import pytest
from fastapi.routing import APIRoute
from openapi_schema_validator import OAS31Validator

from onestop.api import asides, dossier_lists, dossier_steps, dossiers, lookup, procedures, stages
from onestop.api.app import api
from onestop.domain.deadline import Limit, Unit
from onestop.domain.procedure import Case, Channel, Component, Rules, Terms
from tests.api.conftest import Client
from tests.api.dossiers import Desk
from tests.conftest import Clock
from tests.usecases.test_other_offices import other_office

OURS: Final = (asides, dossier_lists, dossier_steps, dossiers, lookup, procedures, stages)
BY_CASE = Rules(
    cases=(Case("new", "Cấp mới"), Case("again", "Cấp lại")),
    components=(Component("form", "Đơn"), Component("old", "Giấy cũ", cases=("again",))),
    terms=(
        Terms(Channel.COUNTER, Limit(20, Unit.WORKING_DAYS), fee_vnd=500_000, cases=("new",)),
        Terms(Channel.COUNTER, Limit(1, Unit.WORKING_DAYS), fee_vnd=0, cases=("again",)),
    ),
    demonstration=("components", "terms"),
)


@pytest.fixture
def desk(client: Client, clock: Clock) -> Desk:
    made = Desk(client, clock)
    made.bureau.procedure("by-case", BY_CASE)
    made.bureau.procedure("no-limit", Rules(terms=(Terms(Channel.COUNTER, None),)))
    return made


async def test_found_with_and_without_marks(desk: Desk) -> None:
    for q in ("thu tuc test", "THỦ TỤC TEST", "test thu"):
        found = (await desk.client.get(f"/procedures?q={q}")).json()
        assert ([row["key"] for row in found["items"]], found["next"]) == (["test"], None), q
    assert (await desk.client.get("/procedures?q=khong+co+thu+tuc+nay")).json() == {"items": [], "next": None}
    assert {row["key"] for row in (await desk.client.get("/procedures")).json()["items"]} >= {"test", "by-case"}
    assert (await desk.client.get("/procedures?field=no-such")).json()["items"] == []


async def test_a_long_catalogue_is_read_page_by_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [row["key"] for row in (await desk.client.get("/procedures")).json()["items"]]
    monkeypatch.setattr("onestop.queries.catalogue.MOST", 2)
    read: list[str] = []
    after: str | None = "0"
    while after is not None:
        answered = (await desk.client.get(f"/procedures?next={after}")).json()
        read, after = read + [row["key"] for row in answered["items"]], answered["next"]
    assert read == whole


async def test_the_whole_of_one(desk: Desk) -> None:
    seen = (await desk.client.get("/procedures/by-case")).json()
    assert (seen["key"], seen["unit"], seen["effective_from"]) == ("by-case", "Đơn vị t-one", "2026-01-01")
    assert [(c["channel"], c["limit"], c["fee_vnd"]) for c in seen["channels"]] == [
        ("counter", {"amount": 20, "unit": "working_days"}, 500_000),
        ("counter", {"amount": 1, "unit": "working_days"}, 0),
    ]
    assert seen["demonstration"] == ["components", "terms"]
    assert [s["unit"] for s in (await desk.client.get("/procedures/test")).json()["stages"]] == [
        "t-one",
        "t-two",
        "t-one",
    ]


async def test_when_it_would_be_due(desk: Desk) -> None:
    for at in ("2026-11-23T09:00:00+07:00", "2026-11-23T09:00:00%2B07:00", "2026-11-23T02:00:00Z"):
        told = (await desk.client.get(f"/procedures/test/due?received_at={at}&channel=online")).json()
        assert told["due_at"] == "2026-12-03T17:00:00.000+07:00"
    assert told["steps"][1] == {
        "at": "2026-11-23T09:00:00.000+07:00",
        "rule": "first_day",
        "source": "BLDS 2015 Đ147",
        "text": {"vi": "Ngày bắt đầu không tính vào thời hạn.", "en": told["steps"][1]["text"]["en"]},
    }
    assert (await desk.client.get("/procedures/test/due")).json()["due_at"] == "2026-12-07T17:00:00.000+07:00"
    assisted = (await desk.client.get("/procedures/test/due?channel=assisted")).json()
    assert assisted["due_at"] == told["due_at"], "help on the spot is an online dossier"


async def test_without_a_limit_there_is_no_date(desk: Desk) -> None:
    told = (await desk.client.get("/procedures/no-limit/due")).json()
    assert (told["due_at"], [s["rule"] for s in told["steps"]]) == (None, ["started", "no_limit"])


async def test_a_limit_may_hang_on_the_case_also_for_a_dossier(desk: Desk) -> None:
    assert (await desk.client.get("/procedures/by-case/due")).json()["code"] == "procedure.not_offered"
    told = (await desk.client.get("/procedures/by-case/due?case=again")).json()
    assert told["due_at"] == "2026-11-24T17:00:00.000+07:00"
    without = await desk.post("officer1", "/dossiers", {"procedure": "by-case"})
    assert (without.status_code, without.json()["code"]) == (409, "procedure.not_offered")
    made = await desk.ok("officer1", "/dossiers", {"procedure": "by-case", "case": "again"})
    path = f"/dossiers/{made['id']}"
    await desk.put("officer1", f"{path}/applicant", {"kind": "citizen", "name": "Nguyễn Văn An"})
    await desk.put("officer1", f"{path}/papers", {"papers": [{"code": c, "state": "good"} for c in ("form", "old")]})
    assert (await desk.ok("officer1", f"{path}/receive"))["due_at"] == told["due_at"]
    explained = (await desk.get("officer1", f"{path}/explain")).json()
    assert explained["due_at"] == told["due_at"]


async def test_the_papers_one_person_needs(desk: Desk) -> None:
    plain = (await desk.client.get("/procedures/test/papers")).json()
    assert [p["code"] for p in plain["papers"]] == ["form", "copy"]
    assert [(q["code"], q["question"]) for q in plain["questions"]] == [("more", "Ông/bà nộp thay người khác?")]
    for_another = (await desk.client.get("/procedures/test/papers?yes=more")).json()
    assert [p["code"] for p in for_another["papers"]] == ["form", "copy", "more"]
    again = (await desk.client.get("/procedures/by-case/papers?case=again")).json()
    assert ([p["code"] for p in again["papers"]], again["demonstration"]) == (["form", "old"], True)
    new = (await desk.client.get("/procedures/by-case/papers?case=new")).json()
    assert [p["code"] for p in new["papers"]] == ["form"]


async def test_with_several_offices_one_must_be_named(desk: Desk) -> None:
    other_office(desk.client.hall)
    unnamed = await desk.client.get("/procedures/test")
    assert (unnamed.status_code, unnamed.json()["facts"]) == (422, {"field": "office"})
    assert (await desk.client.get("/procedures/test?office=most")).status_code == 200
    assert (await desk.client.get("/procedures/test?office=khac")).json()["code"] == "procedure.unknown"


def calls() -> list[tuple[str, dict[str, Any]]]:
    schema = api.openapi()
    mine = {route.path for noun in OURS for route in noun.routes.routes if isinstance(route, APIRoute)}
    return [(f"{m} {p}", call) for p in sorted(mine) for m, call in schema["paths"][p].items()]


def resolved(shape: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "components": api.openapi()["components"]}


def test_every_body_and_every_answer_shows_an_example_that_holds() -> None:
    models, shapes = api.openapi()["components"]["schemas"], list[tuple[str, Any]]()
    for name, call in calls():
        shapes += [(name, c["schema"]) for c in call.get("requestBody", {}).get("content", {}).values()]
        for status, response in call["responses"].items():
            if status.startswith("2"):
                shapes += [(name, c["schema"]) for c in response["content"].values()]
    assert len(shapes) > 2 * len(calls()) - 20
    for name, shape in shapes:
        for option in shape.get("anyOf", [shape]):
            if option.get("type") == "null":
                continue
            for example in models[option["$ref"].rpartition("/")[2]]["examples"]:
                OAS31Validator(resolved(option)).validate(example)
                assert example, name


def test_every_call_says_what_it_does_and_what_it_refuses() -> None:
    for name, call in calls():
        assert call["description"], name
        assert {"401", "403"} <= set(call["responses"]) or call["security"] != [{"staff": []}], name
        makes = name.startswith("post") and not name.endswith(("/lookup", "/search", "/post-events"))
        assert makes == any(p["name"] == "Idempotency-Key" for p in call.get("parameters", [])) or "put" in name, name


async def test_what_is_answered_is_what_is_documented(desk: Desk) -> None:
    receipt = await desk.received()
    stage = (await desk.stages(receipt["code"]))["check"]
    code, holder = receipt["code"], {"Authorization": f"Receipt {receipt['secret']}"}
    schema = api.openapi()
    for template, path, headers in (
        ("/procedures", "/procedures", {}),
        ("/procedures/{code}", "/procedures/test", {}),
        ("/procedures/{code}/due", "/procedures/test/due", {}),
        ("/procedures/{code}/papers", "/procedures/test/papers", {}),
        ("/lookup/{code}", f"/lookup/{code}", {}),
        ("/lookup/{code}", f"/lookup/{code}", holder),
        ("/lookup/{code}/explain", f"/lookup/{code}/explain", holder),
        ("/dossiers/{dossier}", f"/dossiers/{code}", desk.token("unit1")),
        ("/dossiers/{dossier}/explain", f"/dossiers/{code}/explain", desk.token("unit1")),
        ("/inbox", "/inbox", desk.token("unit1")),
        ("/dossiers/late", "/dossiers/late", desk.token("unit1")),
    ):
        answer = await desk.client.get(path, **headers)
        documented = schema["paths"][f"/api/v1{template}"]["get"]["responses"]["200"]
        OAS31Validator(resolved(documented["content"]["application/json"]["schema"])).validate(answer.json())
    taken = await desk.ok("unit1", f"/stages/{stage}/take")
    documented = schema["paths"]["/api/v1/stages/{stage}/take"]["post"]["responses"]["200"]
    OAS31Validator(resolved(documented["content"]["application/json"]["schema"])).validate(taken)
