"""Procedures for those who look one up: found without diacritics, read whole, with what a stage plan would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from onestop.domain import deadline, procedure, stage
from onestop.domain.deadline import Line, Move, Tick
from onestop.domain.errors import ProcedureRefused
from onestop.domain.formats.fold import fold
from onestop.domain.procedure import Channel, Rules
from onestop.domain.stage import Planned
from onestop.storage import calendars, catalogue, hall
from onestop.storage.rows import Authority, Office, Procedure, ProcedureVersion, Queue, Unit

MOST = 200


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One line of the catalogue."""

    id: UUID
    key: str
    code: str
    name_vi: str
    name_en: str
    field_code: str
    field_vi: str
    authority: str
    queue: str
    """Prefix of its line; empty: none in this hall."""
    active: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    id: UUID
    effective_from: date
    effective_to: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure with the rules in force."""

    row: ProcedureRow
    authority_code: str
    unit: str
    source: str
    rules: Rules
    version_id: UUID
    effective_from: date
    effective_to: date | None
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """When something handed in now would be due, why, and through which stages."""

    due: datetime | None
    lines: tuple[Line, ...]
    plan: tuple[Planned, ...]


_ROWS = (
    select(Procedure, Authority.name_vi, Queue.code)
    .join(Authority, Authority.id == Procedure.authority_id)
    .outerjoin(Queue, Queue.id == Procedure.queue_id)
)


def find(
    session: Session, office_id: UUID, text: str = "", *, field: str = "", retired: bool = False, skip: int = 0
) -> tuple[ProcedureRow, ...]:
    """Procedures in which every word of `text` occurs, whatever its marks; all of them for an empty text.

    At most `MOST`, those after the first `skip`.
    """
    wanted: list[ColumnElement[bool]] = [Procedure.office_id == office_id]
    if not retired:
        wanted += [Procedure.active.is_(True), Authority.active.is_(True)]
    if field:
        wanted.append(Procedure.field_code == field)
    wanted += [Procedure.folded.contains(word, autoescape=True) for word in fold(text).split()[:12]]
    ordered = _ROWS.where(and_(*wanted)).order_by(Procedure.position, Procedure.key)
    rows = session.execute(ordered.offset(skip).limit(MOST))
    return tuple(_row(*each) for each in rows)


def _row(row: Procedure, authority: str, queue: str | None) -> ProcedureRow:
    return ProcedureRow(
        id=row.id,
        key=row.key,
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        field_code=row.field_code,
        field_vi=row.field_vi,
        authority=authority,
        queue=queue or "",
        active=row.active,
    )


def read(session: Session, office_id: UUID, key: str, now: datetime) -> ProcedureView:
    """A procedure by our key or its official code, with the version in force today.

    Raises:
        ProcedureUnknown, ProcedureRefused: no version is in force.
    """
    found = catalogue.by_key(session, office_id, key)
    office = session.get_one(Office, office_id)
    version_id = catalogue.in_force(session, found.id, now.astimezone(hall.zone_of(office)).date())
    version = session.get_one(ProcedureVersion, version_id)
    authority = session.get_one(Authority, found.authority_id)
    queue = session.get(Queue, found.queue_id) if found.queue_id else None
    unit = session.get(Unit, found.unit_id) if found.unit_id else None
    return ProcedureView(
        row=_row(found, authority.name_vi, queue.code if queue else None),
        authority_code=authority.code,
        unit=unit.name_vi if unit else "",
        source=found.source,
        rules=catalogue.rules(session, version_id),
        version_id=version_id,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        versions=versions(session, found.id),
    )


def versions(session: Session, procedure_id: UUID) -> tuple[VersionRow, ...]:
    rows = session.scalars(
        select(ProcedureVersion)
        .where(ProcedureVersion.procedure_id == procedure_id)
        .order_by(ProcedureVersion.effective_from.desc())
    )
    return tuple(VersionRow(r.id, r.effective_from, r.effective_to, r.note) for r in rows)


def promise(
    session: Session, office_id: UUID, rules: Rules, channel: Channel, received: datetime, case: str = ""
) -> Promise:
    """What would be promised to somebody who hands in through `channel` at `received`.

    Where the law counts from something later, it is taken to happen at once.

    Raises:
        ProcedureRefused: not through this channel. CalendarMissing.
    """
    calendar = calendars.of(session, session.get_one(Office, office_id))
    limit = rules.terms_of(channel, case).limit
    ticks = [Tick(Move.START, received, "receive")]
    return Promise(
        due=deadline.reckon(limit, ticks, calendar).due,
        lines=deadline.explain(limit, ticks, calendar),
        plan=stage.plan(rules.stages, received, calendar),
    )


def fields(session: Session, office_id: UUID) -> Sequence[tuple[str, str]]:
    """Code and name of each field that has procedures, in the order of the catalogue."""
    rows = session.execute(
        select(Procedure.field_code, Procedure.field_vi)
        .where(Procedure.office_id == office_id, Procedure.active)
        .order_by(Procedure.position)
    )
    return list(dict.fromkeys(rows.all()))


def offered(rules: Rules, channel: Channel) -> bool:
    """Whether the procedure can be handed in that way."""
    try:
        rules.terms_of(channel)
    except ProcedureRefused:
        return False
    return True


def needed(rules: Rules, case: str, answers: Sequence[str]) -> tuple[procedure.Component, ...]:
    """The papers one person needs: those of their case, and those whose question they said yes to."""
    return tuple(c for c in rules.components_of(case) if not c.question or c.code in answers)
