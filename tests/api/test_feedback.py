"""Feedback over HTTP: sent by nobody in particular, followed with its secret, decided by supervisors."""

from tests.api.conftest import Client
from tests.api.dossiers import Desk
from tests.conftest import Clock

SAID = {
    "kind": "complaint",
    "name": "Nguyễn Văn An",
    "told": "Hồ sơ của tôi quá hạn năm ngày.",
    "phone": "0912345678",
}


async def test_from_sending_to_the_answer(client: Client, clock: Clock) -> None:
    desk = Desk(client, clock)
    key = {"idempotency-key": "once"}
    sent = await client.post("/offices/most/feedback", SAID, **key)
    again = await client.post("/offices/most/feedback", SAID, **key)
    assert (sent.status_code, sent.json()) == (201, again.json())
    taken = sent.json()
    path, mine = f"/feedback/{taken['number']}", {"authorization": f"Receipt {taken['secret']}"}
    assert (await client.get(path)).status_code == 404
    assert (await client.get(path, **mine)).json()["status"] == "sent"
    (row,) = (await desk.get("supervisor1", "/feedback")).json()["items"]
    assert (row["phone"], row["told"]) == ("0912 345 678", SAID["told"])
    wrong = await desk.post("supervisor1", f"/feedback/{row['id']}/decide", {"step": "answer", "words": "Đã xem xét"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "feedback.illegal_step")
    await desk.ok("supervisor1", f"/feedback/{row['id']}/decide", {"step": "accept"})
    await desk.ok(
        "supervisor1", f"/feedback/{row['id']}/decide", {"step": "answer", "words": "Đã xin lỗi và trả kết quả."}
    )
    told = (await client.get(path, **mine)).json()
    assert (told["status"], told["answer"], "phone" in told) == ("answered", "Đã xin lỗi và trả kết quả.", False)
    assert (await desk.get("supervisor1", "/feedback?ended=true")).json()["items"][0]["number"] == taken["number"]
    bad = await client.post("/offices/most/feedback", SAID | {"told": "ngắn"})
    assert (bad.status_code, bad.json()["facts"]) == (422, {"field": "told"})


async def test_a_secret_is_not_tried_out(client: Client, clock: Clock) -> None:
    Desk(client, clock)
    taken = (await client.post("/offices/most/feedback", SAID)).json()
    tried = [await client.get(f"/feedback/{taken['number']}", authorization=f"Receipt WRONG{n}") for n in range(40)]
    assert {answer.status_code for answer in tried} == {404, 429}
