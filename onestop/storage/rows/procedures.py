"""Who offers what: authorities of the hall, their units and people, procedures in versions, and the office's days."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from onestop.storage.rows.base import Row, new_id


class Authority(Row):
    """A body whose procedures are received in this hall: the ministry, the police, social insurance…"""

    __tablename__ = "authority"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    code: Mapped[str] = mapped_column(String(24))
    """As in dossier codes, `000.00.00.G06`."""
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    code_template: Mapped[str] = mapped_column(String(80))
    """`{agency}-{date:%y%m%d}-{seq:04d}`, see `domain.formats.codes`."""
    elsewhere: Mapped[bool] = mapped_column(default=False)
    """It has no units here: its dossiers are received and handed on (non-boundary intake)."""
    hotline: Mapped[str] = mapped_column(String(40), default="")
    bank: Mapped[str] = mapped_column(String(6), default="", server_default="")
    """BIN of the bank fees go to by transfer; empty: none is taken that way."""
    account: Mapped[str] = mapped_column(String(19), default="", server_default="")
    account_holder: Mapped[str] = mapped_column(String(120), default="", server_default="")
    demonstration: Mapped[bool] = mapped_column(default=False)
    unverified: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its name was written from memory and nobody has checked it yet."""
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Unit(Row):
    """Where stages are worked on."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    code: Mapped[str] = mapped_column(String(24))
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    demonstration: Mapped[bool] = mapped_column(default=False)
    unverified: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its name was written from memory and nobody has checked it yet."""
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class UnitMember(Row):
    """An officer of a unit; its heads give out work and are told when it is late."""

    __tablename__ = "unit_member"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), primary_key=True, index=True)
    head: Mapped[bool] = mapped_column(default=False)


class Substitution(Row):
    """Who does an officer's work while that officer is away."""

    __tablename__ = "substitution"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    by_officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Procedure(Row):
    """What the law offers, in the office's catalogue; its content is in its versions."""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("office_id", "key"), Index(None, "office_id", "code"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)
    """The unit that leads; empty for an authority elsewhere."""
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id"), default=None)
    """Whose line people stand in for it."""
    key: Mapped[str] = mapped_column(String(40))
    """Ours, never changed: the official code where there is one."""
    code: Mapped[str] = mapped_column(String(40), default="")
    """The official code; empty where none was seen."""
    field_code: Mapped[str] = mapped_column(String(24), default="")
    field_vi: Mapped[str] = mapped_column(String(120), default="")
    name_vi: Mapped[str] = mapped_column(String(400))
    name_en: Mapped[str] = mapped_column(String(400), default="")
    folded: Mapped[str] = mapped_column(String(600))
    """Name, field and code without diacritics, for the search."""
    source: Mapped[str] = mapped_column(String(300), default="")
    """Where its data was seen."""
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class ProcedureVersion(Row):
    """A procedure as it stands between two days; never changed once a dossier was received under it."""

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("procedure_id", "effective_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id"))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None] = mapped_column(default=None)
    rules: Mapped[dict[str, Any]]
    """`domain.procedure.Rules` as `domain.formats.rules_json` writes it."""
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80))


class CalendarYear(Row):
    """A year whose days off somebody has entered and answers for."""

    __tablename__ = "calendar_year"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(200), default="")


class CalendarDay(Row):
    """A day off, or a make-up working day; the office's own table wins over any other."""

    __tablename__ = "calendar_day"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    works_as: Mapped[int | None] = mapped_column(default=None)
    """A make-up day keeps the shifts of this ISO weekday; empty: a day off."""
    name: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(200), default="")
    certainty: Mapped[str] = mapped_column(String(16), default="decided")
    """`decided`, `proposed` or `memory`."""
