"""People and officers who go on whatever dies: each remembers what the product acknowledged to them."""

import itertools
import random
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from onestop.gateways.virtual_hall import HallAway, HallRefused
from tests.e2e.product import Product

BUTTON_QUEUES = "ABCDEF"
PRESS_EVERY_S = 1.7
"""A key pressed again sooner than this is one press to its dispenser [s]."""


class Town:
    """Threads that take, press, call and serve until told to stop."""

    def __init__(self, product: Product, seats: int, seed: int) -> None:
        self.product = product
        self.acknowledged: list[dict[str, Any]] = []
        self.pressed = 0
        self.served: set[str] = set()
        self.seated: set[int] = set()
        self._dice = random.Random(seed)
        self._ended = threading.Event()
        self.faults: list[BaseException] = []
        works: list[Callable[[], None]] = [self._kiosk, self._kiosk, self._dispenser]
        works += [self._officer(number) for number in range(1, seats + 1)]
        self._threads = [threading.Thread(target=self._guarded, args=(work,), daemon=True) for work in works]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(40)
            assert not thread.is_alive()
        assert self.faults == []

    def is_seasoned(self) -> bool:
        """Enough happened for a verdict."""
        assert self.faults == []
        return len(self.acknowledged) > 10 and self.pressed > 10 and len(self.served) > 1

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - shown by `stop`, in the test's own thread
            self.faults.append(fault)

    def _kiosk(self) -> None:
        key = f"Place {self.product.place('kiosk-1')}"
        while not self._ended.wait(self._dice.uniform(0.2, 0.6)):
            self._take(key, self._dice.choice(BUTTON_QUEUES))

    def _take(self, key: str, queue: str) -> None:
        """Asks with one idempotency key until somebody says 201, as a client that must not lose a number does."""
        repeat = uuid4().hex
        for _ in itertools.count():
            status, ticket = self.product.ask("POST", "/offices/most/tickets", {"queue": queue}, by=key, key=repeat)
            if status == 201:
                self.acknowledged.append(ticket)
                return
            assert status in {0, 503}, ticket
            threading.Event().wait(0.2)

    def _dispenser(self) -> None:
        for button in itertools.cycle("123456"):
            if self._ended.wait(PRESS_EVERY_S / 3):
                return
            try:
                self.product.hall().press("dispenser-1", button)
            except (HallAway, HallRefused):
                continue
            self.pressed += 1

    def _officer(self, number: int) -> Callable[[], None]:
        def work() -> None:
            token = self.product.officer(f"officer{number}")
            status, _ = self.product.ask("POST", f"/counters/most-{number}/open", by=token)
            assert status == 200
            self.seated.add(number)
            while not self._ended.wait(0.3):
                self._serve(number, token)

        return work

    def _serve(self, number: int, token: str) -> None:
        """A lost answer is made up for by looking at what is at the counter."""
        self.product.ask("POST", f"/counters/most-{number}/call-next", by=token)
        status, seen = self.product.ask("GET", "/offices/most/counters", by=token)
        if status != 200:
            return
        [here] = [one["ticket"] for one in seen["items"] if one["number"] == number]
        if here is not None:
            self._ended.wait(0.4)
            for step in ("start", "finish"):
                self.product.ask("POST", f"/tickets/{here['id']}/{step}", by=token)
            self.served.add(here["number"])
