"""What devices say of themselves: presence, what they show, how they are. Asked, never trusted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from onestop.domain.errors import DeviceUnknown
from onestop.domain.people import Actor
from onestop.storage.rows import Device, DeviceCommand, Office
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.alerts import raise_in, settle_in

HIGHEST_REV = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """A device of ours, as the bridge needs it."""

    id: UUID
    office_id: UUID
    office: str
    code: str
    kind: str
    key: bytes
    counter_id: UUID | None
    conn: str | None
    config: dict[str, Any]

    @property
    def actor(self) -> Actor:
        return Actor("device", self.code, self.office_id)


def known(work: UnitOfWork, office: str, code: str) -> Known:
    """The device behind a topic.

    Raises:
        DeviceUnknown.
    """
    with work.reading() as session:
        row = session.execute(
            select(Device, Office.code)
            .join(Office, Office.id == Device.office_id)
            .where(Office.code == office, Device.code == code, Device.active)
        ).one_or_none()
        if row is None:
            raise DeviceUnknown(device=code[:64])
        d: Device = row[0]
        return Known(d.id, d.office_id, row[1], d.code, d.kind, d.key, d.counter_id, d.conn, d.config)


def locked(tx: Tx, device_id: UUID) -> Device:
    return tx.session.get_one(Device, device_id, with_for_update=True)


def greet(work: UnitOfWork, device: Known, hello: dict[str, Any], *, now: datetime) -> None:
    """A device came up (again): it is present, and every unfinished command is sent to it once more."""
    with work() as tx:
        row = locked(tx, device.id)
        was = row.presence
        row.presence, row.conn, row.seen_at, row.hello = "ready", str(hello.get("conn", ""))[:32], now, hello
        for command in tx.session.scalars(
            select(DeviceCommand)
            .where(
                DeviceCommand.device_id == row.id,
                DeviceCommand.state.in_(["sent", "accepted", "held"]),
                DeviceCommand.expires_at > now,
            )
            .with_for_update()
        ):
            command.state = "pending"
        settle_in(tx, "device.offline", row.office_id, row.code, device.actor, now)
        tx.emit("device.hello", row.office_id, row.code, device.actor, now, was=was)


def presence(work: UnitOfWork, device: Known, state: str, conn: str, *, now: datetime) -> bool:
    """A status or a will; one of another connection than the present is ignored."""
    with work() as tx:
        row = locked(tx, device.id)
        gone = state in ("lost", "disconnected")
        if gone and row.conn not in (None, conn):
            return False
        if not gone:
            row.conn, row.seen_at = conn, now  # also when it never seemed away: its old will may still come
        if row.presence == state:
            return False
        row.presence = state
        if gone:
            raise_in(tx, "device.offline", row.office_id, row.code, device.actor, now, device=row.name)
        tx.emit("device.presence", row.office_id, row.code, device.actor, now, presence=state)
        return True


def telemetry(work: UnitOfWork, device: Known, data: dict[str, Any], *, now: datetime) -> None:
    """Health; no fact is written unless the device was thought lost."""
    with work() as tx:
        row = locked(tx, device.id)
        row.seen_at, row.tele = now, data
        if row.presence != "ready":
            row.presence = "ready"
            settle_in(tx, "device.offline", row.office_id, row.code, device.actor, now)
            tx.emit("device.presence", row.office_id, row.code, device.actor, now, presence="ready")


def reported(work: UnitOfWork, device: Known, state: dict[str, Any], *, now: datetime) -> None:
    """What it shows now."""
    with work() as tx:
        row = locked(tx, device.id)
        shown = min(int(state.get("rev", 0)), HIGHEST_REV)
        _overtake(row, shown)
        if row.reported == state:
            return
        row.reported, row.reported_rev, row.seen_at = state, shown, now
        kind = "device.trouble"
        if state.get("ok", True):
            settle_in(tx, kind, row.office_id, row.code, device.actor, now)
        elif row.kind != "printer":
            code = str(state.get("detail", {}).get("code", ""))
            raise_in(tx, kind, row.office_id, row.code, device.actor, now, device=row.name, code=code)
        tx.emit("device.reported", row.office_id, row.code, device.actor, now, rev=row.reported_rev)


def _overtake(row: Device, shown: int) -> None:
    """A device ahead of us (our database is an older copy) ignores what we say until we are ahead of it."""
    if row.rev < shown < HIGHEST_REV:
        row.rev = shown + 1
        row.desired = {**row.desired, "rev": row.rev}


def reset_presence(work: UnitOfWork, *, now: datetime) -> None:
    """After a broker came back nobody is known to be there until they say so."""
    with work() as tx:
        for row in tx.session.scalars(select(Device).where(Device.presence == "ready")):
            row.presence, row.conn = "unknown", None
            tx.emit("device.presence", row.office_id, row.code, Actor.system("hub"), now, presence="unknown")


# --- events: each one once --------------------------------------------------------------------------------
