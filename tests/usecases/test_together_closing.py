"""Closing a counter or the day while others come and call: nobody is left at an empty desk or off the list."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from sqlalchemy import select, text, update

from onestop.domain.errors import CounterBusy, DayClosed, NotAtCounter
from onestop.storage.rows import BusinessDay, CarryOver, Counter, Ticket
from onestop.storage.session import is_sqlite
from onestop.storage.unit_of_work import Inside
from onestop.usecases import calling, counters, days, ticketing
from onestop.wiring import attempt
from tests.conftest import MONDAY, Clock
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.usecases.test_together import at_once

TODAY = MONDAY.date()


def _somebody_waits_for_a_lock(hall: Hall) -> bool:
    """SQLite lets the second writer in only when the first is done: nothing to wait for."""
    if is_sqlite(hall.work.engine):
        return True
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with hall.work.reading() as session:
        return bool(session.scalar(text(waiting)))


def test_a_counter_does_not_close_on_somebody_called_in_the_same_instant(hall: Hall, clock: Clock) -> None:
    hall.take()
    officer = hall.sit(1)

    def close() -> str:
        try:
            attempt(counters.close, hall.work, "most-1", actor=officer, now=clock())
        except CounterBusy:
            return "busy"
        return "closed"

    with ThreadPoolExecutor(1) as pool:
        with hall.work() as tx:
            assert calling.call_next(Inside(tx), "most-1", actor=officer, now=clock()) is not None
            tx.session.flush()
            closes = pool.submit(close)
            eventually(lambda: _somebody_waits_for_a_lock(hall))
        assert closes.result(20) == "busy"


def test_whoever_slips_through_the_closing_of_the_day_is_listed(hall: Hall, clock: Clock) -> None:
    listed = hall.take()
    days.close_day(hall.work, hall.office_id, TODAY, actor=hall.officer("supervisor1"), now=clock())
    assert days.list_stragglers(hall.work, now=clock()) == 0
    with hall.work() as tx:
        tx.session.execute(update(BusinessDay).values(closed_at=None))
    late, called = hall.take(), hall.take()
    calling.call_chosen(hall.work, "most-1", called.id, actor=hall.sit(1), now=clock())
    with hall.work() as tx:
        tx.session.execute(update(BusinessDay).values(closed_at=clock()))
    assert days.list_stragglers(hall.work, now=clock.forward(minutes=1)) == 2
    assert days.list_stragglers(hall.work, now=clock.forward(minutes=1)) == 0
    with hall.work.reading() as session:
        assert set(session.scalars(select(CarryOver.ticket_id))) == {listed.id, late.id, called.id}
        assert {t.status.value for t in session.scalars(select(Ticket))} == {"waiting"}


def test_numbers_taken_while_the_day_closes_are_all_listed(hall: Hall, clock: Clock) -> None:
    supervisor, kiosk = hall.officer("supervisor1"), hall.place("kiosk-1")
    hall.take()

    def take_or_close(i: int) -> None:
        if i == 3:
            attempt(days.close_day, hall.work, hall.office_id, TODAY, actor=supervisor, now=clock())
            return
        with suppress(DayClosed):
            attempt(ticketing.take, hall.work, ticketing.Wish("most", "AB"[i % 2], "kiosk"), actor=kiosk, now=clock())

    at_once(take_or_close, 8)
    days.list_stragglers(hall.work, now=clock())
    with hall.work.reading() as session:
        taken = set(session.scalars(select(Ticket.id)))
        assert set(session.scalars(select(CarryOver.ticket_id))) == taken


def test_counters_close_or_call_but_never_both(hall: Hall, clock: Clock) -> None:
    for _ in range(4):
        hall.take()
    officers = {n: hall.sit(n) for n in range(1, 5)}

    def call_or_close(i: int) -> None:
        number = i // 2 + 1
        code, actor = f"most-{number}", officers[number]
        with suppress(CounterBusy, NotAtCounter):
            attempt((calling.call_next, counters.close)[i % 2], hall.work, code, actor=actor, now=clock())

    at_once(call_or_close, 8)
    with hall.work.reading() as session:
        closed = set(session.scalars(select(Counter.id).where(Counter.status == "closed")))
        assert not closed & set(session.scalars(select(Ticket.counter_id).where(Ticket.status == "called")))
