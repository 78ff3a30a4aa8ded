"""Tickets, the series their numbers come from, and the business days they belong to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.domain import ticket
from onestop.storage.rows.base import Json, Row, Word, new_id

_AT_COUNTER = text("status IN ('called', 'serving')")
_WAITING = text("status = 'waiting'")
_PARKED = text("status = 'parked'")


class Ticket(Row):
    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("office_id", "business_day", "number"),
        UniqueConstraint("series_queue_id", "business_day", "serial"),
        Index("ix_ticket_line", "line", "rank_at", "id", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index(
            "uq_ticket_counter_id", "counter_id", unique=True, postgresql_where=_AT_COUNTER, sqlite_where=_AT_COUNTER
        ),
        Index("ix_ticket_parked", "returns_at", postgresql_where=_PARKED, sqlite_where=_PARKED),
        Index("ix_ticket_counter_finished", "counter_id", "finished_at"),
        Index("ix_ticket_day", "office_id", "business_day", "status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    business_day: Mapped[date]
    number: Mapped[str] = mapped_column(String(12))
    """As printed and called, `A047`; unique per office and business day."""
    series_queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id"))
    """The queue whose series the number came from; stays when the ticket moves."""
    serial: Mapped[int]
    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id"))
    status: Mapped[ticket.Status] = mapped_column(Word(ticket.Status), default=ticket.Status.WAITING)
    line: Mapped[str] = mapped_column(String(48))
    """Which line it stands in, see `domain.line`."""
    rank_at: Mapped[datetime]
    """Its place in that line."""
    issued_at: Mapped[datetime]
    called_at: Mapped[datetime | None] = mapped_column(default=None)
    last_call_at: Mapped[datetime | None] = mapped_column(default=None)
    recalls: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    returns_at: Mapped[datetime | None] = mapped_column(default=None)
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counter.id"), default=None)
    """Where it is, or was last."""
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), default=None)
    pinned_to: Mapped[UUID | None] = mapped_column(default=None)
    """A counter or an officer it was handed to by name."""
    priority: Mapped[str | None] = mapped_column(String(24), default=None)
    granted_by: Mapped[str | None] = mapped_column(String(60), default=None)
    proof: Mapped[str] = mapped_column(String(60), default="")
    """What kind of paper was seen; never its number."""
    appointment_at: Mapped[datetime | None] = mapped_column(default=None)
    further: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of queues this visit goes on to, in order."""
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it went on from a counter to its next thing; empty once somebody else has to do with it."""
    left_queue_id: Mapped[UUID | None] = mapped_column(default=None)
    """The queue it was served in there."""
    note: Mapped[str] = mapped_column(String(500), default="")
    outcome: Mapped[str | None] = mapped_column(String(24), default=None)
    channel: Mapped[str] = mapped_column(String(16))
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"), default=None)
    lang: Mapped[str] = mapped_column(String(5), default="vi")
    track_token: Mapped[str] = mapped_column(String(16), unique=True)
    ahead_at_issue: Mapped[int] = mapped_column(default=0)
    wait_low_min: Mapped[int | None] = mapped_column(default=None)
    wait_high_min: Mapped[int | None] = mapped_column(default=None)
    """What was promised on the slip, kept to compare with the truth."""
    slip: Mapped[str] = mapped_column(String(16), default="none")
    """`none`, `pending`, `printed`, `held`, `unknown` or `failed`: what the printer reported."""
    version: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    def take(self, step: ticket.Step) -> None:
        """Go one step of the table, or refuse."""
        self.status = ticket.after(self.status, step)


class Series(Row):
    """One queue's numbers and service times on one business day."""

    __tablename__ = "series"

    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id"), primary_key=True)
    business_day: Mapped[date] = mapped_column(primary_key=True)
    last_serial: Mapped[int]
    issued: Mapped[int] = mapped_column(default=0)
    served: Mapped[int] = mapped_column(default=0)
    service_sum_s: Mapped[float] = mapped_column(default=0.0)
    service_sum_sq_s2: Mapped[float] = mapped_column(default=0.0)
    promised: Mapped[int] = mapped_column(default=0)
    """Finished visits that were told an expected wait."""
    kept: Mapped[int] = mapped_column(default=0)
    """Of those, called no later than the end of that interval."""


class BusinessDay(Row):
    __tablename__ = "business_day"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    """Empty while open; a supervisor may empty it again."""
    reopened: Mapped[int] = mapped_column(default=0)
    """How often it was reopened; a reopened day closes by hand or with the next day."""


class CarryOver(Row):
    """A visit that was not finished when its day closed. Nothing is deleted; somebody decides."""

    __tablename__ = "carry_over"
    __table_args__ = (UniqueConstraint("ticket_id"), Index(None, "office_id", "day"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    day: Mapped[date]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    status: Mapped[ticket.Status] = mapped_column(Word(ticket.Status))
    """What it was at closing."""
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_how: Mapped[str | None] = mapped_column(String(40), default=None)


class IdempotencyKey(Row):
    """What a POST answered, so that the same key gets the same answer for a day."""

    __tablename__ = "idempotency_key"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    """Caller and key; two callers may choose the same one."""
    request_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[Any] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(index=True)
