"""Finders for lines: their heads, who is before whom, the next free ticket.

Cost: one index probe per line, and one per person counted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, String, Uuid, and_, bindparam, func, literal, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from onestop.domain import ticket
from onestop.domain.waiting import MOST_AHEAD
from onestop.storage.rows import BusinessDay, Ticket
from onestop.storage.rows.base import Utc

_COLUMNS = ("id", "number", "line", "queue_id", "rank_at", "issued_at", "priority")
_OF = {name: ", ".join(f"{name}.{column}" for column in _COLUMNS) for name in ("t", "w")}
_FIRST = "FROM ticket w WHERE w.line = l.value AND w.status = 'waiting' ORDER BY w.rank_at, w.id LIMIT 1"
_TYPES: dict[str, TypeEngine[Any]] = {
    "id": Uuid(),
    "number": String(),
    "line": String(),
    "queue_id": Uuid(),
    "rank_at": Utc(),
    "issued_at": Utc(),
    "priority": String(),
}
_HEADS = {
    "sqlite": text(
        f"SELECT {_OF['t']} FROM json_each(:lines) l JOIN ticket t ON t.id = (SELECT w.id {_FIRST})"  # noqa: S608
    ).columns(**_TYPES),
    "postgresql": text(
        f"SELECT {_OF['t']} FROM jsonb_array_elements_text(CAST(:lines AS jsonb)) l(value) "  # noqa: S608 - constants
        f"CROSS JOIN LATERAL (SELECT {_OF['w']} {_FIRST}) t"
    ).columns(**_TYPES),
}
"""PostgreSQL joins by hash, reading every ticket, where it may choose; a lateral with a limit leaves no choice."""


@dataclass(frozen=True, slots=True)
class LineHead:
    id: UUID
    number: str
    line: str
    queue_id: UUID
    rank_at: datetime
    issued_at: datetime
    priority: str | None


def heads(session: Session, lines: Sequence[str]) -> list[LineHead]:
    """The first waiting ticket of each line that has one."""
    statement = _HEADS[session.get_bind().dialect.name]
    rows = session.execute(statement, {"lines": json.dumps(list(lines))})
    return [LineHead(*row) for row in rows]


_CLAIM = (
    select(Ticket, BusinessDay)
    .outerjoin(BusinessDay, and_(BusinessDay.office_id == Ticket.office_id, BusinessDay.day == Ticket.business_day))
    .where(Ticket.line == bindparam("line"), Ticket.status == ticket.Status.WAITING)
    .order_by(Ticket.rank_at, Ticket.id)
    .limit(1)
)
_CLAIMS = {patient: _CLAIM.with_for_update(of=Ticket, skip_locked=not patient) for patient in (False, True)}


def claim(session: Session, line: str, *, patient: bool = False) -> tuple[Ticket, BusinessDay | None] | None:
    """The first waiting ticket of `line` that no other transaction holds, locked, and its day.

    `patient` waits for those held.
    """
    row = session.execute(_CLAIMS[patient], {"line": line}).one_or_none()
    return None if row is None else (row[0], row[1])


def _counted(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many wait there, looking at one more than `MOST_AHEAD` at most."""
    some = select(literal(1)).select_from(Ticket).where(Ticket.status == ticket.Status.WAITING, *which)
    return select(func.count()).select_from(some.limit(MOST_AHEAD + 1).subquery()).scalar_subquery()


_BEFORE = select(
    _counted(Ticket.line == bindparam("line"), Ticket.rank_at < bindparam("rank_at", type_=Utc()))
    + _counted(Ticket.line == bindparam("whole"))
)


def ahead(session: Session, line: str, rank_at: datetime, whole: str = "") -> int:
    """How many of `line` stand before `rank_at`, and everybody in the line `whole`; beyond `MOST_AHEAD`, one more."""
    found: int = session.execute(_BEFORE, {"line": line, "rank_at": rank_at, "whole": whole}).scalar_one()
    return min(found, MOST_AHEAD + 1)


def first_rank(session: Session, line: str) -> datetime | None:
    """The rank of the first of `line`."""
    found = heads(session, [line])
    return found[0].rank_at if found else None


def counts(session: Session, names: Sequence[str]) -> dict[str, int]:
    """How many wait in each of these lines; those where nobody does are left out."""
    rows = session.execute(
        select(Ticket.line, func.count())
        .where(Ticket.line.in_(names), Ticket.status == ticket.Status.WAITING)
        .group_by(Ticket.line)
    )
    return {row[0]: row[1] for row in rows}
