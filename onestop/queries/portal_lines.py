"""The queue to the national portal as a supervisor sees it: how long it is, what is stuck, what was told lately."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.domain import portal
from onestop.domain.formats.portal_facts import SentDossier
from onestop.domain.portal import LEFT, PortalPolicy
from onestop.queries import portal_load
from onestop.storage.rows import Dossier, Office, PortalLine, Procedure

Which = Literal["left", "pending", "sent"]
MOST: Final = 50
"""Dossiers of one list [count]."""
LINES: Final = 400
"""Lines looked at for one list [count]."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How the queue stands."""

    on: bool
    """The office's dossiers are told."""
    pending: int
    oldest: datetime | None
    """Since when the longest waiting line waits."""
    refused: int
    stuck: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A dossier in the list, by its newest line there."""

    dossier_id: UUID
    code: str
    procedure: str
    state: str
    fault: str
    answer: str
    lines: int
    """Of this state, as far as they were looked at."""
    attempts: int
    at: datetime
    """When it was told, or since when it waits."""


def queue(session: Session, office_id: UUID) -> Queue:
    """Counts only what waits for the portal or for a person: neither grows with history."""
    waiting = select(PortalLine.state, func.count(), func.min(PortalLine.made_at)).where(
        PortalLine.office_id == office_id, PortalLine.state.in_(("pending", *LEFT))
    )
    found = {state: (n, oldest) for state, n, oldest in session.execute(waiting.group_by(PortalLine.state))}
    pending, oldest = found.get("pending", (0, None))
    on = PortalPolicy.of(session.get_one(Office, office_id).policy).on
    return Queue(on, pending, oldest, *(found.get(state, (0, None))[0] for state in LEFT))


def lines(session: Session, office_id: UUID, which: Which) -> tuple[LineRow, ...]:
    """At most 50 dossiers, the newest first; of those that wait the longest waiting first."""
    states = LEFT if which == "left" else (which,)
    order = PortalLine.made_at if which == "pending" else PortalLine.made_at.desc()
    rows = session.execute(
        select(PortalLine, Dossier.code, Procedure.name_vi)
        .join(Dossier, Dossier.id == PortalLine.dossier_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .where(PortalLine.office_id == office_id, PortalLine.state.in_(states))
        .order_by(order)
        .limit(LINES)
    ).all()
    found: dict[UUID, LineRow] = {}
    counts: dict[UUID, int] = {}
    for row, code, procedure in rows:
        counts[row.dossier_id] = counts.get(row.dossier_id, 0) + 1
        if row.dossier_id not in found and len(found) < MOST:
            at = row.sent_at or row.made_at
            facts = (row.state, row.fault, row.answer, 0, row.attempts, at)
            found[row.dossier_id] = LineRow(row.dossier_id, code or "", procedure, *facts)
    return tuple(replace(row, lines=counts[row.dossier_id]) for row in found.values())


def ours(session: Session, office_id: UUID, dossier_ids: Sequence[UUID]) -> dict[UUID, SentDossier]:
    """What the portal should have of these dossiers by now; those of other offices, and untold ones, are left out."""
    mine = session.scalars(select(Dossier.id).where(Dossier.id.in_(dossier_ids), Dossier.office_id == office_id))
    pictures = portal_load.load(session, list(mine))
    return {of: picture.after(told[-1]) for of, picture in pictures.items() if (told := portal.told(picture.events))}
