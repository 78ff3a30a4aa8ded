"""A clerk's cash at the end of the day: counted, compared with what was written, and closed; once, whoever presses.

A closing takes all of the clerk's cash that no closing took before: nothing is left out at midnight, nothing counts
twice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain.errors import BadInput, TillEmpty
from onestop.domain.money import MOST_VND
from onestop.domain.people import Actor, Role
from onestop.storage.rows import Payment, Till
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import WORKERS, said

CASHIERS: Final = WORKERS | {Role.POST}
"""Who takes fees at a counter."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closing found."""

    id: UUID
    payments: int
    expected_vnd: int
    counted_vnd: int


def close(
    work: UnitOfWork, office_id: UUID, counted_vnd: int, *, actor: Actor, now: datetime, note: str = ""
) -> Closed:
    """Close one's own till: what was counted beside what was taken and given back in cash.

    Raises:
        BadInput: no such sum (`counted`); it differs and nobody says why (`note`). TillEmpty: no cash moved since the
        last closing. Forbidden.
    """
    actor.must(CASHIERS, office_id)
    if not 0 <= counted_vnd <= MOST_VND:
        raise BadInput(field="counted")
    with work() as tx:
        mine = select(Payment).where(Payment.office_id == office_id, Payment.actor == str(actor))
        mine = mine.where(Payment.way == "cash", Payment.till_id.is_(None)).order_by(Payment.id)
        rows = tx.session.scalars(mine.with_for_update()).all()
        if not rows:
            raise TillEmpty
        sums = [row.amount_vnd for row in rows]
        expected = sum(sums)
        words = said(note, "note", 300, least=3 if counted_vnd != expected else 0)
        till = Till(
            id=new_id(),
            office_id=office_id,
            officer_id=actor.officer_id,
            closed_at=now,
            since=min(row.at for row in rows),
            payments=len(rows),
            received_vnd=sum(each for each in sums if each > 0),
            back_vnd=-sum(each for each in sums if each < 0),
            counted_vnd=counted_vnd,
            note=words,
        )
        tx.session.add(till)
        tx.session.flush()
        for row in rows:
            row.till_id = till.id
        tx.emit("till.closed", office_id, till.id, actor, now, payments=len(rows), differs=counted_vnd != expected)
        return Closed(till.id, len(rows), expected, counted_vnd)
