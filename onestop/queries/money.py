"""What banks told that a person must look at, and what moved for a dossier; for those who answer for the money."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.storage.rows import BankNotice, Dossier, Payment

MOST: Final = 200
"""Lines of one list [count]."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A transfer that waits for somebody."""

    id: UUID
    reference: str
    amount_vnd: int
    at: datetime
    purpose: str
    fit: str
    dossier: str
    """The code it was matched to, or seems to name; empty: none."""
    surplus_vnd: int
    noted_at: datetime


def waiting(session: Session, office_id: UUID) -> tuple[NoticeRow, ...]:
    """The longest waiting first; at most 200."""
    rows = session.execute(
        select(BankNotice, Dossier.code)
        .outerjoin(Dossier, Dossier.id == BankNotice.dossier_id)
        .where(BankNotice.office_id == office_id, BankNotice.waits)
        .order_by(BankNotice.noted_at, BankNotice.id)
        .limit(MOST)
    )
    return tuple(
        NoticeRow(
            id=row.id,
            reference=row.reference,
            amount_vnd=row.amount_vnd,
            at=row.at,
            purpose=row.purpose,
            fit=row.fit.value,
            dossier=code or "",
            surplus_vnd=row.surplus_vnd,
            noted_at=row.noted_at,
        )
        for row, code in rows
    )


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One sum that came in, or went back out (negative)."""

    id: UUID
    amount_vnd: int
    way: str
    reference: str
    at: datetime


def of_dossier(session: Session, dossier_id: UUID) -> tuple[PaymentRow, ...]:
    """In order of time; one dossier sees few of them."""
    rows = session.scalars(select(Payment).where(Payment.dossier_id == dossier_id).order_by(Payment.at, Payment.id))
    return tuple(PaymentRow(row.id, row.amount_vnd, row.way, row.reference, row.at) for row in rows)
