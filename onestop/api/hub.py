"""One hub per office: follows the feed while somebody streams, encodes each change once, wakes whom it concerns."""

import asyncio
import logging
import time
from contextlib import aclosing
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from onestop.api import answers
from onestop.api.phone import Lens, Seen, picture
from onestop.api.streams import EventStream, Watcher, end_on_signals, frame
from onestop.domain.errors import TicketUnknown
from onestop.live.feed import Feed, live
from onestop.queries import track
from onestop.queries.facts import HallView
from onestop.queries.track import Holder, Pace
from onestop.wiring import Shop, wiring

log = logging.getLogger(__name__)

PACES_S: Final = 3.0
"""How old the figures behind an expected wait may be [s]."""
STRAY_S: Final = 5.0
"""A ticket that left the picture is looked up again at most this often [s]."""
BREATH: Final = 200
"""Phones told between two breaths of the event loop [count]."""


class Hub:
    def __init__(self, office_id: UUID, feed: Feed) -> None:
        self._office_id, self._feed = office_id, feed
        self._boards: set[Watcher] = set()
        self._board: tuple[int, dict[str, Any], bytes] = (-1, {}, b"")
        self._phones: dict[str, set[Watcher]] = {}
        self._told: dict[str, tuple[dict[str, Any], bytes]] = {}
        self._strays: dict[str, tuple[float, Holder]] = {}
        self._paces: tuple[float, dict[str, Pace]] = (float("-inf"), {})
        self._lens: Lens | None = None
        self._task: asyncio.Task[None] | None = None

    async def board(self) -> bytes:
        """The board at this instant; encoded once per picture."""
        view = await self._feed.current(self._office_id)
        return answers.encoded(answers.board(view))

    async def board_stream(self, address: str) -> EventStream:
        self._show_board(await self._feed.current(self._office_id))
        watcher = Watcher()
        watcher.tell(self._board[2])
        self._boards.add(watcher)
        self._follow()
        return EventStream(watcher, self._leave_board, address)

    async def phone(self, token: str) -> dict[str, Any]:
        """A ticket's place at this instant; `TicketUnknown`."""
        lens = await self._present()
        seen = lens.tickets.get(token) or await self._stray(token)
        return {**picture(lens, seen, await self._pace(lens), wiring().now()), "rev": lens.rev}

    async def phone_stream(self, token: str, address: str) -> EventStream:
        lens = await self._present()
        seen = lens.tickets.get(token) or await self._stray(token)
        paces = await self._pace(lens)
        watcher = Watcher()
        self._phones.setdefault(token, set()).add(watcher)
        self._tell(lens, token, seen, paces)
        watcher.tell(self._told[token][1])
        self._follow()
        return EventStream(watcher, lambda gone: self._leave_phone(token, gone), address)

    def knows(self, token: str) -> bool:
        return self._lens is not None and token in self._lens.tickets

    def forget(self, token: str) -> None:
        """Something about a ticket that left the picture changed: look it up again with the next one."""
        self._strays.pop(token, None)

    async def _present(self) -> Lens:
        return self._laid_out(await self._feed.current(self._office_id))

    def _laid_out(self, view: HallView) -> Lens:
        if self._lens is None or self._lens.rev < view.rev:
            self._lens = Lens(view)
        return self._lens

    async def _stray(self, token: str) -> Seen:
        found = (await _holders(wiring(), [token])).get(token)
        if found is None:
            raise TicketUnknown
        return (await self._present()).stray(found)

    async def _pace(self, lens: Lens) -> dict[str, Pace]:
        if time.monotonic() - self._paces[0] > PACES_S:
            shop = wiring()
            self._paces = (time.monotonic(), await shop.run(_read_paces, shop, lens.view))
        return self._paces[1]

    def _follow(self) -> None:
        end_on_signals()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_telling())

    def _leave_board(self, watcher: Watcher) -> None:
        self._boards.discard(watcher)
        self._rest()

    def _leave_phone(self, token: str, watcher: Watcher) -> None:
        here = self._phones.get(token, set())
        here.discard(watcher)
        if not here:
            for kept in (self._phones, self._told, self._strays):
                kept.pop(token, None)
        self._rest()

    def _rest(self) -> None:
        if not self._boards and not self._phones and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _keep_telling(self) -> None:
        async with aclosing(self._feed.follow(self._office_id)) as views:
            async for view in views:
                self._show_board(view)
                for watcher in self._boards:
                    watcher.tell(self._board[2])
                if self._phones:
                    await self._try_phones(self._laid_out(view))

    async def _try_phones(self, lens: Lens) -> None:
        """A database that is away for a moment must not end the telling; the next picture tells what was left."""
        try:
            await self._tell_phones(lens)
        except SQLAlchemyError:
            log.exception("phones of an office could not be told")

    def _show_board(self, view: HallView) -> None:
        """Encode the board again if anything on it changed."""
        rev, shown, _ = self._board
        if view.rev <= rev:
            return
        content = answers.board(view)
        if any(content[part] != shown.get(part) for part in ("calls", "waiting")):
            self._board = (view.rev, content, frame(view.rev, answers.encoded(content)))

    async def _tell_phones(self, lens: Lens) -> None:
        paces = await self._pace(lens)
        await self._find_strays(lens)
        for n, token in enumerate(tuple(self._phones)):
            if seen := lens.tickets.get(token):
                self._strays.pop(token, None)
            elif stray := self._strays.get(token):
                seen = lens.stray(stray[1])
            if seen is not None and token in self._phones:
                self._tell(lens, token, seen, paces)
            if n % BREATH == BREATH - 1:
                await asyncio.sleep(0)

    def _tell(self, lens: Lens, token: str, seen: Seen, paces: dict[str, Pace]) -> None:
        content = picture(lens, seen, paces, wiring().now())
        told = self._told.get(token)
        if told is None or told[0] != content:
            told = (content, frame(lens.rev, answers.encoded({**content, "rev": lens.rev})))
            self._told[token] = told
        for watcher in self._phones.get(token, ()):
            watcher.tell(told[1])

    async def _find_strays(self, lens: Lens) -> None:
        """Tickets the picture no longer shows (served, cancelled, far back in line): one look-up for all."""
        oldest = time.monotonic() - STRAY_S
        wanted = [
            token
            for token in self._phones
            if token not in lens.tickets and (token not in self._strays or self._strays[token][0] < oldest)
        ]
        if wanted:
            at = time.monotonic()
            found = await _holders(wiring(), wanted)
            self._strays |= {token: (at, holder) for token, holder in found.items()}


async def _holders(shop: Shop, tokens: list[str]) -> dict[str, Holder]:
    return await shop.run(_read_holders, shop, tokens)


def _read_holders(shop: Shop, tokens: list[str]) -> dict[str, Holder]:
    with shop.work.reading() as session:
        return track.holders(session, tokens)


def _read_paces(shop: Shop, view: HallView) -> dict[str, Pace]:
    with shop.work.reading() as session:
        return track.paces(session, view.office.id, view.day)


async def holder(token: str) -> Holder:
    """The ticket behind a code; `TicketUnknown`."""
    found = (await _holders(wiring(), [token])).get(token)
    if found is None:
        raise TicketUnknown
    return found


_HUBS: dict[UUID, Hub] = {}
_FEED: list[Feed] = []


def hub(office_id: UUID) -> Hub:
    """The office's hub in this process."""
    if not _FEED or _FEED[0] is not live():
        _FEED[:] = [live()]
        _HUBS.clear()
    if office_id not in _HUBS:
        _HUBS[office_id] = Hub(office_id, live())
    return _HUBS[office_id]


async def hub_of(token: str) -> Hub:
    """The hub of the office a ticket belongs to; `TicketUnknown`."""
    for known in _HUBS.values():
        if known.knows(token) and _FEED and _FEED[0] is live():
            return known
    return hub((await holder(token)).office_id)
