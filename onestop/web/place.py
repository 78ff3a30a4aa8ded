"""A screen that stands somewhere in the hall: its browser keeps a place's credential, checked at every event.

The credential comes once in the address (`?key=…`) and stays in a cookie, so a browser may stand for several places.
"""

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, aclosing
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import PlaceUnknown
from onestop.live.feed import SAFETY_S, live
from onestop.live.roll import roll
from onestop.queries.facts import HallView
from onestop.usecases import accounts
from onestop.web.session import Visitor
from onestop.wiring import wiring

KEPT_S: Final = 400 * 24 * 3600
"""How long a browser keeps a credential: the longest a browser agrees to [s]."""
MOST_KEPT: Final = 8
"""Places one browser may stand for; the oldest is forgotten first [count]."""
BEAT_S: Final = 6.0
"""A quiet hall is told again this often, so that a screen knows it is still in touch [s]."""
CLEAN_ADDRESS: Final = "history.replaceState(history.state, '', location.pathname)"


def kept(cookie: str) -> dict[str, str]:
    """The credential of each place in a cookie's text, `kiosk-1~credential|board-1~credential`."""
    pairs = (part.partition("~") for part in cookie.split("|"))
    return {code: credential for code, _, credential in pairs if code and credential}


def keep(cookie: str, code: str, credential: str) -> str:
    """The cookie's text with the credential of one place put in or changed."""
    others = [(c, k) for c, k in kept(cookie).items() if c != code]
    return "|".join(f"{c}~{k}" for c, k in [*others, (code, credential)][-MOST_KEPT:])


class PlaceSession(Visitor):
    """A kiosk, board or tablet. `known` says whether to show its view; what may be done is decided by `_stands`."""

    credentials: str = rx.Cookie("", name="onestop.place", same_site="strict", max_age=KEPT_S)
    known: str = ""
    """Empty until the place was asked about, then `yes` or `no`."""

    def _code(self) -> str:
        """The place's code, the last part of the address."""
        return self.router.url.path.rstrip("/").rpartition("/")[2]

    def _given(self) -> str:
        """The credential in the address, if this is the first opening: it counts before the cookie is written."""
        given = self.router.url.query_parameters.get("key", "")
        return "" if {"~", "|"} & set(given) else given

    async def _stands(self, kind: str) -> accounts.Standing:
        """The place this browser stands for; `PlaceUnknown` without a credential for this address and `kind`."""
        code = self._code()
        credential = self._given() or kept(self.credentials).get(code, "")
        if not credential:
            raise PlaceUnknown
        process = wiring()
        standing = await process.run(accounts.place_of, process.work, credential)
        if standing.kind != kind or standing.code != code:
            raise PlaceUnknown
        return standing

    @rx.event
    async def settle(self, kind: str) -> EventSpec | None:
        """The first event of every place's page: keep the credential from the address, then say if it is known."""
        if given := self._given():
            self.credentials = keep(self.credentials, self._code(), given)
        try:
            await self._stands(kind)
        except PlaceUnknown:
            self.known = "no"
        else:
            self.known = "yes"
        return rx.call_script(CLEAN_ADDRESS) if given else None


def stands(place: accounts.Standing) -> AbstractContextManager[Callable[[], None]]:
    """While a place's page follows: what it gives, called at each picture, raises once its key was revoked."""
    return roll().watched(place.office_id, place.mark, refusal=PlaceUnknown)


def until_revoked(watch: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """A background handler that follows; the page of a revoked place says that it is not registered."""

    @functools.wraps(watch)
    async def watched(self: PlaceSession) -> None:
        try:
            await watch(self)
        except PlaceUnknown:
            async with self:
                self.known = "no"
            raise

    return watched


async def beats(office_id: UUID) -> AsyncIterator[tuple[HallView, datetime]]:
    """Each new picture of the office and, while nothing changes, the same one again every `BEAT_S`.

    The instant beside it is up to when the picture is true: now, as long as the feed keeps looking.
    """
    async with aclosing(live().follow(office_id, BEAT_S)) as pictures:
        async for view in pictures:
            yield view, true_until(view, wiring().now())


def true_until(view: HallView, now: datetime) -> datetime:
    """Now, while the feed is known to look; the picture's own instant once it is overdue."""
    return now if now - view.at < timedelta(seconds=SAFETY_S + BEAT_S) else view.at
