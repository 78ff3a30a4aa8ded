"""What devices report of the commands they were given: believed once, and with it the slip or the call it was for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from onestop.storage.rows import DeviceCommand, Dossier, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import announcing
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.devices import Known

PRINTED = frozenset({"printed", "sent_unverified"})
OVERDUE = "command.expired"
"""Code of a command we gave up because nobody answered in time."""
NOTHING: Final[Mapping[str, Any]] = {"document": {"elements": []}}
"""Body of a command that named a person and has ended."""
TEXT: Final = "sms.send"
FINAL = frozenset({"printed", "spoken", "done", "sent_unverified", "unknown", "failed", "expired"})


def result(
    work: UnitOfWork, device: Known, command_id: UUID, state: str, code: str | None, *, now: datetime
) -> str | None:
    """A command's report; return the command's new state, `None` for one that is not this device's or is over.

    A print whose fate nobody knows is printed again, once, with the mark of a reprint: no paper may be missing,
    and no two may look alike.
    """
    with work() as tx:
        row = tx.session.get(DeviceCommand, command_id, with_for_update=True)
        if row is None or row.device_id != device.id or _is_over(row, state):
            return None
        row.state, row.code = state, code
        if state in FINAL:
            row.finished_at = now
        if row.kind == "print" and row.ticket_id is not None:
            _slip_fate(tx, row, device, now)
        if row.dossier_id is not None:
            _paper_fate(tx, row, device, now)
        if row.kind == TEXT and state in FINAL:
            row.body = dict(NOTHING)
        if row.announcement_id is not None and state in FINAL and (state == "spoken" or _is_latest(tx, row)):
            receiver, ok = f"device:{device.code}", state == "spoken"
            announcing.spoken_in(tx, row.announcement_id, receiver, ok=ok, now=now)
    return state


def _is_over(command: DeviceCommand, state: str) -> bool:
    """What we gave up because nobody answered, the device may still say it printed: the paper is right."""
    given_up = command.state == "failed" and command.code == OVERDUE
    return command.state in FINAL and not (given_up and state in PRINTED)


def _is_latest(tx: Tx, command: DeviceCommand) -> bool:
    """A failed try says nothing about a call that another command speaks meanwhile."""
    later = select(DeviceCommand.id).where(
        DeviceCommand.announcement_id == command.announcement_id, DeviceCommand.created_at > command.created_at
    )
    return tx.session.scalars(later.limit(1)).first() is None


def _slip_fate(tx: Tx, command: DeviceCommand, device: Known, now: datetime) -> None:
    ticket = tx.session.get_one(Ticket, command.ticket_id)
    subject = ticket.id.hex
    good = command.state in PRINTED
    failed = command.state in ("failed", "expired")
    if command.state == "unknown" and command.reprint_of is None:
        tx.emit(
            "slip.unknown", ticket.office_id, ticket.id, device.actor, now, number=ticket.number, device=device.code
        )
    elif failed or command.state == "unknown":
        facts = {"number": ticket.number, "code": command.code or ""}
        raise_in(tx, "slip.failed", ticket.office_id, subject, device.actor, now, **facts)
    if good:
        for kind in ("slip.failed", "slip.unconfirmed"):
            settle_in(tx, kind, ticket.office_id, subject, device.actor, now)
    if command.state != "accepted":
        ticket.slip = "printed" if good else "failed" if failed else command.state
        tx.emit(
            f"slip.{ticket.slip}" if ticket.slip != "unknown" else "slip.lost_sight",
            ticket.office_id,
            ticket.id,
            device.actor,
            now,
            number=ticket.number,
        )


def _paper_fate(tx: Tx, command: DeviceCommand, device: Known, now: datetime) -> None:
    """Of a receipt or result slip: the same as of a ticket's slip, and what named a person is gone when it ends."""
    row = tx.session.get_one(Dossier, command.dossier_id)
    good, failed = command.state in PRINTED, command.state in ("failed", "expired")
    facts = {"dossier": row.code or "", "form": command.form or ""}
    if command.state == "unknown" and command.reprint_of is None:
        tx.emit("receipt.unknown", row.office_id, row.id, device.actor, now, **facts)
    elif failed or command.state == "unknown":
        told = {**facts, "dossier_id": row.id.hex, "code": command.code or ""}
        raise_in(tx, "receipt.failed", row.office_id, paper_subject(command), device.actor, now, **told)
    if good:
        for kind in ("receipt.failed", "receipt.unconfirmed"):
            settle_in(tx, kind, row.office_id, paper_subject(command), device.actor, now)
    if command.state in FINAL:
        command.body = dict(NOTHING)
    if command.state != "accepted":
        fate = "printed" if good else "failed" if failed else "lost_sight" if command.state == "unknown" else "held"
        tx.emit(f"receipt.{fate}", row.office_id, row.id, device.actor, now, **facts)


def paper_subject(command: DeviceCommand) -> str:
    """What an alert about it is about: one per dossier and form."""
    return f"{command.form}:{command.dossier_id.hex if command.dossier_id else ''}"
