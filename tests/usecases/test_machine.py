"""A hall in which anything may happen next: the real use cases, the relay and the clock, on a real database."""

import os
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from unittest.mock import patch
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from onestop.domain import counter, ticket
from onestop.domain.errors import CounterBusy, DayClosed, DomainError
from onestop.domain.people import Actor
from onestop.domain.ticket import Status, Step
from onestop.relay import relay
from onestop.storage import outbox
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
from onestop.usecases import calling, counters, days, devices, sweeps, ticketing
from tests.conftest import MONDAY, Clock
from tests.factories import Hall

EXAMPLES = int(os.environ.get("ONESTOP_TEST_EXAMPLES", "10"))
STEPS = int(os.environ.get("ONESTOP_TEST_STEPS", "50"))
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
STEP_OF = {
    "ticket.called": Step.CALL,
    "ticket.recalled": Step.RECALL,
    "ticket.started": Step.START,
    "ticket.finished": Step.FINISH,
    "ticket.forwarded": Step.FORWARD,
    "ticket.undone": Step.UNDO,
    "ticket.parked": Step.PARK,
    "ticket.returned": Step.RETURN,
    "ticket.missed": Step.MISS,
    "ticket.reinstated": Step.REINSTATE,
    "ticket.transferred": Step.TRANSFER,
    "ticket.cancelled": Step.CANCEL,
    "ticket.released": Step.RELEASE,
}


class Killed(BaseException):
    """The relay's process ends between its plan and the commit."""


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


class AnyDay(RuleBasedStateMachine):
    def __init__(self, hall: Hall, clock: Clock) -> None:
        super().__init__()
        self.hall, self.clock, self.work = hall, clock, hall.work
        empty(hall)
        clock.now = MONDAY
        self.known: list[Known] = []
        self.passed: dict[int, int] = defaultdict(int)
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
        assert self.passed[number] <= MOST_PREFERRED
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
                self.try_step(one, step, lambda: calling.start(self.work, one.id, actor=actor, now=now))
            case Step.RECALL:
                self.try_step(one, step, lambda: calling.recall(self.work, one.id, actor=actor, now=now))
            case Step.MISS:
                self.try_step(one, step, lambda: calling.miss(self.work, one.id, actor=actor, now=now))
            case Step.PARK:
                self.try_step(one, step, lambda: calling.park(self.work, one.id, actor=actor, now=now, minutes=5))
            case _:
                self.finish(one, actor)

    def finish(self, one: Known, actor: Actor) -> None:
        step = Step.FORWARD if one.further and one.status is Status.SERVING else Step.FINISH
        if self.try_step(one, step, lambda: calling.finish(self.work, one.id, actor=actor, now=self.clock())):
            one.further -= step is Step.FORWARD
            one.pinned = one.pinned and step is not Step.FORWARD

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99), by=st.sampled_from(SEATS))
    def undo(self, pick: int, by: int) -> None:
        one, served_at = self.any_known(pick), None
        if one.status is Status.SERVED:
            served_at = self.number_of(self.hall.ticket(one.id).counter_id)
        actor = self.officers[by]
        if self.try_step(one, Step.UNDO, lambda: calling.undo(self.work, one.id, actor=actor, now=self.clock())):
            one.seat = served_at

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99))
    def reinstate(self, pick: int) -> None:
        one, boss = self.any_known(pick), self.boss
        self.try_step(one, Step.REINSTATE, lambda: calling.reinstate(self.work, one.id, actor=boss, now=self.clock()))

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99), to=st.sampled_from(["queue", "counter", "officer"]), number=st.sampled_from(SEATS))
    def transfer(self, pick: int, to: str, number: int) -> None:
        one = self.any_known(pick)
        target = self.officers[number].officer_id
        if self.try_step(
            one,
            Step.TRANSFER,
            lambda: calling.transfer(
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

    def try_step(self, one: Known, step: Step, act: object) -> bool:
        """Do it; where the table says no the use case must have refused, and a refusal changes nothing."""
        assert callable(act)
        try:
            act()
        except DomainError:
            return False
        one.took(step)
        return True

    # --- the clock, the day ---

    @rule(seconds=st.integers(1, 600))
    def time_passes(self, seconds: int) -> None:
        due = {k.id for k in self.known if k.status is Status.PARKED and self.comes_back(k, seconds)}
        now = self.clock.forward(seconds=seconds)
        assert sweeps.return_parked(self.work, now=now) == len(due)
        for one in self.known:
            if one.id in due:
                one.took(Step.RETURN)

    def comes_back(self, one: Known, seconds: int) -> bool:
        at = self.hall.ticket(one.id).returns_at
        return at is not None and (at - self.clock()).total_seconds() <= seconds

    @rule(often=st.integers(0, 5))
    def close_day(self, often: int) -> None:
        if often:
            return
        try:
            days.close_day(self.work, self.hall.office_id, self.today, actor=self.boss, now=self.clock())
        except DomainError:
            return
        for one in self.known:
            if one.status in ticket.AT_COUNTER:
                one.took(Step.RELEASE)
        self.passed.clear()

    @rule()
    def reopen(self) -> None:
        closed = self.day_closed()
        try:
            days.reopen(self.work, self.hall.office_id, self.today, actor=self.boss, now=self.clock())
        except DomainError:
            assert not closed

    def day_closed(self) -> bool:
        with self.work.reading() as session:
            day = session.get(BusinessDay, (self.hall.office_id, self.today))
            return day is not None and day.closed_at is not None

    # --- relay and printer ---

    @rule(killed=st.booleans())
    def relay(self, killed: bool) -> None:
        if killed:
            with patch.object(outbox, "mark_sent", side_effect=Killed):
                try:
                    relay.step(self.work, "http://hall", self.clock())
                except Killed:
                    return
        while relay.step(self.work, "http://hall", self.clock()).facts:
            pass
        self.all_told()

    @rule(state=st.sampled_from(["accepted", "printed", "unknown", "failed"]), twice=st.booleans())
    def printer_reports(self, state: str, twice: bool) -> None:
        printer = devices.known(self.work, "most", "printer-1")
        with self.work.reading() as session:
            open_one = session.scalars(
                select(DeviceCommand)
                .where(DeviceCommand.device_id == printer.id, DeviceCommand.state.in_(["pending", "accepted"]))
                .order_by(DeviceCommand.created_at, DeviceCommand.id)
                .limit(1)
            ).one_or_none()
        if open_one is None or open_one.ticket_id is None:
            return
        if state == "unknown" and open_one.reprint_of is None:
            self.unknown_prints[open_one.ticket_id] += 1
        for _ in range(1 + twice):
            devices.result(self.work, printer, open_one.id, state, None, now=self.clock())

    def all_told(self) -> None:
        """Every fact was acted on once; each slip has its paper; each sign shows what is at its counter."""
        with self.work.reading() as session:
            facts = session.scalars(select(Fact)).all()
            commands = session.scalars(select(DeviceCommand).where(DeviceCommand.kind == "print")).all()
            signs = session.scalars(select(Device).where(Device.kind == "sign", Device.active)).all()
        assert all(fact.sent_at is not None and not fact.attempts for fact in facts)
        assert len({c.fact_id for c in commands}) == len(commands)
        for one in self.known:
            first = [c for c in commands if c.ticket_id == one.id and c.reprint_of is None]
            again = [c for c in commands if c.ticket_id == one.id and c.reprint_of is not None]
            assert len(first) == one.printing
            assert len(again) == self.unknown_prints[one.id]
        if not facts:
            return
        for sign in signs:
            shown, here = sign.desired["face"]["text"].strip(), self.at(self.number_of(sign.counter_id) or 0)
            assert (shown == here.number) if here else (shown not in {k.number for k in self.known})

    # --- what always holds ---

    def number_of(self, counter_id: UUID | None) -> int | None:
        with self.work.reading() as session:
            seat = session.get(Counter, counter_id) if counter_id else None
            return seat.number if seat else None

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        with self.work.reading() as session:
            rows = {row.id: row for row in session.scalars(select(Ticket))}
            seats = {seat.id: seat for seat in session.scalars(select(Counter))}
        assert len({row.number for row in rows.values()}) == len(rows) == len(self.known)
        for one in self.known:
            row = rows[one.id]
            assert (row.status, row.number) == (one.status, one.number)
            if one.seat is not None:
                seat = seats[row.counter_id] if row.counter_id else None
                assert seat is not None
                assert seat.number == one.seat
                assert seat.status is not counter.Status.CLOSED
        taken = [k.seat for k in self.known if k.seat]
        assert len(taken) == len(set(taken))
        assert all((s.officer_id is None) == (s.status is counter.Status.CLOSED) for s in seats.values())

    @invariant()
    def facts_tell_the_same_story(self) -> None:
        with self.work.reading() as session:
            facts = session.execute(select(Fact.kind, Fact.subject).order_by(Fact.id)).all()
        told: dict[str, Status] = {}
        for kind, subject in facts:
            if kind == "ticket.issued":
                assert subject not in told
                told[subject] = Status.WAITING
            elif kind in STEP_OF:
                told[subject] = ticket.after(told[subject], STEP_OF[kind])
        assert told == {one.id.hex: one.status for one in self.known}

    @rule()
    def the_picture_is_the_truth(self) -> None:
        view = self.hall.view()
        assert {t.id for t in view.waiting} == {k.id for k in self.known if k.status is Status.WAITING}
        assert [t.rank_at for t in view.waiting] == sorted(t.rank_at for t in view.waiting)
        assert {t.id for t in view.parked} == {k.id for k in self.known if k.status is Status.PARKED}
        here = {c.number: c.ticket.number for c in view.counters if c.ticket}
        assert here == {k.seat: k.number for k in self.known if k.seat}
        assert sum(q.waiting for q in view.queues) == len(view.waiting)
        assert not (view.day_closed and here)

    def teardown(self) -> None:
        self.relay(killed=False)
        self.the_picture_is_the_truth()


def test_any_day_in_any_order(hall: Hall, clock: Clock) -> None:
    class Here(AnyDay):
        def __init__(self) -> None:
            super().__init__(hall, clock)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=tuple(Phase) if "ONESTOP_TEST_EXAMPLES" in os.environ else (Phase.generate,),
        ),
    )
