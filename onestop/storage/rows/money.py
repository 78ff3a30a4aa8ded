"""What was paid for dossiers, never changed afterwards, and what banks told of transfers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.domain.money import Fit
from onestop.storage.rows.base import Row, Word, new_id

_WAITS = text("waits")
_IN_TILL = text("way = 'cash' AND till_id IS NULL")


class BankNotice(Row):
    """One transfer to an account of ours, as its bank told it; one bank's reference is noted once."""

    __tablename__ = "bank_notice"
    __table_args__ = (
        UniqueConstraint("bank", "account", "reference"),
        CheckConstraint("amount_vnd > 0", name="amount"),
        Index("ix_bank_notice_waits", "office_id", "noted_at", postgresql_where=_WAITS, sqlite_where=_WAITS),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    bank: Mapped[str] = mapped_column(String(6))
    account: Mapped[str] = mapped_column(String(19))
    reference: Mapped[str] = mapped_column(String(64))
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    """When the bank booked it."""
    purpose: Mapped[str] = mapped_column(String(250))
    noted_at: Mapped[datetime]
    fit: Mapped[Fit] = mapped_column(Word(Fit))
    """How it fitted when it was matched."""
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"), default=None, index=True)
    surplus_vnd: Mapped[int] = mapped_column(BigInteger, default=0)
    """What no fee takes [VND]."""
    waits: Mapped[bool] = mapped_column(default=False)
    """A person must look at it: nobody knows what for, or it was too much."""
    settled_by: Mapped[str] = mapped_column(String(80), default="")
    outcome: Mapped[str] = mapped_column(String(300), default="")


class Payment(Row):
    """One sum that came in for a dossier, or went back out (negative); written once."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_vnd <> 0", name="amount"),
        Index(None, "office_id", "at"),
        Index("ix_payment_receipt", "office_id", "receipt_year", "receipt_no", unique=True),
        Index("ix_payment_in_till", "office_id", "actor", postgresql_where=_IN_TILL, sqlite_where=_IN_TILL),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    amount_vnd: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[str] = mapped_column(String(16))
    """`cash` or `transfer`."""
    reference: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("bank_notice.id"), default=None, index=True)
    receipt_year: Mapped[int | None] = mapped_column(default=None)
    receipt_no: Mapped[int | None] = mapped_column(default=None)
    """Of what came in, without gaps in an office's year; empty: it went back, or came before there were any."""
    till_id: Mapped[UUID | None] = mapped_column(ForeignKey("till.id"), default=None, index=True)
    """The closing that counted this cash; empty: it is still in its clerk's till."""


class ReceiptSeries(Row):
    """How far an office's receipts for money of a year have been numbered."""

    __tablename__ = "receipt_series"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Till(Row):
    """A clerk's cash counted and handed over: what moved since the closing before, and what was really there."""

    __tablename__ = "till"
    __table_args__ = (Index(None, "office_id", "closed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    closed_at: Mapped[datetime]
    since: Mapped[datetime]
    """The first payment in it."""
    payments: Mapped[int]
    """[count]"""
    received_vnd: Mapped[int] = mapped_column(BigInteger)
    back_vnd: Mapped[int] = mapped_column(BigInteger)
    """Given back in cash, not negative."""
    counted_vnd: Mapped[int] = mapped_column(BigInteger)
    """What the clerk counted; it should be what was received less what was given back."""
    note: Mapped[str] = mapped_column(String(300), default="")
    """Why it is not; needed where it is not."""
