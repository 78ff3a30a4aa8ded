"""One visit from number to rating, and the refusals along the way."""

import pytest
from sqlalchemy import insert, update

from onestop.domain import errors
from onestop.domain.ticket import Status
from onestop.domain.waiting import MOST_AHEAD
from onestop.storage.rows import Series, Ticket
from onestop.storage.rows.base import new_id
from onestop.usecases import calling, counters, moving, rating, serving, ticketing
from tests.conftest import Clock
from tests.factories import Hall


def test_a_visit_from_number_to_rating(hall: Hall, clock: Clock) -> None:
    taken = hall.take("A")
    assert (taken.number, taken.ahead) == ("A001", 0)
    officer = hall.sit(3)
    called = hall.call(3, officer)
    assert called is not None
    assert (called.number, called.counter, called.why) == ("A001", 3, "only_one")
    clock.forward(seconds=20)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    clock.forward(minutes=5)
    assert serving.finish(hall.work, taken.id, actor=officer, now=clock()) is False
    clock.forward(seconds=10)
    rating.rate_from_phone(hall.work, taken.track_token, rating.Mark(4), now=clock())
    with pytest.raises(errors.AlreadyRated):
        rating.rate_from_phone(hall.work, taken.track_token, rating.Mark(1), now=clock())
    view = hall.view()
    queue = view.queue("A")
    assert queue is not None
    assert (queue.served, queue.mean_service_s) == (1, 300.0)


def test_numbers_follow_each_other_per_queue(hall: Hall) -> None:
    assert [hall.take(q).number for q in "AABA"] == ["A001", "A002", "B001", "A003"]


def test_beyond_what_is_counted_a_place_is_more_than_and_its_wait_unknown(hall: Hall, clock: Clock) -> None:
    first = hall.ticket(hall.take("A").id)
    copied = {c.name: getattr(first, c.name) for c in Ticket.__table__.columns}
    own = ("id", "number", "serial", "track_token")
    crowd = [
        copied | dict(zip(own, (new_id(), f"A{n}", n, f"crowd-{n:010}"), strict=True))
        for n in range(2, MOST_AHEAD + 1)
    ]
    with hall.work() as tx:
        tx.session.execute(insert(Ticket.__table__), crowd)  # type: ignore[arg-type]
        tx.session.execute(update(Series).values(last_serial=MOST_AHEAD, issued=MOST_AHEAD, served=50))
        tx.session.execute(update(Series).values(service_sum_s=50 * 60.0, service_sum_sq_s2=50 * 3600.0))
    hall.sit(1)
    taken = []
    for _ in range(3):
        clock.forward(seconds=1)
        taken.append(hall.take("A"))
    last_counted, beyond, further = taken
    assert (last_counted.ahead, beyond.ahead, further.ahead) == (MOST_AHEAD, MOST_AHEAD + 1, MOST_AHEAD + 1)
    assert (last_counted.wait is None, beyond.wait) == (False, None)


def test_nobody_waits(hall: Hall) -> None:
    assert hall.call(1, hall.sit(1)) is None


def test_a_busy_counter_calls_nobody_else(hall: Hall) -> None:
    hall.take(), hall.take()
    officer = hall.sit(1)
    hall.call(1, officer)
    with pytest.raises(errors.CounterBusy):
        hall.call(1, officer)


def test_a_stranger_cannot_call_or_serve(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    hall.sit(1)
    stranger = hall.officer("officer2")
    with pytest.raises(errors.NotAtCounter):
        hall.call(1, stranger)
    hall.call(1, hall.officer("officer1"))
    with pytest.raises(errors.Forbidden):
        serving.start(hall.work, taken.id, actor=stranger, now=clock())


def test_a_miss_waits_for_recall_and_time(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    officer = hall.sit(1)
    hall.call(1, officer)
    with pytest.raises(errors.TooEarlyToMiss) as refused:
        serving.miss(hall.work, taken.id, actor=officer, now=clock())
    assert refused.value.facts == {"recalls": 1, "seconds": 10}
    calling.recall(hall.work, taken.id, actor=officer, now=clock.forward(seconds=5))
    serving.miss(hall.work, taken.id, actor=officer, now=clock.forward(seconds=10))
    assert hall.ticket(taken.id).status is Status.MISSED
    moving.reinstate(hall.work, taken.id, actor=officer, now=clock())
    assert hall.call(1, officer) is not None


def test_undo_within_a_minute_only(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    officer = hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock.forward(minutes=2))
    serving.undo(hall.work, taken.id, actor=officer, now=clock.forward(seconds=50))
    assert hall.ticket(taken.id).status is Status.SERVING
    serving.finish(hall.work, taken.id, actor=officer, now=clock())
    with pytest.raises(errors.UndoTooLate):
        serving.undo(hall.work, taken.id, actor=officer, now=clock.forward(seconds=61))


def test_one_visit_asks_for_two_things_under_one_number(hall: Hall, clock: Clock) -> None:
    taken = hall.take("A")
    officer = hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    ticketing.ask_further(hall.work, taken.id, "B", actor=officer, now=clock())
    assert serving.finish(hall.work, taken.id, actor=officer, now=clock()) is True
    again = hall.call(1, officer)
    assert again is not None
    assert (again.number, again.queue) == ("A001", "B")


def test_a_transfer_keeps_its_age_and_goes_to_a_named_counter(hall: Hall, clock: Clock) -> None:
    taken = hall.take("A")
    clock.forward(minutes=3)
    hall.take("B")
    first, second = hall.sit(1), hall.sit(2)
    hall.call(1, first)
    moving.transfer(hall.work, taken.id, actor=first, now=clock(), counter_code="most-2")
    called = hall.call(2, second)
    assert called is not None
    assert (called.number, called.why) == ("A001", "personal")


def test_an_officer_sits_at_one_counter(hall: Hall) -> None:
    hall.sit(1)
    with pytest.raises(errors.AlreadySeated):
        hall.sit(2, "officer1")
    with pytest.raises(errors.CounterTaken):
        hall.sit(1, "officer2")


def test_the_next_shift_reads_the_word_left(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    counters.close(hall.work, "most-1", actor=officer, now=clock(), word="A010 quay lại lúc 14 giờ")
    seated = counters.open_counter(hall.work, "most-1", actor=hall.officer("officer5"), now=clock())
    assert seated.handover == "A010 quay lại lúc 14 giờ"


def test_the_same_key_gives_the_same_number(hall: Hall, clock: Clock) -> None:
    wish = ticketing.Wish("most", "A", "kiosk")
    actor = hall.place("kiosk-1")
    first = ticketing.take(hall.work, wish, actor=actor, now=clock(), key="k1")
    assert ticketing.take(hall.work, wish, actor=actor, now=clock(), key="k1") == first
    with pytest.raises(errors.KeyReused):
        ticketing.take(hall.work, ticketing.Wish("most", "B", "kiosk"), actor=actor, now=clock(), key="k1")


def test_priority_with_proof_is_granted_at_the_desk_only(hall: Hall) -> None:
    with pytest.raises(errors.ProofNeeded):
        hall.take("A", priority="merit")
    assert hall.take("A", priority="elderly").number == "A001"
