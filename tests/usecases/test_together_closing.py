"""Closing a counter or the day while others come and call: nobody is left at an empty desk or off the list."""

import threading
from contextlib import suppress

from sqlalchemy import event, select, update

from onestop.domain.errors import CounterBusy, DayClosed, NotAtCounter
from onestop.storage.rows import BusinessDay, CarryOver, Counter, Ticket
from onestop.storage.unit_of_work import Inside
from onestop.usecases import calling, counters, days, ticketing
from onestop.wiring import attempt
from tests.conftest import MONDAY, Clock
from tests.factories import Hall
from tests.usecases.test_together import at_once

TODAY = MONDAY.date()


def test_a_counter_does_not_close_on_somebody_called_in_the_same_instant(hall: Hall, clock: Clock) -> None:
    hall.take()
    officer = hall.sit(1)
    held, closing = threading.Event(), threading.Event()

    def asked(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "FOR UPDATE OF counter" in statement and threading.current_thread().name == "closes":
            closing.set()

    def close() -> None:
        held.wait(10)
        try:
            attempt(counters.close, hall.work, "most-1", actor=officer, now=clock())
            outcome.append("closed")
        except CounterBusy:
            outcome.append("busy")

    outcome: list[str] = []
    event.listen(hall.work.engine, "before_cursor_execute", asked)
    thread = threading.Thread(target=close, name="closes")
    thread.start()
    with hall.work() as tx:
        assert calling.call_next(Inside(tx), "most-1", actor=officer, now=clock()) is not None
        tx.session.flush()
        held.set()
        closing.wait(0.5)
    thread.join(20)
    assert outcome == ["busy"]


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
