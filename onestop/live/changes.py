"""Which dossiers changed: one look at the newest facts per ring of the bell, whoever and however many follow.

The bell carries no facts, so the process reads those written since its last look, a range of the primary key, and
wakes only who follows one of their dossiers. While nobody follows, nothing is read.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Row, func, select

from onestop.live.feed import Feed, live, within
from onestop.storage.rows import Fact
from onestop.wiring import Shop, wiring

log = logging.getLogger(__name__)

SAFETY_S: Final = 5.0
"""Look again even if nothing rang [s]."""
BEHIND: Final = 200
"""Facts looked at once more: on PostgreSQL a number drawn earlier may be committed later [count]."""
MOST: Final = 2000
"""After a pause longer than this many facts everybody who follows looks for themselves [count]."""
OF_LISTS: Final = ("dossier.", "stage.")
"""Kinds of fact that can move a line of somebody's inbox."""

Seen = Row[int, UUID, str, str]


class Changes:
    """Ears of those who follow, by the dossier or the office they follow."""

    def __init__(self, feed: Feed, shop: Shop) -> None:
        self.feed, self._shop = feed, shop
        self._ears: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._rung = asyncio.Event()
        self._opening = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._last = 0
        self._known: set[int] = set()
        """Numbers of the last `BEHIND` facts that were told already."""

    @property
    def followers(self) -> int:
        return sum(len(ears) for ears in self._ears.values())

    async def follow(self, subject: UUID, *, again_s: float, rest_s: float = 0.0) -> AsyncGenerator[None, None]:
        """Now, then after each change of `subject`, a dossier or an office's dossiers; anew after `again_s` without.

        What comes within `rest_s` after a change is told with it [s].
        """
        ear = asyncio.Event()
        self._ears[subject].add(ear)
        try:
            await self._open()
            while True:
                yield
                await within(again_s, ear)
                await asyncio.sleep(rest_s)
                ear.clear()
        finally:
            self._leave(subject, ear)

    async def _open(self) -> None:
        """Know what was written before the first look, so that no change falls between the two."""
        async with self._opening:
            if self._task is None:
                self.feed.start()
                self._last = await self._shop.run(_newest, self._shop)
                self._known = {fact.id for fact in await self._shop.run(_since, self._shop, self._last - BEHIND)}
                self.feed.on_ring.add(self._rung.set)
                self._task = asyncio.create_task(self._keep())

    def _leave(self, subject: UUID, ear: asyncio.Event) -> None:
        self._ears[subject].discard(ear)
        if not self._ears[subject]:
            del self._ears[subject]
        if not self._ears and self._task is not None:
            self._task.cancel()
            self._task = None
            self.feed.on_ring.discard(self._rung.set)

    async def _keep(self) -> None:
        while True:
            await within(SAFETY_S, self._rung)
            self._rung.clear()
            try:
                found = await self._shop.run(_since, self._shop, self._last - BEHIND)
            except Exception:
                log.exception("changes of dossiers could not be read")
                await asyncio.sleep(1.0)
                self._rung.set()
                continue
            self._tell(found)

    def _tell(self, found: Sequence[Seen]) -> None:
        fresh = [fact for fact in found if fact.id not in self._known]
        if found:
            self._last = max(self._last, found[-1].id)
        self._known = {fact.id for fact in found if fact.id > self._last - BEHIND}
        if len(found) >= MOST:
            self._wake(*self._ears)
            return
        for fact in fresh:
            self._wake(_dossier(fact.subject), fact.office_id if fact.kind.startswith(OF_LISTS) else None)

    def _wake(self, *subjects: UUID | None) -> None:
        for subject in subjects:
            for ear in self._ears.get(subject, ()) if subject is not None else ():
                ear.set()


def _dossier(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None


def _newest(shop: Shop) -> int:
    with shop.work.reading() as session:
        return session.scalar(select(func.max(Fact.id))) or 0


def _since(shop: Shop, fact_id: int) -> Sequence[Seen]:
    wanted = select(Fact.id, Fact.office_id, Fact.kind, Fact.subject).where(Fact.id > fact_id)
    with shop.work.reading() as session:
        return session.execute(wanted.order_by(Fact.id).limit(MOST)).all()


_CHANGES: list[Changes] = []


def changes() -> Changes:
    """This process's; a new one when the process was wired anew."""
    if not _CHANGES or _CHANGES[0].feed is not live():
        _CHANGES[:] = [Changes(live(), wiring())]
    return _CHANGES[0]
