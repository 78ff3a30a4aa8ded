"""Dossiers nobody has received yet: handed in online, or left at a kiosk half done; for whoever helps or decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
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
    """`submitted`, `supplement` (guided, and the papers are still to come) or `draft`."""
    procedure: str
    applicant: str
    channel: str
    opened_at: datetime
    submitted_at: datetime | None
    decide_by: datetime | None
    """Until when what was handed in online is taken in, guided or refused."""
    copies: int
    """Digital papers that came with it [count]."""


_ORDER = {dossier.Status.SUBMITTED: 0, dossier.Status.SUPPLEMENT: 1, dossier.Status.DRAFT: 2}


def waiting(session: Session, office_id: UUID, *, actor: Actor) -> tuple[DraftRow, ...]:
    """What was handed in, the longest waiting first, then what was guided and drafts with a name, the newest first.

    At most `MOST`.

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
            Dossier.status.in_(list(_ORDER)),
            Dossier.code.is_(None),
            Dossier.applicant_name != "",
        )
        .order_by(case(_ORDER, value=Dossier.status), Dossier.decide_by, Dossier.opened_at.desc())
        .limit(MOST)
    )
    return tuple(_row(*each) for each in rows)


def _row(row: Dossier, procedure: str, handed_in: datetime | None, copies: int) -> DraftRow:
    return DraftRow(
        id=row.id,
        reference=numbering.reference(row.id),
        status=row.status.value,
        procedure=procedure,
        applicant=row.applicant_name,
        channel=row.channel.value,
        opened_at=row.opened_at,
        decide_by=row.decide_by,
        submitted_at=handed_in,
        copies=copies,
    )
