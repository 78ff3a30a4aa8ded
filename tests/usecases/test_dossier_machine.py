"""Whatever officers and applicants do, in whatever order: only legal steps happen, and the replay is what is stored.

One model of a few dossiers drives the real use cases on a real database, with a clock that moves and sweeps that run.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from onestop.domain import dossier, stage
from onestop.domain.dossier import Status, Step
from onestop.domain.errors import CorrectionUnderWay, DomainError, IllegalDossierStep
from onestop.storage import dossiers
from onestop.storage.rows import (
    Alert,
    Apology,
    Dossier,
    DossierEvent,
    DossierKey,
    DossierPaper,
    DossierSeries,
    DossierStage,
    Fact,
    Notice,
    Opinion,
    RegisterSeries,
)
from onestop.usecases import correcting, intake, lateness, processing, receiving, returning
from tests.conftest import MONDAY, Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, GOOD, RESUMING, Bureau

EMPTIED = (
    Alert,
    Apology,
    Notice,
    Opinion,
    DossierKey,
    DossierPaper,
    DossierStage,
    DossierEvent,
    Dossier,
    DossierSeries,
    RegisterSeries,
    Fact,
)
AGREES = {status: set(steps) for status, steps in dossier.LIFE.items()}


class Bureaucracy(RuleBasedStateMachine):
    """What the model believes: each dossier's status; the database must agree after every rule."""

    def __init__(self, bureau: Bureau) -> None:
        super().__init__()
        self.bureau, self.work, self.clock = bureau, bureau.work, bureau.clock
        with self.work() as tx:
            for table in EMPTIED:
                tx.session.execute(delete(table))
        self.clock.now = MONDAY
        self.status: dict[UUID, Status] = {}
        self.received: list[UUID] = []
        self.corrects: dict[UUID, UUID] = {}
        """Whose result each correction puts right."""
        self.paid: set[UUID] = set()

    def any_of(self, pick: int) -> UUID:
        return list(self.status)[pick % len(self.status)]

    def attempt(self, made: UUID, step: Step, act: Callable[[], object]) -> bool:
        """Do it; the table decides whether it may happen, other refusals leave everything as it was."""
        before = self.status[made]
        try:
            act()
        except IllegalDossierStep:
            again = step is Step.RECEIVE and made in self.received
            assert step not in AGREES[before] or again, (before, step)
            return False
        except DomainError:
            return False
        assert step in AGREES[before], (before, step)
        self.status[made] = dossier.after(before, step)
        return True

    def stage_under_way(self, made: UUID) -> DossierStage | None:
        with self.work.reading() as session:
            return session.scalars(
                select(DossierStage)
                .where(DossierStage.dossier_id == made, DossierStage.status.in_(list(stage.UNDER_WAY)))
                .order_by(DossierStage.position)
            ).first()

    # --- the counter ---

    @rule(resuming=st.booleans())
    @precondition(lambda self: len(self.status) < 4)
    def open(self, resuming: bool) -> None:
        made = self.bureau.opened("resume" if resuming else "test")
        self.status[made] = Status.DRAFT

    @rule(pick=st.integers(0, 9), good=st.booleans())
    @precondition(lambda self: self.status)
    def check(self, pick: int, good: bool) -> None:
        made = self.any_of(pick)
        seen = GOOD if good else (GOOD[0],)
        try:
            intake.check_papers(self.work, made, seen, actor=self.bureau.desk, now=self.clock())
        except IllegalDossierStep:
            assert self.status[made] in dossier.ENDED

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.status)
    def receive(self, pick: int) -> None:
        made = self.any_of(pick)

        def act() -> None:
            receiving.receive(self.work, made, actor=self.bureau.desk, now=self.clock())

        if self.attempt(made, Step.RECEIVE, act):
            self.received.append(made)

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.status)
    def guide(self, pick: int) -> None:
        made = self.any_of(pick)
        self.attempt(
            made,
            Step.ASK_SUPPLEMENT,
            lambda: intake.guide(self.work, made, actor=self.bureau.desk, now=self.clock()),
        )

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.status)
    def refuse(self, pick: int) -> None:
        made = self.any_of(pick)
        self.attempt(
            made,
            Step.REFUSE,
            lambda: intake.refuse(
                self.work, made, "không thuộc thẩm quyền", actor=self.bureau.desk, now=self.clock()
            ),
        )

    # --- the units ---

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def take(self, pick: int) -> None:
        made = self.received[pick % len(self.received)]
        each = self.stage_under_way(made)
        if each is None:
            return
        try:
            processing.take(self.work, each.id, actor=self.bureau.boss, now=self.clock())
        except DomainError:
            return
        if self.status[made] is Status.RECEIVED:
            self.status[made] = Status.PROCESSING

    @rule(pick=st.integers(0, 9), granted=st.booleans())
    @precondition(lambda self: self.received)
    def hand_over(self, pick: int, granted: bool) -> None:
        made = self.received[pick % len(self.received)]
        each = self.stage_under_way(made)
        if each is None:
            return
        try:
            over = processing.done(
                self.work,
                each.id,
                actor=self.bureau.boss,
                now=self.clock(),
                result="granted" if granted else "rejected",
            )
        except DomainError:
            return
        assert self.status[made] in dossier.WITH_US
        if over:
            self.status[made] = Status.READY

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def ask(self, pick: int) -> None:
        made = self.received[pick % len(self.received)]
        each = self.stage_under_way(made)
        if each is None:
            return
        self.attempt(
            made,
            Step.ASK_SUPPLEMENT,
            lambda: processing.ask_supplement(
                self.work, each.id, ["giấy tờ"], "còn thiếu", actor=self.bureau.boss, now=self.clock(), basis="luật"
            ),
        )

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def supplement(self, pick: int) -> None:
        made = self.received[pick % len(self.received)]
        self.attempt(
            made,
            Step.SUPPLEMENTED,
            lambda: processing.supplemented(self.work, made, actor=self.bureau.desk, now=self.clock()),
        )

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def fee(self, pick: int) -> None:
        made = self.received[pick % len(self.received)]
        each = self.stage_under_way(made)
        if each is None:
            return
        if self.attempt(
            made,
            Step.ASK_FEE,
            lambda: processing.ask_fee(self.work, each.id, 1000, actor=self.bureau.boss, now=self.clock()),
        ):
            self.paid.discard(made)

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def pay(self, pick: int) -> None:
        """Asked for, it moves the dossier; before anybody asks, it is noted, once."""
        made = self.received[pick % len(self.received)]
        before, noted = self.status[made], made in self.paid
        try:
            processing.paid(self.work, made, "BL-1", actor=self.bureau.desk, now=self.clock())
        except IllegalDossierStep:
            assert before is not Status.PAYING
            assert before not in dossier.WITH_US or noted
            return
        self.paid.add(made)
        if before is Status.PAYING:
            self.status[made] = Status.PROCESSING
        else:
            assert before in dossier.WITH_US
            assert not noted

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.status)
    def withdraw(self, pick: int) -> None:
        made = self.any_of(pick)
        self.attempt(
            made,
            Step.WITHDRAW,
            lambda: processing.withdraw(self.work, made, "đổi ý", actor=self.bureau.desk, now=self.clock()),
        )

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def reopen(self, pick: int) -> None:
        made = self.received[pick % len(self.received)]
        self.attempt(
            made,
            Step.REOPEN,
            lambda: processing.reopen(self.work, made, "nhầm kết quả", actor=self.bureau.boss, now=self.clock()),
        )

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def hand_out(self, pick: int) -> None:
        made = self.received[pick % len(self.received)]
        taker = returning.Taker(APPLICANT.name)
        self.attempt(
            made,
            Step.RETURN,
            lambda: returning.hand_out(self.work, made, taker, actor=self.bureau.desk, now=self.clock()),
        )

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def correct(self, pick: int) -> None:
        """What was returned is put right by a dossier of its own, one at a time."""
        made = self.received[pick % len(self.received)]
        mine = [new for new, before in self.corrects.items() if before == made]
        may = self.status[made] is Status.RETURNED and all(self.status[new] in dossier.ENDED for new in mine)
        try:
            receipt = correcting.correct(self.work, made, "sai ngày cấp", actor=self.bureau.desk, now=self.clock())
        except (IllegalDossierStep, CorrectionUnderWay):
            assert not may
            return
        assert may
        self.corrects[receipt.dossier_id] = made
        self.received.append(receipt.dossier_id)
        self.status[receipt.dossier_id] = Status.RECEIVED

    @rule(pick=st.integers(0, 9), days=st.integers(1, 20))
    @precondition(lambda self: self.received)
    def apologise(self, pick: int, days: int) -> None:
        made = self.received[pick % len(self.received)]
        row = self.bureau.row(made)
        before = row.reappointments
        try:
            lateness.apologise(
                self.work,
                made,
                (row.due or self.clock()) + timedelta(days=days),
                "chờ giám định",
                actor=self.bureau.head,
                now=self.clock(),
            )
        except DomainError:
            return
        assert before == 0
        assert self.status[made] in dossier.WITH_US

    # --- time ---

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.clock.forward(hours=hours)
        lateness.watch(self.work, now=self.clock())

    # --- what must always be true ---

    @invariant()
    def the_database_agrees(self) -> None:
        for made, status in self.status.items():
            assert self.bureau.row(made).status is status

    @invariant()
    def the_replay_is_what_is_stored(self) -> None:
        for made in self.status:
            assert lateness.replayed(self.work, made, self.clock())

    @invariant()
    def a_stopped_clock_waits_for_the_applicant_and_no_other_does(self) -> None:
        for made in self.received:
            row = self.bureau.row(made)
            if row.status in dossier.WITH_THEM:
                assert row.stopped_at is not None
                assert row.look_at is None
            elif row.status in dossier.WITH_US:
                assert row.stopped_at is None

    @invariant()
    def stages_follow_their_dossier(self) -> None:
        for made in self.received:
            with self.work.reading() as session:
                stages = dossiers.stages(session, made)
            statuses = {each.code: each.status for each in stages}
            for each in stages:
                if each.status in (stage.Status.OPEN, stage.Status.HELD, stage.Status.DONE):
                    assert all(statuses[before] in stage.OVER for before in each.after)
            if self.status[made] in (Status.READY, *dossier.ENDED):
                assert set(statuses.values()) <= stage.OVER

    @invariant()
    def the_register_has_no_gap(self) -> None:
        with self.work.reading() as session:
            lines = sorted(n for n in session.scalars(select(Dossier.register_no)) if n is not None)
        assert lines == list(range(1, len(self.received) + 1))


@pytest.mark.timeout(600)
def test_the_bureau_never_lies(hall: Hall, clock: Clock) -> None:
    bureau = Bureau(hall, clock)
    bureau.procedure("resume", RESUMING)
    run_state_machine_as_test(
        lambda: Bureaucracy(bureau),  # type: ignore[arg-type]
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
