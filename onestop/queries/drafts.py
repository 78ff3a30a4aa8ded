"""Dossiers nobody has received yet: handed in online, or left at a kiosk half done; for whoever helps or decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.domain import dossier, numbering
from onestop.domain.people import COUNTER, SUPERVISION, Actor
from onestop.storage.rows import Dossier, DossierEvent, PaperFile, Procedure

MOST = 200
READERS = COUNTER | SUPERVISION


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One of them; opened at `/intake/<id>`."""

    id: UUID
    reference: str
    """As on the slip of whoever handed it in."""
    status: str
    """`submitted`, or `draft`."""
    procedure: str
    applicant: str
    channel: str
    opened_at: datetime
    submitted_at: datetime | None
    copies: int
    """Digital papers that came with it [count]."""


def waiting(session: Session, office_id: UUID, *, actor: Actor) -> tuple[DraftRow, ...]:
    """What was handed in, the longest waiting first, then drafts that have a name, the newest first; at most `MOST`.

    Raises:
        Forbidden: only those who take in see whose it is.
    """
    actor.must(READERS, office_id)
    handed_in = (
        select(func.max(DossierEvent.at))
        .where(DossierEvent.dossier_id == Dossier.id, DossierEvent.kind == dossier.Step.SUBMIT.value)
        .scalar_subquery()
    )
    copies = (
        select(func.count())
        .select_from(PaperFile)
        .where(PaperFile.dossier_id == Dossier.id, PaperFile.replaced_by.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Dossier, Procedure.name_vi, handed_in, copies)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .where(
            Dossier.office_id == office_id,
            Dossier.status.in_([dossier.Status.SUBMITTED, dossier.Status.DRAFT]),
            Dossier.applicant_name != "",
        )
        .order_by(Dossier.opened_at.desc())
        .limit(MOST)
    )
    found = [_row(*each) for each in rows]
    handed_in_rows = sorted((r for r in found if r.submitted_at), key=lambda r: r.submitted_at or r.opened_at)
    return (*handed_in_rows, *(r for r in found if not r.submitted_at))


def _row(row: Dossier, procedure: str, handed_in: datetime | None, copies: int) -> DraftRow:
    return DraftRow(
        id=row.id,
        reference=numbering.reference(row.id),
        status=row.status.value,
        procedure=procedure,
        applicant=row.applicant_name,
        channel=row.channel.value,
        opened_at=row.opened_at,
        submitted_at=handed_in,
        copies=copies,
    )
