"""Finders for procedures and their versions."""

from collections import OrderedDict
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import procedure
from onestop.domain.errors import ProcedureRefused, ProcedureUnknown
from onestop.domain.formats import rules_json
from onestop.domain.procedure import Rules
from onestop.storage.rows import Procedure, ProcedureVersion

KEPT: Final = 512
"""Versions kept read [count]; a version never changes, an edit makes another."""
_READ: OrderedDict[UUID, Rules] = OrderedDict()


def by_key(session: Session, office_id: UUID, key: str) -> Procedure:
    """A procedure by our key or by its official code.

    Raises:
        ProcedureUnknown.
    """
    found = session.scalars(
        select(Procedure)
        .where(Procedure.office_id == office_id, (Procedure.key == key[:40]) | (Procedure.code == key[:40]))
        .where(Procedure.active)
        .order_by(Procedure.key)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise ProcedureUnknown(procedure=key[:40])
    return found


def rules(session: Session, version_id: UUID) -> Rules:
    """What a version says."""
    if version_id not in _READ:
        while len(_READ) >= KEPT:
            _READ.popitem(last=False)
        _READ[version_id] = rules_json.from_json(session.get_one(ProcedureVersion, version_id).rules)
    return _READ[version_id]


def in_force(session: Session, procedure_id: UUID, day: date) -> UUID:
    """The version of `day`.

    Raises:
        ProcedureRefused: none is in force then.
    """
    versions = session.execute(
        select(ProcedureVersion.id, ProcedureVersion.effective_from, ProcedureVersion.effective_to)
        .where(ProcedureVersion.procedure_id == procedure_id)
        .order_by(ProcedureVersion.effective_from)
    ).all()
    index = procedure.in_force([(begins, ends) for _, begins, ends in versions], day)
    if index is None:
        raise ProcedureRefused(day=day.isoformat())
    found: UUID = versions[index][0]
    return found
