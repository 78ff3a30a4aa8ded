"""Non-boundary intake through REST: the whole way on both databases, repeats, refusals, what the holder is told."""

from typing import Any

import pytest

from tests.api.conftest import Client
from tests.api.dossiers import Desk
from tests.api.test_dossiers import _move_officers
from tests.api.test_forms import digits, words
from tests.conftest import Clock
from tests.usecases.beyond import NAME, beyond
from tests.usecases.test_other_offices import other_office

BEFORE = "2026-11-22T09:00:00+07:00"
"""The day before anything is received."""
PUBLICLY = {"code", "public_status", "stages_done", "stages_total"}


@pytest.fixture
def desk(both: Client, clock: Clock) -> Desk:
    made = Desk(both, clock)
    beyond(made.bureau)
    return made


@pytest.fixture
def quick(client: Client, clock: Clock) -> Desk:
    """On SQLite only."""
    made = Desk(client, clock)
    beyond(made.bureau)
    return made


async def listed(desk: Desk) -> list[Any]:
    answer = await desk.get("post1", "/onward")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def paper(desk: Desk, path: str) -> str:
    answer = await desk.get("post1", path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return words(answer.content)


async def test_from_the_receipt_to_their_result(desk: Desk, clock: Clock) -> None:
    receipt = await desk.received("far")
    path = f"/dossiers/{receipt['code']}"
    lying = await listed(desk)
    assert [(row["code"], row["across"]["here"], row["onward_due_at"]) for row in lying] == [
        (receipt["code"], True, "2026-11-24T17:00:00.000+07:00")
    ]
    clock.forward(hours=1)
    sent = await desk.ok("post1", "/onward/lists", {"dossiers": [receipt["id"]], "how": "post"})
    assert sent == {"list_no": "20261123-PDG01"}
    row = (await listed(desk))[0]
    assert (row["authority"], row["across"]["here"], row["onward_due_at"]) == (NAME, False, None)
    assert row["across"]["handed_on_at"] == "2026-11-23T10:00:00.000+07:00"
    told = await desk.ok("officer1", f"{path}/their-code", {"code": "H12.34-261123-0017"})
    assert told["due_at"] == receipt["due_at"]
    answer = {"note": "Chờ giám định", "new_due_at": "2026-12-14T17:00:00+07:00"}
    told = await desk.ok("officer1", f"{path}/their-answer", answer)
    assert (told["due_at"], told["reappointments"]) == ("2026-12-14T17:00:00.000+07:00", 1)
    told = await desk.ok("post1", f"{path}/their-result", {"result": "granted"})
    assert (told["status"], told["outcome"]) == ("ready", "granted")
    assert await listed(desk) == []
    handed = await desk.ok("post1", f"{path}/hand-out", {"name": "Nguyễn Văn An"})
    assert handed["status"] == "returned"


async def test_the_same_key_hands_on_once_and_a_second_time_is_refused(quick: Desk) -> None:
    receipt = await quick.received("far")
    path = f"/dossiers/{receipt['id']}/hand-on"
    first, again = [
        await quick.post("post1", path, {"how": "courier"}, **{"Idempotency-Key": "k-1"}) for _ in range(2)
    ]
    assert (first.status_code, first.json()) == (200, again.json())
    second = await quick.post("post1", path, {"how": "courier"})
    assert (second.status_code, second.json()["code"]) == (409, "dossier.handed_on")
    page = (await quick.get("post1", f"/dossiers/{receipt['id']}")).json()
    assert [event["kind"] for event in page["events"]].count("handed_on") == 1
    assert page["across"]["how"] == "courier"


async def test_refusals_have_their_codes(quick: Desk) -> None:
    here, there = await quick.received(), await quick.received("far")
    stage = (await quick.stages(there["id"]))["onward"]
    await quick.ok("officer2", f"/stages/{stage}/take")
    for path, body, expected in (
        (f"/dossiers/{here['id']}/hand-on", {"how": "post"}, (409, "dossier.not_elsewhere")),
        (f"/dossiers/{there['id']}/their-code", {"code": "H12-1"}, (409, "dossier.not_handed_on")),
        (f"/dossiers/{there['id']}/their-result", {"result": "granted"}, (409, "dossier.not_handed_on")),
        (f"/stages/{stage}/done", {"outcome": ""}, (409, "dossier.not_handed_on")),
        (f"/dossiers/{there['id']}/hand-on", {"how": "pigeon"}, (422, "input.invalid")),
        (f"/dossiers/{there['id']}/hand-on", {"how": "post", "at": BEFORE}, (422, "input.invalid")),
        ("/onward/lists", {"dossiers": [there["id"], here["id"]], "how": "post"}, (409, "dossier.not_elsewhere")),
    ):  # fmt: skip
        answer = await quick.post("officer2", path, body)
        assert (answer.status_code, answer.json()["code"]) == expected, path
    assert (await quick.get("post1", "/onward/lists?list_no=20261123-PDG01")).status_code == 404
    assert [row["across"]["here"] for row in await listed(quick)] == [True]


async def test_a_paper_lists_number_begins_anew_each_day_and_place(quick: Desk, clock: Clock) -> None:
    beyond(quick.bureau, "farther", code="H56.78")
    codes = []
    for key in ("far", "farther", "far"):
        made = await quick.received(key)
        await quick.ok("post1", f"/dossiers/{made['id']}/hand-on", {"how": "post", "list_no": "01"})
        codes.append(made["code"])
        clock.forward(days=1)
    shown = digits(await paper(quick, "/onward/lists?list_no=01"))
    assert [digits(code) in shown for code in codes] == [False, False, True]


async def test_another_office_finds_none_of_it(quick: Desk) -> None:
    there = other_office(quick.client.hall)
    receipt = await quick.received("far")
    await quick.ok("post1", "/onward/lists", {"dossiers": [receipt["id"]], "how": "post"})
    await _move_officers(quick, there)
    for path, body in (
        ("/onward/lists", {"dossiers": [receipt["id"]], "how": "post"}),
        (f"/dossiers/{receipt['id']}/hand-on", {"how": "post"}),
        (f"/dossiers/{receipt['id']}/their-result", {"result": "granted"}),
    ):
        answer = await quick.post("officer9", path, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "dossier.unknown"), path
    assert (await quick.get("officer9", "/onward")).json()["items"] == []
    assert (await quick.get("officer9", "/onward/lists?list_no=20261123-PDG01")).status_code == 404


async def test_the_holder_of_the_secret_is_told_who_decides_and_where_it_is(desk: Desk) -> None:
    receipt = await desk.received("far")
    path, holder = f"/lookup/{receipt['code']}", {"Authorization": f"Receipt {receipt['secret']}"}
    seen = (await desk.client.get(path, **holder)).json()
    told = ("authority", "elsewhere", "handed_on_at", "their_code")
    assert [seen[name] for name in told] == [NAME, True, None, ""]
    await desk.ok("post1", f"/dossiers/{receipt['id']}/hand-on", {"how": "post"})
    await desk.ok("post1", f"/dossiers/{receipt['id']}/their-code", {"code": "H12-7"})
    seen = (await desk.client.get(path, **holder)).json()
    assert [seen[name] for name in told] == [NAME, True, "2026-11-23T09:00:00.000+07:00", "H12-7"]
    assert set((await desk.client.get(path)).json()) == PUBLICLY
    ours = await desk.received()
    seen = (await desk.client.get(f"/lookup/{ours['code']}", Authorization=f"Receipt {ours['secret']}")).json()
    assert [seen[name] for name in told[1:]] == [False, None, ""]


async def test_the_papers_say_who_decides_and_that_it_went(desk: Desk) -> None:
    receipt = await desk.received("far")
    forms = f"/dossiers/{receipt['id']}/forms"
    first = await paper(desk, f"{forms}/01")
    assert digits("Cơ quan giải quyết: " + NAME) in digits(first)
    assert "BỘ KHOA HỌC VÀ CÔNG NGHỆ" in first
    ours = await desk.received()
    assert "Cơ quan giải quyết" not in await paper(desk, f"/dossiers/{ours['id']}/forms/01")
    assert NAME not in await paper(desk, f"{forms}/06")
    made = await desk.ok("post1", "/onward/lists", {"dossiers": [receipt["id"]], "how": "post"})
    await desk.ok("post1", f"/dossiers/{receipt['id']}/their-code", {"code": "H12-7"})
    second = (await desk.received("far"))["id"]
    await desk.ok("post1", f"/dossiers/{second}/hand-on", {"how": "courier", "list_no": "07/BG"})
    assert digits("giao trực tiếp") in digits(await paper(desk, "/onward/lists?list_no=07%2FBG"))
    control = digits(await paper(desk, f"{forms}/06"))
    for said in (NAME, "qua bưu chính", made["list_no"], "mã hồ sơ tại cơ quan giải quyết: H12-7"):
        assert digits(said) in control, said
    answer = {"note": "Chờ giám định", "new_due_at": "2026-12-14T17:00:00+07:00"}
    await desk.ok("post1", f"/dossiers/{receipt['id']}/their-answer", answer)
    apology = digits(await paper(desk, f"{forms}/04"))
    assert apology.casefold().count(digits(NAME).casefold()) == 2  # who is late, and who signs by hand
    assert digits("Chờ giám định") in apology
    listed_paper = await paper(desk, f"/onward/lists?list_no={made['list_no']}")
    for said in (NAME, receipt["code"], "Nguyễn Văn An", "Thủ tục far", made["list_no"]):
        assert digits(said) in digits(listed_paper), said
