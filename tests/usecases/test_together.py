"""Many at once: no number twice, nobody called twice, nobody told an error because somebody else was quicker."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import func, select

from onestop.domain.errors import CounterBusy, DomainError, TicketTaken
from onestop.storage.rows import Announcement, Series, Ticket
from onestop.usecases import alerts, calling, counters, serving, ticketing
from onestop.wiring import attempt
from tests.conftest import Clock
from tests.factories import Hall

THREADS = 16
T = TypeVar("T")


def at_once(work: Callable[[int], T], times: int = THREADS) -> list[T]:
    """What `times` threads answer that all begin in the same instant."""
    gate = threading.Barrier(times)

    def one(i: int) -> T:
        gate.wait(20)
        return work(i)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_numbers_taken_at_once_are_all_different(hall: Hall, clock: Clock) -> None:
    actor = hall.place("kiosk-1")

    def take(i: int) -> list[str]:
        wishes = [ticketing.Wish("most", queue, "kiosk") for queue in ("A", "AB"[i % 2], "A")]
        return [attempt(ticketing.take, hall.work, w, actor=actor, now=clock()).number for w in wishes]

    numbers = [n for some in at_once(take) for n in some]
    assert len(set(numbers)) == len(numbers) == 3 * THREADS
    for queue in "AB":
        own = sorted(int(n[1:]) for n in numbers if n[0] == queue)
        assert own == list(range(1, len(own) + 1))


def test_nobody_is_called_twice(hall: Hall, clock: Clock) -> None:
    seats = 8
    for _ in range(2):
        for queue in "AB":
            for _ in range(5):
                hall.take(queue)
    officers = {n: hall.sit(n) for n in range(1, seats + 1)}

    def call_three(i: int) -> list[str]:
        number = i % seats + 1
        called = []
        for _ in range(3):
            try:
                found = attempt(calling.call_next, hall.work, f"most-{number}", actor=officers[number], now=clock())
            except (CounterBusy, TicketTaken):
                continue
            if found is not None:
                called.append(found.number)
                attempt(serving.start, hall.work, found.id, actor=officers[number], now=clock())
                attempt(serving.finish, hall.work, found.id, actor=officers[number], now=clock())
        return called

    called = [n for some in at_once(call_three) for n in some]
    assert max(Counter(called).values()) == 1
    while left := sum(hall.call(n, officers[n]) is not None for n in officers if not _busy(hall, n)):
        called += ["rest"] * left
        for n in officers:
            _clear(hall, n, clock)
    assert len(called) == 20
    with hall.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(Announcement)) == 20
        assert sum(s.served for s in session.scalars(select(Series))) == 20


def _busy(hall: Hall, number: int) -> bool:
    seat = hall.view().counter(f"most-{number}")
    return seat is not None and seat.ticket is not None


def _clear(hall: Hall, number: int, clock: Clock) -> None:
    seat = hall.view().counter(f"most-{number}")
    if seat is not None and seat.ticket is not None:
        actor = hall.officer(f"officer{number}")
        serving.start(hall.work, seat.ticket.id, actor=actor, now=clock())
        serving.finish(hall.work, seat.ticket.id, actor=actor, now=clock())


def test_one_counter_called_for_by_many_calls_one(hall: Hall, clock: Clock) -> None:
    for _ in range(4):
        hall.take()
    officer = hall.sit(1)

    def call(_: int) -> str | None:
        try:
            found = attempt(calling.call_next, hall.work, "most-1", actor=officer, now=clock())
        except CounterBusy:
            return None
        return found.number if found else None

    assert [n for n in at_once(call) if n] == ["A001"]
    with hall.work.reading() as session:
        called = session.scalars(select(Ticket.number).where(Ticket.status == "called")).all()
    assert called == ["A001"]


def test_one_ticket_chosen_by_many_goes_to_one(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    officers = {n: hall.sit(n) for n in range(1, 9)}

    def choose(i: int) -> bool:
        try:
            attempt(calling.call_chosen, hall.work, f"most-{i + 1}", taken.id, actor=officers[i + 1], now=clock())
        except TicketTaken:
            return False
        return True

    assert sum(at_once(choose, 8)) == 1


def test_one_key_is_one_number_however_often_at_once(hall: Hall, clock: Clock) -> None:
    wish, actor = ticketing.Wish("most", "A", "kiosk"), hall.place("kiosk-1")

    def take(_: int) -> ticketing.Taken:
        return attempt(ticketing.take, hall.work, wish, actor=actor, now=clock(), key="pressed-once")

    assert len({taken.id for taken in at_once(take)}) == 1
    assert hall.take().number == "A002"


def test_one_alert_however_many_raise_it(hall: Hall, clock: Clock) -> None:
    def help_me(_: int) -> None:
        attempt(alerts.call_for_help, hall.work, hall.office_id, "kiosk-1", actor=hall.place("kiosk-1"), now=clock())

    at_once(help_me, 8)
    assert [a.kind for a in hall.view().alerts] == ["help.kiosk"]


def test_one_seat_is_taken_by_one_officer(hall: Hall, clock: Clock) -> None:
    officers = [hall.officer(f"officer{n}") for n in range(1, 9)]

    def sit(i: int) -> str:
        try:
            attempt(counters.open_counter, hall.work, "most-1", actor=officers[i], now=clock())
        except DomainError as refused:
            return refused.code
        return "sat"

    assert Counter(at_once(sit, 8)) == {"sat": 1, "counter.taken": 7}
