"""In the units: a stage is taken, worked on and handed over; the applicant is asked; the end is reached.

Whoever acts is a member of the stage's unit, holds the stage or stands in for its holder; its heads may do either.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain import deadline, dossier, stage
from onestop.domain.errors import (
    BadInput,
    DossierMoved,
    Forbidden,
    IllegalStageStep,
    NotHandedOn,
    NotYourStage,
    SupplementAsked,
)
from onestop.domain.people import SUPERVISION, Actor, Role
from onestop.storage import units
from onestop.storage.rows import DossierStage, PaperFile
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import notices, returning
from onestop.usecases.hands import (
    WORKERS,
    must_be_head,
    must_be_of_unit,
    must_be_under_way,
    must_hold,
    said,
    stage_of,
)
from onestop.usecases.record import Record

RESULTS: Final = ("granted", "rejected")
MOST_AT_ONCE: Final = 100
"""Stages moved with one press [count]."""


def take(work: UnitOfWork, stage_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Take an open stage of one's own unit: from now on it has a name on it.

    Raises:
        NotYourStage: another unit's. DossierMoved: a colleague was quicker. IllegalStageStep.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_be_of_unit(record, each)
        if each.officer_id is not None and each.officer_id != actor.officer_id:
            raise DossierMoved(dossier=record.row.code or "")
        give(record, each, actor.officer_id)


def assign(work: UnitOfWork, stage_id: UUID, officer_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A head gives the stage to an officer of the unit, or takes it from one to another.

    Raises:
        NotYourStage: the caller is no head of the unit. BadInput: the officer is not of the unit, or no head of it
        where only a head takes the stage.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_be_head(record, each)
        if not units.is_member(tx.session, each.unit_id, officer_id, head=each.heads_only):
            raise BadInput(field="officer")
        give(record, each, officer_id)


def give(record: Record, each: DossierStage, officer_id: UUID) -> None:
    """Write an officer's name on a stage; with the first one the work has begun."""
    before = each.officer_id
    each.take(stage.Step.TAKE)
    each.officer_id, each.taken_at = officer_id, each.taken_at or record.now
    if record.row.status is dossier.Status.RECEIVED:
        record.step(dossier.Step.BEGIN, stage=each.code)
    record.note(
        dossier.Noted.STAGE,
        stage=each.code,
        did=stage.Step.TAKE.value,
        officer=officer_id.hex,
        before=before.hex if before else "",
    )


def release(work: UnitOfWork, stage_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Put a stage back to its unit."""
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_hold(record, each)
        each.take(stage.Step.RELEASE)
        each.officer_id = None
        record.note(dossier.Noted.STAGE, stage=each.code, did=stage.Step.RELEASE.value)


def done(
    work: UnitOfWork, stage_id: UUID, *, actor: Actor, now: datetime, outcome: str = "", result: str = ""
) -> bool:
    """Hand a finished stage over; what waited for it opens. The last one ends with a `result`; return whether it did.

    Raises:
        NotYourStage, IllegalStageStep: it is done already, or another holds it. BadInput: the last stage without a
        result. IllegalDossierStep: the clock stands: the applicant's turn. NotHandedOn: it ends with handing on.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_hold(record, each)
        _must_not_await_handing_on(record, each)
        return finish(record, each, outcome, result)


def _must_not_await_handing_on(record: Record, each: DossierStage) -> None:
    """The stage before the last, and the last, of what an authority elsewhere has not got yet."""
    if record.elsewhere and record.row.handed_on_at is None:
        left = stage.left_before_last(record.stages())
        if not left or left == [each]:
            raise NotHandedOn(dossier=record.row.code or "")


def finish(record: Record, each: DossierStage, outcome: str, result: str) -> bool:
    """End a stage that is held; the last one concludes with a `result`. Return whether it did.

    Raises:
        IllegalStageStep, IllegalDossierStep. BadInput: the last stage without a result.
    """
    must_be_with_us(record)
    each.take(stage.Step.DONE)
    each.done_at, each.done_by = record.now, record.actor.officer_id
    each.outcome = said(outcome, "outcome", 400)
    if each.due is not None:
        each.punctuality = deadline.punctuality(each.due, record.now, record.calendar).value
    each.look_at = None
    record.note(dossier.Noted.STAGE, stage=each.code, did=stage.Step.DONE.value, outcome=each.outcome)
    open_next(record)
    if any(s.status not in stage.OVER for s in record.stages()):
        return False
    conclude(record, result, each.outcome)
    return True


def open_next(record: Record) -> None:
    """Open every stage whose predecessors are over; each clock starts when it opens."""
    stages = {each.code: each for each in record.stages()}
    waiting = {code: each.after for code, each in stages.items()}
    for code in stage.ready(waiting, {code: each.status for code, each in stages.items()}):
        each = stages[code]
        each.take(stage.Step.OPEN)
        each.opened_at, each.officer_id = record.now, None
        record.wind_stage(each)


def must_be_with_us(record: Record) -> None:
    """Raises: IllegalDossierStep: it is the applicant's turn, or over."""
    if record.row.status not in dossier.WITH_US:
        dossier.after(record.row.status, dossier.Step.BEGIN)


def send_back(work: UnitOfWork, stage_id: UUID, to_code: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """A fault was found: an earlier stage begins again, those after it wait; the legal clock runs on.

    Raises:
        BadInput: no such earlier stage, or no reason.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_hold(record, each)
        must_be_under_way(each)
        must_be_with_us(record)
        stages = {s.code: s for s in record.stages()}
        target = stages.get(to_code)
        if target is None or target.status not in stage.OVER or target.position >= each.position:
            raise BadInput(field="stage")
        why = said(reason, "reason", 400, least=3)
        for later in _after(stages, to_code):
            _wait_again(later)
        target.take(stage.Step.SEND_BACK)
        target.opened_at, target.done_at, target.punctuality, target.officer_id = now, None, "", target.done_by
        if target.officer_id is not None:
            target.take(stage.Step.TAKE)
        record.wind_stage(target)
        record.note(dossier.Noted.STAGE, stage=to_code, did=stage.Step.SEND_BACK.value, sender=each.code, reason=why)


def _after(stages: dict[str, DossierStage], code: str) -> list[DossierStage]:
    """Every stage that comes, directly or not, after `code`."""
    found: dict[str, DossierStage] = {}
    for each in sorted(stages.values(), key=lambda s: s.position):
        if code in each.after or set(each.after) & set(found):
            found[each.code] = each
    return list(found.values())


def _wait_again(each: DossierStage) -> None:
    """Back to the beginning; the history keeps what was done."""
    each.take(stage.Step.WAIT_AGAIN)
    each.opened_at = each.due = each.taken_at = each.done_at = each.look_at = None
    each.officer_id = each.done_by = None
    each.punctuality, each.warned = "", 0


def skip(work: UnitOfWork, stage_id: UUID, reason: str, *, actor: Actor, now: datetime) -> None:
    """Leave a stage out, with a reason; only a head of its unit.

    Raises:
        NotYourStage, BadInput: no reason, or nothing else is left.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_be_head(record, each)
        why = said(reason, "reason", 400, least=3)
        if not [s for s in record.stages() if s.status not in stage.OVER and s.id != each.id]:
            raise BadInput(field="stage")
        each.take(stage.Step.SKIP)
        each.outcome, each.done_at, each.done_by, each.look_at = why, now, actor.officer_id, None
        record.note(dossier.Noted.STAGE, stage=each.code, did=stage.Step.SKIP.value, reason=why)
        open_next(record)


def ask_supplement(
    work: UnitOfWork,
    stage_id: UUID,
    lines: Sequence[str],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    basis: str = "",
) -> None:
    """Ask the applicant for what is missing, all of it at once (form 02); the clock stands until it is there.

    `basis` is the special law that allows asking later than the third working day.

    Raises:
        SupplementAsked: the stage has asked as often as its rule allows, or it is too late to ask (`days`).
        NotYourStage, BadInput, IllegalDossierStep.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_hold(record, each)
        must_be_under_way(each)
        wanted = tuple(said(line, "lines", 500, least=3) for line in lines)
        if not 0 < len(wanted) <= 80:  # noqa: PLR2004 - as many as a dossier has papers
            raise BadInput(field="lines")
        _may_ask(record, each, basis)
        each.supplements += 1
        record.step(
            dossier.Step.ASK_SUPPLEMENT,
            stage=each.code,
            lines=list(wanted),
            reason=said(reason, "reason", least=3),
            basis=basis[:200],
        )
        notices.tell(record, "supplement")


def _may_ask(record: Record, each: DossierStage, basis: str) -> None:
    rule = record.rules.stage(each.code)
    if rule is None or not rule.may_ask_supplement or each.supplements >= rule.supplements_at_most:
        raise SupplementAsked(n=each.supplements)
    received = record.row.received_at or record.now
    zone = record.calendar.zone
    day, today = received.astimezone(zone).date(), record.now.astimezone(zone).date()
    if record.calendar.working_days(day, today) > record.policy.supplement_notice_days and not basis.strip():
        raise SupplementAsked(days=record.policy.supplement_notice_days)


def supplemented(work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime, note: str = "") -> None:
    """What was asked for is here: the clock starts again from zero, or goes on, by the procedure's rule.

    Raises:
        IllegalDossierStep: nothing was asked for. Forbidden.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(WORKERS | {Role.POST}, record.row.office_id)
        if record.row.code is None:
            raise Forbidden
        record.step(dossier.Step.SUPPLEMENTED, note=note[:300])


def withdraw(work: UnitOfWork, dossier_id: UUID, reason: str, *, actor: Actor, now: datetime) -> None:
    """The applicant takes the dossier back, before its result is there."""
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(WORKERS | {Role.POST}, record.row.office_id)
        record.step(dossier.Step.WITHDRAW, reason=said(reason, "reason", least=3))
        if record.row.code is not None:
            notices.tell(record, "withdrawn")


def stop(work: UnitOfWork, stage_id: UUID, reason: str, *, actor: Actor, now: datetime) -> None:
    """Stop handling it, with the reason (form 05); a head of the unit decides.

    Raises:
        NotYourStage, BadInput, IllegalDossierStep.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_be_head(record, each)
        record.step(dossier.Step.STOP, stage=each.code, reason=said(reason, "reason", least=5))
        notices.tell(record, "stopped")


def conclude(record: Record, result: str, reason: str = "") -> None:
    """The result is here; one that refuses says why (NĐ 61/2018 Đ19.7).

    Raises:
        BadInput: `result`, or a refusal without its `outcome` in words. IllegalDossierStep.
    """
    if result not in RESULTS:
        raise BadInput(field="result")
    refused = result == "rejected"
    why = said(reason, "outcome", 400, least=5 if refused else 0)
    record.row.outcome, record.row.ready_at = result, record.now
    results = select(PaperFile.sha256).where(
        PaperFile.dossier_id == record.row.id, PaperFile.kind == "result", PaperFile.replaced_by.is_(None)
    )
    attached = list(record.session.scalars(results))
    record.step(dossier.Step.CONCLUDE, result=result, files=attached, reason=why if refused else "")
    notices.tell(record, "rejected" if refused else "ready")


def reopen(work: UnitOfWork, dossier_id: UUID, reason: str, *, actor: Actor, now: datetime) -> None:
    """A result concluded by mistake is taken back to its last stage; both stay in the history.

    Raises:
        Forbidden: only a supervisor. IllegalDossierStep: it was handed out already.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(SUPERVISION, record.row.office_id)
        returning.take_back(record)
        record.step(dossier.Step.REOPEN, reason=said(reason, "reason", least=5))
        record.row.ready_at, record.row.outcome = None, ""
        last = max(record.stages(), key=lambda s: s.position, default=None)
        if last is not None:
            last.take(stage.Step.SEND_BACK)
            last.opened_at, last.done_at, last.punctuality, last.officer_id = now, None, "", None
            record.wind_stage(last)


def note(work: UnitOfWork, dossier_id: UUID, text: str, *, actor: Actor, now: datetime) -> None:
    """An internal note: officers read it, the applicant does not."""
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(WORKERS | {Role.POST}, record.row.office_id)
        record.note(dossier.Noted.NOTE, text=said(text, "note", least=1))


def take_all(work: UnitOfWork, stage_ids: Sequence[UUID], *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Take several stages at once, each in a transaction of its own; how many were taken and how many were not."""
    return _each(stage_ids, partial(take, work, actor=actor, now=now))


def assign_all(
    work: UnitOfWork, stage_ids: Sequence[UUID], officer_id: UUID, *, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Give several stages to one officer; those of other units, or over by now, are left and counted."""
    return _each(stage_ids, partial(_assign_to, work, officer_id, actor, now))


def _assign_to(work: UnitOfWork, officer_id: UUID, actor: Actor, now: datetime, stage_id: UUID) -> None:
    assign(work, stage_id, officer_id, actor=actor, now=now)


def _each(stage_ids: Sequence[UUID], act: Callable[[UUID], None]) -> tuple[int, int]:
    did, wanted = 0, stage_ids[:MOST_AT_ONCE]
    for stage_id in wanted:
        try:
            act(stage_id)
        except (DossierMoved, NotYourStage, IllegalStageStep, BadInput):
            continue
        did += 1
    return did, len(wanted) - did
