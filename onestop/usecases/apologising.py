"""The one new date an applicant may be given, with an apology (form 04; NĐ 61/2018 Đ19.9)."""

from datetime import datetime, timedelta
from uuid import UUID

from onestop.domain import dossier
from onestop.domain.errors import BadInput, ReappointedAlready
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import units
from onestop.storage.rows import Apology
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import notices
from onestop.usecases.alerts import settle_in
from onestop.usecases.hands import WORKERS, said
from onestop.usecases.record import Record


def prepare(record: Record) -> None:
    """Lay an apology ready while there is time: a named person decides whether it goes out."""
    if record.session.get(Apology, record.row.id) is None and record.row.reappointments == 0:
        record.session.add(Apology(dossier_id=record.row.id, prepared_at=record.now, at_fault=_slow(record)))


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
    missed = record.row.due or due
    record.note(dossier.Noted.REAPPOINTED, due=due.isoformat(), before=missed.isoformat(), reason=why)
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
