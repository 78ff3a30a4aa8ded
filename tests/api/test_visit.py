"""A visit from number to rating, all of it through REST."""

from tests.api.conftest import Client


async def test_a_visit(both: Client) -> None:
    officer = both.bearer("officer3")
    opened = await both.post("/counters/most-3/open", **officer)
    assert (opened.status_code, opened.json()["status"]) == (200, "open")
    assert (await both.post("/counters/most-3/call-next", **officer)).status_code == 204

    taken = await both.post("/offices/most/tickets", {"queue": "A"}, **both.place("kiosk-1"))
    assert taken.status_code == 201
    number = taken.json()
    assert number["queue"] == "A"
    assert number["ahead"] == 0
    assert number["wait"] is None
    assert number["issued_at"].endswith("+07:00")
    assert number["track_url"].endswith(f"/t/{number['track_token']}")

    called = await both.post("/counters/most-3/call-next", **officer)
    assert called.status_code == 200
    ticket, reason = called.json()["ticket"], called.json()["reason"]
    assert (ticket["id"], ticket["status"], ticket["counter"]) == (number["id"], "called", "most-3")
    assert "track_token" not in called.text
    assert reason["code"] == "only_one"
    assert number["number"] in reason["sentence"]

    for step, status in (("recall", "called"), ("start", "serving"), ("finish", "served")):
        answer = await both.post(f"/tickets/{number['id']}/{step}", **officer)
        assert (answer.status_code, answer.json()["status"]) == (200, status), step

    where = await both.get(f"/track/{number['track_token']}")
    assert where.json()["status"] == "served"
    assert where.json()["rating_open"]
    rated = await both.post("/ratings", {"track_token": number["track_token"], "value": 4})
    assert (rated.status_code, rated.json()["value"]) == (201, 4)
    again = await both.post("/ratings", {"track_token": number["track_token"], "value": 1})
    assert (again.status_code, again.json()["code"]) == (409, "rating.already")
