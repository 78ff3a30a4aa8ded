"""What a dossier has to do with others: whose wrong result it puts right, what puts its own right, the portal."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.queries.dossier_facts import Linked
from onestop.storage.rows import Dossier, PortalLine


def corrected(session: Session, row: Dossier) -> Linked | None:
    """The dossier whose wrong result this one puts right."""
    before = session.get(Dossier, row.corrects_id) if row.corrects_id else None
    return _linked(before) if before else None


def corrections_of(session: Session, dossier_id: UUID) -> tuple[Linked, ...]:
    """Dossiers that put this one's result right, the oldest first."""
    rows = session.scalars(select(Dossier).where(Dossier.corrects_id == dossier_id).order_by(Dossier.opened_at))
    return tuple(_linked(row) for row in rows)


def _linked(row: Dossier) -> Linked:
    return Linked(row.id, row.code or "", row.status not in dossier.ENDED)


def portal_left(session: Session, dossier_id: UUID) -> int:
    """Lines to the national portal that wait for a person [count]."""
    lines = select(func.count()).where(
        PortalLine.dossier_id == dossier_id, PortalLine.state.in_(("refused", "stuck"))
    )
    return session.scalar(lines) or 0
