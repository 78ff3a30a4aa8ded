"""Procedures as an administrator keeps them: also those retired, without a version in force, or not yet law."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.errors import NotFound, ProcedureUnknown
from onestop.domain.procedure import Channel, Rules
from onestop.queries import catalogue as catalogue_query
from onestop.queries.catalogue import Promise
from onestop.storage import catalogue, hall
from onestop.storage.rows import Authority, Dossier, Office, Procedure, ProcedureVersion, Queue, Unit
from onestop.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the list."""

    id: UUID
    key: str
    code: str
    name: str
    field: str
    authority: str
    queue: str
    active: bool
    in_force: date | None
    """Since when the version of today holds; `None`: none does."""
    stages: int
    demonstration: bool
    """Something in the version in force is ours and not law."""


@dataclass(frozen=True, slots=True)
class Version:
    id: UUID
    begins: date
    ends: date | None
    note: str
    made_by: str
    made_at: datetime
    received: bool
    """Dossiers were received under it: it stays as it is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a procedure is called and whose it is."""

    id: UUID
    key: str
    code: str
    name_vi: str
    name_en: str
    authority: str
    unit: str
    queue: str
    field_code: str
    field_vi: str
    source: str
    position: int
    active: bool
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form lets choose from: code and name of each."""

    authorities: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    queues: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    timezone: str
    today: date


def kept(work: UnitOfWork, office_id: UUID, text: str, field: str, now: datetime) -> tuple[Kept, ...]:
    """Procedures in which every word of `text` occurs, retired ones too."""
    with work.reading() as session:
        day = now.astimezone(hall.zone_of(session.get_one(Office, office_id))).date()
        found = catalogue_query.find(session, office_id, text, field=field, retired=True)
        in_force = _in_force(session, [row.id for row in found], day)
        return tuple(_kept(session, row, in_force.get(row.id)) for row in found)


def _in_force(session: Session, ids: Sequence[UUID], day: date) -> dict[UUID, tuple[UUID, date]]:
    rows = session.execute(
        select(ProcedureVersion.procedure_id, ProcedureVersion.id, ProcedureVersion.effective_from)
        .where(ProcedureVersion.procedure_id.in_(ids), ProcedureVersion.effective_from <= day)
        .where((ProcedureVersion.effective_to.is_(None)) | (ProcedureVersion.effective_to >= day))
        .order_by(ProcedureVersion.effective_from)
    )
    return {procedure: (version, begins) for procedure, version, begins in rows}


def _kept(session: Session, row: catalogue_query.ProcedureRow, version: tuple[UUID, date] | None) -> Kept:
    rules = catalogue.rules(session, version[0]) if version else Rules()
    ours = bool(rules.demonstration) or any(s.demonstration for s in rules.stages)
    return Kept(
        id=row.id,
        key=row.key,
        code=row.code,
        name=row.name_vi,
        field=row.field_vi,
        authority=row.authority,
        queue=row.queue,
        active=row.active,
        in_force=version[1] if version else None,
        stages=len(rules.stages),
        demonstration=ours or any(c.demonstration for c in rules.components),
    )


def facts(work: UnitOfWork, office_id: UUID, procedure_id: UUID) -> Facts:
    """One procedure with all its versions, the newest first.

    Raises:
        ProcedureUnknown.
    """
    with work.reading() as session:
        row = session.get(Procedure, procedure_id)
        if row is None or row.office_id != office_id:
            raise ProcedureUnknown(procedure="")
        unit = session.get(Unit, row.unit_id) if row.unit_id else None
        queue = session.get(Queue, row.queue_id) if row.queue_id else None
        return Facts(
            id=row.id,
            key=row.key,
            code=row.code,
            name_vi=row.name_vi,
            name_en=row.name_en,
            authority=session.get_one(Authority, row.authority_id).code,
            unit=unit.code if unit else "",
            queue=queue.code if queue else "",
            field_code=row.field_code,
            field_vi=row.field_vi,
            source=row.source,
            position=row.position,
            active=row.active,
            versions=_versions(session, row.id),
        )


def _versions(session: Session, procedure_id: UUID) -> tuple[Version, ...]:
    received = select(Dossier.id).where(Dossier.version_id == ProcedureVersion.id).exists()
    rows = session.execute(
        select(ProcedureVersion, received)
        .where(ProcedureVersion.procedure_id == procedure_id)
        .order_by(ProcedureVersion.effective_from.desc())
    )
    return tuple(
        Version(v.id, v.effective_from, v.effective_to, v.note, v.made_by, v.made_at, under) for v, under in rows
    )


def rules_of(work: UnitOfWork, office_id: UUID, version_id: UUID) -> Rules:
    """What one version says.

    Raises:
        NotFound: it is not this office's.
    """
    with work.reading() as session:
        version = session.get(ProcedureVersion, version_id)
        if version is None or session.get_one(Procedure, version.procedure_id).office_id != office_id:
            raise NotFound
        return catalogue.rules(session, version_id)


def by_code(work: UnitOfWork, office_id: UUID, code: str) -> UUID | None:
    """The procedure with an official code, or with it as our key; `None`: there is none."""
    if not code:
        return None
    with work.reading() as session:
        mine = (Procedure.code == code[:40]) | (Procedure.key == code[:40])
        found = select(Procedure.id).where(Procedure.office_id == office_id, mine)
        return session.scalars(found.order_by(Procedure.key).limit(1)).first()


def known(work: UnitOfWork, office_id: UUID, key: str) -> bool:
    """Whether a procedure has this key already."""
    with work.reading() as session:
        found = select(Procedure.id).where(Procedure.office_id == office_id, Procedure.key == key)
        return session.scalars(found).first() is not None


def choices(work: UnitOfWork, office_id: UUID, now: datetime) -> Choices:
    """Authorities, units, lines and fields of the office."""
    with work.reading() as session:
        office = session.get_one(Office, office_id)
        authorities = select(Authority.code, Authority.name_vi).where(Authority.office_id == office_id)
        units = select(Unit.code, Unit.name_vi).where(Unit.office_id == office_id, Unit.active)
        queues = select(Queue.code, Queue.name_vi).where(Queue.office_id == office_id, Queue.active)
        return Choices(
            authorities=_pairs(session.execute(authorities.order_by(Authority.position))),
            units=_pairs(session.execute(units.order_by(Unit.authority_id, Unit.position))),
            queues=_pairs(session.execute(queues.order_by(Queue.position))),
            fields=_pairs(catalogue_query.fields(session, office_id)),
            timezone=office.timezone,
            today=now.astimezone(hall.zone_of(office)).date(),
        )


def _pairs(rows: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), str(name)) for code, name in rows)


def promise(
    work: UnitOfWork, office_id: UUID, rules: Rules, channel: Channel, received: datetime, case: str
) -> Promise:
    """As `queries.catalogue.promise`, of rules that are not saved yet.

    Raises:
        ProcedureRefused, CalendarMissing.
    """
    with work.reading() as session:
        return catalogue_query.promise(session, office_id, rules, channel, received, case)
