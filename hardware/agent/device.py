"""The MQTT side of one device: presence, what goes up, and what comes down and is genuine."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from hardware.agent.config import DeviceSettings
from hardware.agent.journal import Journal
from hardware.agent.orders import Orders
from hardware.agent.outbox import Outbox
from hardware.agent.uplink import Uplink
from hardware.agent.work import Outlet, Work
from hardware.bus import Delivery, Link
from hardware.contract import topics
from hardware.contract.messages import (
    DESIRED,
    Ack,
    AnyDesired,
    Envelope,
    Hello,
    Presence,
    Reported,
    Result,
    ServerState,
    Telemetry,
    Wire,
)
from hardware.contract.writing import enclose

log = logging.getLogger(__name__)

SOFTWARE = "onestop-agent 1"
TICK_S = 0.5
UNANSWERED_S = 90.0
"""Sent and unacknowledged this long, though the server says it is there: the client is made anew [s]."""
GIVE_UP_AFTER = 3
"""So many new clients in vain, and the process ends for its supervisor to start it again."""
CLOCK_TOLERANCE = timedelta(seconds=2)


class DeviceAgent:
    """Runs two threads: this one speaks MQTT, its `work` speaks to the device. An `Outlet` for the latter."""

    def __init__(
        self,
        office: str,
        settings: DeviceSettings,
        urls: Sequence[str],
        journal: Journal,
        work: Callable[[Outlet], Work],
        telemetry_s: float = 30,
    ) -> None:
        self.settings, self._journal = settings, journal
        self._key, self._telemetry_s = settings.key_bytes, telemetry_s
        self._up = Uplink(office, settings.id, self._key, urls, lambda: journal.ep)
        self.bus = self._up.bus
        self.outbox = Outbox(journal, self._up.event)
        self.refused: Counter[str] = Counter()
        self.reported = Reported(rev=0)
        self._reporting = threading.Lock()
        self.failed = threading.Event()
        self._began = self._away_since = time.monotonic()
        self._linked = self._served = False
        self._told_at: tuple[datetime, float] | None = None
        self._tele_at = 0.0
        self._renewals = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"device {settings.id}", daemon=True)
        self.work = work(self)
        self._orders = Orders(journal, self.outbox, self._up, self.work)

    # --- Outlet ---

    @property
    def journal(self) -> Journal:
        return self._journal

    @property
    def offline_s(self) -> float:
        if self._linked and self._served:
            return 0.0
        return time.monotonic() - self._away_since

    def now(self) -> datetime:
        """The server's time since it told us, by a clock nobody sets: a stepped wall clock blanks no sign."""
        if self._told_at is None:
            return datetime.now(UTC)
        told, since = self._told_at
        return told + timedelta(seconds=time.monotonic() - since)

    def event(self, kind: str, body: Wire, **facts: str) -> None:
        self._journal.add_event(enclose(kind, body, at=self.now(), synced=self._told_at is not None), **facts)
        self.outbox.pump()

    def answer(self, result: Result) -> None:
        self._journal.end(result)
        self._up.result(result)

    def report(self, reported: Reported) -> None:
        with self._reporting:  # what is retained must be what was reported last
            self.reported = reported
            if self.bus.connected:
                self._up.tell("up/state", "state", reported)

    # --- life ---

    @property
    def alive(self) -> bool:
        return self._thread.is_alive() and self.work.alive and not self.failed.is_set()

    def start(self) -> None:
        # From the start on the driver is the work's own; what was cut off is settled before anything new.
        self._orders.recover()
        self.work.wanted = self._remembered()
        self.work.start()
        self.bus.start()
        self._thread.start()

    def stop(self) -> None:
        """End cleanly: the broker hears `disconnected`, not the will."""
        self._stopping.set()
        self.bus.nudge()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self.work.stop()
        if self.bus.connected:
            self._up.present(Presence.DISCONNECTED)
        self.bus.stop()
        self._journal.close()

    def _remembered(self) -> AnyDesired | None:
        body = self._journal.recall("desired")
        try:
            return None if body is None else DESIRED.validate_json(body)
        except ValidationError:  # written by another version: the server asserts it again
            return None

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                item = self.bus.receive(TICK_S)
                if isinstance(item, Link):
                    self._link(item)
                elif item is not None:
                    self._read(item)
                self._tick()
            except Exception:
                log.exception("device %s: one message or tick failed, goes on", self.settings.id)
                self._stopping.wait(0.2)

    def _tick(self) -> None:
        self.outbox.tick()
        now = time.monotonic()
        if self._linked and now >= self._tele_at:
            self._tele_at = now + self._telemetry_s
            self._up.tell("up/tele", "tele", self._telemetry())
        if self._linked and self._served and self.outbox.unanswered_s > UNANSWERED_S:
            self._mistrust()

    def _mistrust(self) -> None:
        self._renewals += 1
        log.warning("device %s: no acknowledgement for long, new client", self.settings.id)
        self.outbox.link(up=False)
        self.bus.renew()
        if self._renewals > GIVE_UP_AFTER:
            self.failed.set()

    # --- up ---

    def _hello(self) -> Hello:
        return Hello(
            model=f"{self.settings.kind}/{self.settings.driver.get('model', '')}"[:80],
            sw=SOFTWARE,
            caps=self.work.caps,
            conn=self.bus.conn,
            outbox=self._journal.outbox,
        )

    def _telemetry(self) -> Telemetry:
        return Telemetry(
            up_s=round(time.monotonic() - self._began, 1),
            outbox=self._journal.outbox,
            mqtt_reconnects=max(0, self.bus.connects - 1),
            io_errors={**self.work.io_errors, **self.bus.dropped, **self.refused},
        )

    def _link(self, link: Link) -> None:
        self._mind(linked=link.up)
        if link.up:
            self._tele_at = 0.0
            self._announce()
            self._orders.report_recovered()
        self.outbox.link(up=link.up)

    def _announce(self) -> None:
        self._up.present(Presence.READY)
        self._up.tell("up/hello", "hello", self._hello())
        self._report_again()

    def _report_again(self) -> None:
        with self._reporting:
            self._up.tell("up/state", "state", self.reported)

    def _mind(self, *, linked: bool | None = None, served: bool | None = None) -> None:
        was_there = self._linked and self._served
        self._linked = self._linked if linked is None else linked
        self._served = self._served if served is None else served
        if was_there and not (self._linked and self._served):
            self._away_since = time.monotonic()
        self.work.link_changed()

    # --- down ---

    def _read(self, delivery: Delivery) -> None:
        try:
            if topics.is_server(delivery.topic):
                state = ServerState.model_validate(delivery.envelope.data)
                self._server(state, retained=delivery.retained)
            elif not delivery.genuine(self._key):
                self._refuse("forged", delivery)
            elif delivery.address is not None:
                self._genuine(delivery.address.branch, delivery.envelope)
        except ValidationError:
            self._refuse("malformed_body", delivery)

    def _refuse(self, why: str, delivery: Delivery) -> None:
        self.refused[why] += 1
        log.warning("device %s: %s message on %s", self.settings.id, why, delivery.topic)

    def _genuine(self, branch: topics.Branch, envelope: Envelope) -> None:
        if branch == "dn/ack":
            self._ack(Ack.model_validate(envelope.data))
        elif branch == "dn/cmd":
            self._orders.receive(envelope)
        elif branch == "dn/desired":
            self._desired(DESIRED.validate_python(envelope.data))

    def _server(self, state: ServerState, *, retained: bool) -> None:
        # Unsigned, for all at once: it may close a dispenser, never set the clock or print.
        here = state.state == "online"
        self._mind(served=here)
        if here and self._linked and not retained:  # it came just now and may have missed our hello
            self._announce()
            self.outbox.again_from(1)

    def _ack(self, ack: Ack) -> None:
        own = datetime.now(UTC)  # an acknowledgement was under way for a while: the better clock, if it is right
        right = abs(ack.srv_ts - own) <= CLOCK_TOLERANCE
        self._told_at = (own if right else ack.srv_ts, time.monotonic())
        self._renewals = 0
        epoch = self._journal.ep
        self.outbox.acknowledged(ack)
        if self._journal.ep != epoch:
            self._announce()

    def _desired(self, desired: AnyDesired) -> None:
        known = self.work.wanted
        if known is not None and desired.rev < known.rev:
            self._report_again()
            return
        if desired != known:
            self._journal.remember(desired=desired.model_dump_json())
        self.work.desire(desired)
