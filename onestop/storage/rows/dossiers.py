"""Dossiers: what was asked for, everything that happened to it, its stages, and the words it is found by."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.domain import dossier, stage
from onestop.domain.deadline import Unit as LimitUnit
from onestop.domain.procedure import Channel
from onestop.storage.rows.base import Json, Row, Word, new_id

_WATCHED = text("look_at IS NOT NULL")
_UNDER_WAY = text("status IN ('open', 'held')")
_READY = text("status = 'ready'")
_LEFT = text("left_at IS NOT NULL")
_UNDECIDED = text("decide_by IS NOT NULL")
_WITH_US = text("status IN ('received', 'processing')")
_BINARY = String(120).with_variant(String(120, collation="C"), "postgresql")
"""Compared byte by byte on both databases: a prefix is a range of the index."""


class Dossier(Row):
    """One applicant's request under a procedure."""

    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("authority_id", "register_year", "register_no"),
        Index("ix_dossier_look_at", "look_at", postgresql_where=_WATCHED, sqlite_where=_WATCHED),
        Index("ix_dossier_ready", "office_id", "ready_at", postgresql_where=_READY, sqlite_where=_READY),
        Index("ix_dossier_with_us", "unit_id", "due", postgresql_where=_WITH_US, sqlite_where=_WITH_US),
        Index("ix_dossier_left", "office_id", "left_at", postgresql_where=_LEFT, sqlite_where=_LEFT),
        Index("ix_dossier_undecided", "decide_by", postgresql_where=_UNDECIDED, sqlite_where=_UNDECIDED),
        Index(None, "office_id", "status", "due"),
        Index(None, "applicant_number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("procedure_version.id"))
    code: Mapped[str | None] = mapped_column(String(60), default=None)
    """Allotted on receipt, never reused; empty before."""
    secret: Mapped[str] = mapped_column(String(16))
    """In the receipt's QR, after `#`: whoever holds the paper sees stage, unit and due date."""
    status: Mapped[dossier.Status] = mapped_column(Word(dossier.Status), default=dossier.Status.DRAFT)
    channel: Mapped[Channel] = mapped_column(Word(Channel), default=Channel.COUNTER)
    case_code: Mapped[str] = mapped_column(String(24), default="")

    applicant_kind: Mapped[str] = mapped_column(String(16), default="citizen")
    """`citizen`, `business`, `agency` or `organisation` (national codes 1–4)."""
    applicant_name: Mapped[str] = mapped_column(String(200), default="")
    applicant_number: Mapped[str] = mapped_column(String(20), default="")
    """Personal number or tax code."""
    applicant_born: Mapped[str] = mapped_column(String(10), default="")
    """As on the card: some old people know only the year."""
    applicant_phone: Mapped[str] = mapped_column(String(20), default="")
    applicant_email: Mapped[str] = mapped_column(String(160), default="")
    applicant_address: Mapped[str] = mapped_column(String(300), default="")
    submitter: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Who hands it in for the applicant: name, number, phone, relation; empty: the applicant."""
    subject: Mapped[str] = mapped_column(String(1000), default="")
    """What is asked for, in a line (trích yếu)."""
    corrects_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    """The returned dossier whose result was wrong by the administration's fault (NĐ 61/2018 Đ21)."""
    sets: Mapped[int] = mapped_column(default=1)
    result_by: Mapped[str] = mapped_column(String(16), default="counter")
    """`counter`, `post` or `online`."""
    fee_vnd: Mapped[int | None] = mapped_column(BigInteger, default=None)
    paid_at: Mapped[datetime | None] = mapped_column(default=None)
    part_paid_vnd: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    """What was paid of the fee that is asked for now, as long as it is not the whole."""

    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), default=None, index=True)
    """The visit in which it was received."""
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counter.id"), default=None)
    received_by: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), default=None)
    opened_at: Mapped[datetime]
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a draft people prepare themselves was last touched; empty: an officer's, or a draft no more."""
    decide_by: Mapped[datetime | None] = mapped_column(default=None)
    """Until when what was handed in is taken in, guided or refused; empty: not handed in online, or decided."""
    received_at: Mapped[datetime | None] = mapped_column(default=None)
    original_due: Mapped[datetime | None] = mapped_column(default=None)
    due: Mapped[datetime | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    """The clock stands since."""
    reappointments: Mapped[int] = mapped_column(default=0)
    handed_on_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it went on to an authority elsewhere."""
    their_code: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """Its code there, once they told it."""
    ready_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    """`granted` or `rejected`, once concluded."""
    punctuality: Mapped[str] = mapped_column(String(16), default="")
    look_at: Mapped[datetime | None] = mapped_column(default=None)
    """When somebody must be told the next thing about its due date; empty: nothing to tell."""
    warned: Mapped[int] = mapped_column(default=0)
    """How far up the chain it has been told [steps]."""
    register_year: Mapped[int | None] = mapped_column(default=None)
    register_no: Mapped[int | None] = mapped_column(default=None)
    """Its line in the register (form 07), per authority and year, without gaps."""
    version: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    @property
    def fee_due_vnd(self) -> int:
        """What is still to be paid [VND]; 0 when nothing is, before the receipt, and once the result is there."""
        going_on = self.status in dossier.WITH_US | dossier.WITH_THEM
        if self.code is None or not going_on or self.paid_at is not None:
            return 0
        return max(0, (self.fee_vnd or 0) - self.part_paid_vnd)

    def take(self, step: dossier.Step) -> None:
        """Go one step of the table, or refuse; every one leads away from a draft."""
        self.status = dossier.after(self.status, step)
        self.left_at = None
        if self.decide_by is not None:
            self.decide_by, self.warned = None, 0


class DossierEvent(Row):
    """One thing that happened to a dossier; written once, never changed; the clock is replayed from them."""

    __tablename__ = "dossier_event"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    """`domain.dossier.Step` or `Noted`."""
    at: Mapped[datetime]
    """When it took effect."""
    noted_at: Mapped[datetime]
    """When it was written down."""
    actor: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class DossierStage(Row):
    """A step of a dossier, held by one unit and one officer, with its own limit."""

    __tablename__ = "dossier_stage"
    __table_args__ = (
        UniqueConstraint("dossier_id", "code"),
        Index(
            "ix_dossier_stage_unit",
            "unit_id",
            "due",
            postgresql_where=_UNDER_WAY,
            sqlite_where=_UNDER_WAY,
        ),
        Index(
            "ix_dossier_stage_officer",
            "officer_id",
            "due",
            postgresql_where=_UNDER_WAY,
            sqlite_where=_UNDER_WAY,
        ),
        Index("ix_dossier_stage_look_at", "look_at", postgresql_where=_WATCHED, sqlite_where=_WATCHED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    code: Mapped[str] = mapped_column(String(24))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    heads_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    """As its rule said on receipt."""
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), default=None)
    status: Mapped[stage.Status] = mapped_column(Word(stage.Status), default=stage.Status.WAITING)
    after: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of the stages before it."""
    limit_n: Mapped[int | None] = mapped_column(default=None)
    limit_unit: Mapped[LimitUnit | None] = mapped_column(Word(LimitUnit), default=None)
    planned_due: Mapped[datetime | None] = mapped_column(default=None)
    """As the plan said on receipt."""
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    due: Mapped[datetime | None] = mapped_column(default=None)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), default=None)
    outcome: Mapped[str] = mapped_column(String(400), default="")
    punctuality: Mapped[str] = mapped_column(String(16), default="")
    supplements: Mapped[int] = mapped_column(default=0)
    """How often this stage asked the applicant for more [count]."""
    look_at: Mapped[datetime | None] = mapped_column(default=None)
    warned: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    def take(self, step: stage.Step) -> None:
        """Go one step of the table, or refuse."""
        self.status = stage.after(self.status, step)


class DossierKey(Row):
    """Folded beginnings a dossier is found by: each word of its applicant's name with all that follow it."""

    __tablename__ = "dossier_key"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    key: Mapped[str] = mapped_column(_BINARY, primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True, index=True)


class DossierSeries(Row):
    """How many dossier codes an authority has given out on a day."""

    __tablename__ = "dossier_series"

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class RegisterSeries(Row):
    """How far a year's register of an authority has been written; closed when its year is."""

    __tablename__ = "register_series"

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    """No line is written into it since."""
    closed_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """The actor who did; the clock, where nobody had."""


class VisitDossier(Row):
    """What a visit is about: dossiers handed in during it, or those it came for."""

    __tablename__ = "visit_dossier"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True, index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    """`intake`, `supplement`, `payment`, `result` or `question`."""
    at: Mapped[datetime]


class Consultation(Row):
    """In-depth advice: what was asked, and the written outcome the person took along."""

    __tablename__ = "consultation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), default=None, index=True)
    procedure_id: Mapped[UUID | None] = mapped_column(ForeignKey("procedure.id"), default=None)
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    topic: Mapped[str] = mapped_column(String(300))
    outcome: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
