"""One feed per process: an ear on the bell, one picture of each watched office per change, any number of watchers."""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import closing, suppress
from uuid import UUID

from onestop.queries import hall
from onestop.queries.facts import HallView
from onestop.wiring import Shop, wiring

log = logging.getLogger(__name__)

REST_S = 0.04
"""Least time between two pictures of one office: a burst of commits becomes one picture [s]."""
DEAF_S = 1.0
"""Rest before listening anew [s]."""
SAFETY_S = 5.0
"""Look again even if nothing rang: the net under the bell, and what keeps "last updated" true [s]."""


class Office:
    """The feed of one office: the newest picture and those who wait for a newer one."""

    def __init__(self) -> None:
        self.view: HallView | None = None
        self.changed = asyncio.Event()
        self.watchers = 0
        self.dirty = asyncio.Event()
        self.task: asyncio.Task[None] | None = None


class Feed:
    """Started with the web process's event loop, stopped with it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._offices: dict[UUID, Office] = {}
        self._rev = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.on_ring: set[Callable[[], None]] = set()
        """Called in the event loop at each ring of the bell."""

    @property
    def watchers(self) -> int:
        """How many screens and streams follow an office right now."""
        return sum(office.watchers for office in self._offices.values())

    def start(self) -> None:
        """Begin to listen; call from within the running event loop. A second call does nothing."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._listen, name="ear", daemon=True)
            self._thread.start()

    async def stop(self) -> None:
        self._stop.set()
        for office in self._offices.values():
            if office.task is not None:
                office.task.cancel()
                with suppress(asyncio.CancelledError):
                    await office.task
        self._offices.clear()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 2.0)
            self._thread = None

    def _listen(self) -> None:
        """Listen as long as the process lives: a deaf process would show everybody an old picture."""
        while not self._stop.is_set():
            try:
                self._hear()
            except Exception:
                log.exception("the bell cannot be heard; listening anew")
                self._tell()
                self._stop.wait(DEAF_S)

    def _hear(self) -> None:
        with closing(self._shop.bell.ear()) as ear:
            while not self._stop.is_set():
                if ear.wait(1.0):
                    self._tell()
                    self._stop.wait(REST_S / 2)  # the rings of a burst are heard as one

    def _tell(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring)

    def _ring(self) -> None:
        for office in self._offices.values():
            office.dirty.set()
        for act in tuple(self.on_ring):
            act()

    async def current(self, office_id: UUID) -> HallView:
        """The newest picture of an office, not older than the last ring of the bell."""
        office = self._watched(office_id)
        while office.view is None or office.dirty.is_set():
            await office.changed.wait()
        return office.view

    def _watched(self, office_id: UUID) -> Office:
        self.start()
        office = self._offices.setdefault(office_id, Office())
        if office.task is None:
            office.dirty.set()
            office.task = asyncio.create_task(self._keep(office_id, office))
        return office

    async def follow(self, office_id: UUID, again_s: float | None = None) -> AsyncGenerator[HallView, None]:
        """The present picture, then each newer one; the same one again after `again_s` without; slow ones skip."""
        office = self._watched(office_id)
        office.watchers += 1
        try:
            seen = -1
            while True:
                if office.view is not None and office.view.rev != seen:
                    seen = office.view.rev
                    yield office.view
                elif await within(again_s, office.changed) or office.view is None:
                    continue
                else:
                    yield office.view
        finally:
            office.watchers -= 1

    async def _keep(self, office_id: UUID, office: Office) -> None:
        """Draw the office again after every change, as long as the process lives."""
        while True:
            await within(SAFETY_S, office.dirty)
            office.dirty.clear()
            try:
                office.view = await self._picture(office_id)
            except Exception:
                log.exception("picture of an office could not be drawn")
                await asyncio.sleep(1.0)
                office.dirty.set()
                continue
            woken, office.changed = office.changed, asyncio.Event()
            woken.set()
            await asyncio.sleep(REST_S)

    async def _picture(self, office_id: UUID) -> HallView:
        now = self._shop.now()
        self._rev = max(self._rev + 1, int(now.timestamp() * 1000))
        return await self._shop.run(_draw, self._shop, office_id, self._rev)


async def within(seconds: float | None, happened: asyncio.Event) -> bool:
    """Whether it happened within `seconds`."""
    # Not `wait_for`: before Python 3.12 it may swallow a cancellation that meets its result.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            return await happened.wait()
    return False


def _draw(shop: Shop, office_id: UUID, rev: int) -> HallView:
    with shop.work.reading() as session:
        return hall.view(session, office_id, shop.now(), rev)


_FEED: list[Feed] = []


def live(make: Callable[[], Feed] | None = None) -> Feed:
    """This process's feed."""
    if not _FEED:
        _FEED.append(make() if make else Feed(wiring()))
    return _FEED[0]


def forget() -> None:
    """Drop the process's feed; for tests that start another."""
    _FEED.clear()
