"""Suggestions and complaints: for their sender, who has the secret, and for supervisors."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import feedback
from onestop.domain.errors import NotFound
from onestop.domain.formats import phones
from onestop.storage.rows import Feedback

MOST: Final = 200
"""Lines of one list [count]."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What its sender sees."""

    number: str
    kind: str
    status: str
    told: str
    at: datetime
    due: datetime | None
    answer: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """What a supervisor sees."""

    id: UUID
    number: str
    kind: str
    status: str
    name: str
    address: str
    phone: str
    email: str
    about: str
    told: str
    answer: str
    involved: bool
    at: datetime
    due: datetime | None
    late: bool
    ended_at: datetime | None


def followed(session: Session, number: str, secret: str) -> tuple[UUID, Followed]:
    """One's own, with its office.

    Raises: NotFound: none has this number, or the secret is not its own; which of both is not told.
    """
    row = session.scalars(select(Feedback).where(Feedback.number == number.strip().upper()[:20])).one_or_none()
    if row is None or not hmac.compare_digest(row.secret.encode(), secret.strip().upper().encode()):
        raise NotFound(feedback=number[:20])
    facts = (row.number, row.kind.value, row.status.value, row.told, row.at, row.due, row.answer, row.ended_at)
    return row.office_id, Followed(*facts)


def listed(session: Session, office_id: UUID, now: datetime, *, ended: bool = False) -> tuple[FeedbackRow, ...]:
    """Those that are open, the most urgent first; or those that ended, the newest first. At most 200."""
    wanted = select(Feedback).where(Feedback.office_id == office_id)
    if ended:
        wanted = wanted.where(Feedback.status.not_in(feedback.OPEN)).order_by(Feedback.ended_at.desc())
    else:
        wanted = wanted.where(Feedback.status.in_(feedback.OPEN)).order_by(Feedback.due, Feedback.id)
    return tuple(_row(row, now) for row in session.scalars(wanted.limit(MOST)))


def _row(row: Feedback, now: datetime) -> FeedbackRow:
    return FeedbackRow(
        id=row.id,
        number=row.number,
        kind=row.kind.value,
        status=row.status.value,
        name=row.name,
        address=row.address,
        phone=phones.parse(row.phone).shown if row.phone else "",
        email=row.email,
        about=row.about,
        told=row.told,
        answer=row.answer,
        involved=row.involved,
        at=row.at,
        due=row.due,
        late=row.due is not None and row.due < now,
        ended_at=row.ended_at,
    )
