"""What the national portal is still to be told, was told, or would not have."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.storage.rows.base import Row

_PENDING = text("state = 'pending'")


class PortalLine(Row):
    """One event of a dossier on its way to the national portal; once per event, kept by the database."""

    __tablename__ = "portal_line"
    __table_args__ = (
        Index("ix_portal_line_pending", "next_at", postgresql_where=_PENDING, sqlite_where=_PENDING),
        Index(None, "office_id", "state", "made_at"),
    )

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    """Of the event."""
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    state: Mapped[str] = mapped_column(String(8), default="pending")
    """`pending`, `sent`, `refused` (the portal said no) or `stuck` (it answers, but not to this)."""
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    """Not before; while a sender holds it, the end of its claim."""
    attempts: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(String(80), default="")
    """A stable code, `portal.claimed` while a sender holds it; never the portal's words, which may name a person."""
    answer: Mapped[str] = mapped_column(String(16), default="")
    """The portal's own code for what it said last."""
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
