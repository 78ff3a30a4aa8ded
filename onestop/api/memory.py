"""What this process remembers for a few seconds: who is asking, and what an office is made of.

Log-out through the API forgets at once here; elsewhere a session or credential that ended passes up to `KEEP_S` more.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar
from uuid import UUID

from onestop.domain.errors import NotFound, NotSignedIn
from onestop.queries import track
from onestop.queries.track import Directory
from onestop.usecases import accounts
from onestop.usecases.accounts import Standing, Who
from onestop.wiring import Shop, wiring

KEEP_S: Final = 5.0
MOST: Final = 4096
"""Entries kept at once; one more empties the memory [count]."""

V = TypeVar("V")


class Kept(Generic[V]):
    """Values by key, each for `KEEP_S`."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[float, V]] = {}

    async def get(self, key: str, find: Callable[[], Awaitable[V]]) -> V:
        kept = self._values.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        value = await find()
        if len(self._values) >= MOST:
            self._values.clear()
        self._values[key] = (time.monotonic() + KEEP_S, value)
        return value

    def forget(self, key: str) -> None:
        self._values.pop(key, None)


class Memory:
    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._who: Kept[Who] = Kept()
        self._places: Kept[Standing] = Kept()
        self._offices: Kept[dict[str, Directory]] = Kept()

    async def who(self, token: str) -> Who:
        """The officer behind a token; `NotSignedIn`."""
        key = accounts.fingerprint(token)
        found = await self._who.get(key, lambda: self._look_up(token))
        if found.expires_at <= self.shop.now():
            raise NotSignedIn
        return found

    async def _look_up(self, token: str) -> Who:
        return await self.shop.run(accounts.whoami, self.shop.work, token, now=self.shop.now())

    def forget(self, token: str) -> None:
        self._who.forget(accounts.fingerprint(token))

    async def place(self, credential: str) -> Standing:
        """The place behind a credential; `PlaceUnknown`."""
        key = accounts.fingerprint(credential)
        return await self._places.get(key, lambda: self.shop.run(accounts.place_of, self.shop.work, credential))

    async def offices(self) -> dict[str, Directory]:
        return await self._offices.get("", lambda: self.shop.run(_directories, self.shop))

    async def office(self, code: str) -> Directory:
        """An office by its code; `NotFound`."""
        found = (await self.offices()).get(code)
        if found is None:
            raise NotFound(office=code[:24])
        return found

    async def office_by_id(self, office_id: UUID) -> Directory:
        for found in (await self.offices()).values():
            if found.id == office_id:
                return found
        raise NotFound(office="")


def _directories(shop: Shop) -> dict[str, Directory]:
    with shop.work.reading() as session:
        return track.directories(session)


_MEMORY: list[Memory] = []


def memory() -> Memory:
    """This process's memory; a new one when the process was wired anew."""
    if not _MEMORY or _MEMORY[0].shop is not wiring():
        _MEMORY[:] = [Memory(wiring())]
    return _MEMORY[0]
