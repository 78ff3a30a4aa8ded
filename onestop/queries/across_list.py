"""What lies here to be handed on to authorities elsewhere, and what is out: with whom, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier, stage
from onestop.domain.calendar import WorkCalendar
from onestop.queries import across
from onestop.queries.dossier import light_of, stage_light
from onestop.queries.dossier_facts import AcrossView
from onestop.storage import calendars
from onestop.storage.rows import Authority, Dossier, DossierStage, Office, Procedure

MOST: Final = 400
"""Lines of the list [count]."""
LIVE: Final = tuple(sorted(dossier.WITH_US | dossier.WITH_THEM))


@dataclass(frozen=True, slots=True)
class AcrossRow:
    """One dossier of an authority elsewhere that is not concluded."""

    dossier_id: UUID
    code: str
    status: str
    applicant: str
    procedure: str
    authority: str
    received_at: datetime | None
    due: datetime | None
    """What the applicant was promised."""
    light: str
    onward_due: datetime | None
    """Until when this hall hands it on, by its own limit; empty once it went."""
    across: AcrossView


def waiting(session: Session, office_id: UUID, now: datetime) -> tuple[AcrossRow, ...]:
    """What lies here to be handed on, the most urgent first, then what is out, the most urgent first."""
    calendar = calendars.of(session, session.get_one(Office, office_id))
    rows = session.execute(
        select(Dossier, Procedure.name_vi, Authority.name_vi)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Authority, Authority.id == Dossier.authority_id)
        .where(Authority.office_id == office_id, Authority.elsewhere)
        .where(Dossier.office_id == office_id, Dossier.status.in_(LIVE))
        .order_by(Dossier.handed_on_at.is_not(None), Dossier.due.is_(None), Dossier.due, Dossier.id)
        .limit(MOST)
    ).all()
    ids = [row.id for row, *_ in rows]
    events, plans = across.events(session, ids), _plans(session, ids)
    made = []
    for row, procedure, authority in rows:
        stages = plans.get(row.id, [])
        told = across.told(row, stages, events.get(row.id, ()))
        made.append(_line(row, procedure, authority, stages, told, calendar, now))
    return tuple(sorted(made, key=_urgency))


def _plans(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[DossierStage]]:
    found: dict[UUID, list[DossierStage]] = {}
    wanted = select(DossierStage).where(DossierStage.dossier_id.in_(ids))
    for each in session.scalars(wanted.order_by(DossierStage.dossier_id, DossierStage.position)):
        found.setdefault(each.dossier_id, []).append(each)
    return found


def _line(
    row: Dossier,
    procedure: str,
    authority: str,
    stages: list[DossierStage],
    told: AcrossView,
    calendar: WorkCalendar,
    now: datetime,
) -> AcrossRow:
    left = stage.left_before_last(stages)
    return AcrossRow(
        dossier_id=row.id,
        code=row.code or "",
        status=row.status.value,
        applicant=row.applicant_name,
        procedure=procedure,
        authority=authority,
        received_at=row.received_at,
        due=row.due,
        light=stage_light(left[-1], row, calendar, now) if left else light_of(row, calendar, now),
        onward_due=left[-1].due or left[-1].planned_due if left else None,
        across=told,
    )


def _urgency(row: AcrossRow) -> tuple[bool, bool, str]:
    due = row.onward_due or row.due
    return not row.across.here, due is None, due.isoformat() if due else ""
