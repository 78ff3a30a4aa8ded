"""Beside a stage: opinions asked of other units, and visits on the spot, each with its own date.

An opinion has its own deadline; when it is late the head of the one-stop shop is told (NĐ 61/2018 Đ19.5).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from onestop.domain import deadline, dossier
from onestop.domain.deadline import Limit, Unit
from onestop.domain.errors import BadInput, DossierMoved, NotYourStage
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import units
from onestop.storage.rows import Opinion, SiteVisit
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import WORKERS, must_be_under_way, must_hold, said, stage_of
from onestop.usecases.record import Record

MOST_DAYS: Final = 60
FURTHEST: Final = timedelta(days=366)
"""Nobody arranges a visit later than that."""


def ask_opinion(
    work: UnitOfWork,
    stage_id: UUID,
    unit_code: str,
    question: str,
    *,
    actor: Actor,
    now: datetime,
    days: int | None = None,
) -> UUID:
    """Ask another unit; `days` is what it gets to answer [working days]. The stage and its clock go on.

    Raises:
        IllegalStageStep: it is over. NotYourStage, BadInput: the stage may not ask, the unit is the stage's own, or
        there is no question. CalendarMissing.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_hold(record, each)
        must_be_under_way(each)
        rule = record.rules.stage(each.code)
        asked = units.by_code(tx.session, record.row.office_id, unit_code)
        if asked.id == each.unit_id or (rule is not None and not rule.may_ask_opinion):
            raise BadInput(field="unit")
        given = record.policy.opinion_days if days is None else days
        if not 0 < given <= MOST_DAYS:
            raise BadInput(field="days")
        row = Opinion(
            id=new_id(),
            dossier_id=record.row.id,
            stage_id=each.id,
            unit_id=asked.id,
            question=said(question, "question", least=5),
            asked_at=now,
            asked_by=actor.officer_id,
            due=deadline.due(Limit(given, Unit.WORKING_DAYS), now, record.calendar),
        )
        tx.session.add(row)
        record.note(dossier.Noted.OPINION, stage=each.code, did="asked", unit=unit_code, opinion=row.id.hex)
        return row.id


def answer_opinion(work: UnitOfWork, opinion_id: UUID, answer: str, *, actor: Actor, now: datetime) -> None:
    """Answer for one's unit; once.

    Raises:
        NotYourStage: another unit was asked. DossierMoved: a colleague answered. BadInput.
    """
    with work() as tx:
        seen = tx.session.get(Opinion, opinion_id)
        if seen is None:
            raise BadInput(field="opinion")
        record = Record.locked(tx, seen.dossier_id, actor, now)
        actor.must(WORKERS, record.row.office_id)
        row = tx.session.get_one(Opinion, opinion_id, populate_existing=True)
        if not (actor.roles & SUPERVISION or units.is_member(tx.session, row.unit_id, actor.officer_id)):
            raise NotYourStage(stage="")
        if row.answered_at is not None:
            raise DossierMoved(dossier=record.row.code or "")
        _must_go_on(record)
        row.answer = said(answer, "answer", 4000, least=2)
        row.answered_at, row.answered_by = now, actor.officer_id
        record.note(dossier.Noted.OPINION, did="answered", opinion=row.id.hex)


def _must_go_on(record: Record) -> None:
    """What is over asks nobody any more.

    Raises:
        IllegalDossierStep.
    """
    if record.row.status not in dossier.WITH_US | dossier.WITH_THEM:
        dossier.after(record.row.status, dossier.Step.BEGIN)


def arrange_visit(
    work: UnitOfWork,
    stage_id: UUID,
    at: datetime,
    place: str,
    *,
    actor: Actor,
    now: datetime,
    members: str = "",
) -> UUID:
    """Arrange a visit on the spot; its letter is a form of its own.

    Raises:
        IllegalStageStep: the stage is over. NotYourStage, BadInput: in the past, too far, or the stage has no visit.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_hold(record, each)
        must_be_under_way(each)
        rule = record.rules.stage(each.code)
        if rule is None or not rule.site_visit:
            raise BadInput(field="stage")
        if not now < at < now + FURTHEST:
            raise BadInput(field="at")
        row = SiteVisit(
            id=new_id(),
            dossier_id=record.row.id,
            stage_id=each.id,
            at=at,
            place=said(place, "place", 300, least=3),
            members=said(members, "members", 500),
            arranged_by=actor.officer_id,
            arranged_at=now,
        )
        tx.session.add(row)
        record.note(dossier.Noted.VISIT, stage=each.code, did="arranged", visit=row.id.hex)
        return row.id


def report_visit(work: UnitOfWork, visit_id: UUID, report: str, *, passed: bool, actor: Actor, now: datetime) -> None:
    """Write down what the visit found; where the law counts from the inspection, the clock starts here.

    Raises:
        BadInput: no such visit, no report. DossierMoved: it was reported already. NotYourStage.
    """
    with work() as tx:
        seen = tx.session.get(SiteVisit, visit_id)
        if seen is None:
            raise BadInput(field="visit")
        record, each = stage_of(tx, seen.stage_id, actor, now)
        must_hold(record, each)
        row = tx.session.get_one(SiteVisit, visit_id, populate_existing=True)
        if row.done_at is not None:
            raise DossierMoved(dossier=record.row.code or "")
        _must_go_on(record)
        row.report, row.passed, row.done_at = said(report, "report", 8000, least=5), passed, now
        record.note(dossier.Noted.VISIT, stage=each.code, did="reported", visit=row.id.hex, passed=passed)
        record.note(dossier.Noted.INSPECTED, stage=each.code)
        record.wind()
