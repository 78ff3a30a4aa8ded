"""The roll of those who follow an office: an open page of an ended session or a revoked place is told to stop.

One read serves every watcher of an office, is asked for when a picture comes (so after each change), and is made at
most once in `REST_S`; no watcher asks the database, and no picture waits for the roll.
"""

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from onestop.domain.errors import DomainError, NotSignedIn
from onestop.domain.people import Role
from onestop.queries.standing import standing
from onestop.usecases.place_watch import SEEN_EVERY, seen
from onestop.wiring import Shop, wiring

log = logging.getLogger(__name__)

REST_S: Final = 1.0
"""Least time between two reads for one office [s]."""


@dataclass(slots=True)
class Page:
    """The watchers of one office, and what was read last."""

    marks: Counter[str] = field(default_factory=Counter)
    good: dict[str, frozenset[Role]] = field(default_factory=dict)
    asked_at: float = float("-inf")
    """When the read behind `good` began, on the process's own clock [s]."""
    next_at: float = float("-inf")
    written_at: datetime | None = None
    """When its places were last written down as seen."""
    reading: asyncio.Task[None] | None = None


class Roll:
    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._pages: defaultdict[UUID, Page] = defaultdict(Page)

    @contextmanager
    def watched(
        self,
        office_id: UUID,
        mark: str,
        roles: frozenset[Role] = frozenset(),
        *,
        until: datetime | None = None,
        refusal: type[DomainError] = NotSignedIn,
    ) -> Iterator[Callable[[], None]]:
        """While a page follows: call what this gives at each picture.

        It raises `refusal` once the session or credential behind `mark` is no longer good, holds none of `roles`
        any more, or `until` has come.
        """
        page, since = self._pages[office_id], time.monotonic()
        page.marks[mark] += 1

        def still() -> None:
            self._freshen(office_id, page)
            told = page.asked_at > since
            gone = told and (mark not in page.good or (roles and not roles & page.good[mark]))
            if gone or (until is not None and self.shop.now() >= until):
                raise refusal

        try:
            yield still
        finally:
            page.marks -= Counter([mark])
            if not page.marks:
                self._pages.pop(office_id, None)

    def _freshen(self, office_id: UUID, page: Page) -> None:
        if page.reading is None and time.monotonic() >= page.next_at:
            page.reading = asyncio.create_task(self._read(office_id, page))

    async def _read(self, office_id: UUID, page: Page) -> None:
        began = time.monotonic()
        try:
            page.good = await self.shop.run(_read, self.shop, office_id, tuple(page.marks))
            page.asked_at = began
        except SQLAlchemyError:
            log.exception("the roll of an office could not be read")
        finally:
            page.next_at, page.reading = began + REST_S, None
        await self._say_they_are_there(office_id, page)

    async def _say_they_are_there(self, office_id: UUID, page: Page) -> None:
        now = self.shop.now()
        if page.marks and (page.written_at is None or now - page.written_at >= SEEN_EVERY):
            page.written_at = now
            try:
                await self.shop.run(seen, self.shop.work, office_id, tuple(page.marks), now=now)
            except SQLAlchemyError:
                log.exception("who follows an office could not be written down")


def _read(shop: Shop, office_id: UUID, marks: tuple[str, ...]) -> dict[str, frozenset[Role]]:
    with shop.work.reading() as session:
        return standing(session, office_id, marks, shop.now())


_ROLL: list[Roll] = []


def roll() -> Roll:
    """This process's roll; a new one when the process was wired anew."""
    if not _ROLL or _ROLL[0].shop is not wiring():
        _ROLL[:] = [Roll(wiring())]
    return _ROLL[0]
