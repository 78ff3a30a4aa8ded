"""What people told the office of its work, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.domain.feedback import Kind, Status
from onestop.storage.rows.base import Json, Row, Word, new_id

_OPEN = text("status IN ('sent', 'accepted')")


class FeedbackSeries(Row):
    """How far an office's feedback of a year has been numbered."""

    __tablename__ = "feedback_series"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Feedback(Row):
    """One of them; seen by its sender, who has the secret, and by supervisors."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_open", "office_id", "due", postgresql_where=_OPEN, sqlite_where=_OPEN),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    secret: Mapped[str] = mapped_column(String(32))
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    status: Mapped[Status] = mapped_column(Word(Status), default=Status.SENT)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(160), default="")
    told: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(String(60), default="")
    """Code of a dossier, as the sender wrote it; empty: the office's work at large."""
    at: Mapped[datetime]
    involved: Mapped[bool] = mapped_column(default=False)
    """Complex: more time by law."""
    due: Mapped[datetime | None] = mapped_column(default=None)
    """Until when the next thing must happen; empty: nobody entered that year's days off, or it has ended."""
    late_told_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(Text, default="")
    """For its sender: the answer, the reason, or to whom it was forwarded."""
    steps: Mapped[list[Any]] = mapped_column(Json, default=list)
    """`{"step", "at", "by"}` in order."""
