"""A digital result in its holder's hands: the history says when it was fetched first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.record import Record

HOLDER = Actor("holder", "receipt")


def fetched(work: UnitOfWork, dossier_id: UUID, *, now: datetime) -> None:
    """Note it, once for each copy: a result that was put right is fetched anew."""
    with work.reading() as session:
        if _noted(session, dossier_id):
            return
    with work() as tx:
        record = Record.locked(tx, dossier_id, HOLDER, now)
        file = dossiers.result_file(tx.session, dossier_id)
        if file is not None and not _noted(tx.session, dossier_id):
            record.note(dossier.Noted.FETCHED, sha256=file.sha256)


def _noted(session: Session, dossier_id: UUID) -> bool:
    file = dossiers.result_file(session, dossier_id)
    events = dossiers.history(session, dossier_id)
    told = {event.data.get("sha256") for event in events if event.kind == dossier.Noted.FETCHED}
    return file is not None and file.sha256 in told
