"""What happened around a dossier in the hall: how its visits were rated, what was printed for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.storage.rows import DeviceCommand, Rating, Ticket, VisitDossier


@dataclass(frozen=True, slots=True)
class RatingSeen:
    """A mark given for a visit counts for every dossier the visit was about."""

    number: str
    """Of the visit."""
    purpose: str
    value: int
    reasons: tuple[str, ...]
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PrintSeen:
    form: str
    """`receipt` or `result`."""
    state: str
    """As the printer reported: `pending`, `sent`, `accepted`, `held`, `printed`, `failed`…"""
    reprint: bool
    at: datetime


def ratings_of(session: Session, dossier_id: UUID) -> tuple[RatingSeen, ...]:
    """Marks of the visits a dossier was about, the oldest first."""
    rows = session.execute(
        select(Ticket.number, VisitDossier.purpose, Rating)
        .join(Ticket, Ticket.id == VisitDossier.ticket_id)
        .join(Rating, Rating.ticket_id == VisitDossier.ticket_id)
        .where(VisitDossier.dossier_id == dossier_id)
        .order_by(Rating.at)
    )
    return tuple(
        RatingSeen(number, purpose, rated.value, tuple(rated.reasons), rated.comment, rated.at)
        for number, purpose, rated in rows
    )


def prints_of(session: Session, dossier_id: UUID) -> tuple[PrintSeen, ...]:
    """Receipts and result slips ordered for a dossier, the newest first."""
    rows = session.scalars(
        select(DeviceCommand)
        .where(DeviceCommand.dossier_id == dossier_id)
        .order_by(DeviceCommand.created_at.desc(), DeviceCommand.id.desc())
    )
    return tuple(PrintSeen(row.form or "", row.state, row.reprint_of is not None, row.created_at) for row in rows)
