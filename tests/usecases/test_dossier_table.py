"""Every step tried in every state a dossier can be in: what the table allows happens, and nothing else moves it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain import dossier, stage
from onestop.domain.dossier import LIFE, Status, Step
from onestop.domain.errors import DomainError, DossierMoved, IllegalStageStep
from onestop.domain.procedure import Channel, Rules
from onestop.storage.papers import Kept
from onestop.storage.rows import DossierStage
from onestop.usecases import across, fees, handing_in, intake, lateness, papers, processing, receiving, returning
from onestop.usecases.papers import Scan
from onestop.usecases.returning import Taker
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.beyond import RULES as BEYOND
from tests.usecases.beyond import beyond
from tests.usecases.dossiers import APPLICANT, GOOD, RULES, Bureau


@dataclass(frozen=True)
class Desk:
    """The acts of officers, each by the one who may."""

    bureau: Bureau

    def under_way(self, made: UUID) -> UUID:
        """The stage somebody works on, else the first one; a dossier without stages has none to act on."""
        with self.bureau.work.reading() as session:
            rows = session.scalars(
                select(DossierStage).where(DossierStage.dossier_id == made).order_by(DossierStage.position)
            ).all()
        if not rows:
            raise IllegalStageStep(status="", step="")
        return next((each for each in rows if each.status in stage.UNDER_WAY), rows[0]).id

    def draft(self) -> UUID:
        made = self.bureau.opened(channel=Channel.ONLINE)
        for code in ("form", "copy"):
            scan = Scan(Kept("0" * 64, 10, "application/pdf"), "Giấy", 1)
            papers.attach(
                self.bureau.work,
                made,
                scan,
                actor=self.bureau.desk,
                now=self.bureau.clock(),
                paper_code=code,
                source="upload",
            )
        return made

    def act(self, made: UUID, step: Step) -> None:
        b = self.bureau
        work = b.work
        by_desk: dict[str, Any] = {"actor": b.desk, "now": b.clock()}
        by_boss: dict[str, Any] = {"actor": b.boss, "now": b.clock()}
        acts: dict[Step, Callable[[], object]] = {
            Step.SUBMIT: lambda: handing_in.submit(work, made, **by_desk),
            Step.RECEIVE: lambda: self.receive(made),
            Step.REFUSE: lambda: intake.refuse(work, made, "Không thuộc thẩm quyền", **by_desk),
            Step.BEGIN: lambda: processing.take(work, self.under_way(made), actor=b.head, now=b.clock()),
            Step.ASK_SUPPLEMENT: lambda: self.ask(made),
            Step.SUPPLEMENTED: lambda: processing.supplemented(work, made, **by_desk),
            Step.ASK_FEE: lambda: fees.ask(work, self.under_way(made), 1000, **by_boss),
            Step.PAID: lambda: fees.paid(work, made, "BL-1", **by_desk),
            Step.WITHDRAW: lambda: processing.withdraw(work, made, "đổi ý", **by_desk),
            Step.STOP: lambda: processing.stop(work, self.under_way(made), "không đủ điều kiện", **by_boss),
            Step.CONCLUDE: lambda: self.conclude(made),
            Step.REOPEN: lambda: processing.reopen(work, made, "nhầm kết quả", **by_boss),
            Step.RETURN: lambda: returning.hand_out(work, made, Taker(APPLICANT.name), **by_desk),
        }
        acts[step]()

    def receive(self, made: UUID) -> None:
        b = self.bureau
        if b.row(made).status not in dossier.ENDED:
            intake.check_papers(b.work, made, GOOD, actor=b.desk, now=b.clock())
        receiving.receive(b.work, made, actor=b.desk, now=b.clock())

    def ask(self, made: UUID) -> None:
        """Before receipt the desk gives guidance, afterwards the unit asks."""
        b = self.bureau
        if b.row(made).code is None:
            intake.guide(b.work, made, actor=b.desk, now=b.clock())
        else:
            each, now = self.under_way(made), b.clock()
            processing.ask_supplement(b.work, each, ["giấy"], "thiếu", actor=b.boss, now=now, basis="luật")

    def conclude(self, made: UUID) -> None:
        b = self.bureau
        for _ in range(3):
            each = self.under_way(made)
            with suppress(DossierMoved):  # held already: the boss may end it all the same
                processing.take(b.work, each, actor=b.boss, now=b.clock())
            if processing.done(b.work, each, actor=b.boss, now=b.clock(), result="granted"):
                return

    def begun(self) -> UUID:
        made, _ = self.bureau.received()
        processing.take(self.bureau.work, self.under_way(made), actor=self.bureau.one, now=self.bureau.clock())
        return made

    def after(self, *steps: Step) -> UUID:
        made = self.begun()
        for step in steps:
            self.act(made, step)
        return made


WAYS: dict[str, tuple[Status, Callable[[Desk], UUID]]] = {
    "draft": (Status.DRAFT, lambda desk: desk.draft()),
    "submitted": (Status.SUBMITTED, lambda desk: _done(desk, desk.draft(), Step.SUBMIT)),
    "received": (Status.RECEIVED, lambda desk: desk.bureau.received()[0]),
    "processing": (Status.PROCESSING, lambda desk: desk.begun()),
    "guided": (Status.SUPPLEMENT, lambda desk: _done(desk, desk.draft(), Step.ASK_SUPPLEMENT)),
    "supplement": (Status.SUPPLEMENT, lambda desk: desk.after(Step.ASK_SUPPLEMENT)),
    "paying": (Status.PAYING, lambda desk: desk.after(Step.ASK_FEE)),
    "ready": (Status.READY, lambda desk: desk.after(Step.CONCLUDE)),
    "returned": (Status.RETURNED, lambda desk: desk.after(Step.CONCLUDE, Step.RETURN)),
    "refused": (Status.REFUSED, lambda desk: _done(desk, desk.draft(), Step.REFUSE)),
    "withdrawn": (Status.WITHDRAWN, lambda desk: desk.after(Step.WITHDRAW)),
    "stopped": (Status.STOPPED, lambda desk: desk.after(Step.STOP)),
}
"""How a dossier comes to stand there; one that waits for papers was guided before receipt, or asked after it."""
NEVER = {"guided": {Step.SUPPLEMENTED, Step.STOP}, "supplement": {Step.RECEIVE}, "received": {Step.CONCLUDE}}
"""What the table allows for the other one of two, or by another act: a stage under way belongs to what was received;
a received dossier is concluded without having been begun only where it has no stages (below)."""


def _done(desk: Desk, made: UUID, step: Step) -> UUID:
    desk.act(made, step)
    return made


@pytest.fixture
def desk(hall: Hall, clock: Clock) -> Desk:
    return Desk(Bureau(hall, clock))


@pytest.mark.parametrize("way", WAYS)
def test_the_table_and_nothing_else(desk: Desk, way: str) -> None:
    expected, come = WAYS[way]
    for step in Step:
        made = come(desk)
        assert desk.bureau.row(made).status is expected
        may = step in LIFE[expected] and step not in NEVER.get(way, set())
        refused: DomainError | None = None
        try:
            desk.act(made, step)
        except DomainError as refusal:
            refused = refusal
        after = desk.bureau.row(made).status
        concludes = step is Step.CONCLUDE and way == "received"
        wanted = Status.READY if concludes else dossier.after(expected, step) if may else expected
        assert after is wanted, (way, step, refused)
        assert (refused is None) == (may or concludes) or _noted(expected, step), (way, step, refused)
        assert lateness.replayed(desk.bureau.work, made, desk.bureau.clock())


def _noted(status: Status, step: Step) -> bool:
    """A fee paid before anybody asked for it is written down and moves nothing."""
    return step is Step.PAID and status in dossier.MAY_PAY


def test_every_pair_of_the_table_is_tried() -> None:
    tried = {(status, step) for way, (status, _) in WAYS.items() for step in Step if step not in NEVER.get(way, ())}
    assert {(status, step) for status, steps in LIFE.items() for step in steps} - tried == {
        (Status.RECEIVED, Step.CONCLUDE)
    }


def test_received_and_concluded_without_stages(desk: Desk) -> None:
    """What an authority elsewhere decides may have none: its result is the next thing that happens."""
    b = desk.bureau
    made, _ = b.received(beyond(b, rules=_without_stages()))
    across.hand_on(b.work, made, across.Sent("post"), actor=b.desk, now=b.clock())
    assert b.row(made).status is Status.RECEIVED
    across.arrived(b.work, made, "granted", actor=b.desk, now=b.clock())
    assert b.row(made).status is Status.READY


def _without_stages() -> Rules:
    return replace(BEYOND, stages=())


def test_what_names_no_stages_is_answered_for_by_the_unit_that_leads(desk: Desk) -> None:
    b = desk.bureau
    b.procedure("bare", replace(RULES, stages=()))
    made, _ = b.received("bare")
    (each,) = b.view(made).stages
    assert (each.code, each.name, each.status, each.due) == ("whole", "Giải quyết hồ sơ", "open", None)
    processing.take(b.work, each.id, actor=b.one, now=b.clock())
    processing.ask_supplement(b.work, each.id, ["giấy"], "thiếu", actor=b.one, now=b.clock())
    processing.supplemented(b.work, made, actor=b.desk, now=b.clock())
    assert processing.done(b.work, each.id, actor=b.one, now=b.clock(), result="granted")
    assert b.row(made).status is Status.READY
