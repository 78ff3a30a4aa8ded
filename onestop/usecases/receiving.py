"""The receipt: a dossier that is full gets its code, its register line, its stage plan and its clock, all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from onestop.domain import dossier, stage
from onestop.domain.errors import BadInput, IllegalDossierStep, PapersMissing
from onestop.domain.formats import code_template
from onestop.domain.people import Actor
from onestop.domain.procedure import WHOLE, StageRule
from onestop.storage import catalogue, dossiers, units
from onestop.storage.rows import Authority, DossierStage, Procedure
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import intake, notices
from onestop.usecases.intake import INTAKE, SETTLED
from onestop.usecases.record import Record
from onestop.words import say


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person takes home."""

    dossier_id: UUID
    code: str
    secret: str
    received_at: datetime
    due: datetime | None
    register_year: int
    register_no: int


def receive(
    work: UnitOfWork,
    dossier_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    counter_id: UUID | None = None,
    received_at: datetime | None = None,
    reason: str = "",
) -> Receipt:
    """Take the dossier in: code, register line, stage plan, clock, notices; the receipt prints by itself.

    `received_at` is when it was handed in, if not now (post); at most some days back, with a `reason`.

    Raises:
        PapersMissing: what is asked for is not there, or wrong. BadInput: `received_at` in the future or too far
        back, no applicant. IllegalDossierStep, CalendarMissing, Forbidden.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(INTAKE, record.row.office_id)
        at = _checked_date(record, received_at, reason)
        # kept even where papers are missing then: the list must show which
        _under_the_law_of(record, at)
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        return receive_in(record, at, counter_id, reason)


def _checked_date(record: Record, received_at: datetime | None, reason: str) -> datetime:
    at = received_at or record.now
    oldest = record.now - timedelta(days=record.policy.back_dating_days)
    back_dated = record.now - at > timedelta(minutes=1)
    if at > record.now or at < oldest or (back_dated and not reason.strip()):
        raise BadInput(field="received_at")
    return at


def receive_in(
    record: Record, at: datetime, counter_id: UUID | None, reason: str = "", *, kind: str = "received"
) -> Receipt:
    """`receive` in a transaction that is open; `kind` of notice tells the applicant."""
    row, tx = record.row, record.tx
    dossier.after(row.status, dossier.Step.RECEIVE)  # before anything else is looked at: it may be over
    if row.code is not None:
        raise IllegalDossierStep(status=row.status.value, step=dossier.Step.RECEIVE.value)
    _must_be_full(record)
    authority = tx.session.get_one(Authority, row.authority_id)
    day = at.astimezone(record.calendar.zone).date()
    serial = dossiers.next_serial(tx.session, authority.id, day)
    row.code = code_template.render(authority.code_template, agency=authority.code, on=day, seq=serial)
    row.register_year, row.register_no = day.year, dossiers.next_line(tx.session, authority.id, day.year)
    row.received_at, row.counter_id = at, counter_id
    row.received_by = record.actor.officer_id if record.actor.kind == "officer" else None
    dossiers.index(tx.session, row, (row.applicant_name, row.applicant_number))
    record.step(dossier.Step.RECEIVE, at=at, reason=reason[:300])
    record.note(dossier.Noted.FULL, at=at)
    _plan(record, at)
    record.wind()
    notices.tell(record, kind)
    return Receipt(row.id, row.code, row.secret, at, row.due, row.register_year, row.register_no)


def _under_the_law_of(record: Record, at: datetime) -> None:
    """A dossier is received under the version of that day, whenever its draft was begun (rules file, 1).

    Papers the version asks for besides are laid out as missing, those it asks for no more are not needed.

    Raises:
        ProcedureRefused: none is in force, or it does not know the channel. BadInput: nor the case.
    """
    row, session = record.row, record.session
    if row.code is not None or row.status in dossier.ENDED:
        return
    day = at.astimezone(record.calendar.zone).date()
    version_id = catalogue.in_force(session, row.procedure_id, day)
    if row.corrects_id is not None or version_id == row.version_id:
        return
    rules = catalogue.rules(session, version_id)
    if row.case_code and row.case_code not in {each.code for each in rules.cases}:
        raise BadInput(field="case")
    row.version_id, row.sets = version_id, rules.sets
    row.fee_vnd = rules.terms_of(row.channel, row.case_code).fee_vnd
    intake.lay_out_again(session, row, rules)
    session.flush()


def _must_be_full(record: Record) -> None:
    if not record.row.applicant_name:
        raise BadInput(field="name")
    papers = dossiers.papers(record.session, record.row.id)
    lacking = [p for p in papers if (p.required and p.state not in SETTLED) or p.state == "wrong"]
    if lacking:
        raise PapersMissing(n=len(lacking), paper=lacking[0].name[:120])


def _plan(record: Record, at: datetime) -> None:
    """Lay out the stages of the version; those without a predecessor open at once."""
    unit_ids = units.ids(record.session, record.row.office_id)
    rules = _stage_rules(record, unit_ids)
    plan = {planned.code: planned for planned in stage.plan(rules, at, record.calendar)}
    for i, rule in enumerate(rules):
        if rule.unit not in unit_ids:
            raise BadInput(field="unit")
        planned = plan[rule.code]
        made = DossierStage(
            id=new_id(),
            dossier_id=record.row.id,
            code=rule.code,
            position=i,
            name=rule.name,
            unit_id=unit_ids[rule.unit],
            heads_only=rule.heads_only,
            status=stage.Status.WAITING,
            after=list(rule.after),
            limit_n=rule.limit.amount if rule.limit else None,
            limit_unit=rule.limit.unit if rule.limit else None,
            planned_due=planned.due,
        )
        if not rule.after:
            made.take(stage.Step.OPEN)
            made.opened_at = planned.starts
        record.session.add(made)
    record.session.flush()


def _stage_rules(record: Record, unit_ids: Mapping[str, UUID]) -> Sequence[StageRule]:
    """The version's stages; where it has none and we decide, one of the unit that leads.

    Raises:
        BadInput: no unit leads either: nobody would answer for it.
    """
    stages = record.rules.stages
    if stages or record.elsewhere:
        return stages
    leads = record.session.get_one(Procedure, record.row.procedure_id).unit_id
    unit = next((code for code, unit_id in unit_ids.items() if unit_id == leads), None)
    if unit is None:
        raise BadInput(field="unit")
    return (StageRule(WHOLE, say("vi", "dossiers.whole_stage"), unit),)
