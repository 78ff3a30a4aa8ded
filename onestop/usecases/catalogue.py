"""Procedures and their versions, changed by an administrator or loaded at the start.

A version of a procedure never changes once a dossier was received under it: an edit begins another on a later day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import procedure
from onestop.domain.errors import NameTaken, NotFound, ProcedureFaulty
from onestop.domain.formats import rules_json
from onestop.domain.formats.fold import fold
from onestop.domain.people import Actor
from onestop.domain.procedure import Rules
from onestop.storage import units
from onestop.storage.rows import Dossier, Procedure, ProcedureVersion, Queue
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import said
from onestop.usecases.setup import ADMIN, changed
from onestop.usecases.setup_units import authority_of

LONGEST_RULES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class ProcedureWish:
    """What a procedure is called and whose it is; its content is in its versions."""

    key: str
    name_vi: str
    authority: str
    """Code of the authority."""
    unit: str = ""
    """Code of the unit that leads."""
    queue: str = ""
    """Prefix of the line people stand in for it."""
    code: str = ""
    name_en: str = ""
    field_code: str = ""
    field_vi: str = ""
    source: str = ""
    position: int = 0
    active: bool = True


def save_procedure(work: UnitOfWork, office_id: UUID, wish: ProcedureWish, *, actor: Actor, now: datetime) -> UUID:
    """Make a procedure, or change what the one with this key is called and whose it is.

    Raises:
        BadInput, NotFound: no such authority, unit or queue. Forbidden.
    """
    key = said(wish.key, "key", 40, least=2)
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = tx.session.scalars(
            select(Procedure).where(Procedure.office_id == office_id, Procedure.key == key)
        ).one_or_none()
        if row is None:
            row = Procedure(id=new_id(), office_id=office_id, key=key)
            tx.session.add(row)
        row.authority_id = authority_of(tx.session, office_id, wish.authority).id
        row.unit_id = units.by_code(tx.session, office_id, wish.unit).id if wish.unit else None
        row.queue_id = _queue(tx.session, office_id, wish.queue)
        row.code, row.name_en = wish.code[:40], said(wish.name_en, "name_en", 400)
        row.name_vi = said(wish.name_vi, "name_vi", 400, least=3)
        row.field_code, row.field_vi = wish.field_code[:24], said(wish.field_vi, "field_vi", 120)
        row.source, row.position, row.active = wish.source[:300], wish.position, wish.active
        row.folded = fold(f"{wish.name_vi} {wish.field_vi} {wish.code} {key}")[:600]
        tx.session.flush()
        changed(tx, office_id, "procedure", key, actor, now)
        return row.id


def _queue(session: Session, office_id: UUID, code: str) -> UUID | None:
    if not code:
        return None
    found = session.scalars(select(Queue.id).where(Queue.office_id == office_id, Queue.code == code)).one_or_none()
    if found is None:
        raise NotFound(queue=code[:8])
    return found


def save_version(
    work: UnitOfWork,
    procedure_id: UUID,
    rules: Rules,
    effective_from: date,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> UUID:
    """Make a version that is in force from a day on; the one before it ends the day before.

    A version of the same day is replaced only while no dossier was received under it.

    Raises:
        ProcedureFaulty: the rules contradict themselves (`field`, `value`), or are too long. NameTaken: dossiers
        were received under the version of that day. NotFound, Forbidden.
    """
    stored = rules_json.as_json(rules)
    if len(repr(stored)) > LONGEST_RULES:
        raise ProcedureFaulty(field="rules", value="")
    with work() as tx:
        row = tx.session.get(Procedure, procedure_id, with_for_update=True)
        if row is None:
            raise NotFound
        actor.must(ADMIN, row.office_id)
        found = procedure.fault(rules, list(units.ids(tx.session, row.office_id)))
        if found is not None:
            raise ProcedureFaulty(field=found[0], value=found[1][:60])
        _end_others(tx.session, procedure_id, effective_from)
        made = ProcedureVersion(
            id=new_id(),
            procedure_id=procedure_id,
            effective_from=effective_from,
            rules=stored,
            note=said(note, "note", 2000),
            made_at=now,
            made_by=str(actor)[:80],
        )
        later = _later(tx.session, procedure_id, effective_from)
        made.effective_to = later - timedelta(days=1) if later else None
        tx.session.add(made)
        tx.session.flush()
        changed(tx, row.office_id, "procedure", row.key, actor, now)
        return made.id


def _end_others(session: Session, procedure_id: UUID, begins: date) -> None:
    versions = session.scalars(select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure_id)).all()
    for row in versions:
        if row.effective_from == begins:
            if session.scalars(select(Dossier.id).where(Dossier.version_id == row.id).limit(1)).first() is not None:
                raise NameTaken(name=begins.isoformat())
            session.delete(row)
        elif row.effective_from < begins and (row.effective_to is None or row.effective_to >= begins):
            row.effective_to = begins - timedelta(days=1)
    session.flush()


def _later(session: Session, procedure_id: UUID, begins: date) -> date | None:
    return session.scalars(
        select(ProcedureVersion.effective_from)
        .where(ProcedureVersion.procedure_id == procedure_id, ProcedureVersion.effective_from > begins)
        .order_by(ProcedureVersion.effective_from)
        .limit(1)
    ).first()
