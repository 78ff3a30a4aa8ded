"""What the law counts from its publication: somebody notes when it was published, and the clock starts there."""

from datetime import datetime
from uuid import UUID

from onestop.domain import dossier
from onestop.domain.deadline import CountFrom
from onestop.domain.errors import BadInput, DossierMoved
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import WORKERS, said
from onestop.usecases.record import Record


def published(
    work: UnitOfWork, dossier_id: UUID, reference: str, *, actor: Actor, now: datetime, at: datetime | None = None
) -> None:
    """Note the publication, `at` if not now, with where it stands (gazette and number).

    Raises:
        BadInput: this procedure counts from something else, no reference, or `at` is in the future or before the
        receipt. DossierMoved: it was noted before. IllegalDossierStep: it is the applicant's turn, or over.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(WORKERS, record.row.office_id)
        if record.rules.count_from is not CountFrom.PUBLICATION:
            raise BadInput(field="procedure")
        if record.row.status not in dossier.WITH_US:
            dossier.after(record.row.status, dossier.Step.BEGIN)
        if any(event.kind == dossier.Noted.PUBLISHED for event in dossiers.history(tx.session, dossier_id)):
            raise DossierMoved(dossier=record.row.code or "")
        when, where = at or now, said(reference, "reference", 200, least=2)
        if not (record.row.received_at or record.row.opened_at) <= when <= now:
            raise BadInput(field="at")
        record.note(dossier.Noted.PUBLISHED, at=when, reference=where)
        record.wind()
