"""The hall: office, zones, queues, counters, priority classes, and the places where devices and screens stand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.domain import counter
from onestop.storage.rows.base import Row, Word, new_id


class Office(Row):
    __tablename__ = "office"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name_vi: Mapped[str] = mapped_column(String(160))
    name_en: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(240), default="")
    timezone: Mapped[str] = mapped_column(String(40))
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the office decided for itself, see `domain.policy.Policy`."""


class Zone(Row):
    """A part of the hall with its own boards and one voice."""

    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    code: Mapped[str] = mapped_column(String(24))
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))


class Queue(Row):
    __tablename__ = "queue"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zone.id"), default=None)
    code: Mapped[str] = mapped_column(String(4))
    """The prefix of its numbers, `A`."""
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    where_vi: Mapped[str] = mapped_column(String(160), default="")
    """Where its people sit and wait."""
    where_en: Mapped[str] = mapped_column(String(160), default="")
    bring_vi: Mapped[str] = mapped_column(String(400), default="")
    """What to have ready."""
    bring_en: Mapped[str] = mapped_column(String(400), default="")
    hours: Mapped[list[Any]] = mapped_column(default=list)
    """`[weekday, opens, closes]` rows; empty: never closes."""
    daily_limit: Mapped[int | None] = mapped_column(default=None)
    first_number: Mapped[int] = mapped_column(default=1)
    last_number: Mapped[int | None] = mapped_column(default=None)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Counter(Row):
    __tablename__ = "counter"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        Index(
            "uq_counter_officer_id",
            "officer_id",
            unique=True,
            postgresql_where=text("officer_id IS NOT NULL"),
            sqlite_where=text("officer_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zone.id"), default=None)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """`most-3`: as the REST interface names it."""
    name_vi: Mapped[str] = mapped_column(String(120), default="")
    name_en: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[counter.Status] = mapped_column(Word(counter.Status), default=counter.Status.CLOSED)
    since: Mapped[datetime | None] = mapped_column(default=None)
    pause_reason: Mapped[str | None] = mapped_column(String(24), default=None)
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id"), default=None)
    auto_call: Mapped[bool] = mapped_column(default=False)
    last_free_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the last visit here ended; what auto-call and the idle alert go by."""
    preferred_run: Mapped[int] = mapped_column(default=0)
    credits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)


class CounterQueue(Row):
    """Which queues a counter serves, with what weight."""

    __tablename__ = "counter_queue"

    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id"), primary_key=True)
    weight: Mapped[int] = mapped_column(default=1)


class CounterSpell(Row):
    """A stretch of time a counter was open or paused, with whom and why; its end is empty while it lasts."""

    __tablename__ = "counter_spell"
    __table_args__ = (Index(None, "counter_id", "ended_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counter.id"))
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id"))
    status: Mapped[counter.Status] = mapped_column(Word(counter.Status))
    reason: Mapped[str | None] = mapped_column(String(24), default=None)
    note: Mapped[str] = mapped_column(String(240), default="")
    """What the next shift should know."""
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class PriorityClass(Row):
    """Who is called before others, as data with its source."""

    __tablename__ = "priority_class"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    code: Mapped[str] = mapped_column(String(24))
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    icon: Mapped[str] = mapped_column(String(24), default="")
    head_start_min: Mapped[int] = mapped_column(default=0)
    """Counts as arrived this much earlier among the priority tickets [min]."""
    needs_proof: Mapped[bool] = mapped_column(default=False)
    """Only the reception desk grants it, having seen a paper."""
    legal_basis: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Place(Row):
    """A kiosk, board, tablet or dispenser: where it stands, which printer is its own, and its credential."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    """`kiosk`, `board`, `tablet`, `dispenser` or `reception`."""
    name: Mapped[str] = mapped_column(String(120))
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zone.id"), default=None)
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counter.id"), default=None)
    printer_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"), default=None)
    speaks: Mapped[bool] = mapped_column(default=False)
    """A board that is its zone's voice: it speaks when no voice device stands there."""
    key_hash: Mapped[str | None] = mapped_column(String(64), default=None, index=True)
    """SHA-256 of the credential; empty: none issued, or revoked."""
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its page last followed the hall; written every half minute."""
    created_at: Mapped[datetime]
