"""The hub process: three loops (facts, devices, clock) around one bridge, held together by a lease."""

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
from onestop.relay import relay, speech
from onestop.relay.bridge import Bridge
from onestop.storage import outbox
from onestop.usecases import days, devices, sweeps
from onestop.wiring import Shop, attempt

log = logging.getLogger(__name__)

LEASE = "relay"
LEASE_FOR = timedelta(seconds=10)
SAFETY_S = 2.0
"""How long the relay trusts the bell's silence [s]."""
ASSERT_EVERY_S = 60.0
SWEEPS: Sequence[Callable[..., object]] = (
    sweeps.return_parked,
    sweeps.auto_call,
    sweeps.give_up_late_calls,
    sweeps.watch_slips,
    sweeps.watch_devices,
    sweeps.expire_commands,
)
"""What the clock looks after every second."""


class Hub:
    """Run with `start`, end with `stop`; tests run one inside their own process."""

    def __init__(self, shop: Shop, mqtt_url: str) -> None:
        self._shop = shop
        self._name = uuid4().hex
        self.bridge = Bridge(shop, mqtt_url)
        self._stop = threading.Event()
        self._ready = threading.Event()
        loops: dict[str, Callable[[], None]] = {"facts": self._facts, "hears": self._hears, "clock": self._clock}
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
        with self._shop.work() as tx:
            outbox.drop_lease(tx.session, LEASE, self._name, self._shop.now())

    # --- facts: woken by the bell ---

    def _facts(self) -> None:
        self._wait_for_lease()
        self.bridge.start()
        self._ready.set()
        ear = self._shop.bell.ear()
        while not self._stop.is_set():
            more = self._guarded(self._relay_turn)
            if not more:
                ear.wait(SAFETY_S)
        ear.close()

    def _relay_turn(self) -> bool:
        work, now = self._shop.work, self._shop.now()
        done = attempt(relay.step, work, self._shop.settings.address, now)
        if done.setup:
            self.bridge.forget_known()
        self.bridge.show(done.changed)
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

    # --- devices ---

    def _hears(self) -> None:
        self._ready.wait()
        while not self._stop.is_set():
            self._guarded(lambda: self.bridge.hear(0.5))

    # --- the clock ---

    def _clock(self) -> None:
        self._ready.wait()
        asserted = time.monotonic()
        while not self._stop.wait(1.0):
            if not self._guarded(self._renew):
                log.error("another relay holds the lease; ending")
                self._stop.set()
                return
            for sweep in SWEEPS:  # one that fails starves neither the others nor voice and printers
                self._guarded(partial(self._swept, sweep))
            self._guarded(self._rounds)
            if time.monotonic() - asserted > ASSERT_EVERY_S:
                asserted = time.monotonic()
                self._guarded(self._every_minute)

    def _swept(self, sweep: Callable[..., object]) -> bool:
        attempt(sweep, self._shop.work, now=self._shop.now())
        return True

    def _rounds(self) -> bool:
        self.bridge.resend_unanswered()
        attempt(speech.speak, self._shop.work, self._shop.now())
        self.bridge.send_commands()
        return True

    def _every_minute(self) -> bool:
        work = self._shop.work
        attempt(days.close_due, work, now=self._shop.now())
        attempt(sweeps.watch_waits, work, now=self._shop.now())
        attempt(devices.forget_old_events, work, now=self._shop.now())
        self.bridge.assert_all()
        self.bridge.watch_the_line()
        return True

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
    hub.start()
    while not ended.wait(1.0) and not hub.ended:
        pass
    hub.stop()
