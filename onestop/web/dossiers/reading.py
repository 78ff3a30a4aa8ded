"""What the screens of dossiers read, one consistent look at the database each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onestop.domain.deadline import Line
from onestop.domain.errors import BadInput, CalendarMissing
from onestop.domain.people import Actor
from onestop.queries import dossier, dossier_around, dossier_desk, inbox
from onestop.queries.dossier_around import Around
from onestop.queries.dossier_desk import Desk, RegisterBooks, RegisterRow, ResultRow
from onestop.queries.dossier_facts import DossierView, InboxView, ListRow
from onestop.storage.unit_of_work import UnitOfWork


def identifier(text: object) -> UUID:
    """An id as the browser sends it; `BadInput` for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        raise BadInput(field="id") from None


@dataclass(frozen=True, slots=True)
class Work:
    """What an officer has to do."""

    inbox: InboxView
    desk: Desk


def work_of(work: UnitOfWork, actor: Actor, now: datetime, *, whole_unit: bool) -> Work:
    with work.reading() as session:
        return Work(inbox.inbox(session, actor, now, whole_unit=whole_unit), dossier_desk.desk(session, actor))


@dataclass(frozen=True, slots=True)
class Looked:
    """One dossier, and why it is due when it is; `missing` is a year without a calendar."""

    view: DossierView
    why: tuple[Line, ...]
    desk: Desk
    around: Around
    missing: int = 0


def look(work: UnitOfWork, dossier_id: UUID, actor: Actor, now: datetime) -> Looked:
    """Raises: DossierUnknown."""
    with work.reading() as session:
        view, desk = dossier.view(session, dossier_id, actor, now), dossier_desk.desk(session, actor)
        around = dossier_around.around(session, dossier_id, actor)
        try:
            return Looked(view, dossier.explained(session, dossier_id), desk, around)
        except CalendarMissing as gap:
            return Looked(view, (), desk, around, int(gap.facts["year"]))


def late(work: UnitOfWork, office_id: UUID, now: datetime) -> tuple[ListRow, ...]:
    with work.reading() as session:
        return inbox.late(session, office_id, now)


def results(work: UnitOfWork, office_id: UUID) -> tuple[ResultRow, ...]:
    with work.reading() as session:
        return dossier_desk.results(session, office_id)


@dataclass(frozen=True, slots=True)
class Written:
    """A year's register as far as it is shown."""

    rows: tuple[RegisterRow, ...]
    books: RegisterBooks


def register(
    work: UnitOfWork, office_id: UUID, authority_id: UUID, year: int, before: int | None, now: datetime
) -> Written:
    with work.reading() as session:
        return Written(
            dossier_desk.register(session, office_id, authority_id, year, before=before),
            dossier_desk.books_of(session, office_id, authority_id, year, now),
        )


def find(work: UnitOfWork, office_id: UUID, text: str, now: datetime) -> tuple[UUID | None, str, tuple[ListRow, ...]]:
    """The dossier a scan names, else what was looked for and what it found."""
    with work.reading() as session:
        dossier_id, words = dossier_desk.scanned(session, office_id, text)
        rows = () if dossier_id is not None else inbox.search(session, office_id, words, now)
        return dossier_id, words, rows
