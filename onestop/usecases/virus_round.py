"""Papers that came while the virus scanner was away or not yet there: judged later, and shut when infected."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, text, update

from onestop.domain import dossier, numbering
from onestop.domain.people import Actor
from onestop.storage.rows import PaperFile
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.alerts import raise_in
from onestop.usecases.record import Record

CLOCK: Final = Actor.system("viruses")
FIRST: Final = UUID(int=0)
_UNCHECKED: Final = text("paper_file.checked = 'unchecked'")
"""As the partial index says it: SQLite takes one only for the very words."""


def next_unchecked(work: UnitOfWork, after: UUID, limit: int) -> list[tuple[UUID, str]]:
    """Papers nobody judged yet, with the hash they are kept under, the oldest first, from one id on."""
    with work.reading() as session:
        wanted = select(PaperFile.id, PaperFile.sha256).where(_UNCHECKED, PaperFile.id > after)
        return [(row.id, row.sha256) for row in session.execute(wanted.order_by(PaperFile.id).limit(limit))]


def judged_clean(work: UnitOfWork, file_id: UUID) -> None:
    with work() as tx:
        tx.session.execute(
            update(PaperFile)
            .where(PaperFile.id == file_id, _UNCHECKED)
            .values(checked="clean")
            .execution_options(synchronize_session=False)
        )


def judged_infected(work: UnitOfWork, file_id: UUID, *, now: datetime) -> None:
    """Nobody opens it from now on; the history says so, and somebody asks the applicant for another copy."""
    with work() as tx:
        seen = tx.session.get_one(PaperFile, file_id)
        record = Record.locked(tx, seen.dossier_id, CLOCK, now)
        row = tx.session.get_one(PaperFile, file_id, with_for_update=True)
        if row.checked == "infected":
            return
        row.checked = "infected"
        record.note(dossier.Noted.PAPER, file=row.id.hex, sha256=row.sha256, how="infected")
        told = {"dossier": record.row.code or numbering.reference(record.row.id)}
        told["dossier_id" if record.row.code else "draft_id"] = record.row.id.hex
        raise_in(tx, "paper.infected", record.row.office_id, row.id.hex, CLOCK, now, **told)
