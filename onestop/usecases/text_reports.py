"""What became of texts that left by a modem: the network's word beside the notice, once all its parts have one."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import select

from onestop.storage.rows import DeviceEvent, Notice
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.devices import Known

KIND: Final = "sms.report"
ARRIVED: Final = {"delivered": "arrived", "failed": "failed", "expired": "expired"}
"""The contract's words as a notice's; a part whose fate stays unknown says nothing."""
LOOK_BACK: Final = timedelta(days=3)
"""A network gives up within it."""
MOST_TRIES: Final = 50


def gateway(office: str, device: str) -> str:
    """How notices name the way through a modem."""
    return f"modem:{office}:{device}"[:80]


def command_of(message: UUID, attempt: int) -> UUID:
    """The command a message was asked for by: the same however often it is handed over."""
    return uuid5(message, str(attempt))


def take(work: UnitOfWork, device: Known, data: dict[str, Any], now: datetime) -> None:
    """Write down the fate of one part; the text has failed with any of them, and arrived with all."""
    fate, command = ARRIVED.get(str(data["fate"])), UUID(str(data["command"]))
    if fate is None:
        return
    with work() as tx:
        row = _notice(tx, gateway(device.office, device.code), command)
        if row is None or row.arrived in ("failed", "expired"):
            return
        if fate != "arrived" or _arrived_parts(tx, device, command, now) >= int(data["parts"]):
            row.arrived, row.arrived_at = fate, datetime.fromisoformat(str(data["at"]))
            tx.emit("notice.arrived", row.office_id, row.dossier_id or row.id, device.actor, now, fate=fate)


def _notice(tx: Tx, way: str, command: UUID) -> Notice | None:
    """By its reference; a report may also come before the notice was settled."""
    by_reference = select(Notice).where(Notice.gateway == way, Notice.reference == command.hex)
    found = tx.session.scalars(by_reference.with_for_update()).one_or_none()
    if found is not None:
        return found
    under_way = select(Notice).where(Notice.gateway == way, Notice.state == "pending").with_for_update()
    return next((row for row in tx.session.scalars(under_way) if _is_of(row.id, command)), None)


def _is_of(message: UUID, command: UUID) -> bool:
    return any(command_of(message, attempt) == command for attempt in range(MOST_TRIES))


def _arrived_parts(tx: Tx, device: Known, command: UUID, now: datetime) -> int:
    """Parts of a text that were told to have arrived; the one at hand is among them."""
    told = select(DeviceEvent.data).where(
        DeviceEvent.device_id == device.id, DeviceEvent.kind == KIND, DeviceEvent.received_at > now - LOOK_BACK
    )
    return len(
        {
            data["part"]
            for data in tx.session.scalars(told)
            if data.get("command") == str(command) and data.get("fate") == "delivered"
        }
    )
