"""Between the database and the broker: sends commands and desired states, hears devices, believes only signatures."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import OperationalError

from hardware.bus import Bus, Delivery, Link
from hardware.contract import signing, topics
from hardware.contract.messages import (
    COMMAND,
    EVENTS,
    PERSONAL_EVENTS,
    Ack,
    Envelope,
    Hello,
    Presence,
    Reported,
    Result,
    ResultState,
    Scanned,
    Status,
    Telemetry,
    Wire,
)
from hardware.contract.writing import enclose
from onestop.domain.errors import DeviceUnknown
from onestop.relay import faces
from onestop.relay.herald import Herald
from onestop.storage.rows import Device, DeviceCommand, Office
from onestop.storage.rows.base import new_id
from onestop.usecases import device_events, devices, results
from onestop.usecases.device_effects import Event
from onestop.usecases.devices import Known
from onestop.wiring import Shop, attempt

log = logging.getLogger(__name__)

RESEND_AFTER = timedelta(seconds=6)
"""A command without any answer is sent again after this; the device knows it by its id [s]."""
ASK_AFTER = timedelta(seconds=30)
"""An accepted command whose end is not told is asked about after this [s]."""
ASK_FOR = timedelta(hours=12)
"""A slip of which nothing was heard is asked about this long."""
DEAF_AFTER_S = 120.0
"""Devices send telemetry every 30 s; silence of all of them for this long is ours [s]."""
FUTURE = timedelta(seconds=5)
"""A device's clock may be this far ahead [s]."""


class Bridge:
    """One MQTT client for all offices of the installation, and a herald beside it."""

    def __init__(self, shop: Shop, url: str) -> None:
        self._shop = shop
        self._codes = self._office_codes()
        self.bus = Bus(url, f"onestop-hub-{new_id().hex[-8:]}", None, [])
        self._herald = Herald(url, self.bus, shop.now)
        self._herald.cover(self._codes.values())
        self._known: dict[tuple[str, str], Known] = {}
        self._unheard: Delivery | Link | None = None

    def start(self) -> None:
        self.bus.start()
        self._herald.start()

    def stop(self) -> None:
        self._herald.stop()
        self.bus.stop()

    def forget_known(self) -> None:
        """Setup changed: devices and offices are looked up again; a later office is heard from now on."""
        self._known.clear()
        self._codes = self._office_codes()
        self._herald.cover(self._codes.values())

    def _office_codes(self) -> dict[UUID, str]:
        with self._shop.work.reading() as session:
            return {row[0]: row[1] for row in session.execute(select(Office.id, Office.code))}

    # --- down ---

    def show(self, changed: Iterable[Device]) -> None:
        """Send desired states."""
        now = self._shop.now()
        for device in changed:
            document = faces.document(device, now)
            self._send(self._codes[device.office_id], device.code, device.key, "dn/desired", "desired", document)

    def _send(self, office: str, code: str, key: bytes, branch: topics.Branch, kind: str, body: Wire) -> None:
        topic = topics.topic(office, code, branch)
        self.bus.publish(topic, signing.signed(key, topic, enclose(kind, body)))

    def assert_all(self) -> None:
        """Say again what every device should show: after a broker came back, and every minute."""
        with self._shop.work.reading() as session:
            everything = session.scalars(select(Device).where(Device.active, Device.rev > 0)).all()
        self._herald.tell_all()
        self.show(everything)

    def watch_the_line(self) -> None:
        """A client that hears nothing while devices are known to be there is no longer believed."""
        if self.bus.silence_s < DEAF_AFTER_S:
            return
        with self._shop.work.reading() as session:
            there = session.scalars(select(Device.id).where(Device.presence == "ready").limit(1)).first()
        if there is not None:
            log.warning("nothing heard for %d s: connecting anew", self.bus.silence_s)
            self.bus.renew()

    def send_commands(self) -> int:
        """Send every command that waits, oldest first; return how many."""
        if not self.bus.connected:
            return 0
        now = self._shop.now()
        with self._shop.work() as tx:
            rows = tx.session.execute(
                select(DeviceCommand, Device, Office.code)
                .join(Device, Device.id == DeviceCommand.device_id)
                .join(Office, Office.id == Device.office_id)
                .where(DeviceCommand.state == "pending", DeviceCommand.expires_at > now)
                .order_by(DeviceCommand.created_at)
                .limit(100)
                .with_for_update(of=DeviceCommand, skip_locked=True)  # three threads send; an answer must stay
            ).all()
            if not rows:
                return 0
            tx.session.execute(
                update(DeviceCommand)
                .where(DeviceCommand.id.in_([row[0].id for row in rows]))
                .values(state="sent", sent_at=now)
                .execution_options(synchronize_session=False)
            )
        for command, device, office in rows:
            self._send_command(command, device, office, now)
        return len(rows)

    def _send_command(self, command: DeviceCommand, device: Device, office: str, now: datetime) -> None:
        body = {**command.body, "type": command.kind, "id": command.id, "expires_at": command.expires_at}
        topic = topics.topic(office, device.code, "dn/cmd")
        envelope = enclose(command.kind, COMMAND.validate_python(body))
        left_s = max(1.0, (command.expires_at - now).total_seconds())
        self.bus.publish(topic, signing.signed(device.key, topic, envelope), expiry_s=left_s)

    def ask_about_overdue(self, device: Known) -> int:
        """Slips whose end we did not hear in time: asked for again, the device answers what became of each.

        One it never saw is dropped there, for its time is over.
        """
        now = self._shop.now()
        given_up = and_(DeviceCommand.state == "failed", DeviceCommand.code == results.OVERDUE)
        with self._shop.work.reading() as session:
            row = session.get_one(Device, device.id)
            slips = session.scalars(
                select(DeviceCommand)
                .where(
                    DeviceCommand.device_id == device.id,
                    DeviceCommand.kind == "print",
                    DeviceCommand.sent_at.is_not(None),
                    DeviceCommand.expires_at.between(now - ASK_FOR, now),
                    or_(DeviceCommand.state.in_(["sent", "accepted", "held"]), given_up),
                )
                .order_by(DeviceCommand.created_at.desc())
                .limit(100)
            ).all()
        for command in slips:
            self._send_command(command, row, device.office, now)
        return len(slips)

    def resend_unanswered(self) -> None:
        """Commands the device has said nothing (more) about go back among the waiting."""
        now = self._shop.now()
        silent = and_(DeviceCommand.state == "sent", DeviceCommand.sent_at < now - RESEND_AFTER)
        unended = and_(DeviceCommand.state == "accepted", DeviceCommand.sent_at < now - ASK_AFTER)
        with self._shop.work() as tx:
            tx.session.execute(
                update(DeviceCommand)
                .where(or_(silent, unended), DeviceCommand.expires_at > now)
                .values(state="pending")
                .execution_options(synchronize_session=False)
            )

    # --- up ---

    def hear(self, timeout_s: float) -> bool:
        """Handle one message or change of the link; `False` when there was none.

        What was heard while the database is away is kept and comes first when it is back: a result is told once.
        """
        item = self._unheard or self.bus.receive(timeout_s)
        if item is None:
            return False
        try:
            if isinstance(item, Link):
                self._link(item)
            else:
                self._deliver(item)
        except OperationalError:
            self._unheard = item
            raise
        self._unheard = None
        return True

    def _link(self, link: Link) -> None:
        log.info("broker %s", "up" if link.up else "down")
        if link.up:
            self.assert_all()
        else:
            attempt(devices.reset_presence, self._shop.work, now=self._shop.now())

    def _deliver(self, item: Delivery) -> None:
        if topics.is_server(item.topic):
            self._herald.contradict(item)
        if item.address is None:
            return
        try:
            device = self._device(item.address.office, item.address.device)
        except DeviceUnknown:
            log.warning("message from an unknown device on %s", item.topic)
            return
        if not item.genuine(device.key):
            log.warning("message with a wrong signature on %s", item.topic)
            return
        try:
            self._handle(item, device)
        except ValidationError as wrong:
            log.warning("malformed %s on %s: %d faults", item.envelope.type, item.topic, wrong.error_count())

    def _device(self, office: str, code: str) -> Known:
        found = self._known.get((office, code))
        if found is None:
            found = devices.known(self._shop.work, office, code)
            self._known[(office, code)] = found
        return found

    def _handle(self, item: Delivery, device: Known) -> None:
        work, now, data = self._shop.work, self._shop.now(), item.envelope.data
        branch = item.address.branch if item.address else None
        if branch == "status":
            status = Status.model_validate(data)
            if item.retained and status.state is Presence.READY:
                return  # what a broker kept; a device that is there says hello as soon as we are
            attempt(devices.presence, work, device, status.state.value, status.conn, now=now)
        elif branch == "up/hello":
            hello = Hello.model_validate(data)
            attempt(devices.greet, work, device, hello.model_dump(mode="json"), now=now)
            self._answer_hello(device, item.envelope.ep, now)
        elif branch == "up/evt":
            self._event(item, device, now)
        elif branch == "up/res":
            result = Result.model_validate(data)
            attempt(results.result, work, device, result.id, _state(result), result.code, now=now)
        elif branch == "up/state":
            reported = Reported.model_validate(data)
            attempt(devices.reported, work, device, reported.model_dump(mode="json"), now=now)
        elif branch == "up/tele":
            tele = Telemetry.model_validate(data)
            attempt(devices.telemetry, work, device, tele.model_dump(mode="json"), now=now)

    def _answer_hello(self, device: Known, ep: str | None, now: datetime) -> None:
        """The present truth, what is unfinished, and an acknowledgement: it carries our clock."""
        if ep is not None:
            seq = device_events.contiguous(self._shop.work, device, ep)
            self._send(device.office, device.code, device.key, "dn/ack", "ack", Ack(ep=ep, seq=seq, srv_ts=now))
        with self._shop.work.reading() as session:
            row = session.get_one(Device, device.id)
        if row.rev > 0:
            self.show([row])
        self.send_commands()
        self.ask_about_overdue(device)

    def _event(self, item: Delivery, device: Known, now: datetime) -> None:
        envelope = item.envelope
        if envelope.ep is None or envelope.seq is None:
            return
        at = envelope.ts if envelope.synced and envelope.ts <= now + FUTURE else now
        if envelope.type in PERSONAL_EVENTS:
            event = Event(envelope.ep, envelope.seq, envelope.type, at, {}, _unread(envelope, now))
        else:
            data = self._checked(envelope)
            event = Event(envelope.ep, envelope.seq, envelope.type if data is not None else "", at, data or {})
        seq = attempt(device_events.take_event, self._shop.work, device, event, now=now)
        ack = Ack(ep=envelope.ep, seq=seq, srv_ts=now)
        self._send(device.office, device.code, device.key, "dn/ack", "ack", ack)

    def _checked(self, envelope: Envelope) -> dict[str, Any] | None:
        """The event's payload if it is what its type promises; an event we cannot read is acknowledged, not done."""
        kind = EVENTS.get(envelope.type)
        if kind is None:
            return None
        try:
            return TypeAdapter(kind).validate_python(envelope.data).model_dump(mode="json")
        except ValidationError:
            log.warning("event %s cannot be read", envelope.type)
            return None


def _state(result: Result) -> str:
    """A text of which a part has left is not one that failed: nobody may begin it again."""
    in_part = result.state is ResultState.FAILED and bool(result.parts_sent)
    return (ResultState.UNKNOWN if in_part else result.state).value


def _unread(envelope: Envelope, now: datetime) -> bytes:
    """A scan that may still be read; empty for one whose time is over, by a clock that can be believed."""
    try:
        found = Scanned.model_validate(envelope.data)
    except ValidationError:
        log.warning("event %s cannot be read", envelope.type)
        return b""
    return b"" if envelope.synced and found.expires_at <= now else found.scan
