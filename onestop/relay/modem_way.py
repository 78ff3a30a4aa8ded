"""Text messages through a GSM modem of the hall: a command to its agent, waited for until it has ended.

The command's id follows from the message's, so a message handed over again after a kill meets its own command and is
sent once; only what was surely not sent gets another.
"""

import time
from contextlib import closing
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlalchemy import select

from hardware.drivers.errors import NumberRefused, TextRefused
from onestop.domain.people import Actor
from onestop.gateways.message import Message, NotSent
from onestop.storage.rows import Device, DeviceCommand, Office
from onestop.usecases.results import FINAL, OVERDUE
from onestop.usecases.text_reports import MOST_TRIES, command_of, gateway
from onestop.wiring import Shop, attempt

VALID_FOR: Final = timedelta(minutes=2)
"""A text the modem has not begun by then goes another way, or later."""
WAIT_S: Final = 60.0
LOOK_S: Final = 1.0
AT_FAULT: Final = frozenset({NumberRefused.code, TextRefused.code})
"""The message itself: no other try and no other way makes it better."""
PARTS: Final = 1_530
"""Longest text a modem takes [characters]."""


class ModemWay:
    """`modem://<office>/<device>`, with `?unaccented=1` to send Vietnamese without its marks: 160 signs, not 70."""

    repeats: Final = True

    def __init__(self, url: str, shop: Shop, *, wait_s: float = WAIT_S) -> None:
        parts = urlsplit(url)
        self._office, self._device = parts.hostname or "", parts.path.strip("/")
        self._unaccented = parse_qs(parts.query).get("unaccented", ["0"])[0] == "1"
        self._shop, self._wait_s = shop, wait_s
        self.name = gateway(self._office, self._device)

    def send(self, message: Message) -> str:
        """Hand one message over; the id of its command.

        Raises:
            NotSent: `modem.away`, `modem.<reason>`: it was surely not sent. `modem.unknown`, `modem.no_answer`: it
            may have been, and nobody tries again by themselves.
        """
        command_id = attempt(self._order, message)
        with closing(self._shop.bell.ear()) as ear:
            until = time.monotonic() + self._wait_s
            while (ended := self._ended(command_id)) is None and time.monotonic() < until:
                ear.wait(LOOK_S)
        if ended is None:
            raise NotSent("modem.no_answer", unsure=True)
        if ended.state == "done":
            return command_id.hex
        raise _not_sent(ended)

    def _order(self, message: Message) -> UUID:
        """The message's command: the one that may have gone out, else a new one."""
        now = self._shop.now()
        with self._shop.work() as tx:
            device = tx.session.scalars(
                select(Device)
                .join(Office, Office.id == Device.office_id)
                .where(
                    Office.code == self._office, Device.code == self._device, Device.kind == "modem", Device.active
                )
            ).one_or_none()
            tried = (command_of(message.id, n) for n in range(MOST_TRIES))
            for command_id in tried:
                before = tx.session.get(DeviceCommand, command_id)
                if before is None:
                    break
                if not _surely_not_sent(before):
                    return command_id
            if device is None or device.presence != "ready":
                raise NotSent("modem.away")
            tx.session.add(self._command(command_id, device.id, message, now))
            tx.emit("text.asked", device.office_id, device.code, Actor.system("post"), now)
        return command_id

    def _command(self, command_id: UUID, device_id: UUID, message: Message, now: datetime) -> DeviceCommand:
        body = {"to": _dialled(message.address), "text": message.text[:PARTS], "unaccented": self._unaccented}
        return DeviceCommand(
            id=command_id,
            device_id=device_id,
            kind="sms.send",
            body=body,
            created_at=now,
            expires_at=now + VALID_FOR,
        )

    def _ended(self, command_id: UUID) -> DeviceCommand | None:
        with self._shop.work.reading() as session:
            row = session.get_one(DeviceCommand, command_id)
            return row if row.state in FINAL else None


def _surely_not_sent(command: DeviceCommand) -> bool:
    """The modem or its agent said so, or it never left us."""
    nobody_answered = command.code == OVERDUE and command.sent_at is not None
    return command.state in ("failed", "expired") and not nobody_answered


def _not_sent(ended: DeviceCommand) -> NotSent:
    code = ended.code or ""
    if not _surely_not_sent(ended):
        return NotSent(code if code.startswith("modem.") else "modem.unknown", final=True, unsure=True)
    return NotSent(code if code.startswith("modem.") else "modem.failed", final=code in AT_FAULT)


def _dialled(address: str) -> str:
    return "".join(sign for sign in address if sign.isdigit() or sign == "+")
