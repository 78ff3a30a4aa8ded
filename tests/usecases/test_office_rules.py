"""Each rule an office may set for its hall, set and felt: the same act on both sides of the limit."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from onestop.domain.errors import RatingClosed, TooEarlyToMiss, UndoTooLate
from onestop.domain.people import Actor
from onestop.domain.ticket import Status
from onestop.relay import relay, speech
from onestop.storage.rows import Alert, Counter, Device
from onestop.usecases import announcing, calling, hall_watch, moving, rating, serving, setup_policy, sweeps
from onestop.usecases.rating import Mark
from onestop.usecases.setup import CounterWish, save_counter
from tests.conftest import Clock
from tests.factories import Hall


def rules(hall: Hall, **wanted: Any) -> None:
    setup_policy.save_policy(hall.work, hall.office_id, wanted, actor=hall.officer("admin1"), now=hall.clock())


def alerts(hall: Hall) -> list[str]:
    with hall.work.reading() as session:
        return sorted(session.scalars(select(Alert.kind).where(Alert.closed_at.is_(None))))


def served(hall: Hall, clock: Clock, officer: Actor) -> Any:
    taken = hall.take()
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock.forward(seconds=30))
    return taken


@pytest.mark.parametrize(("where", "order"), [("keep", "123"), ("end", "231"), ("front", "123")])
def test_where_a_reinstated_ticket_stands(hall: Hall, clock: Clock, where: str, order: str) -> None:
    rules(hall, reinstate_at=where, min_recalls=0, min_recall_interval_s=0)
    officer = hall.sit(1)
    taken = {str(n): hall.take() for n in (1, 2, 3)}
    clock.forward(seconds=20)
    assert hall.call(1, officer)
    serving.miss(hall.work, taken["1"].id, actor=officer, now=clock.forward(seconds=20))
    moving.reinstate(hall.work, taken["1"].id, actor=officer, now=clock.forward(seconds=20))
    assert _called_in_order(hall, clock, officer) == [taken[n].number for n in order]


def test_at_the_front_is_before_those_who_came_earlier(hall: Hall, clock: Clock) -> None:
    """A parked visit's own age would put the last one last."""
    rules(hall, reinstate_at="front")
    officer = hall.sit(1)
    first, second, last = hall.take(), hall.take(), hall.take()
    calling.call_chosen(hall.work, "most-1", last.id, actor=officer, now=clock())
    moving.park(hall.work, last.id, actor=officer, now=clock())
    moving.reinstate(hall.work, last.id, actor=officer, now=clock.forward(seconds=5))
    assert _called_in_order(hall, clock, officer) == [last.number, first.number, second.number]


def _counter_id(hall: Hall) -> UUID:
    with hall.work.reading() as session:
        return session.scalars(select(Counter.id).where(Counter.code == "most-1")).one()


def _called_in_order(hall: Hall, clock: Clock, officer: Actor) -> list[str]:
    numbers = []
    while (called := hall.call(1, officer)) is not None:
        numbers.append(called.number)
        serving.start(hall.work, called.id, actor=officer, now=clock())
        serving.finish(hall.work, called.id, actor=officer, now=clock.forward(seconds=60))
    return numbers


@pytest.mark.parametrize(("recalls", "interval_s"), [(0, 0), (2, 15), (0, 40)])
def test_when_a_person_may_be_missed(hall: Hall, clock: Clock, recalls: int, interval_s: int) -> None:
    rules(hall, min_recalls=recalls, min_recall_interval_s=interval_s)
    officer, taken = hall.sit(1), hall.take()
    hall.call(1, officer)
    for done in range(recalls):
        with pytest.raises(TooEarlyToMiss) as refused:
            serving.miss(hall.work, taken.id, actor=officer, now=clock.forward(seconds=60))
        assert refused.value.facts["recalls"] == recalls - done
        calling.recall(hall.work, taken.id, actor=officer, now=clock())
    if interval_s:
        with pytest.raises(TooEarlyToMiss):
            serving.miss(hall.work, taken.id, actor=officer, now=clock.forward(seconds=interval_s - 1))
    serving.miss(hall.work, taken.id, actor=officer, now=clock.forward(seconds=1))
    assert hall.ticket(taken.id).status is Status.MISSED


@pytest.mark.parametrize("limit_s", [0, 20, 300])
def test_how_long_a_finish_may_be_undone(hall: Hall, clock: Clock, limit_s: int) -> None:
    rules(hall, undo_within_s=limit_s)
    taken = served(hall, clock, officer := hall.sit(1))
    with pytest.raises(UndoTooLate):
        serving.undo(hall.work, taken.id, actor=officer, now=clock() + timedelta(seconds=limit_s + 1))
    serving.undo(hall.work, taken.id, actor=officer, now=clock() + timedelta(seconds=limit_s))


@pytest.mark.parametrize("minutes", [1, 25])
def test_how_long_a_parked_visit_stays_away(hall: Hall, clock: Clock, minutes: int) -> None:
    rules(hall, park_min=minutes)
    officer, taken = hall.sit(1), hall.take()
    hall.call(1, officer)
    moving.park(hall.work, taken.id, actor=officer, now=clock())
    assert sweeps.return_parked(hall.work, now=clock.forward(minutes=minutes, seconds=-1)) == 0
    assert sweeps.return_parked(hall.work, now=clock.forward(seconds=1)) == 1


@pytest.mark.parametrize("minutes", [5, 60])
def test_how_long_the_phone_may_rate(hall: Hall, clock: Clock, minutes: int) -> None:
    rules(hall, phone_rating_min=minutes)
    taken = served(hall, clock, hall.sit(1))

    def rate() -> None:
        rating.rate_from_phone(hall.work, taken.track_token, Mark(4), now=clock())

    ended = clock()
    clock.now = ended + timedelta(minutes=minutes, seconds=1)
    with pytest.raises(RatingClosed):
        rate()
    clock.now = ended + timedelta(minutes=minutes)
    rate()


@pytest.mark.parametrize(("digits", "number"), [(2, "A01"), (4, "A0001")])
def test_how_many_digits_a_number_has(hall: Hall, digits: int, number: str) -> None:
    rules(hall, number_digits=digits)
    assert hall.take().number == number


@pytest.mark.parametrize("limit_s", [5, 90])
def test_when_an_unprinted_slip_is_told(hall: Hall, clock: Clock, limit_s: int) -> None:
    rules(hall, print_confirm_s=limit_s)
    hall.take(place="kiosk-1")
    relay.step(hall.work, "http://hall", clock())
    assert sweeps.watch_slips(hall.work, now=clock.forward(seconds=limit_s)) == 0
    assert sweeps.watch_slips(hall.work, now=clock.forward(seconds=1)) == 1
    assert alerts(hall) == ["slip.unconfirmed"]


@pytest.mark.parametrize("minutes", [2, 30])
def test_when_a_wait_is_too_long(hall: Hall, clock: Clock, minutes: int) -> None:
    rules(hall, wait_alert_min=minutes, idle_alert_min=120)
    hall.take()
    hall_watch.watch_waits(hall.work, now=clock.forward(minutes=minutes))
    assert alerts(hall) == []
    hall_watch.watch_waits(hall.work, now=clock.forward(seconds=1))
    assert alerts(hall) == ["wait.long"]


@pytest.mark.parametrize("minutes", [1, 20])
def test_when_a_counter_is_idle(hall: Hall, clock: Clock, minutes: int) -> None:
    rules(hall, idle_alert_min=minutes, wait_alert_min=480)
    hall.sit(1)
    hall.take()
    hall_watch.watch_waits(hall.work, now=clock.forward(minutes=minutes))
    assert alerts(hall) == []
    hall_watch.watch_waits(hall.work, now=clock.forward(seconds=1))
    assert alerts(hall) == ["counter.idle"]


@pytest.mark.parametrize("silent_s", [40, 300])
def test_when_a_device_is_taken_for_lost(hall: Hall, clock: Clock, silent_s: int) -> None:
    rules(hall, device_silent_s=silent_s)
    with hall.work() as tx:
        tx.session.execute(update(Device).values(presence="absent"))
        tx.session.execute(update(Device).where(Device.code == "sign-1").values(presence="ready", seen_at=clock()))
    sweeps.watch_devices(hall.work, now=clock.forward(seconds=silent_s))
    assert _presence(hall) == "ready"
    sweeps.watch_devices(hall.work, now=clock.forward(seconds=1))
    assert _presence(hall) != "ready"


def _presence(hall: Hall) -> str:
    with hall.work.reading() as session:
        return session.scalars(select(Device.presence).where(Device.code == "sign-1")).one()


@pytest.mark.parametrize(("rule", "value", "told"), [("voice_english", True, "counter"), ("linh", "lẻ", "lẻ")])
def test_how_a_call_is_spoken(hall: Hall, clock: Clock, rule: str, value: Any, told: str) -> None:
    officer = hall.sit(1)
    hall.take()
    hall.call(1, officer)
    first = announcing.next_to_speak(hall.work, hall.office_id, None, "board", now=clock())
    assert first is not None
    call = replace(first, counter=105)
    before = speech.utterance(call, hall.view().office.policy).sentence
    rules(hall, **{rule: value})
    after = speech.utterance(call, hall.view().office.policy).sentence
    assert told not in before
    assert told in after


@pytest.mark.parametrize("balance", ["longest_wait", "weights"])
def test_which_line_a_counter_turns_to(hall: Hall, clock: Clock, balance: str) -> None:
    """Weights 9 to 1: with them a queue that came later is served first; without, whoever waited longest."""
    rules(hall, balance=balance)
    officer = hall.sit(1)
    view = hall.view()
    queues = {q.code: q.id for q in view.queues}
    wish = CounterWish(1, weights={queues["A"]: 1, queues["B"]: 9})
    save_counter(hall.work, hall.office_id, _counter_id(hall), wish, actor=hall.officer("admin1"), now=clock())
    for _ in range(3):
        hall.take("A")
    clock.forward(minutes=1)
    for _ in range(3):
        hall.take("B")
    clock.forward(minutes=1)
    order = "".join(number[0] for number in _called_in_order(hall, clock, officer))
    assert order == ("AAABBB" if balance == "longest_wait" else "BBBAAA")


@pytest.mark.parametrize("most", [0, 3])
def test_how_many_priority_calls_in_a_row(hall: Hall, clock: Clock, most: int) -> None:
    rules(hall, max_preferred_run=most)
    officer = hall.sit(1)
    for priority in (None, "elderly", "elderly", "elderly", "elderly"):
        hall.take(priority=priority)
        clock.forward(seconds=1)
    ordinary = hall.take().number
    numbers = _called_in_order(hall, clock, officer)
    assert numbers.index("A001") == most
    assert ordinary in numbers
