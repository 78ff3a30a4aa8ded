"""What was handed in online and nobody decided upon in time: told once, by the reference on the person's slip."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain import numbering
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.rows import Alert, Dossier
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.alerts import raise_in, settle_in

CLOCK: Final = Actor.system("intake")
BATCH: Final = 200
KIND: Final = "intake.late"


def watch_undecided(work: UnitOfWork, *, now: datetime) -> int:
    """Alert for each whose time to be taken in, guided or refused is over; settle those decided since."""
    with work.reading() as session:
        late = select(Dossier.id).where(Dossier.decide_by <= now, Dossier.warned == 0)
        ids = session.scalars(late.order_by(Dossier.decide_by).limit(BATCH)).all()
    return sum(_tell(work, dossier_id, now) for dossier_id in ids) + _settle(work, now)


def _tell(work: UnitOfWork, dossier_id: UUID, now: datetime) -> bool:
    with work() as tx:
        row = dossiers.locked(tx.session, dossier_id)
        if row.decide_by is None or row.decide_by > now or row.warned:
            return False
        row.warned = 1
        told = {"dossier": numbering.reference(row.id), "draft_id": row.id.hex}
        return raise_in(tx, KIND, row.office_id, row.id.hex, CLOCK, now, **told)


def _settle(work: UnitOfWork, now: datetime) -> int:
    with work.reading() as session:
        raised = select(Alert.office_id, Alert.subject).where(Alert.kind == KIND, Alert.closed_at.is_(None))
        found = {UUID(subject): office_id for office_id, subject in session.execute(raised.limit(BATCH))}
        still = set(session.scalars(select(Dossier.id).where(Dossier.id.in_(found), Dossier.decide_by.is_not(None))))
    over = found.keys() - still
    for dossier_id in over:
        with work() as tx:
            settle_in(tx, KIND, found[dossier_id], dossier_id.hex, CLOCK, now)
    return len(over)
