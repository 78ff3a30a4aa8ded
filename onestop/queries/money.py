"""What banks told that a person must look at, and what moved for a dossier; for those who answer for the money."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.formats.vietqr import bill_of
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


SEEN: Final = 2000
"""Unpaid dossiers looked at for a suggestion, the newest first [count]."""
ALIKE: Final = 0.8
"""So much of a bill must stand in a purpose, in order, to be suggested [0–1]."""
SUGGESTED: Final = 3


def suggested(session: Session, notice_id: UUID) -> tuple[str, ...]:
    """Codes of unpaid dossiers a mistyped purpose may mean, the likeliest first; a person decides."""
    notice = session.get(BankNotice, notice_id)
    if notice is None:
        return ()
    unpaid = select(Dossier.code, Dossier.fee_vnd, Dossier.part_paid_vnd).where(
        Dossier.office_id == notice.office_id,
        Dossier.status.in_(dossier.WITH_US | dossier.WITH_THEM),
        Dossier.paid_at.is_(None),
        Dossier.fee_vnd > 0,
        Dossier.code.is_not(None),
    )
    text = bill_of(notice.purpose)
    found = []
    for code, fee, part in session.execute(unpaid.order_by(Dossier.received_at.desc()).limit(SEEN)):
        bill = bill_of(code or "")
        blocks = SequenceMatcher(None, text, bill, autojunk=False).get_matching_blocks()
        alike = sum(block.size for block in blocks) / len(bill)
        if alike >= ALIKE:
            found.append((alike, (fee or 0) - part == notice.amount_vnd, code or ""))
    return tuple(code for _, _, code in sorted(found, reverse=True)[:SUGGESTED])


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One sum that came in, or went back out (negative)."""

    id: UUID
    amount_vnd: int
    way: str
    reference: str
    at: datetime
    receipt: str
    """Number of its receipt, `0047/2026`; empty: it went back, or has none."""


def receipt_number(row: Payment) -> str:
    return f"{row.receipt_no:04d}/{row.receipt_year}" if row.receipt_no else ""


def of_dossier(session: Session, dossier_id: UUID) -> tuple[PaymentRow, ...]:
    """In order of time; one dossier sees few of them."""
    rows = session.scalars(select(Payment).where(Payment.dossier_id == dossier_id).order_by(Payment.at, Payment.id))
    return tuple(
        PaymentRow(row.id, row.amount_vnd, row.way, row.reference, row.at, receipt_number(row)) for row in rows
    )
