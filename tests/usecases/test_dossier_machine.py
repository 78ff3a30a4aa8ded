"""Whatever officers, applicants and the post do, in whatever order: only legal steps happen, the replay is the truth.

The acts of every day are in `bureaucracy`; here are the rarer ones: handing in online, stopping, putting a stage
back, leaving one out, sending one back, publication, and a result that goes by post.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from onestop.domain import dossier, stage
from onestop.domain.deadline import CountFrom
from onestop.domain.dossier import Noted, Status, Step
from onestop.domain.errors import DomainError
from onestop.domain.procedure import Channel
from onestop.storage import dossiers
from onestop.storage.papers import Kept
from onestop.storage.rows import Delivery, PaperFile
from onestop.usecases import handing_in, papers, processing, publishing, returning
from onestop.usecases.papers import Scan
from onestop.usecases.returning import PostEvent
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.beyond import beyond
from tests.usecases.bureaucracy import Bureaucracy
from tests.usecases.dossiers import RESUMING, RULES, Bureau

COPY = Scan(Kept("0" * 64, 10, "application/pdf"), "Giấy", 1)
PUBLISHED = replace(RULES, count_from=CountFrom.PUBLICATION)
PICK = st.integers(0, 9)
POST = ["accepted", "in_transit", "out", "delivered", "failed", "back"]


class WholeBureaucracy(Bureaucracy):
    def __init__(self, bureau: Bureau) -> None:
        with bureau.work() as tx:
            for table in (Delivery, PaperFile):
                tx.session.execute(delete(table))
        super().__init__(bureau)
        self.to_publish: set[UUID] = set()
        self.copied: set[UUID] = set()

    def of_received(self, pick: int) -> UUID:
        return self.received[pick % len(self.received)]

    # --- online ---

    @rule(copied=st.booleans())
    @precondition(lambda self: len(self.status) < 5)
    def open_online(self, copied: bool) -> None:
        made = self.bureau.opened(channel=Channel.ONLINE)
        self.status[made] = Status.DRAFT
        if copied:
            self.copied.add(made)
            for code in ("form", "copy"):
                papers.attach(
                    self.work, made, COPY, actor=self.bureau.desk, now=self.clock(), paper_code=code, source="upload"
                )

    @rule(pick=PICK)
    @precondition(lambda self: self.status)
    def submit(self, pick: int) -> None:
        made = self.any_of(pick)
        handed = self.attempt(
            made, Step.SUBMIT, lambda: handing_in.submit(self.work, made, actor=self.bureau.desk, now=self.clock())
        )
        assert not handed or made in self.copied, "nobody hands in online without the copies that are asked for"

    # --- stages ---

    @rule(pick=PICK)
    @precondition(lambda self: self.received)
    def stop(self, pick: int) -> None:
        made = self.of_received(pick)
        each = self.stage_under_way(made)
        if each is None:
            return
        self.attempt(
            made,
            Step.STOP,
            lambda: processing.stop(
                self.work, each.id, "không đủ điều kiện", actor=self.bureau.boss, now=self.clock()
            ),
        )

    @rule(pick=PICK)
    @precondition(lambda self: self.received)
    def put_back(self, pick: int) -> None:
        """The stage is its unit's again; the dossier stays begun."""
        made = self.of_received(pick)
        each = self.stage_under_way(made)
        if each is None:
            return
        try:
            processing.release(self.work, each.id, actor=self.bureau.boss, now=self.clock())
        except DomainError:
            assert each.status is not stage.Status.HELD
            return
        assert each.status is stage.Status.HELD
        assert self.status_of_stage(made, each.code) is stage.Status.OPEN

    @rule(pick=PICK)
    @precondition(lambda self: self.received)
    def leave_out(self, pick: int) -> None:
        made = self.of_received(pick)
        each = self.stage_under_way(made)
        if each is None:
            return
        left = self.left(made)
        try:
            processing.skip(self.work, each.id, "không cần thẩm định", actor=self.bureau.boss, now=self.clock())
        except DomainError:
            assert left == 1, "only the last one may not be left out"
            return
        assert left > 1
        assert self.status_of_stage(made, each.code) is stage.Status.SKIPPED

    @rule(pick=PICK)
    @precondition(lambda self: self.received)
    def send_back(self, pick: int) -> None:
        """A fault was found: the stage before begins again with whoever did it, this one waits."""
        made = self.of_received(pick)
        each = self.stage_under_way(made)
        if each is None or each.position == 0:
            return
        with self.work.reading() as session:
            before = dossiers.stages(session, made)[each.position - 1]
        try:
            processing.send_back(
                self.work, each.id, before.code, "sai số liệu", actor=self.bureau.boss, now=self.clock()
            )
        except DomainError:
            assert self.status[made] not in dossier.WITH_US or each.status is not stage.Status.HELD
            return
        assert self.status[made] in dossier.WITH_US
        assert self.status_of_stage(made, each.code) is stage.Status.WAITING
        assert self.status_of_stage(made, before.code) in stage.UNDER_WAY

    def left(self, made: UUID) -> int:
        with self.work.reading() as session:
            return sum(each.status not in stage.OVER for each in dossiers.stages(session, made))

    def status_of_stage(self, made: UUID, code: str) -> stage.Status:
        return self.bureau.stage(made, code).status

    # --- publication ---

    @rule()
    @precondition(lambda self: len(self.status) < 5)
    def receive_for_publication(self) -> None:
        made, _ = self.bureau.received("published")
        self.status[made] = Status.RECEIVED
        self.received.append(made)
        self.to_publish.add(made)

    @rule(pick=PICK)
    @precondition(lambda self: self.received)
    def publish(self, pick: int) -> None:
        made = self.of_received(pick)
        noted = self.published(made)
        try:
            publishing.published(self.work, made, "Công báo 12", actor=self.bureau.boss, now=self.clock())
        except DomainError:
            assert noted or self.status[made] not in dossier.WITH_US or made not in self.to_publish
            return
        assert not noted
        assert self.status[made] in dossier.WITH_US
        assert self.bureau.row(made).due is not None

    def clock_began(self, made: UUID) -> bool:
        return made not in self.to_publish or self.published(made)

    def published(self, made: UUID) -> bool:
        with self.work.reading() as session:
            return any(event.kind == Noted.PUBLISHED for event in dossiers.history(session, made))

    # --- the post ---

    @rule(pick=PICK, address=st.booleans())
    @precondition(lambda self: self.received)
    def order_post(self, pick: int, address: bool) -> None:
        made = self.of_received(pick)
        if address:
            with self.work() as tx:
                dossiers.locked(tx.session, made).applicant_address = "1 Lê Lợi"
        try:
            returning.order_post(self.work, made, actor=self.bureau.desk, now=self.clock())
        except DomainError:
            return
        assert self.status[made] is Status.READY

    @rule(pick=PICK)
    @precondition(lambda self: self.received)
    def hand_to_post(self, pick: int) -> None:
        made = self.of_received(pick)
        items = [(each.id, f"VN{made.hex[:10].upper()}") for each in self.items(made) if each.state == "ordered"]
        try:
            returning.hand_to_post(
                self.work, self.bureau.hall.office_id, items, actor=self.bureau.desk, now=self.clock()
            )
        except DomainError:
            return
        assert self.status[made] is Status.READY

    @rule(pick=PICK, state=st.sampled_from(POST), ago=st.integers(0, 90))
    @precondition(lambda self: self.received)
    def post_says(self, pick: int, state: str, ago: int) -> None:
        """In any order, late and again: what was delivered stays delivered."""
        made = self.of_received(pick)
        for item in self.items(made):
            event = PostEvent(self.clock() - timedelta(minutes=ago), state)
            try:
                became = returning.post_says(self.work, item.id, event, actor=self.bureau.desk, now=self.clock())
            except DomainError:
                continue
            assert item.state != "delivered" or became == "delivered"
            if became == "delivered" and self.status[made] is Status.READY:
                self.status[made] = Status.RETURNED

    def items(self, made: UUID) -> list[Delivery]:
        with self.work.reading() as session:
            return list(session.scalars(select(Delivery).where(Delivery.dossier_id == made)))

    @invariant()
    def a_result_is_in_one_place(self) -> None:
        for made in self.received:
            under_way = [item for item in self.items(made) if item.state not in ("failed", "back")]
            assert len(under_way) <= 1
            if under_way and under_way[0].state != "delivered":
                assert self.status[made] in (Status.READY, Status.RETURNED)


@pytest.mark.timeout(900)
def test_the_bureau_never_lies(hall: Hall, clock: Clock) -> None:
    bureau = Bureau(hall, clock)
    bureau.procedure("resume", RESUMING)
    bureau.procedure("published", PUBLISHED)
    beyond(bureau)
    run_state_machine_as_test(
        lambda: WholeBureaucracy(bureau),  # type: ignore[arg-type]
        settings=settings(
            max_examples=16, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
