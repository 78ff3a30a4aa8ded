"""What belongs to a dossier: papers and their files, opinions, visits, forms given out, notices, deliveries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.storage.rows.base import Json, Row, new_id

_PENDING = text("state = 'pending'")
_UNCHECKED = text("checked = 'unchecked'")
_UNANSWERED = text("answered_at IS NULL")


class DossierPaper(Row):
    """One paper of a dossier: what was asked, what was given, what is wrong with it."""

    __tablename__ = "dossier_paper"
    __table_args__ = (UniqueConstraint("dossier_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    code: Mapped[str] = mapped_column(String(40))
    """The component's code, or `more-1` for a paper the list does not name."""
    name: Mapped[str] = mapped_column(String(600))
    position: Mapped[int] = mapped_column(default=0)
    required: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(16), default="missing")
    """`missing`, `good`, `wrong`, `not_needed` or `reused`."""
    fault: Mapped[str] = mapped_column(String(500), default="")
    """What is wrong with it, for the applicant to read."""
    originals: Mapped[int] = mapped_column(default=0)
    certified: Mapped[int] = mapped_column(default=0)
    plain: Mapped[int] = mapped_column(default=0)
    """Copies handed in [count]."""
    compared: Mapped[int] = mapped_column(default=0)
    """Originals taken only for comparison [count]."""
    given_back_at: Mapped[datetime | None] = mapped_column(default=None)
    given_back_by: Mapped[str] = mapped_column(String(80), default="")
    answers: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What was said in it on a screen, `[{"label", "text"}]` in the form's order; empty: it came as a paper."""


class PaperFile(Row):
    """A digital copy; a better scan replaces it and both stay."""

    __tablename__ = "paper_file"
    __table_args__ = (
        Index(None, "dossier_id", "paper_id"),
        Index("ix_paper_file_unchecked", "id", postgresql_where=_UNCHECKED, sqlite_where=_UNCHECKED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier_paper.id"), default=None)
    """Empty: a result, or an internal paper."""
    kind: Mapped[str] = mapped_column(String(16), default="paper")
    """`paper`, `result` or `internal`."""
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(BigInteger)
    """[bytes]"""
    pages: Mapped[int] = mapped_column(default=0)
    text_found: Mapped[str] = mapped_column(Text, default="")
    checked: Mapped[str] = mapped_column(String(16), default="unchecked")
    """By the virus scanner: `clean`, `unchecked` or, found so later, `infected`: then nobody opens it."""
    source: Mapped[str] = mapped_column(String(24))
    """`upload`, `phone`, `folder`, `kiosk`, `reused`…"""
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(80))
    replaced_by: Mapped[UUID | None] = mapped_column(default=None)


class GonePaper(Row):
    """Bytes a paper of which was erased: they leave the store as soon as nothing else names them."""

    __tablename__ = "gone_paper"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    look_at: Mapped[datetime]


class HandOver(Row):
    """A phone allowed to send pictures to one dossier for a short while, by the code in a QR."""

    __tablename__ = "hand_over"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the code; the code itself is kept nowhere."""
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier_paper.id"), default=None)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    files: Mapped[int] = mapped_column(default=0)


class CounterScan(Row):
    """What a counter's scanner read last, until its officer has used it or it is too old."""

    __tablename__ = "counter_scan"

    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    """`card`, `dossier`, `ticket`, `post` or `unreadable`."""
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Only the fields needed, never what was scanned as it was."""


class PlaceScan(Row):
    """A page of a kiosk that asks for scans, and what its scanner read last until the page has taken it up."""

    __tablename__ = "place_scan"

    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"), primary_key=True)
    asker: Mapped[str] = mapped_column(String(32))
    """Of one opened page: a second one of the same place does not get the first one's scans."""
    asks_until: Mapped[datetime]
    at: Mapped[datetime | None] = mapped_column(default=None)
    kind: Mapped[str] = mapped_column(String(16), default="")
    """As of a `CounterScan`; empty: nothing lies there."""
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class IncomingScan(Row):
    """What a counter's network scanner sent, until its officer puts it to a paper or a day has passed."""

    __tablename__ = "incoming_scan"
    __table_args__ = (UniqueConstraint("counter_id", "source_sha256"), Index(None, "counter_id", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counter.id"))
    source_sha256: Mapped[str] = mapped_column(String(64))
    """Of the file as the scanner wrote it: the same file comes again after a kill and counts once."""
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(BigInteger)
    """[bytes]"""
    pages: Mapped[int] = mapped_column(default=0)
    text_found: Mapped[str] = mapped_column(Text, default="")
    checked: Mapped[str] = mapped_column(String(16), default="unchecked")
    at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Opinion(Row):
    """What another unit was asked, and by when it must answer (NĐ 61/2018 Đ19.5)."""

    __tablename__ = "opinion"
    __table_args__ = (
        Index("ix_opinion_unit", "unit_id", "due", postgresql_where=_UNANSWERED, sqlite_where=_UNANSWERED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("dossier_stage.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    question: Mapped[str] = mapped_column(String(1000))
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    due: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), default=None)
    answer: Mapped[str] = mapped_column(Text, default="")
    told_late_at: Mapped[datetime | None] = mapped_column(default=None)


class SiteVisit(Row):
    """A visit on the spot: when, where, and what was found."""

    __tablename__ = "site_visit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("dossier_stage.id"))
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(300))
    members: Mapped[str] = mapped_column(String(500), default="")
    arranged_by: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    arranged_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    report: Mapped[str] = mapped_column(Text, default="")
    passed: Mapped[bool | None] = mapped_column(default=None)


class FormIssue(Row):
    """A form given out: which, when, by whom, and the exact bytes; printed again it says so."""

    __tablename__ = "form_issue"
    __table_args__ = (Index(None, "dossier_id", "form"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"), default=None)
    form: Mapped[str] = mapped_column(String(24))
    """`01`…`07`, `visit`, `originals`…"""
    number: Mapped[int | None] = mapped_column(default=None)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    signed: Mapped[bool] = mapped_column(default=False)
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(80))
    reprint_of: Mapped[UUID | None] = mapped_column(default=None)


class Apology(Row):
    """A new date (form 04): prepared by itself, approved by a named person, sent; at most once a dossier."""

    __tablename__ = "apology"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    """Once per dossier, kept by the database (NĐ 61/2018 Đ19.9)."""
    prepared_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500), default="")
    at_fault: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)
    new_due: Mapped[datetime | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), default=None)


class Notice(Row):
    """A message to the applicant, written in the same transaction as its cause and sent later."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_pending", "next_at", postgresql_where=_PENDING, sqlite_where=_PENDING),
        Index("ix_notice_reference", "gateway", "reference"),
        Index(None, "dossier_id"),
        Index(None, "office_id", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"))
    """`None`: it is about a booking, or proves a telephone; its text is emptied once it has ended."""
    kind: Mapped[str] = mapped_column(String(16))
    """One of `usecases.notices.KINDS`, or of `usecases.texts.Words`."""
    channel: Mapped[str] = mapped_column(String(8))
    """`sms` or `email`."""
    address: Mapped[str] = mapped_column(String(160))
    subject: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)
    """Not sent after that instant."""
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """`pending`, `sent`, `failed`."""
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    fault: Mapped[str] = mapped_column(String(200), default="")
    gateway: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Which way it went, or may have gone: written before it is handed over."""
    reference: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """Its number there."""
    parts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Text messages it was to the network, which counts and charges each [count]."""
    arrived: Mapped[str] = mapped_column(String(12), default="", server_default="")
    """As the network reported: `arrived`, `failed` or `expired`; empty: nothing heard."""
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)


class NoticeTemplate(Row):
    """The office's own words for a notice; without one the catalogue's are used."""

    __tablename__ = "notice_template"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(200), default="")


class Delivery(Row):
    """A result on its way by post."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("post_code"), Index(None, "office_id", "state"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    post_code: Mapped[str | None] = mapped_column(String(20), default=None)
    """S10; warned about, not refused, when its check digit is off."""
    recipient: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(16), default="ordered")
    """`ordered`, `handed`, `accepted`, `in_transit`, `out`, `delivered`, `failed`, `back`."""
    state_at: Mapped[datetime]
    """Newest event wins, in whatever order they arrive."""
    list_no: Mapped[str] = mapped_column(String(24), default="")
    handed_at: Mapped[datetime | None] = mapped_column(default=None)
    handed_by: Mapped[str] = mapped_column(String(80), default="")
    proof: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Who took it, when, and where the signature is kept."""
    events: Mapped[list[Any]] = mapped_column(default=list)
