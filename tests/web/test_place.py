"""A browser stands for a place only with that place's credential, under that place's address."""

from onestop.web.place import MOST_KEPT, keep, kept


def test_a_cookie_keeps_one_credential_for_each_place() -> None:
    cookie = keep(keep("", "kiosk-1", "aaa"), "board-1", "bbb")
    assert kept(cookie) == {"kiosk-1": "aaa", "board-1": "bbb"}
    assert kept(keep(cookie, "kiosk-1", "new")) == {"board-1": "bbb", "kiosk-1": "new"}


def test_the_oldest_place_is_forgotten_first() -> None:
    cookie = ""
    for n in range(MOST_KEPT + 1):
        cookie = keep(cookie, f"place-{n}", "k")
    assert "place-0" not in kept(cookie)
    assert len(kept(cookie)) == MOST_KEPT


def test_a_broken_cookie_keeps_nothing() -> None:
    assert kept("") == kept("|||") == kept("kiosk-1") == kept("~secret") == {}
