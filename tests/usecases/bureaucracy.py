"""One model of a few dossiers drives the real use cases on a real database, with a clock that moves and sweeps:
only legal steps happen, and the replay is what is stored. `test_dossier_machine` adds the rarer acts and runs it.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
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
    Payment,
    ReceiptSeries,
    RegisterSeries,
)
from onestop.usecases import across, apologising, correcting, fees, intake, lateness, processing, receiving, returning
from onestop.usecases.across import Sent
from tests.conftest import MONDAY
from tests.usecases.dossiers import APPLICANT, GOOD, Bureau

EMPTIED = (
    Payment,
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
    ReceiptSeries,
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
        self.far: set[UUID] = set()
        """What an authority elsewhere decides."""
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

    @rule(key=st.sampled_from(["test", "resume", "far"]))
    @precondition(lambda self: len(self.status) < 4)
    def open(self, key: str) -> None:
        made = self.bureau.opened(key)
        self.status[made] = Status.DRAFT
        if key == "far":
            self.far.add(made)

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
            lambda: fees.ask(self.work, each.id, 1000, actor=self.bureau.boss, now=self.clock()),
        ):
            self.paid.discard(made)

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.received)
    def pay(self, pick: int) -> None:
        """Asked for, it moves the dossier; before anybody asks, it is noted, once."""
        made = self.received[pick % len(self.received)]
        before, noted = self.status[made], made in self.paid
        try:
            fees.paid(self.work, made, "BL-1", actor=self.bureau.desk, now=self.clock())
        except IllegalDossierStep:
            assert before is not Status.PAYING
            assert before not in dossier.MAY_PAY or noted
            return
        self.paid.add(made)
        if before is Status.PAYING:
            self.status[made] = Status.PROCESSING
        else:
            assert before in dossier.MAY_PAY
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
        if made in self.far:
            self.far.add(receipt.dossier_id)

    # --- an authority elsewhere ---

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.far)
    def hand_on(self, pick: int) -> None:
        made = sorted(self.status)[pick % len(self.status)]
        before, each = self.status[made], self.stage_under_way(made)
        try:
            across.hand_on(self.work, made, Sent("post"), actor=self.bureau.desk, now=self.clock())
        except DomainError:
            return
        assert made in self.far
        assert before in dossier.WITH_US
        if each is not None and each.code == "onward":
            self.status[made] = Status.PROCESSING

    @rule(pick=st.integers(0, 9), days=st.integers(1, 20), dated=st.booleans())
    @precondition(lambda self: self.far)
    def they_say(self, pick: int, days: int, dated: bool) -> None:
        made = sorted(self.far)[pick % len(self.far)]
        new = (self.bureau.row(made).due or self.clock()) + timedelta(days=days) if dated else None
        try:
            across.reported(self.work, made, "đang xử lý", actor=self.bureau.desk, now=self.clock(), new_due=new)
        except DomainError:
            return
        assert self.status[made] in dossier.WITH_US | dossier.WITH_THEM

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.far)
    def they_send_it_back(self, pick: int) -> None:
        made = sorted(self.far)[pick % len(self.far)]
        each = self.stage_under_way(made)
        if each is None:
            return
        try:
            processing.send_back(self.work, each.id, "onward", "họ trả lại", actor=self.bureau.boss, now=self.clock())
        except DomainError:
            return
        assert each.code == "wait"

    @rule(pick=st.integers(0, 9))
    @precondition(lambda self: self.far)
    def their_result(self, pick: int) -> None:
        made = sorted(self.far)[pick % len(self.far)]
        self.attempt(
            made,
            Step.CONCLUDE,
            lambda: across.arrived(self.work, made, "granted", actor=self.bureau.desk, now=self.clock()),
        )

    @rule(pick=st.integers(0, 9), days=st.integers(1, 20))
    @precondition(lambda self: self.received)
    def apologise(self, pick: int, days: int) -> None:
        made = self.received[pick % len(self.received)]
        row = self.bureau.row(made)
        before = row.reappointments
        try:
            apologising.apologise(
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
                assert row.stopped_at is not None or not self.clock_began(made)
                assert row.look_at is None
            elif row.status in dossier.WITH_US:
                assert row.stopped_at is None

    def clock_began(self, made: UUID) -> bool:
        """Here the law counts from the receipt."""
        return made in self.received

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
    def the_registers_have_no_gap(self) -> None:
        lines: dict[UUID, list[int]] = {}
        with self.work.reading() as session:
            written = select(Dossier.authority_id, Dossier.register_no).where(Dossier.register_no.is_not(None))
            for authority, number in session.execute(written):
                lines.setdefault(authority, []).append(number or 0)
        assert sum(map(len, lines.values())) == len(self.received)
        assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in lines.values())

    @invariant()
    def only_what_went_elsewhere_comes_back_from_there(self) -> None:
        for made in self.status:
            row = self.bureau.row(made)
            assert made in self.far or row.handed_on_at is None
            if made in self.far and row.status in (Status.READY, Status.RETURNED):
                assert row.handed_on_at is not None
