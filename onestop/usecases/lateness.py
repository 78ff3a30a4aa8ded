"""Late, or about to be: who is told when, and the one new date an applicant may be given (NĐ 61/2018 Đ19.9).

Each dossier and stage carries the instant at which somebody must be told the next thing; the sweep asks for those
that have come and no others, so its cost is what is due and not what is open.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select, update

from onestop.domain import dossier
from onestop.domain.errors import BadInput, CalendarMissing, ReappointedAlready
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import dossiers, units
from onestop.storage.rows import Alert, Apology, Dossier, DossierStage, Opinion
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import notices
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.hands import WORKERS, said
from onestop.usecases.record import Record

SWEEP: Final = Actor.system("lateness")
BATCH: Final = 200
AGAIN_AFTER: Final = timedelta(hours=1)
TOGETHER: Final = 20
"""Told in one transaction: a minute of the opening hour has hundreds, and each commit waits for the disk [count]."""
LADDER: Final = ("holder", "head", "supervisor")


def watch(work: UnitOfWork, *, now: datetime) -> int:
    """Tell whoever must be told by now; return how many dossiers and stages that were."""
    told = 0
    watched: tuple[tuple[Kind, Tell], ...] = ((Dossier, _tell_dossier), (DossierStage, _tell_stage))
    for kind, tell in watched:
        with work.reading() as session:
            ids: Sequence[UUID] = session.scalars(
                select(kind.id).where(kind.look_at <= now).order_by(kind.look_at).limit(BATCH)
            ).all()
        for first in range(0, len(ids), TOGETHER):
            _tell_some(work, kind, tell, ids[first : first + TOGETHER], now)
        told += len(ids)
    _settle(work, now)
    return told + _watch_opinions(work, now)


Kind = type[Dossier | DossierStage]
Tell = Callable[[Tx, UUID, datetime], None]


def _tell_some(work: UnitOfWork, kind: Kind, tell: Tell, ids: Sequence[UUID], now: datetime) -> None:
    """Several in one transaction; each in its own when one of them is due in a year without a calendar."""
    try:
        with work() as tx:
            for row_id in ids:
                tell(tx, row_id, now)
                tx.session.flush()
    except CalendarMissing as gap:
        if len(ids) == 1:
            _put_off(work, kind, ids[0], gap, now)
            return
        for row_id in ids:
            _tell_some(work, kind, tell, [row_id], now)


def _put_off(
    work: UnitOfWork, kind: type[Dossier | DossierStage], row_id: UUID, gap: CalendarMissing, now: datetime
) -> None:
    """A year without a calendar holds up this one and no other; somebody is told to enter it."""
    with work() as tx:
        tx.session.execute(
            update(kind)
            .where(kind.id == row_id)
            .values(look_at=now + AGAIN_AFTER)
            .execution_options(synchronize_session=False)
        )
        stage = tx.session.get(DossierStage, row_id)
        found = tx.session.get_one(Dossier, stage.dossier_id if stage else row_id)
        year = str(gap.facts["year"])
        raise_in(tx, "calendar.missing", found.office_id, year, SWEEP, now, year=year)


def _settle(work: UnitOfWork, now: datetime) -> None:
    """Alerts whose cause is over: the dossier is no longer ours, the opinion has come."""
    owed = select(Opinion.id).where(Opinion.dossier_id == Dossier.id, Opinion.answered_at.is_(None))
    over = {"dossier.late": Dossier.status.not_in(list(dossier.WITH_US)), "opinion.late": ~owed.exists()}
    for kind, ended in over.items():
        past = (
            select(Alert.office_id, Alert.subject)
            .join(Dossier, and_(Dossier.code == Alert.subject, Dossier.office_id == Alert.office_id))
            .where(Alert.kind == kind, Alert.closed_at.is_(None), ended)
            .limit(BATCH)
        )
        with work.reading() as session:
            found = session.execute(past).all()
        for office_id, subject in found:
            with work() as tx:
                settle_in(tx, kind, office_id, subject, SWEEP, now)


def _tell_dossier(tx: Tx, dossier_id: UUID, now: datetime) -> None:
    record = Record.locked(tx, dossier_id, SWEEP, now)
    row = record.row
    if row.look_at is None or row.look_at > now or row.due is None:
        return  # somebody moved it meanwhile
    whom = LADDER[row.warned]
    row.warned += 1
    row.look_at = record.next_look(row.due, row.warned)
    if whom == "holder":
        _prepare(tx, record)
    elif whom == "head":
        notices.tell(record, "late")
    else:
        told = {"dossier": row.code or "", "dossier_id": row.id.hex}
        raise_in(tx, "dossier.late", row.office_id, row.code or row.id.hex, SWEEP, now, **told)
    tx.emit("dossier.told", row.office_id, row.id, SWEEP, now, dossier=row.code or "", whom=whom)


def _tell_stage(tx: Tx, stage_id: UUID, now: datetime) -> None:
    seen = tx.session.get_one(DossierStage, stage_id)
    record = Record.locked(tx, seen.dossier_id, SWEEP, now)
    each = tx.session.get_one(DossierStage, stage_id, populate_existing=True)
    if each.look_at is None or each.look_at > now:
        return
    whom = LADDER[each.warned]
    each.warned += 1
    each.look_at = record.next_look(each.due, each.warned)
    tx.emit(
        "stage.told",
        record.row.office_id,
        record.row.id,
        SWEEP,
        now,
        dossier=record.row.code or "",
        stage=each.code,
        whom=whom,
    )


def _watch_opinions(work: UnitOfWork, now: datetime) -> int:
    late = select(Opinion).where(Opinion.answered_at.is_(None), Opinion.due < now, Opinion.told_late_at.is_(None))
    with work() as tx:
        rows = tx.session.scalars(late.limit(BATCH).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.told_late_at = now
            found = tx.session.get_one(Dossier, row.dossier_id)
            subject = f"{found.code or found.id.hex}"
            told = {"dossier": found.code or "", "dossier_id": found.id.hex}
            raise_in(tx, "opinion.late", found.office_id, subject, SWEEP, now, **told)
        return len(rows)


def _prepare(tx: Tx, record: Record) -> None:
    """Lay an apology ready while there is time: a named person decides whether it goes out."""
    if tx.session.get(Apology, record.row.id) is None and record.row.reappointments == 0:
        tx.session.add(Apology(dossier_id=record.row.id, prepared_at=record.now, at_fault=_slow(record)))


def _slow(record: Record) -> UUID | None:
    """The unit that holds it now."""
    held = [each for each in record.stages() if each.officer_id is not None and each.done_at is None]
    return held[0].unit_id if held else record.row.unit_id


def apologise(
    work: UnitOfWork,
    dossier_id: UUID,
    new_due: datetime,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Approve the apology (form 04): it names a new date, once, at least a day before the old one.

    Raises:
        ReappointedAlready: it was done before (`times`), or too little is left (`days`). BadInput: the new date is
        not later than the old, or on a day off. Forbidden: the caller is no head of the unit and no supervisor.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(WORKERS, record.row.office_id)
        _must_decide(record)
        reappoint(record, new_due, reason)


def reappoint(record: Record, new_due: datetime, reason: str) -> None:
    """Name the new date and write to the applicant; who may decide it is the caller's question.

    Raises:
        ReappointedAlready, BadInput.
    """
    _must_be_in_time(record)
    due, now = _checked_date(record, new_due), record.now
    why = said(reason, "reason", 500, least=5)
    session, dossier_id = record.session, record.row.id
    row = session.get(Apology, dossier_id)
    if row is None:
        row = Apology(dossier_id=dossier_id, prepared_at=now, at_fault=_slow(record))
        session.add(row)
    if row.approved_at is not None:
        raise ReappointedAlready(times=1)
    row.reason, row.new_due, row.approved_at, row.approved_by = why, due, now, record.actor.officer_id
    record.note(dossier.Noted.REAPPOINTED, due=due.isoformat(), reason=why)
    record.wind()
    settle_in(record.tx, "dossier.late", record.row.office_id, record.row.code or "", record.actor, now)
    notices.tell(record, "late")


def _must_decide(record: Record) -> None:
    actor, unit_id = record.actor, record.row.unit_id
    if actor.roles & SUPERVISION:
        return
    if unit_id is None or not units.is_member(record.session, unit_id, actor.officer_id, head=True):
        actor.must(SUPERVISION, record.row.office_id)


def _must_be_in_time(record: Record) -> None:
    row = record.row
    if row.reappointments:
        raise ReappointedAlready(times=row.reappointments)
    left = timedelta(days=record.policy.apology_before_days)
    if row.due is None or row.status not in dossier.WITH_US or row.due - record.now < left:
        raise ReappointedAlready(days=record.policy.apology_before_days)


def _checked_date(record: Record, new_due: datetime) -> datetime:
    day = new_due.astimezone(record.calendar.zone).date()
    if record.row.due is None or not record.calendar.works(day):
        raise BadInput(field="new_due")
    due = record.calendar.close_of(day)
    if due <= record.row.due:
        raise BadInput(field="new_due")
    return due


def replayed(work: UnitOfWork, dossier_id: UUID, now: datetime) -> bool:
    """Whether the dossier's stored status and dates are what its events lead to; for the night's proof."""
    with work() as tx:
        record = Record.locked(tx, dossier_id, SWEEP, now)
        stored = (record.row.status, record.row.original_due, record.row.due, record.row.stopped_at)
        status = dossier.replay(dossiers.history(tx.session, dossier_id))
        record.wind()
        counted = (status, record.row.original_due, record.row.due, record.row.stopped_at)
        tx.session.rollback()
        return stored == counted
