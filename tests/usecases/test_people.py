"""Accounts and alerts: a lock after wrong passwords, sessions that end; what is raised once is closed with words."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from onestop.domain import errors
from onestop.domain.rating import Source
from onestop.storage.rows import Alert, Counter, Officer, Rating
from onestop.usecases import accounts, alerts, hall_watch, rating, serving
from tests.conftest import Clock
from tests.factories import PASSWORD, Hall
from tests.usecases.test_together import at_once


def log_in(hall: Hall, password: str, username: str = "officer1") -> accounts.SignedIn:
    return accounts.log_in(hall.work, username, password, now=hall.clock())


def wrong(hall: Hall, times: int) -> None:
    for _ in range(times):
        with pytest.raises(errors.BadCredentials):
            log_in(hall, "not the password")


def test_five_wrong_passwords_lock_the_account_for_a_while(hall: Hall, clock: Clock) -> None:
    wrong(hall, 5)
    with pytest.raises(errors.AccountLocked) as refused:
        log_in(hall, PASSWORD)
    assert refused.value.facts == {"minutes": 15}
    assert log_in(hall, PASSWORD, "officer2").username == "officer2"
    clock.forward(minutes=15)
    assert log_in(hall, PASSWORD).username == "officer1"


def test_a_locked_account_costs_no_hashing(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong(lite_hall, 5)
    monkeypatch.setattr(accounts, "_hasher", [])
    with pytest.raises(errors.AccountLocked):
        log_in(lite_hall, PASSWORD)


def test_more_than_can_be_verified_at_once_are_asked_to_wait(
    lite_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "HASH_WITHIN_S", 0.01)
    with ExitStack() as busy:
        for _ in range(accounts.AT_ONCE):
            busy.enter_context(accounts._hashing)
        with pytest.raises(errors.TooManyRequests):
            log_in(lite_hall, PASSWORD)
    assert log_in(lite_hall, PASSWORD).username == "officer1"


def test_a_right_password_forgets_the_wrong_ones(lite_hall: Hall) -> None:
    for _ in range(3):
        wrong(lite_hall, 4)
        log_in(lite_hall, PASSWORD)


def test_a_stranger_and_a_wrong_password_look_the_same(lite_hall: Hall) -> None:
    for name in ("nobody", "", "officer1"):
        with pytest.raises(errors.BadCredentials) as refused:
            log_in(lite_hall, "not the password", name)
        assert refused.value.facts == {}


def test_a_session_ends_by_itself_or_by_log_out(hall: Hall, clock: Clock) -> None:
    first, second = log_in(hall, PASSWORD), log_in(hall, PASSWORD)
    assert accounts.whoami(hall.work, first.token, now=clock()).username == "officer1"
    accounts.log_out(hall.work, first.token, now=clock())
    with pytest.raises(errors.NotSignedIn):
        accounts.whoami(hall.work, first.token, now=clock())
    clock.forward(hours=11, minutes=59)
    accounts.whoami(hall.work, second.token, now=clock())
    clock.forward(minutes=1)
    with pytest.raises(errors.NotSignedIn):
        accounts.whoami(hall.work, second.token, now=clock())
    accounts.log_out(hall.work, "never issued", now=clock())


def test_an_officer_who_left_is_signed_out(lite_hall: Hall, clock: Clock) -> None:
    token = lite_hall.token("officer1")
    with lite_hall.work() as tx:
        tx.session.execute(update(Officer).where(Officer.username == "officer1").values(active=False))
    with pytest.raises(errors.NotSignedIn):
        accounts.whoami(lite_hall.work, token, now=clock())
    with pytest.raises(errors.BadCredentials):
        log_in(lite_hall, PASSWORD)


def test_a_place_shows_its_credential(lite_hall: Hall) -> None:
    assert accounts.place_of(lite_hall.work, lite_hall.key("kiosk-1")).code == "kiosk-1"
    with pytest.raises(errors.PlaceUnknown):
        accounts.place_of(lite_hall.work, "made-up")


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_passwords_of_a_bearable_length(password: str) -> None:
    with pytest.raises(errors.BadInput):
        accounts.hashed(password)


# --- alerts ---


def open_alerts(hall: Hall) -> list[Alert]:
    with hall.work.reading() as session:
        return list(session.scalars(select(Alert).where(Alert.closed_at.is_(None))))


def test_help_is_asked_once_and_seen_and_closed(hall: Hall, clock: Clock) -> None:
    for _ in range(2):
        alerts.call_for_help(hall.work, hall.office_id, "kiosk-1", actor=hall.place("kiosk-1"), now=clock())
    only = open_alerts(hall)
    assert [a.kind for a in only] == ["help.kiosk"]
    floor = hall.officer("floor1")
    alerts.see(hall.work, only[0].id, actor=floor, now=clock())
    alerts.close(hall.work, only[0].id, "", actor=floor, now=clock())
    with pytest.raises(errors.AlertUnknown):
        alerts.close(hall.work, only[0].id, "", actor=floor, now=clock())
    alerts.call_for_help(hall.work, hall.office_id, "kiosk-1", actor=hall.place("kiosk-1"), now=clock())
    assert len(open_alerts(hall)) == 1


def test_criticism_is_not_closed_without_words(hall: Hall, clock: Clock) -> None:
    hall.take()
    hall.call(1, hall.sit(1))
    with hall.work.reading() as session:
        seat = session.scalars(select(Counter.id).where(Counter.code == "most-1")).one()
    tablet = hall.place("tablet-1")
    assert rating.criticise(hall.work, seat, actor=tablet, now=clock())
    assert not rating.criticise(hall.work, seat, actor=tablet, now=clock())
    criticism = open_alerts(hall)[0]
    floor = hall.officer("floor1")
    for empty in ("", "   "):
        with pytest.raises(errors.OutcomeNeeded):
            alerts.close(hall.work, criticism.id, empty, actor=floor, now=clock())
    with pytest.raises(errors.Forbidden):
        alerts.close(hall.work, criticism.id, "Đã xin lỗi", actor=hall.officer("officer1"), now=clock())
    alerts.close(hall.work, criticism.id, "Đã xin lỗi", actor=floor, now=clock())
    assert open_alerts(hall) == []


def test_a_long_wait_is_an_alert_while_it_lasts(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    hall_watch.watch_waits(hall.work, now=clock.forward(minutes=45))
    assert open_alerts(hall) == []
    for _ in range(2):
        hall_watch.watch_waits(hall.work, now=clock.forward(minutes=1))
    assert [(a.kind, a.subject) for a in open_alerts(hall)] == [("wait.long", "A")]
    officer = hall.sit(1)
    hall.call(1, officer)
    hall_watch.watch_waits(hall.work, now=clock())
    assert open_alerts(hall) == []
    assert hall.ticket(taken.id).status.value == "called"


def test_a_counter_that_calls_nobody_while_people_wait(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    hall.take()
    hall_watch.watch_waits(hall.work, now=clock.forward(minutes=11))
    assert [(a.kind, a.subject) for a in open_alerts(hall)] == [("counter.idle", "most-1")]
    called = hall.call(1, officer)
    assert called is not None
    serving.start(hall.work, called.id, actor=officer, now=clock())
    hall_watch.watch_waits(hall.work, now=clock())
    assert open_alerts(hall) == []


def test_a_mark_from_the_phone_has_two_hours(hall: Hall, clock: Clock) -> None:
    taken, officer = hall.take(), hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    with pytest.raises(errors.RatingClosed):
        rating.rate_from_phone(hall.work, taken.track_token, rating.Mark(4), now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock())
    done = clock()
    with pytest.raises(errors.RatingClosed):
        rating.rate_from_phone(hall.work, taken.track_token, rating.Mark(4), now=done + timedelta(minutes=121))
    with pytest.raises(errors.TicketUnknown):
        rating.rate_from_phone(hall.work, "WRONG", rating.Mark(4), now=done)
    rating.rate_from_phone(hall.work, taken.track_token, rating.Mark(1), now=done + timedelta(minutes=120))


def marked(hall: Hall, clock: Clock, value: int) -> str:
    """The code of a visit that got this mark at the keypad."""
    taken, officer = hall.take(), hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock())
    seat = hall.view().counter("most-1")
    assert seat is not None
    mark, keypad = rating.Mark(value), hall.place("keypad-1")
    rating.rate_at_counter(hall.work, seat.id, mark, Source.KEYPAD, actor=keypad, at=clock(), now=clock())
    return taken.track_token


def test_a_low_mark_at_the_keypad_is_explained_once(hall: Hall, clock: Clock) -> None:
    token, tablet = marked(hall, clock, 2), hall.place("tablet-1")
    with pytest.raises(errors.BadInput):
        rating.explain_from_phone(hall.work, token, (), "  ", now=clock())
    with pytest.raises(errors.BadInput):
        rating.add_reasons(hall.work, token, ("weather",), "", actor=tablet, now=clock())
    rating.explain_from_phone(hall.work, token, (), "đợi lâu", now=clock())
    with pytest.raises(errors.RatingClosed):
        rating.add_reasons(hall.work, token, ("long_wait",), "", actor=tablet, now=clock())
    with hall.work.reading() as session:
        kept = session.scalars(select(Rating)).one()
        assert (kept.value, kept.reasons, kept.comment) == (2, ["other"], "đợi lâu")


@pytest.mark.parametrize(("value", "minutes"), [(3, 0), (1, 121)])
def test_a_good_mark_and_a_late_word_are_not_explained(hall: Hall, clock: Clock, value: int, minutes: int) -> None:
    token, late = marked(hall, clock, value), clock() + timedelta(minutes=minutes)
    with pytest.raises(errors.RatingClosed):
        rating.explain_from_phone(hall.work, token, ("attitude",), "", now=late)


def test_two_who_explain_at_once_are_one(hall: Hall, clock: Clock) -> None:
    token = marked(hall, clock, 1)

    def explain(n: int) -> bool:
        try:
            rating.explain_from_phone(hall.work, token, (("attitude", "other")[n % 2],), "", now=clock())
        except errors.RatingClosed:
            return False
        return True

    assert sum(at_once(explain)) == 1
