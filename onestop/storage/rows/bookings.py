"""Bookings of slots, how much of each slot and of each person's share is taken, and the proof of a telephone."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.domain.booking import Status, Step, after
from onestop.storage.rows.base import Row, Word, new_id

_BOOKED = text("status = 'booked'")


class Booking(Row):
    """One person's place in one slot."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "office_id", "day", "phone"),
        Index("ix_booking_coming", "slot_at", postgresql_where=_BOOKED, sqlite_where=_BOOKED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id"))
    day: Mapped[date]
    slot_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(12))
    """Whoever has it may arrive with it and give it up."""
    phone: Mapped[str] = mapped_column(String(20))
    """Emptied once the day is over."""
    lang: Mapped[str] = mapped_column(String(2), default="vi")
    status: Mapped[Status] = mapped_column(Word(Status), default=Status.BOOKED)
    made_at: Mapped[datetime]
    status_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), default=None)

    def take(self, step: Step, now: datetime) -> None:
        """Raises: BookingOver."""
        self.status, self.status_at = after(self.status, step), now


class BookingSlot(Row):
    """Places taken of a queue's slot."""

    __tablename__ = "booking_slot"
    __table_args__ = (CheckConstraint("taken >= 0", name="taken"),)

    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id"), primary_key=True)
    slot_at: Mapped[datetime] = mapped_column(primary_key=True)
    taken: Mapped[int] = mapped_column(default=0)


class BookingShare(Row):
    """How much of one day one person has booked; its row is what their bookings wait for one another at."""

    __tablename__ = "booking_share"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(String(20), primary_key=True)
    taken: Mapped[int] = mapped_column(default=0)


class OneTimeCode(Row):
    """The newest code sent to a telephone, and what was proved with it."""

    __tablename__ = "one_time_code"

    phone: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    """Wrong ones since it was made [count]."""
    counted_from: Mapped[datetime]
    asked: Mapped[int] = mapped_column(default=0)
    """Codes made since `counted_from` [count]."""
    proof: Mapped[str | None] = mapped_column(String(64), default=None, unique=True)
    """Digest of the token whoever knew the code was given."""
    proof_ends_at: Mapped[datetime | None] = mapped_column(default=None)
