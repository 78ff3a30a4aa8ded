"""Sends a journal's events in order, a window at a time, again every two seconds until acknowledged."""

import threading
import time
from collections.abc import Callable

from hardware.agent.journal import Journal
from hardware.contract.messages import Ack, Envelope

RESEND_S = 2.0
WINDOW = 100


class Outbox:
    def __init__(self, journal: Journal, send: Callable[[Envelope], object]) -> None:
        self._journal, self._send = journal, send
        self._lock = threading.RLock()
        self._open = False
        self._sent = 0
        self._again_at = 0.0
        self._waiting_since: float | None = None

    @property
    def unanswered_s(self) -> float:
        """How long something has been sent with no progress in acknowledgement [s]."""
        since = self._waiting_since
        return 0.0 if since is None else time.monotonic() - since

    def link(self, *, up: bool) -> None:
        """The link came up: everything unacknowledged goes again. It went down: nothing is sent."""
        with self._lock:
            self._open = up
            self._waiting_since = None
            self.again_from(1)

    def pump(self) -> None:
        """Send what has not been sent yet."""
        with self._lock:
            for envelope in self._journal.events(self._sent, WINDOW) if self._open else ():
                self._send(envelope)
                self._sent = envelope.seq or self._sent
                if self._waiting_since is None:
                    self._waiting_since = time.monotonic()
                    self._again_at = self._waiting_since + RESEND_S

    def tick(self) -> None:
        if self._waiting_since is not None and time.monotonic() >= self._again_at:
            self.again_from(1)

    def again_from(self, seq: int) -> None:
        with self._lock:
            self._sent = seq - 1
            self._again_at = time.monotonic() + RESEND_S
            self.pump()

    def acknowledged(self, ack: Ack) -> None:
        # An acknowledgement that repeats itself is no progress: behind a gap it must not put off resending.
        with self._lock:
            epoch = self._journal.ep
            progress = self._journal.acknowledge(ack.ep, ack.seq)
            if self._journal.ep != epoch:
                self.again_from(1)
            elif progress:
                self._again_at = time.monotonic() + RESEND_S
                self._waiting_since = time.monotonic() if self._journal.outbox else None
                self.pump()
