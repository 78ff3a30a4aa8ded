"""Steps beside the plain visit, and what the reads say about them."""

import asyncio
from typing import Any

from tests.api.conftest import Client


async def until(client: Client, path: str, wanted: Any, **headers: str) -> Any:
    """The picture of the hall follows a commit within moments."""
    async with asyncio.timeout(30):
        while True:
            seen = (await client.get(path, **headers)).json()
            if wanted(seen):
                return seen


async def test_park_reinstate_transfer_undo(both: Client) -> None:
    hall, officer = both.hall, both.bearer("officer1")
    seat, taken = hall.sit(1), hall.take("A")
    hall.call(1, seat)
    path = f"/tickets/{taken.id}"
    early = await both.post(f"{path}/miss", **officer)
    assert (early.status_code, early.json()["code"]) == (409, "ticket.too_early_to_miss")
    assert early.json()["facts"]["recalls"] == 1
    parked = await both.post(f"{path}/park", {"minutes": 5, "note": "bản sao"}, **officer)
    assert (parked.json()["status"], parked.json()["note"]) == ("parked", "bản sao")
    assert parked.json()["returns_at"] is not None
    assert (await both.post(f"{path}/reinstate", **officer)).json()["status"] == "waiting"
    moved = await both.post(f"{path}/transfer", {"officer": "officer1", "note": "quay lại"}, **officer)
    assert (moved.status_code, moved.json()["status"]) == (200, "waiting")
    called = await both.post("/counters/most-1/call-next", **officer)
    assert (called.json()["ticket"]["id"], called.json()["reason"]["code"]) == (str(taken.id), "personal")
    await both.post(f"{path}/start", **officer)
    assert (await both.post(f"{path}/finish", {"outcome": "done"}, **officer)).json()["status"] == "served"
    assert (await both.post(f"{path}/undo", **officer)).json()["status"] == "serving"
    wrong = await both.post(f"{path}/recall", **officer)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "ticket.illegal_step")
    assert wrong.json()["facts"] == {"status": "serving", "step": "recall"}


async def test_the_desk_grants_priority_reprints_notes_and_adds(client: Client) -> None:
    taken = client.hall.take("A", place="kiosk-1")
    desk = client.bearer("officer5")
    path = f"/tickets/{taken.id}"
    granted = await client.post(f"{path}/priority", {"priority": "elderly", "proof": "CCCD"}, **desk)
    assert (granted.status_code, granted.json()["priority"]) == (200, "elderly")
    assert (await client.post(f"{path}/reprint", {"place": "kiosk-1"}, **desk)).json()["slip"] == "pending"
    assert (await client.post(f"{path}/further", {"queue": "B"}, **desk)).json()["further"] == ["B"]
    assert (await client.post(f"{path}/note", {"text": "cần phiên dịch"}, **desk)).json()["note"] == "cần phiên dịch"
    assert (await client.get(path, **desk)).json()["further"] == ["B"]
    assert (await client.post(f"{path}/cancel", **desk)).json()["status"] == "cancelled"


async def test_a_chosen_ticket_is_called_and_the_counter_changes_hands(client: Client) -> None:
    hall, officer = client.hall, client.bearer("officer2")
    hall.take("A")
    second = hall.take("A")
    await client.post("/counters/most-2/open", **officer)
    chosen = await client.post("/counters/most-2/call", {"ticket": str(second.id)}, **officer)
    assert (chosen.status_code, chosen.json()["reason"]["code"]) == (200, "chosen")
    assert second.number in chosen.json()["reason"]["sentence"]
    busy = await client.post("/counters/most-2/close", **officer)
    assert (busy.status_code, busy.json()["code"]) == (409, "counter.busy")
    for step in ("start", "finish"):
        await client.post(f"/tickets/{second.id}/{step}", **officer)
    paused = await client.post("/counters/most-2/pause", {"reason": "break"}, **officer)
    assert (paused.json()["status"], paused.json()["pause_reason"]) == ("paused", "break")
    closed = await client.post("/counters/most-2/close", {"word": "máy in kẹt giấy"}, **officer)
    assert closed.json()["status"] == "closed"
    after = await client.post("/counters/most-2/open", **client.bearer("officer7"))
    assert after.json()["handover"] == "máy in kẹt giấy"


async def test_reads_of_the_hall(client: Client) -> None:
    hall, officer = client.hall, client.bearer("officer1")
    seat, first, second = hall.sit(1), hall.take("A"), hall.take("A", priority=None)
    hall.call(1, seat)
    board = await until(client, "/offices/most/board", lambda seen: seen["calls"])
    assert (board["calls"][0]["number"], board["calls"][0]["counter"]) == (first.number, 1)
    assert board["waiting"]["A"] == 1
    queues = (await client.get("/offices/most/queues")).json()["items"]
    assert {one["queue"]: one["waiting"] for one in queues}["A"] == 1
    counters = (await client.get("/offices/most/counters", **officer)).json()["items"]
    assert counters[0]["ticket"]["number"] == first.number
    waiting = (await client.get("/offices/most/tickets", **officer)).json()["items"]
    assert [one["id"] for one in waiting] == [str(second.id)]
    called = (await client.get(f"/track/{first.track_token}")).json()
    assert (called["status"], called["counter"], called["ahead"]) == ("called", 1, None)
    mine = (await client.get(f"/track/{second.track_token}")).json()
    assert (mine["ahead"], mine["queue"], mine["rated"], mine["rating_open"]) == (0, "A", False, False)
    assert str(second.id) not in str(mine)
    offices = (await client.get("/offices")).json()
    assert (offices["items"][0]["office"], offices["next"]) == ("most", None)


async def test_help_and_a_line_on_the_boards(client: Client) -> None:
    officer, floor = client.bearer("officer1"), client.bearer("floor1")
    for _ in range(2):
        assert (await client.post("/offices/most/help", {"where": "most-1"}, **officer)).status_code == 204
    seen = await until(client, "/offices/most/alerts", lambda found: found["items"], **officer)
    assert [one["kind"] for one in seen["items"]] == ["help.officer"]
    path = f"/alerts/{seen['items'][0]['id']}"
    assert (await client.post(f"{path}/see", **floor)).status_code == 204
    assert (await client.post(f"{path}/close", {}, **officer)).status_code == 204
    said = await client.post("/offices/most/broadcast", {"text_vi": "Nghỉ trưa lúc 11 giờ 30"}, **floor)
    assert said.status_code == 204
