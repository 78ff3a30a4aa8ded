"""Devices: what they should show, what they say they show, commands under way, events already taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from onestop.storage.rows.base import Row, Serial, new_id

_UNFINISHED = text("state IN ('pending', 'sent', 'accepted', 'held')")


class Device(Row):
    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    code: Mapped[str] = mapped_column(String(64))
    """Its id in topics, `sign-3`; never renamed."""
    kind: Mapped[str] = mapped_column(String(16))
    """`printer`, `sign`, `keypad`, `dispenser`, `scanner` or `voice`."""
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    """HMAC key its messages are signed with."""
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counter.id"), default=None)
    zone_id: Mapped[UUID | None] = mapped_column(ForeignKey("zone.id"), default=None)
    printer_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"), default=None)
    """A dispenser's printer."""
    config: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Server's side: `{"buttons": {"1": "A"}}`, `{"cells": 4}`, `{"width": 576}`."""
    presence: Mapped[str] = mapped_column(String(16), default="unknown")
    conn: Mapped[str | None] = mapped_column(String(32), default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    hello: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tele: Mapped[dict[str, Any]] = mapped_column(default=dict)
    condition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """A printer's paper and cover, a dispenser's stuck buttons."""
    rev: Mapped[int] = mapped_column(default=0)
    desired: Mapped[dict[str, Any]] = mapped_column(default=dict)
    desired_at: Mapped[datetime | None] = mapped_column(default=None)
    reported_rev: Mapped[int] = mapped_column(default=0)
    reported: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)


class DeviceCommand(Row):
    """A thing a device is to do once."""

    __tablename__ = "device_command"
    __table_args__ = (
        Index(
            "ix_device_command_unfinished",
            "device_id",
            "created_at",
            postgresql_where=_UNFINISHED,
            sqlite_where=_UNFINISHED,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), default=None, index=True)
    announcement_id: Mapped[int | None] = mapped_column(Serial, ForeignKey("announcement.id"), default=None)
    dossier_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    """Whose receipt or result slip it prints; its body is emptied when it ends, for it names a person."""
    form: Mapped[str | None] = mapped_column(String(16), default=None)
    """`receipt` or `result`."""
    fact_id: Mapped[int | None] = mapped_column(BigInteger, unique=True, default=None)
    """The fact that caused it: a relay killed between send and mark makes no second command."""
    kind: Mapped[str] = mapped_column(String(24))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(String(20), default="pending")
    code: Mapped[str | None] = mapped_column(String(60), default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    reprint_of: Mapped[UUID | None] = mapped_column(default=None)


class DeviceEpoch(Row):
    """How far the events of one device's epoch have been taken, without a gap."""

    __tablename__ = "device_epoch"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    ep: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class DeviceEvent(Row):
    """An event taken once, whatever the broker repeats."""

    __tablename__ = "device_event"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    ep: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[str] = mapped_column(String(60), default="done")
    """`done`, or the code of the refusal."""
