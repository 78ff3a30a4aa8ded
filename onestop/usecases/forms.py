"""Forms given out: the exact bytes are kept, each known by the event it belongs to; printed again it says so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.people import Actor
from onestop.storage.papers import PaperStore
from onestop.storage.rows import FormIssue
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.papers import READERS
from onestop.usecases.record import Record


@dataclass(frozen=True, slots=True)
class Printed:
    """A form as it lies in the store."""

    id: UUID
    sha256: str
    reprint: bool


def given_out(session: Session, dossier_id: UUID, form: str, number: int) -> Printed | None:
    """The form of one event, if it was given out; the first copy, not a reprint."""
    row = session.scalars(
        select(FormIssue).where(
            FormIssue.dossier_id == dossier_id,
            FormIssue.form == form,
            FormIssue.number == number,
            FormIssue.reprint_of.is_(None),
        )
    ).first()
    return Printed(row.id, row.sha256, reprint=False) if row else None


def give_out(
    work: UnitOfWork,
    store: PaperStore,
    dossier_id: UUID,
    form: str,
    number: int,
    pdf: bytes,
    *,
    actor: Actor,
    now: datetime,
    signed: bool = False,
    again: bool = False,
) -> Printed:
    """Keep a form that is given out; somebody quicker gave it out already: theirs stands, unless printed `again`.

    Raises:
        DossierUnknown, Forbidden.
    """
    kept = store.keep(pdf)
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(READERS, record.row.office_id)
        first = given_out(tx.session, dossier_id, form, number)
        if first is not None and not again:
            return first
        row = FormIssue(
            id=new_id(),
            office_id=record.row.office_id,
            dossier_id=dossier_id,
            form=form,
            number=number,
            sha256=kept.sha256,
            signed=signed,
            issued_at=now,
            issued_by=str(actor)[:80],
            reprint_of=first.id if first else None,
        )
        tx.session.add(row)
        record.note(dossier.Noted.FORM, form=form, sha256=kept.sha256, reprint=first is not None)
        return Printed(row.id, kept.sha256, reprint=first is not None)
