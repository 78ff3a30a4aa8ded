"""What a visit brought forth, for whoever holds its slip: dossiers received in it, and what anybody may know of them.

The slip may lie about in the hall: a dossier's rest is for the holder of its receipt (rules file, 13).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.domain import dossier, stage
from onestop.queries.lookup import PUBLIC
from onestop.storage.rows import Dossier, DossierStage, Ticket, VisitDossier

MOST = 20


@dataclass(frozen=True, slots=True)
class Received:
    """One dossier of a visit: its code and its degree of completion."""

    code: str
    public_status: str
    stages_done: int
    stages_total: int


def received(session: Session, ticket_id: UUID) -> tuple[Received, ...]:
    """Dossiers that were received in this visit, in the order they were bound to it; drafts are left out."""
    mine = select(func.count()).where(DossierStage.dossier_id == Dossier.id)
    done, total = mine.where(DossierStage.status.in_(list(stage.OVER))), mine
    rows = session.execute(
        select(Dossier, done.scalar_subquery(), total.scalar_subquery())
        .join(VisitDossier, VisitDossier.dossier_id == Dossier.id)
        .where(VisitDossier.ticket_id == ticket_id, VisitDossier.purpose == "intake", Dossier.code.is_not(None))
        .order_by(VisitDossier.at, Dossier.id)
        .limit(MOST)
    )
    return tuple(_received(*row) for row in rows)


def received_by_token(session: Session, office_id: UUID, token: str) -> tuple[Received, ...]:
    """The same by the code on the slip; nothing for a code of another office, or of none."""
    ticket_id = session.scalars(
        select(Ticket.id).where(Ticket.track_token == token, Ticket.office_id == office_id)
    ).one_or_none()
    return received(session, ticket_id) if ticket_id is not None else ()


def _received(row: Dossier, done: int, total: int) -> Received:
    over = row.status in (dossier.Status.READY, dossier.Status.RETURNED)
    return Received(row.code or "", PUBLIC[row.status], (total or 1) if over else done, total or 1)
