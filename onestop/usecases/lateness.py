"""Late, or about to be: who is told when.

Each dossier and stage carries the instant at which somebody must be told the next thing; the sweep asks for those
that have come and no others, so its cost is what is due and not what is open.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select, update

from onestop.domain import dossier, stage
from onestop.domain.errors import CalendarMissing
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.rows import Alert, Dossier, DossierStage, Opinion
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import apologising, notices
from onestop.usecases.alerts import raise_in, settle_in
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
        its = tx.session.get(DossierStage, row_id)
        found = tx.session.get_one(Dossier, its.dossier_id if its else row_id)
        year = str(gap.facts["year"])
        raise_in(tx, "calendar.missing", found.office_id, year, SWEEP, now, year=year)


def _settle(work: UnitOfWork, now: datetime) -> None:
    """Alerts whose cause is over: the dossier is not ours now, the opinion came or is of no use, the stage ended."""
    owed = select(Opinion.id).where(Opinion.dossier_id == Dossier.id, Opinion.answered_at.is_(None))
    useless = Dossier.status.not_in(list(_GOING_ON))
    over = {"dossier.late": Dossier.status.not_in(list(dossier.WITH_US)), "opinion.late": useless | ~owed.exists()}
    _settle_stages(work, now)
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


def stage_subject(each: DossierStage) -> str:
    """What an alert about it is about."""
    return each.id.hex


def _settle_stages(work: UnitOfWork, now: datetime) -> None:
    late = select(Alert.office_id, Alert.subject).where(Alert.kind == "stage.late", Alert.closed_at.is_(None))
    with work.reading() as session:
        found = session.execute(late.limit(BATCH)).all()
        ids = {UUID(row.subject): row for row in found}
        going = select(DossierStage.id).join(Dossier, Dossier.id == DossierStage.dossier_id)
        going = going.where(DossierStage.id.in_(ids), DossierStage.status.in_(list(stage.UNDER_WAY)))
        still = set(session.scalars(going.where(Dossier.status.in_(list(dossier.WITH_US)))))
    for stage_id in ids.keys() - still:
        with work() as tx:
            settle_in(tx, "stage.late", ids[stage_id].office_id, ids[stage_id].subject, SWEEP, now)


def _tell_dossier(tx: Tx, dossier_id: UUID, now: datetime) -> None:
    record = Record.locked(tx, dossier_id, SWEEP, now)
    row = record.row
    if row.look_at is None or row.look_at > now or row.due is None:
        return  # somebody moved it meanwhile
    if row.look_at == dossiers.COUNT_AGAIN:
        record.wind()
        if record.recounted:
            notices.tell(record, "moved")
        if row.look_at is None or row.look_at > now:
            return
    whom = LADDER[row.warned]
    row.warned += 1
    row.look_at = record.next_look(row.due, row.warned)
    if whom == "holder":
        apologising.prepare(record)
    elif whom == "head":
        notices.tell(record, "overdue")
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
    if whom == "supervisor":
        told = {"dossier": record.row.code or "", "dossier_id": record.row.id.hex, "stage": each.name[:120]}
        raise_in(tx, "stage.late", record.row.office_id, stage_subject(each), SWEEP, now, **told)
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
            if found.status not in _GOING_ON:
                continue
            subject = f"{found.code or found.id.hex}"
            told = {"dossier": found.code or "", "dossier_id": found.id.hex}
            raise_in(tx, "opinion.late", found.office_id, subject, SWEEP, now, **told)
        return len(rows)


_GOING_ON: Final = dossier.WITH_US | dossier.WITH_THEM
"""While an opinion is still of use."""


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
