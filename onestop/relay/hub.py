"""The hub process: loops (facts, devices, clock, messages, due dates) around one bridge, held together by a lease."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from onestop.domain.errors import DomainError
from onestop.gateways.digitising.clam import scanner
from onestop.gateways.portal import portal_of
from onestop.relay import relay, scanner_folder, speech
from onestop.relay.bridge import Bridge
from onestop.relay.portal_desk import LOOK_EVERY_S as PORTAL_EVERY_S
from onestop.relay.portal_desk import PortalDesk
from onestop.relay.post_room import LOOK_EVERY_S, PostRoom, ways
from onestop.relay.virus_desk import LOOK_EVERY_S as VIRUSES_EVERY_S
from onestop.relay.virus_desk import VirusDesk
from onestop.storage import outbox
from onestop.usecases import (
    booking,
    days,
    device_events,
    feedback,
    hall_watch,
    incoming,
    intake_watch,
    lateness,
    left_drafts,
    one_time_codes,
    papers,
    place_scans,
    place_watch,
    registers,
    scans,
    sweeps,
)
from onestop.wiring import Shop, attempt, settle

log = logging.getLogger(__name__)

LEASE = "relay"
LEASE_FOR = timedelta(seconds=10)
SAFETY_S = 2.0
"""How long the relay trusts the bell's silence [s]."""
ASSERT_EVERY_S = 60.0
REFRESH_EVERY_S = 30.0
"""How often faces are looked at though nothing happened: hours begin and end by themselves [s]."""
SWEEPS: Sequence[Callable[..., object]] = (
    sweeps.return_parked,
    sweeps.auto_call,
    sweeps.give_up_late_calls,
    sweeps.watch_slips,
    sweeps.watch_devices,
    sweeps.expire_commands,
    scans.forget_old,
    place_scans.forget_old,
)
"""What the clock looks after every second."""
EVERY_MINUTE: Sequence[Callable[..., object]] = (
    days.close_due,
    days.list_stragglers,
    hall_watch.watch_waits,
    place_watch.watch_places,
    device_events.forget_old_events,
    papers.forget_hand_overs,
    incoming.forget_old,
    left_drafts.erase_left,
    intake_watch.watch_undecided,
    registers.close_over,
    feedback.tell_late,
    booking.watch,
    booking.forget,
    one_time_codes.forget,
)


def _done(turn: Callable[[], object]) -> bool:
    turn()
    return True


class Hub:
    """Run with `start`, end with `stop`; tests run one inside their own process."""

    def __init__(self, shop: Shop, mqtt_url: str) -> None:
        self._shop = shop
        self._name = uuid4().hex
        self.bridge = Bridge(shop, mqtt_url)
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._refresh_at = 0.0
        loops: dict[str, Callable[[], None]] = {"facts": self._facts, "hears": self._hears, "clock": self._clock}
        loops |= {"posts": self._posts, "deadlines": self._deadlines}
        if shop.settings.portal_url:
            loops["portal"] = self._portal
        if shop.settings.clamd_url:
            loops["viruses"] = self._viruses
        if (folder := shop.settings.scan_folder) is not None:
            loops["scans"] = partial(scanner_folder.run, shop, folder, self._stop)
        self._threads = [threading.Thread(target=loop, name=name, daemon=True) for name, loop in loops.items()]

    @property
    def ended(self) -> bool:
        """It lost its lease or was told to stop."""
        return self._stop.is_set()

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._ready.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self.bridge.stop()
        self._guarded(self._let_go)

    def _let_go(self) -> bool:
        with self._shop.work() as tx:
            outbox.drop_lease(tx.session, LEASE, self._name, self._shop.now())
        return True

    # --- facts: woken by the bell ---

    def _facts(self) -> None:
        self._wait_for_lease()
        if self._stop.is_set():
            return
        self.bridge.start()
        self._ready.set()
        while not self._stop.is_set():
            self._guarded(self._relay)

    def _relay(self) -> bool:
        ear = self._shop.bell.ear()
        try:
            while not self._stop.is_set():
                more = self._guarded(self._relay_turn)
                if not more:
                    ear.wait(SAFETY_S)
        finally:
            ear.close()
        return True

    def _relay_turn(self) -> bool:
        work, now = self._shop.work, self._shop.now()
        done = attempt(relay.step, work, self._shop.settings.address, now)
        if done.setup:
            self.bridge.forget_known()
        changed = done.changed
        if time.monotonic() >= self._refresh_at:  # in this thread: nobody else writes faces
            changed += attempt(relay.refresh, work, now)
            self._refresh_at = time.monotonic() + REFRESH_EVERY_S
        self.bridge.show(changed)
        if done.speaks:
            attempt(speech.speak, work, self._shop.now())
        self.bridge.send_commands()
        return done.facts >= relay.BATCH

    def _wait_for_lease(self) -> None:
        while not self._stop.is_set() and not self._guarded(self._renew):
            self._stop.wait(1.0)

    def _renew(self) -> bool:
        with self._shop.work() as tx:
            return outbox.take_lease(tx.session, LEASE, self._name, self._shop.now(), LEASE_FOR)

    def _keep(self) -> bool:
        """Hold the lease on; end when another has it. A database that is away takes it from nobody."""
        held = self._renew()
        if not held:
            log.error("another relay holds the lease; ending")
            self._stop.set()
        return held

    # --- devices ---

    def _hears(self) -> None:
        self._ready.wait()
        while not self._stop.is_set():
            self._guarded(lambda: self.bridge.hear(0.5))

    # --- messages to applicants ---

    def _posts(self) -> None:
        self._ready.wait()
        room = PostRoom(self._shop, ways(self._shop))
        while not self._stop.wait(LOOK_EVERY_S):
            while not self._stop.is_set() and self._guarded(lambda: room.turn() > 0):
                pass

    # --- the national portal ---

    def _portal(self) -> None:
        self._ready.wait()
        portal = portal_of(self._shop.settings)
        if portal is None:
            return
        desk = PortalDesk(self._shop, portal)
        while not self._stop.wait(max(PORTAL_EVERY_S, desk.pause_s)):
            while not self._stop.is_set() and self._guarded(lambda: desk.turn() > 0) and not desk.pause_s:
                pass
        desk.close()

    # --- papers that came unchecked ---

    def _viruses(self) -> None:
        self._ready.wait()
        desk = VirusDesk(self._shop, scanner(self._shop.settings.clamd_url))
        while not self._stop.wait(VIRUSES_EVERY_S):
            while not self._stop.is_set() and self._guarded(lambda: desk.turn() > 0):
                pass

    # --- who is told of due dates ---

    def _deadlines(self) -> None:
        """By itself: in the morning hundreds are told at once, and no slip or call waits for that."""
        self._ready.wait()
        while not self._stop.wait(ASSERT_EVERY_S):
            self._guarded(partial(self._swept, lateness.watch))

    # --- the clock ---

    def _clock(self) -> None:
        self._ready.wait()
        asserted = time.monotonic()
        while not self._stop.wait(1.0):
            if not self._guarded(self._keep):
                continue
            for sweep in SWEEPS:  # one that fails starves neither the others nor voice and printers
                self._guarded(partial(self._swept, sweep))
            self._guarded(self._rounds)
            if time.monotonic() - asserted > ASSERT_EVERY_S:
                asserted = time.monotonic()
                self._every_minute()

    def _swept(self, sweep: Callable[..., object]) -> bool:
        attempt(sweep, self._shop.work, now=self._shop.now())
        return True

    def _rounds(self) -> bool:
        self.bridge.resend_unanswered()
        attempt(speech.speak, self._shop.work, self._shop.now())
        self.bridge.send_commands()
        return True

    def _every_minute(self) -> None:
        """Each by itself: a day that cannot be closed must not blank every sign."""
        for turn in (self.bridge.assert_all, self.bridge.watch_the_line):
            self._guarded(partial(_done, turn))
        clear_store: Callable[..., object] = partial(left_drafts.clear_store, self._shop.papers)
        for sweep in (*EVERY_MINUTE, clear_store):
            self._guarded(partial(self._swept, sweep))

    def _guarded(self, turn: Callable[[], bool]) -> bool:
        """A loop outlives a database that was away and a bug in one turn; it says so and goes on."""
        try:
            return turn()
        except (SQLAlchemyError, DomainError):
            log.exception("a turn of the hub failed")
        except Exception:
            log.exception("a turn of the hub failed unexpectedly")
        self._stop.wait(1.0)
        return False


def run(shop: Shop, mqtt_url: str) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    hub = Hub(shop, mqtt_url)
    settle()
    hub.start()
    while not ended.wait(1.0) and not hub.ended:
        pass
    hub.stop()
