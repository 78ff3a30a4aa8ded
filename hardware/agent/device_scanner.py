"""Code scanners: what was scanned is on disk before it is sent, and off it as soon as it is acknowledged or stale."""

from datetime import timedelta
from time import monotonic

from hardware.agent.work import Outlet, Work
from hardware.contract.messages import AnyDesired, Envelope, Reported, Scanned
from hardware.drivers.protocols import ScanSource

LISTEN_S = 0.25
VALID_FOR = timedelta(seconds=60)
"""After this whoever showed the card stands at the counter no more [s]."""
ERASE_EVERY_S = 2.0


class ScannerWork(Work):
    def __init__(self, outlet: Outlet, driver: ScanSource) -> None:
        super().__init__(outlet, driver)
        self._driver = driver
        self._erase_at = 0.0
        self._last: Reported | None = None

    def turn(self) -> None:
        scan = self._driver.next(LISTEN_S)
        if scan is not None:
            scanned = Scanned.of(scan, self.outlet.now() + VALID_FOR)
            self.outlet.event("scanned", scanned)
        self.io_errors.update(self._driver.faults - self.io_errors)
        self._refresh()
        if monotonic() >= self._erase_at:
            self._erase_at = monotonic() + ERASE_EVERY_S
            self._erase_stale()

    def desire(self, desired: AnyDesired) -> None:
        super().desire(desired)
        self._refresh()

    def _refresh(self) -> None:
        """Report when the scanner was pulled or is back, and a new `rev`."""
        rev = 0 if self.wanted is None else self.wanted.rev
        there = self._driver.alive
        detail = {} if there else {"code": "scanner.lost"}
        reported = Reported(rev=rev, ok=there, shows="ready" if there else "lost", detail=detail)
        if reported != self._last:
            self._last = reported
            self.outlet.report(reported)

    def _erase_stale(self) -> None:
        """A scan nobody acknowledged in time keeps its number, which the server waits for, and nothing else."""
        journal = self.outlet.journal
        for envelope in journal.events(0, journal.outbox):
            erased = self._erased(envelope)
            if erased is not None:
                journal.rewrite(erased)

    def _erased(self, envelope: Envelope) -> Envelope | None:
        if envelope.type != "scanned":
            return None
        scanned = Scanned.model_validate(envelope.data)
        if not scanned.payload or scanned.expires_at > self.outlet.now():
            return None
        empty = Scanned(payload="", expires_at=scanned.expires_at)
        return envelope.model_copy(update={"data": empty.model_dump(mode="json")})
