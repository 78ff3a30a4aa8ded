"""Non-boundary intake: received in this hall, decided by an authority elsewhere, the result handed out here.

The due date is the one that authority's procedure promises, counted from the receipt here like any other; what this
hall gives itself for handing on is the limit of the stage. No rule that says otherwise was seen (NĐ 118/2025): both
are data of the procedure. Handing on ends the stage before the last; their result ends the last one.
Whoever stands at the desk may: papers go on and come back there, and no unit of the hall decides anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier, stage
from onestop.domain.errors import BadInput, HandedOn, IllegalStageStep, NotElsewhere, NotHandedOn
from onestop.domain.people import Actor
from onestop.storage import dossiers, hall
from onestop.storage.rows import Authority, Dossier, DossierEvent, DossierStage, Office
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import apologising, notices, processing, returning
from onestop.usecases.hands import said
from onestop.usecases.record import Record

DESK: Final = returning.DESK
"""Who may: one-stop officers, post clerks, supervisors."""
WAYS: Final = ("post", "courier", "online")
"""How papers go on."""
CODE: Final = re.compile(r"[0-9A-Z][0-9A-Z./-]{2,59}")
"""Codes of other systems differ; none that was seen has other signs."""
LONGEST_LIST: Final = 24
MOST_AT_ONCE: Final = 100
"""Dossiers on one list [count]."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a dossier went on; `at` is when, if not now."""

    how: str
    at: datetime | None = None
    list_no: str = ""
    note: str = ""


def hand_on(work: UnitOfWork, dossier_id: UUID, sent: Sent, *, actor: Actor, now: datetime) -> None:
    """Note that a dossier went on to the authority that decides it: the stage for that is over.

    The applicant is told at once where it is (NĐ 224/2026 Đ15.1g). What came back and lies at its stage again
    (`processing.send_back`) is handed on again; the history keeps both.

    Raises:
        NotElsewhere: it is decided here. HandedOn: it is there already. IllegalStageStep: more than one stage comes
        before. IllegalDossierStep: the applicant's turn, or over. BadInput: the way, the time or the list's number.
    """
    with work() as tx:
        _hand_on(_at_desk(tx, dossier_id, actor, now), sent)


def hand_on_list(
    work: UnitOfWork, office_id: UUID, dossier_ids: Sequence[UUID], how: str, *, actor: Actor, now: datetime
) -> str:
    """Hand several on to one authority, on one list that both sides sign; its number.

    Raises:
        BadInput: none, too many, or not all to the same authority; and what `hand_on` raises: all go, or none.
    """
    with work() as tx:
        actor.must(DESK, office_id)
        wanted = list(dict.fromkeys(dossier_ids))
        if not 0 < len(wanted) <= MOST_AT_ONCE:
            raise BadInput(field="dossiers")
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        list_no = _next_list(tx.session, office, now)
        records = [_at_desk(tx, each, actor, now) for each in sorted(wanted)]
        if len({record.row.authority_id for record in records}) > 1:
            raise BadInput(field="authority")
        for record in records:
            _hand_on(record, Sent(how, list_no=list_no))
        return list_no


def _next_list(session: Session, office: Office, now: datetime) -> str:
    """`20261126-PDG01`, by office and day."""
    day = now.astimezone(hall.zone_of(office)).date()
    given = select(DossierEvent.data).join(Dossier, Dossier.id == DossierEvent.dossier_id)
    given = given.join(Authority, Authority.id == Dossier.authority_id)
    given = given.where(Authority.office_id == office.id, Authority.elsewhere)
    given = given.where(Dossier.handed_on_at > now - timedelta(days=1), DossierEvent.kind == dossier.Noted.HANDED_ON)
    taken, n = {data["list"] for data in session.scalars(given)}, 1
    while (number := f"{day:%Y%m%d}-PDG{n:02d}") in taken:
        n += 1
    return number


def _at_desk(tx: Tx, dossier_id: UUID, actor: Actor, now: datetime) -> Record:
    record = Record.locked(tx, dossier_id, actor, now)
    actor.must(DESK, record.row.office_id)
    if not record.elsewhere:
        raise NotElsewhere(dossier=record.row.code or "")
    return record


def _hand_on(record: Record, sent: Sent) -> None:
    row, stages = record.row, record.stages()
    processing.must_be_with_us(record)
    left = stage.left_before_last(stages)
    if row.handed_on_at is not None and not left:
        raise HandedOn(dossier=row.code or "")
    if len(left) > 1:
        raise IllegalStageStep(status=left[1].status.value, step=stage.Step.DONE.value)
    if sent.how not in WAYS:
        raise BadInput(field="how")
    note, list_no = said(sent.note, "note", 300), said(sent.list_no, "list_no", LONGEST_LIST)
    row.handed_on_at = _moment(record, sent.at, row.handed_on_at or row.received_at)
    for each in left:
        _taken(record, each)
    record.note(dossier.Noted.HANDED_ON, at=row.handed_on_at, how=sent.how, list=list_no, note=note)
    for each in left:
        processing.finish(record, each, "", "")
    notices.tell(record, "onward")


def _moment(record: Record, at: datetime | None, earliest: datetime | None) -> datetime:
    """When it happened: a form says it to the minute, and not before what came before it."""
    if at is None:
        return record.now
    first = earliest or record.now
    if not first.replace(second=0, microsecond=0) <= at <= record.now:
        raise BadInput(field="at")
    return max(at, first)


def _taken(record: Record, each: DossierStage) -> None:
    """A stage is ended whoever holds it; one that nobody took gets the doer's name."""
    if each.status is stage.Status.OPEN:
        processing.give(record, each, record.actor.officer_id)


def _must_be_there(record: Record) -> datetime:
    """When it was handed on.

    Raises:
        NotHandedOn: it was not, or lies here again.
    """
    handed = record.row.handed_on_at
    if handed is None or stage.left_before_last(record.stages()):
        raise NotHandedOn(dossier=record.row.code or "")
    return handed


def answered(work: UnitOfWork, dossier_id: UUID, code: str, *, actor: Actor, now: datetime) -> None:
    """Write down the code they gave it; another one corrects it and the history keeps both. The same changes nothing.

    Raises:
        NotElsewhere, NotHandedOn, BadInput: no code. IllegalDossierStep: it is over.
    """
    kept = "".join(code.split()).upper()
    if not CODE.fullmatch(kept):
        raise BadInput(field="their_code")
    with work() as tx:
        record = _at_desk(tx, dossier_id, actor, now)
        _must_be_there(record)
        _must_be_alive(record)
        before = record.row.their_code
        if before == kept:
            return
        record.row.their_code = kept
        dossiers.index(tx.session, record.row, (record.row.applicant_name, record.row.applicant_number))
        record.note(dossier.Noted.THEIR_CODE, their_code=kept, before=before)


def _must_be_alive(record: Record) -> None:
    if record.row.status in dossier.ENDED:
        dossier.after(record.row.status, dossier.Step.BEGIN)


def reported(
    work: UnitOfWork,
    dossier_id: UUID,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    new_due: datetime | None = None,
) -> None:
    """Write down what they say of it, `at` if not now; with `new_due` their new date, which the applicant is told.

    They decide and apologise, the one-stop shop changes the date and tells the applicant (NĐ 61/2018 Đ19.9): once,
    and at least a day before the old date, as for anybody. Later words are noted, the date stands.

    Raises:
        NotElsewhere, NotHandedOn, IllegalDossierStep: it is concluded or over. ReappointedAlready. BadInput.
    """
    with work() as tx:
        record = _at_desk(tx, dossier_id, actor, now)
        handed = _must_be_there(record)
        if record.row.status not in dossier.WITH_US | dossier.WITH_THEM:
            dossier.after(record.row.status, dossier.Step.CONCLUDE)
        words = said(text, "note", least=2)
        when = _moment(record, at, handed)
        record.note(dossier.Noted.THEIR_ANSWER, at=when, text=words)
        if new_due is not None:
            apologising.reappoint(record, new_due, words)


def arrived(
    work: UnitOfWork, dossier_id: UUID, result: str, *, actor: Actor, now: datetime, outcome: str = ""
) -> None:
    """Their result is here: the dossier is concluded and its applicant told.

    Raises:
        NotElsewhere, NotHandedOn, IllegalDossierStep: it is concluded, or the applicant's turn. BadInput: `result` is
        neither `granted` nor `rejected`.
    """
    with work() as tx:
        record = _at_desk(tx, dossier_id, actor, now)
        _must_be_there(record)
        processing.must_be_with_us(record)
        stages = record.stages()
        if not stages:
            processing.conclude(record, result, outcome)
        else:
            _taken(record, stages[-1])
            processing.finish(record, stages[-1], outcome, result)
