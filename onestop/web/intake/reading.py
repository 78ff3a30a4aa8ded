"""What the intake screen reads, one consistent look at the database each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onestop.domain.errors import BadInput
from onestop.domain.formats.fold import fold
from onestop.domain.people import Actor
from onestop.domain.procedure import Rules
from onestop.queries import catalogue, intake_desk
from onestop.queries.catalogue import ProcedureRow
from onestop.queries.intake_desk import IntakeView, Seat
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import papers
from onestop.usecases.papers import Earlier


def identifier(text: object) -> UUID:
    """An id as the browser sends it; `BadInput` for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        raise BadInput(field="id") from None


@dataclass(frozen=True, slots=True)
class Looked:
    intake: IntakeView
    earlier: tuple[Earlier, ...]


def look(work: UnitOfWork, dossier_id: UUID, actor: Actor, now: datetime) -> Looked:
    """Raises: DossierUnknown."""
    with work.reading() as session:
        return Looked(intake_desk.look(session, dossier_id, actor, now), papers.earlier(session, dossier_id))


def seat(work: UnitOfWork, officer_id: UUID) -> Seat:
    with work.reading() as session:
        return intake_desk.seat(session, officer_id)


def offers(work: UnitOfWork, office_id: UUID, text: str, queue: str) -> tuple[ProcedureRow, ...]:
    """Procedures with these words in them: as they were typed first, then those of the line the person stood in."""
    with work.reading() as session:
        found, phrase = catalogue.find(session, office_id, text), fold(text)
    return tuple(sorted(found, key=lambda row: (phrase not in fold(row.name_vi), row.queue != queue)))


def rules(work: UnitOfWork, office_id: UUID, key: str, now: datetime) -> tuple[str, Rules]:
    """Name and rules in force of a procedure.

    Raises:
        ProcedureUnknown, ProcedureRefused.
    """
    with work.reading() as session:
        found = catalogue.read(session, office_id, key, now)
        return found.row.name_vi, found.rules
