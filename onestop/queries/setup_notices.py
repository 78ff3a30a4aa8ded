"""Words of notices as setup shows them, and the notices that could not be sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain.formats.masks import email as masked_email
from onestop.domain.formats.masks import phone as masked_phone
from onestop.storage.rows import Dossier, Notice, NoticeTemplate
from onestop.storage.unit_of_work import UnitOfWork

MOST: Final = 200
"""Failed notices shown at once [count]."""


@dataclass(frozen=True, slots=True)
class Own:
    """The office's own words for a notice."""

    text: str
    subject: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A notice nobody got; to whom is told by its masked address."""

    id: UUID
    dossier_id: UUID
    code: str
    kind: str
    channel: str
    address: str
    fault: str
    made_at: datetime
    attempts: int


def templates(work: UnitOfWork, office_id: UUID) -> dict[tuple[str, str], Own]:
    """The office's own words by kind and channel."""
    with work.reading() as session:
        rows = session.scalars(select(NoticeTemplate).where(NoticeTemplate.office_id == office_id))
        return {(row.kind, row.channel): Own(row.text, row.subject) for row in rows}


def failed(work: UnitOfWork, office_id: UUID) -> tuple[Failed, ...]:
    """Notices given up after the last attempt, the newest first; at most `MOST`."""
    with work.reading() as session:
        rows = session.execute(
            select(Notice, Dossier.id, Dossier.code)
            .join(Dossier, Dossier.id == Notice.dossier_id)
            .where(Notice.office_id == office_id, Notice.state == "failed")
            .order_by(Notice.made_at.desc())
            .limit(MOST)
        )
        return tuple(_failed(row, dossier_id, code or "") for row, dossier_id, code in rows)


def _failed(row: Notice, dossier_id: UUID, code: str) -> Failed:
    address = masked_phone(row.address) if row.channel == "sms" else masked_email(row.address)
    return Failed(row.id, dossier_id, code, row.kind, row.channel, address, row.fault, row.made_at, row.attempts)
