"""What happened and must be told: facts (log and outbox in one), announcements, alerts, ratings, leases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.domain import announcement
from onestop.storage.rows.base import Row, Serial, Word, new_id

_UNSENT = text("sent_at IS NULL AND parked_at IS NULL")
_OPEN = text("closed_at IS NULL")
_UNSPOKEN = text("status IN ('pending', 'speaking')")


class Fact(Row):
    """One thing that happened, with instant, actor and cause; written once, relayed once, never changed."""

    __tablename__ = "fact"
    __table_args__ = (
        Index("ix_fact_unsent", "id", postgresql_where=_UNSENT, sqlite_where=_UNSENT),
        Index("ix_fact_subject", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    office_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    parked_at: Mapped[datetime | None] = mapped_column(default=None)
    """A fact the relay could not act on five times: put aside and shown, so that it never stops the line."""


class Announcement(Row):
    """A call or a recall, as each board and voice must show or speak it."""

    __tablename__ = "announcement"
    __table_args__ = (
        Index("ix_announcement_unspoken", "id", postgresql_where=_UNSPOKEN, sqlite_where=_UNSPOKEN),
        Index("ix_announcement_office_id_id", "office_id", "id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    """Also the order in which it is spoken."""
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zone.id"), default=None)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counter.id"))
    number: Mapped[str] = mapped_column(String(12))
    counter: Mapped[int]
    nth: Mapped[int]
    """1 for the call, 2 for the first recall…"""
    lang: Mapped[str] = mapped_column(String(5), default="vi")
    called_at: Mapped[datetime]
    status: Mapped[announcement.Status] = mapped_column(
        Word(announcement.Status), default=announcement.Status.PENDING
    )
    command_id: Mapped[UUID | None] = mapped_column(default=None)
    spoken_at: Mapped[datetime | None] = mapped_column(default=None)


class AnnouncementAck(Row):
    """A board or a voice that has had the call."""

    __tablename__ = "announcement_ack"

    announcement_id: Mapped[int] = mapped_column(Serial, ForeignKey("announcement.id"), primary_key=True)
    receiver: Mapped[str] = mapped_column(String(60), primary_key=True)
    """`place:board-1` or `device:voice-1`."""
    at: Mapped[datetime]


class Alert(Row):
    """Something a person must look at; one open alert per kind and subject, closed with an outcome."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open", "office_id", "kind", "subject", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_by: Mapped[str | None] = mapped_column(String(80), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str | None] = mapped_column(String(80), default=None)
    outcome: Mapped[str | None] = mapped_column(String(500), default=None)


class Rating(Row):
    __tablename__ = "rating"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 4", name="value"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    """Once per ticket, kept by the database."""
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id"))
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counter.id"))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"))
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(16))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    comment: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class Broadcast(Row):
    """A line a floor manager sends to the boards until it ends."""

    __tablename__ = "broadcast"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    text_vi: Mapped[str] = mapped_column(String(240))
    text_en: Mapped[str] = mapped_column(String(240), default="")
    sent_by: Mapped[str] = mapped_column(String(80))
    sent_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Lease(Row):
    """One relay at a time: whoever holds the row until `until`."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60))
    until: Mapped[datetime]
