"""The business day: hours, limits and cut-off, closing with a list of who was left, opening it again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from onestop.api.phone import Lens, Seen, picture
from onestop.domain import errors
from onestop.domain.ticket import Status
from onestop.queries import track
from onestop.queries.days import carried_over
from onestop.storage.rows import CarryOver, Office, Queue
from onestop.usecases import calling, counters, days, hall_watch, moving, serving, setup_calendar, sweeps, ticketing
from onestop.usecases.setup_calendar import DayWish
from onestop.usecases.ticketing import Taken
from tests.conftest import MONDAY, Clock
from tests.factories import Hall

TODAY = MONDAY.date()
EVENING = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""18:00 in Hanoi."""


def rule(hall: Hall, **policy: Any) -> None:
    with hall.work() as tx:
        office = tx.session.get_one(Office, hall.office_id)
        office.policy = {**office.policy, **policy}


def queue(hall: Hall, code: str = "A", **values: Any) -> None:
    with hall.work() as tx:
        tx.session.execute(update(Queue).where(Queue.code == code).values(**values))


def close(hall: Hall) -> int:
    return days.close_day(hall.work, hall.office_id, TODAY, actor=hall.officer("supervisor1"), now=hall.clock())


def reopen(hall: Hall) -> None:
    days.reopen(hall.work, hall.office_id, TODAY, actor=hall.officer("supervisor1"), now=hall.clock())


def carried(hall: Hall) -> list[CarryOver]:
    with hall.work.reading() as session:
        return list(session.scalars(select(CarryOver)))


def test_closing_lists_everybody_who_was_left(hall: Hall, clock: Clock) -> None:
    taken = [hall.take() for _ in range(4)]
    first, second = hall.sit(1), hall.sit(2)
    hall.call(1, first)
    hall.call(2, second)
    serving.start(hall.work, taken[1].id, actor=second, now=clock())
    assert close(hall) == 4
    was = {row.ticket_id: row.status for row in carried(hall)}
    assert [was[t.id] for t in taken] == [Status.CALLED, Status.SERVING, Status.WAITING, Status.WAITING]
    now = [hall.ticket(t.id).status for t in taken]
    assert now == [Status.WAITING, Status.PARKED, Status.WAITING, Status.WAITING]
    assert {c.status for c in hall.view().counters} == {"closed"}
    with pytest.raises(errors.DayClosed):
        close(hall)
    with pytest.raises(errors.DayClosed):
        hall.take()


def test_nobody_is_called_on_a_closed_day(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    close(hall)
    officer = hall.sit(1)
    with pytest.raises(errors.DayClosed):
        hall.call(1, officer)
    with pytest.raises(errors.DayClosed):
        calling.call_chosen(hall.work, "most-1", taken.id, actor=officer, now=clock())
    counters.set_auto_call(hall.work, "most-1", on=True, actor=officer, now=clock())
    assert sweeps.auto_call(hall.work, now=clock.forward(minutes=1)) == 0


def test_a_finish_is_not_undone_after_the_counter_closed(hall: Hall, clock: Clock) -> None:
    taken, officer = hall.take(), hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock())
    counters.close(hall.work, "most-1", actor=officer, now=clock())
    with pytest.raises(errors.CounterNotOpen):
        serving.undo(hall.work, taken.id, actor=officer, now=clock())
    close(hall)
    hall.sit(1)
    with pytest.raises(errors.DayClosed):
        serving.undo(hall.work, taken.id, actor=officer, now=clock())


def test_a_reopened_day_goes_on_where_it_was(hall: Hall, clock: Clock) -> None:
    taken = [hall.take() for _ in range(2)]
    close(hall)
    reopen(hall)
    with pytest.raises(errors.DayOpen):
        reopen(hall)
    called = hall.call(1, hall.sit(1))
    assert called is not None
    assert called.id == taken[0].id
    assert hall.take().number == "A003"
    clock.now = EVENING + timedelta(hours=1)
    assert days.close_due(hall.work, now=clock()) == 0
    assert close(hall) == 3
    assert len(carried(hall)) == 3


def test_only_a_supervisor_closes_and_only_today_is_reopened(hall: Hall, clock: Clock) -> None:
    hall.take()
    with pytest.raises(errors.Forbidden):
        days.close_day(hall.work, hall.office_id, TODAY, actor=hall.officer("officer1"), now=clock())
    with pytest.raises(errors.NotFound):
        days.close_day(
            hall.work, hall.office_id, TODAY - timedelta(days=1), actor=hall.officer("supervisor1"), now=clock()
        )
    close(hall)
    clock.forward(days=1)
    with pytest.raises(errors.BadInput):
        reopen(hall)


def test_the_day_closes_itself_at_its_hour_and_a_past_day_always(hall: Hall, clock: Clock) -> None:
    rule(hall, close_at="18:00")
    taken = hall.take()
    assert days.close_due(hall.work, now=EVENING - timedelta(seconds=1)) == 0
    assert days.close_due(hall.work, now=EVENING) == 1
    reopen(hall)
    assert days.close_due(hall.work, now=EVENING + timedelta(hours=1)) == 0
    clock.now = MONDAY + timedelta(days=1)
    assert days.close_due(hall.work, now=clock()) == 1
    assert hall.take().number == "A001"
    with pytest.raises(errors.DayClosed):
        calling.call_chosen(hall.work, "most-1", taken.id, actor=hall.sit(1), now=clock())


def test_yesterday_is_closed_while_today_is_under_way(hall: Hall, clock: Clock) -> None:
    rule(hall, close_at="")
    hall.take()
    clock.forward(days=1)
    today = hall.take()
    officer = hall.sit(1)
    hall.call(1, officer)
    assert close(hall) == 1
    assert next(seat.status for seat in hall.view().counters if seat.number == 1) == "open"
    assert hall.ticket(today.id).status is Status.CALLED
    serving.start(hall.work, today.id, actor=officer, now=clock())


def test_nobody_waits_too_long_on_a_day_that_is_over(hall: Hall, clock: Clock) -> None:
    hall.take()
    hall.sit(1)
    clock.forward(hours=1)
    hall_watch.watch_waits(hall.work, now=clock())
    assert {alert.kind for alert in hall.view().alerts} == {"wait.long", "counter.idle"}
    close(hall)
    hall_watch.watch_waits(hall.work, now=clock())
    assert hall.view().alerts == ()


def test_a_phone_is_told_that_the_day_is_over(hall: Hall, clock: Clock) -> None:
    waits = hall.take()

    def over(token: str) -> bool:
        lens = Lens(hall.view())
        return bool(picture(lens, lens.tickets[token], {}, clock())["over"])

    assert not over(waits.track_token)
    close(hall)
    assert over(waits.track_token)
    reopen(hall)
    assert not over(waits.track_token)
    clock.forward(days=1)
    with hall.work.reading() as session:
        holder = track.holders(session, [waits.track_token])[waits.track_token]
    assert picture(Lens(hall.view()), Seen(holder, rated=False), {}, clock())["over"]


def test_a_visit_finished_after_reopening_is_no_unfinished_one(hall: Hall, clock: Clock) -> None:
    first, second = hall.take(), hall.take()
    close(hall)
    reopen(hall)
    assert carried_over(hall.work, hall.office_id) == ()
    officer = hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, first.id, actor=officer, now=clock())
    serving.finish(hall.work, first.id, actor=officer, now=clock())
    assert close(hall) == 1
    assert [one.number for one in carried_over(hall.work, hall.office_id)] == [second.number]
    assert days.list_stragglers(hall.work, now=clock()) == 0


def test_a_visit_at_a_counter_is_ended_by_its_officer_or_the_floor(hall: Hall, clock: Clock) -> None:
    first, second = hall.take(), hall.take()
    mine, other = hall.sit(1), hall.sit(2)
    hall.call(1, mine)
    hall.call(2, other)
    with pytest.raises(errors.NotAtCounter):
        ticketing.cancel(hall.work, first.id, actor=other, now=clock())
    ticketing.cancel(hall.work, first.id, actor=mine, now=clock())
    ticketing.cancel(hall.work, second.id, actor=hall.officer("floor1"), now=clock())
    assert [hall.ticket(one.id).status for one in (first, second)] == [Status.CANCELLED] * 2


def test_what_became_of_a_carried_visit(hall: Hall, clock: Clock) -> None:
    hall.take()
    close(hall)
    left = carried(hall)[0]
    with pytest.raises(errors.Forbidden):
        days.settle(hall.work, left.id, "called back", actor=hall.officer("officer1"), now=clock())
    days.settle(hall.work, left.id, "called back", actor=hall.officer("supervisor1"), now=clock())
    assert carried(hall)[0].settled_how == "called back"


def test_numbers_only_in_the_queues_hours(lite_hall: Hall, clock: Clock) -> None:
    rule(lite_hall, enforce_hours=True)
    queue(lite_hall, hours=[[1, "08:00", "10:00"]])
    assert lite_hall.take().number == "A001"
    clock.forward(hours=1)
    with pytest.raises(errors.QueueClosed) as refused:
        lite_hall.take()
    assert refused.value.facts == {"queue": "A"}
    rule(lite_hall, enforce_hours=False)
    assert lite_hall.take().number == "A002"


def test_the_hall_keeps_the_days_of_the_calendar(lite_hall: Hall, clock: Clock) -> None:
    """Monday the 23rd is a day off, and the Saturday before it made up for it with a Monday's hours."""
    rule(lite_hall, enforce_hours=True, cut_off=False)
    queue(lite_hall, hours=[[1, "08:00", "12:00"]])
    lite_hall.take()
    wishes = (DayWish(TODAY, "Nghỉ bù"), DayWish(TODAY + timedelta(days=5), "Làm bù", works_as=1))
    clock.forward(seconds=3)
    admin = lite_hall.officer("admin1")
    setup_calendar.save_year(lite_hall.work, lite_hall.office_id, 2026, wishes, actor=admin, now=clock())
    with pytest.raises(errors.QueueClosed):
        lite_hall.take()
    assert not next(q.open for q in lite_hall.view().queues if q.code == "A")
    clock.forward(days=5)
    lite_hall.take()
    clock.forward(days=2)
    lite_hall.take()  # the next Monday is an ordinary one
    clock.forward(days=1)
    with pytest.raises(errors.QueueClosed):
        lite_hall.take()


def test_no_number_for_whom_no_time_is_left(lite_hall: Hall, clock: Clock) -> None:
    rule(lite_hall, enforce_hours=True, cut_off=True)
    queue(lite_hall, hours=[[1, "08:00", "17:00"]])
    lite_hall.sit(1)
    for _ in range(5):
        _serve(lite_hall, lite_hall.take(), clock, minutes=10)
    clock.now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    given = []
    for _ in range(3):
        given.append(lite_hall.take())
        clock.forward(seconds=1)
    assert [(t.low_min, t.high_min) for t in given] == [(0, 10), (10, 20), (20, 30)]
    with pytest.raises(errors.QueueCutOff) as refused:
        lite_hall.take()
    assert refused.value.facts == {"queue": "A", "minutes": 40}
    rule(lite_hall, enforce_hours=True, cut_off=False)
    assert lite_hall.take().number == "A009"


def _serve(hall: Hall, taken: Taken, clock: Clock, *, minutes: int) -> None:
    officer = hall.officer("officer1")
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock.forward(minutes=minutes))


def test_the_daily_limit_and_the_end_of_the_range(hall: Hall) -> None:
    queue(hall, "A", daily_limit=2)
    queue(hall, "B", first_number=10, last_number=11)
    assert [hall.take(q).number for q in "AABB"] == ["A001", "A002", "B010", "B011"]
    for _ in range(2):
        with pytest.raises(errors.QueueLimitReached):
            hall.take("A")
        with pytest.raises(errors.QueueRangeExhausted):
            hall.take("B")
    view = hall.view().queue("A")
    assert view is not None
    assert (view.full, view.issued) == (True, 2)
    queue(hall, "A", daily_limit=None)
    assert hall.take("A").number == "A003"


def test_parked_tickets_come_back_by_themselves(hall: Hall, clock: Clock) -> None:
    taken, officer = hall.take(), hall.sit(1)
    hall.call(1, officer)
    back = moving.park(hall.work, taken.id, actor=officer, now=clock(), minutes=5)
    assert back == clock() + timedelta(minutes=5)
    assert sweeps.return_parked(hall.work, now=clock.forward(minutes=4, seconds=59)) == 0
    assert sweeps.return_parked(hall.work, now=clock.forward(seconds=1)) == 1
    assert sweeps.return_parked(hall.work, now=clock()) == 0
    called = hall.call(1, officer)
    assert called is not None
    assert called.id == taken.id


def test_an_idle_counter_calls_by_itself_after_a_breath(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    counters.set_auto_call(hall.work, "most-1", on=True, actor=officer, now=clock())
    hall.take()
    hall.take()
    assert sweeps.auto_call(hall.work, now=clock.forward(seconds=7)) == 0
    assert sweeps.auto_call(hall.work, now=clock.forward(seconds=1)) == 1
    assert sweeps.auto_call(hall.work, now=clock.forward(minutes=1)) == 0
    counters.pause(hall.work, "most-1", "break", actor=officer, now=clock())
    assert sweeps.auto_call(hall.work, now=clock.forward(minutes=1)) == 0


def test_a_transfer_to_nobody_is_refused(hall: Hall, clock: Clock) -> None:
    taken, officer = hall.take(), hall.sit(1)
    hall.call(1, officer)
    for target in ({"officer": hall.office_id}, {"queue": "ZZ"}, {"counter_code": "most-99"}, {}):
        with pytest.raises(errors.DomainError):
            moving.transfer(hall.work, taken.id, actor=officer, now=clock(), **target)
    assert hall.ticket(taken.id).status is Status.CALLED
