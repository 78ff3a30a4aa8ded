"""The model of a hall and the rules by which people take numbers, are called, served, handed on and come back."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import delete, update

from onestop.domain import counter, ticket
from onestop.domain.errors import CounterBusy, DayClosed, DomainError
from onestop.domain.people import Actor
from onestop.domain.ticket import Status, Step
from onestop.storage.rows import (
    Alert,
    Announcement,
    AnnouncementAck,
    BusinessDay,
    CarryOver,
    Counter,
    CounterSpell,
    Device,
    DeviceCommand,
    Fact,
    Rating,
    Series,
    Ticket,
)
from onestop.usecases import calling, counters, moving, serving, ticketing
from tests.conftest import MONDAY, Clock
from tests.factories import Hall

SEATS = (1, 2, 3)
QUEUES = "AB"
MOST_PREFERRED = 2
EMPTIED = (
    DeviceCommand,
    AnnouncementAck,
    Announcement,
    Rating,
    CarryOver,
    Ticket,
    Series,
    BusinessDay,
    Fact,
    Alert,
    CounterSpell,
)


@dataclass
class Known:
    """What the model believes of one ticket."""

    id: UUID
    number: str
    preferred: bool
    printing: bool
    status: Status = Status.WAITING
    seat: int | None = None
    pinned: bool = False
    further: int = 0

    def took(self, step: Step) -> None:
        self.status = ticket.after(self.status, step)
        if self.status not in ticket.AT_COUNTER:
            self.seat = None


def empty(hall: Hall) -> None:
    """Back to the morning before the first number."""
    with hall.work() as tx:
        for table in EMPTIED:
            tx.session.execute(delete(table))
        tx.session.execute(
            update(Counter).values(
                status=counter.Status.CLOSED, officer_id=None, preferred_run=0, credits={}, auto_call=False
            )
        )
        tx.session.execute(update(Device).values(desired={}, rev=0))


class Visits(RuleBasedStateMachine):
    def __init__(self, hall: Hall, clock: Clock) -> None:
        super().__init__()
        self.hall, self.clock, self.work = hall, clock, hall.work
        empty(hall)
        clock.now = MONDAY
        self.known: list[Known] = []
        self.passed: dict[int, int] = defaultdict(int)
        """By counter: preferred calls in a row made while an ordinary ticket waited in its lines."""
        self.unknown_prints: dict[UUID, int] = defaultdict(int)
        self.officers = {n: hall.officer(f"officer{n}") for n in SEATS}
        self.boss = hall.officer("supervisor1")
        self.kiosk, self.kiosk_id = hall.place("kiosk-1"), hall.place_id("kiosk-1")

    @property
    def today(self) -> date:
        return MONDAY.date()

    def any_known(self, pick: int) -> Known:
        return self.known[pick % len(self.known)]

    def at(self, number: int) -> Known | None:
        return next((k for k in self.known if k.seat == number), None)

    # --- numbers ---

    @rule(queue=st.sampled_from(QUEUES), priority=st.sampled_from([None, None, "elderly"]), paper=st.booleans())
    def take(self, queue: str, priority: str | None, paper: bool) -> None:
        wish = ticketing.Wish("most", queue, "kiosk", priority=priority, paper=paper, place_id=self.kiosk_id)
        try:
            taken = ticketing.take(self.work, wish, actor=self.kiosk, now=self.clock())
        except DayClosed:
            assert self.day_closed()
            return
        assert taken.printing == paper
        self.known.append(Known(taken.id, taken.number, priority is not None, paper))

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99))
    def grant(self, pick: int) -> None:
        one = self.any_known(pick)
        try:
            ticketing.grant_priority(self.work, one.id, "merit", "thẻ", actor=self.boss, now=self.clock())
        except DomainError:
            assert one.status is not Status.WAITING
            return
        assert one.status is Status.WAITING
        one.preferred, one.pinned = True, False

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99))
    def cancel(self, pick: int) -> None:
        one = self.any_known(pick)
        self.try_step(
            one, Step.CANCEL, lambda: ticketing.cancel(self.work, one.id, actor=self.boss, now=self.clock())
        )

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99), queue=st.sampled_from(QUEUES))
    def ask_further(self, pick: int, queue: str) -> None:
        one = self.any_known(pick)
        try:
            ticketing.ask_further(self.work, one.id, queue, actor=self.boss, now=self.clock())
        except DomainError:
            assert one.status not in ticket.UNFINISHED or one.further >= ticketing.MAX_FURTHER
            return
        one.further += 1

    # --- counters ---

    @rule(number=st.sampled_from(SEATS), step=st.sampled_from(["open", "open", "open", "pause", "close"]))
    def counter_step(self, number: int, step: str) -> None:
        code, actor = f"most-{number}", self.officers[number]
        try:
            if step == "open":
                counters.open_counter(self.work, code, actor=actor, now=self.clock())
            elif step == "pause":
                counters.pause(self.work, code, "break", actor=actor, now=self.clock())
            else:
                counters.close(self.work, code, actor=actor, now=self.clock())
        except CounterBusy:
            assert self.at(number)
            return
        except DomainError:
            return
        if step == "close":
            assert self.at(number) is None
            self.passed[number] = 0

    # --- calling and serving ---

    @rule(number=st.sampled_from(SEATS))
    def call_next(self, number: int) -> None:
        ordinary_waits = any(k.status is Status.WAITING and not k.preferred and not k.pinned for k in self.known)
        busy = self.at(number)
        try:
            called = calling.call_next(self.work, f"most-{number}", actor=self.officers[number], now=self.clock())
        except CounterBusy:
            assert busy is not None
            return
        except DayClosed:
            assert self.day_closed()
            return
        except DomainError:
            return
        assert busy is None
        if called is None:
            assert self.day_closed() or not ordinary_waits
            return
        one = next(k for k in self.known if k.id == called.id)
        preferred = one.preferred or one.pinned
        self.passed[number] = self.passed[number] + 1 if preferred and ordinary_waits else 0
        self.was_called(one, number)

    @precondition(lambda self: self.known)
    @rule(number=st.sampled_from(SEATS), pick=st.integers(0, 99))
    def call_chosen(self, number: int, pick: int) -> None:
        one = self.any_known(pick)
        try:
            calling.call_chosen(self.work, f"most-{number}", one.id, actor=self.officers[number], now=self.clock())
        except DomainError:
            return
        self.was_called(one, number)

    def was_called(self, one: Known, number: int) -> None:
        assert self.at(number) is None
        assert not self.day_closed()
        one.took(Step.CALL)
        one.seat = number

    @precondition(lambda self: any(k.seat for k in self.known))
    @rule(
        pick=st.integers(0, 99),
        step=st.sampled_from([Step.START, Step.START, Step.FINISH, Step.FINISH, Step.RECALL, Step.MISS, Step.PARK]),
    )
    def serve(self, pick: int, step: Step) -> None:
        here = [k for k in self.known if k.seat]
        one = here[pick % len(here)]
        assert one.seat is not None
        actor, now = self.officers[one.seat], self.clock()
        match step:
            case Step.START:
                self.try_step(one, step, lambda: serving.start(self.work, one.id, actor=actor, now=now))
            case Step.RECALL:
                self.try_step(one, step, lambda: calling.recall(self.work, one.id, actor=actor, now=now))
            case Step.MISS:
                self.try_step(one, step, lambda: serving.miss(self.work, one.id, actor=actor, now=now))
            case Step.PARK:
                self.try_step(one, step, lambda: moving.park(self.work, one.id, actor=actor, now=now, minutes=5))
            case _:
                self.finish(one, actor)

    @rule(number=st.sampled_from(SEATS), times=st.integers(2, 5))
    def serve_several(self, number: int, times: int) -> None:
        """A counter at its usual pace: deep enough for quotas to matter."""
        for _ in range(times):
            self.call_next(number)
            one, actor = self.at(number), self.officers[number]
            if one is None:
                return
            if one.status is Status.CALLED:
                serving.start(self.work, one.id, actor=actor, now=self.clock())
                one.took(Step.START)
            self.finish(one, actor)

    @rule(number=st.sampled_from(SEATS), queue=st.sampled_from(QUEUES), last=st.booleans())
    def a_crowd_of_the_preferred(self, number: int, queue: str, last: bool) -> None:
        """More of them than may go first at one counter, and one person who is not; chance alone seldom brings it."""
        for preferred in [*[True] * (MOST_PREFERRED + 1), False][:: 1 if last else -1]:
            self.take(queue, "elderly" if preferred else None, paper=False)
        self.counter_step(number, "open")
        for _ in range(MOST_PREFERRED + 2):
            self.serve_several(number, 1)
            self.nobody_starves()

    @invariant()
    def nobody_starves(self) -> None:
        """While an ordinary ticket waits for a counter, at most `max_preferred_run` preferred ones go before it."""
        assert all(run <= MOST_PREFERRED for run in self.passed.values())

    def finish(self, one: Known, actor: Actor) -> None:
        step = Step.FORWARD if one.further and one.status is Status.SERVING else Step.FINISH
        if self.try_step(one, step, lambda: serving.finish(self.work, one.id, actor=actor, now=self.clock())):
            one.further -= step is Step.FORWARD
            one.pinned = one.pinned and step is not Step.FORWARD

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99), by=st.sampled_from(SEATS))
    def undo(self, pick: int, by: int) -> None:
        one, served_at = self.any_known(pick), None
        went_on = one.status is Status.WAITING
        if one.status in (Status.SERVED, Status.WAITING):
            served_at = self.number_of(self.hall.ticket(one.id).counter_id)
        actor = self.officers[by]
        since = self.at(served_at) if served_at else None
        if self.try_step(one, Step.UNDO, lambda: serving.undo(self.work, one.id, actor=actor, now=self.clock())):
            if since is not None:
                assert since.status is Status.CALLED
                since.took(Step.TRANSFER)
                since.pinned = True
            one.seat = served_at
            one.further += went_on

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99))
    def reinstate(self, pick: int) -> None:
        one, boss = self.any_known(pick), self.boss
        self.try_step(one, Step.REINSTATE, lambda: moving.reinstate(self.work, one.id, actor=boss, now=self.clock()))

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99), to=st.sampled_from(["queue", "counter", "officer"]), number=st.sampled_from(SEATS))
    def transfer(self, pick: int, to: str, number: int) -> None:
        one = self.any_known(pick)
        target = self.officers[number].officer_id
        if self.try_step(
            one,
            Step.TRANSFER,
            lambda: moving.transfer(
                self.work,
                one.id,
                actor=self.officers[one.seat] if one.seat else self.boss,
                now=self.clock(),
                queue="B" if to == "queue" else None,
                counter_code=f"most-{number}" if to == "counter" else None,
                officer=target if to == "officer" else None,
            ),
        ):
            one.pinned = to != "queue"

    def try_step(self, one: Known, step: Step, act: Callable[[], object]) -> bool:
        """Do it; where the table says no the use case must have refused, and a refusal changes nothing."""
        try:
            act()
        except DomainError:
            return False
        one.took(step)
        return True

    # --- what is so ---

    def day_closed(self) -> bool:
        with self.work.reading() as session:
            day = session.get(BusinessDay, (self.hall.office_id, self.today))
            return day is not None and day.closed_at is not None

    def number_of(self, counter_id: UUID | None) -> int | None:
        with self.work.reading() as session:
            seat = session.get(Counter, counter_id) if counter_id else None
            return seat.number if seat else None
