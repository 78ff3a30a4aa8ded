"""A dossier people prepare themselves, at a kiosk: opened once it has a name, its papers sent by phone, handed in.

What the law lets be handed in online is handed in; what belongs to a counter takes a number and waits there. An
officer decides on intake either way, and may go on at any point where the person stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import deadline, dossier, numbering
from onestop.domain.deadline import Limit, Unit
from onestop.domain.errors import BadInput, CalendarMissing, Forbidden, PapersMissing, ProcedureRefused
from onestop.domain.people import Actor
from onestop.domain.procedure import Channel, Rules
from onestop.domain.visit import Purpose
from onestop.storage import catalogue, dossiers, hall
from onestop.storage.rows import Dossier, DossierPaper, Office, PaperFile
from onestop.storage.unit_of_work import Inside, Tx, UnitOfWork
from onestop.usecases import dossier_visits, intake, ticketing
from onestop.usecases.alerts import raise_in
from onestop.usecases.intake import INTAKE, SETTLED, Applicant
from onestop.usecases.record import Record
from onestop.usecases.ticketing import Taken, Wish

ONLINE: Final = (Channel.ASSISTED, Channel.ONLINE)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What the person takes home before there is a code."""

    dossier_id: UUID
    reference: str
    secret: str
    at: datetime


def channel_of(rules: Rules, case: str = "") -> Channel:
    """How a kiosk hands it in: online with help where the law lets it, else it is prepared for the counter.

    Where no papers are recorded nobody could say what must come: that is for the counter too.
    """
    if not rules.components_of(case):
        return Channel.COUNTER
    try:
        rules.terms_of(Channel.ASSISTED, case)
    except ProcedureRefused:
        return Channel.COUNTER
    return Channel.ASSISTED


def prepare(
    work: UnitOfWork,
    office_id: UUID,
    key: str,
    applicant: Applicant,
    *,
    actor: Actor,
    now: datetime,
    case: str = "",
    yes: Sequence[str] = (),
) -> UUID:
    """Begin a draft with its applicant at once, so that none is ever nobody's.

    `yes` are the codes of the questions said yes to: their papers are asked for, the others' are not needed.

    Raises:
        ProcedureUnknown, ProcedureRefused, Forbidden. BadInput: with the `field`.
    """
    with work() as tx:
        inside, rules = Inside(tx), _rules(tx.session, office_id, key, now)
        channel = channel_of(rules, case)
        made = intake.open_dossier(inside, office_id, key, actor=actor, now=now, channel=channel, case=case)
        intake.describe(inside, made, applicant, actor=actor, now=now)
        tx.session.flush()
        _answer(tx.session, made, rules, case, yes)
        return made


def _rules(session: Session, office_id: UUID, key: str, now: datetime) -> Rules:
    today = now.astimezone(hall.zone_of(session.get_one(Office, office_id))).date()
    found = catalogue.by_key(session, office_id, key)
    return catalogue.rules(session, catalogue.in_force(session, found.id, today))


def _answer(session: Session, dossier_id: UUID, rules: Rules, case: str, yes: Sequence[str]) -> None:
    asked = {each.code: each for each in rules.components_of(case) if each.question}
    for paper in dossiers.papers(session, dossier_id):
        if paper.code in asked:
            paper.required = paper.code in yes and asked[paper.code].required
            paper.state = "missing" if paper.code in yes else "not_needed"


def submit(work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime) -> HandedIn:
    """Hand a draft in online; its code comes when an officer receives it.

    Raises:
        BadInput: it belongs to a counter (`channel`), or nobody could be told of it (`phone`). PapersMissing: a paper
        that is asked for has no digital copy. IllegalDossierStep: it was handed in. Forbidden, DossierUnknown.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        _may_go_on(record.row, actor)
        dossier.after(record.row.status, dossier.Step.SUBMIT)
        _must_be_ready(tx.session, record.row)
        record.step(dossier.Step.SUBMIT)
        record.row.decide_by = _decide_by(record)
        return HandedIn(dossier_id, numbering.reference(dossier_id), record.row.secret, now)


def _decide_by(record: Record) -> datetime | None:
    """Until when an officer decides on intake: as the procedure says for the channel, else as the office does.

    A year nobody entered promises nothing, and its alert is told.
    """
    own = record.rules.terms_of(record.row.channel, record.row.case_code).intake_decision
    try:
        return deadline.due(own or Limit(record.policy.decide_hours, Unit.HOURS), record.now, record.calendar)
    except CalendarMissing as gap:
        year = str(gap.facts["year"])
        raise_in(record.tx, "calendar.missing", record.row.office_id, year, record.actor, record.now, year=year)
        return None


def _may_go_on(row: Dossier, actor: Actor) -> None:
    if actor.kind == "place" and actor.office_id == row.office_id:
        return
    actor.must(INTAKE, row.office_id)


def _must_be_ready(session: Session, row: Dossier) -> None:
    if row.channel not in ONLINE:
        raise BadInput(field="channel")
    if not row.applicant_phone and not row.applicant_email:
        raise BadInput(field="phone")
    lacking = [paper for paper in without_copy(session, row.id) if paper.required]
    if lacking:
        raise PapersMissing(n=len(lacking), paper=lacking[0].name[:120])


def without_copy(session: Session, dossier_id: UUID) -> tuple[DossierPaper, ...]:
    """Papers that are neither settled nor there as a digital copy, in the order of the list."""
    there = set(
        session.scalars(
            select(PaperFile.paper_id).where(PaperFile.dossier_id == dossier_id, PaperFile.replaced_by.is_(None))
        )
    )
    papers = dossiers.papers(session, dossier_id)
    return tuple(paper for paper in papers if paper.state not in SETTLED and paper.id not in there)


def take_number(work: UnitOfWork, dossier_id: UUID, wish: Wish, *, actor: Actor, now: datetime) -> Taken:
    """A number of the procedure's line, bound to the draft: the officer who calls it finds it as it was left.

    Raises:
        Forbidden: it is no draft any more, or another office's. Everything `ticketing.take` refuses.
    """
    with work() as tx:
        row = _draft(tx, dossier_id, actor)
        row.left_at = row.left_at and now
        office = tx.session.get_one(Office, row.office_id)
        queue = dossier_visits.queue_for(tx.session, office, row, Purpose.INTAKE)
        taken = ticketing.take(Inside(tx), replace(wish, queue=queue), actor=actor, now=now)
        tx.session.flush()
        intake.bind(tx.session, row, taken.id, Purpose.INTAKE.value, now)
        return taken


def _draft(tx: Tx, dossier_id: UUID, actor: Actor) -> Dossier:
    row = dossiers.locked(tx.session, dossier_id)
    _may_go_on(row, actor)
    if row.status is not dossier.Status.DRAFT:
        raise Forbidden
    return row
