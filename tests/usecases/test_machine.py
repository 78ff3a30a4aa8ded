"""A hall in which anything may happen next: the real use cases, the relay and the clock, on a real database."""

import os
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from onestop.domain import counter, ticket
from onestop.domain.errors import DomainError
from onestop.domain.ticket import Status, Step
from onestop.relay import relay
from onestop.storage import outbox
from onestop.storage.rows import Counter, Device, DeviceCommand, Fact, Ticket
from onestop.usecases import days, devices, results, sweeps
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.visits import SEATS, Known, Visits

EXAMPLES = int(os.environ.get("ONESTOP_TEST_EXAMPLES", "5"))
STEPS = int(os.environ.get("ONESTOP_TEST_STEPS", "50"))
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


class AnyDay(Visits):
    """Visits, and what goes on around them."""

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

    @rule(often=st.integers(0, 1))
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

    @precondition(lambda self: self.day_closed())
    @rule()
    def reopen(self) -> None:
        closed = self.day_closed()
        try:
            days.reopen(self.work, self.hall.office_id, self.today, actor=self.boss, now=self.clock())
        except DomainError:
            assert not closed

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
            results.result(self.work, printer, open_one.id, state, None, now=self.clock())

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
        for number, queue in zip(SEATS, "ABA", strict=True):
            self.a_crowd_of_the_preferred(number, queue, last=number != 1)
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
