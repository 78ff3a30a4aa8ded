"""Server-sent events: one task per stream, woken when its frame changed; no thread, no state of Reflex.

A slow reader skips to the newest frame. A stream ends when its reader goes or when the process is told to stop.
One address may hold only so many at once: a hall's phones share one, so they are many.
"""

import asyncio
import signal
import threading
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from onestop.api.problems import refused
from onestop.domain.errors import TooManyRequests
from onestop.wiring import wiring

COMMENT_S: Final = 10.0
"""Between two comments that keep proxies from closing a quiet stream [s]."""
RETRY_S: Final = 60
"""When an address that holds too many may try again [s]."""
COMMENT: Final = b": here\n\n"
HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def frame(rev: int, data: bytes) -> bytes:
    return b"id: %d\ndata: %b\n\n" % (rev, data)


class Watcher:
    """One reader: the newest frame meant for it, and a way to wake its task."""

    __slots__ = ("_waiting", "ended", "frame")

    def __init__(self) -> None:
        self.frame = b""
        self.ended = False
        self._waiting: asyncio.Future[None] | None = None

    def tell(self, newest: bytes) -> None:
        if newest is not self.frame:
            self.frame = newest
            self.wake()

    def end(self) -> None:
        self.ended = True
        self.wake()

    def wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def wait(self, until: float) -> None:
        """Until something is told or the loop's clock shows `until`; a bare timer costs less than a task."""
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        timer = loop.call_at(until, self.wake)
        try:
            await self._waiting
        finally:
            timer.cancel()
            self._waiting = None


class EventStream(Response):
    """Tells one reader every frame its watcher is given; `leave` is called once it is over.

    From an `address` that holds as many as it may, the answer is 429; a caller without one is not counted.
    """

    def __init__(self, watcher: Watcher, leave: Callable[[Watcher], None], address: str = "") -> None:
        super().__init__()
        self._watcher, self._leave, self._address = watcher, leave, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watcher, address = self._watcher, self._address
        if address and HELD[address] >= wiring().settings.streams_per_address:
            self._leave(watcher)
            answer = await refused(Request(scope), TooManyRequests(seconds=RETRY_S))
            await answer(scope, receive, send)
            return
        OPEN.add(watcher)
        HELD[address] += 1
        listening = asyncio.create_task(_until_gone(receive, watcher))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self._tell(send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            OPEN.discard(watcher)
            _let_go(address)
            listening.cancel()
            self._leave(watcher)

    async def _tell(self, send: Send) -> None:
        watcher, loop = self._watcher, asyncio.get_running_loop()
        sent, comment_at = b"", loop.time() + COMMENT_S
        while not watcher.ended:
            if watcher.frame is not sent:
                sent = watcher.frame
                await send({"type": "http.response.body", "body": sent, "more_body": True})
            elif loop.time() >= comment_at:
                comment_at += COMMENT_S
                await send({"type": "http.response.body", "body": COMMENT, "more_body": True})
            else:
                await watcher.wait(comment_at)


async def _until_gone(receive: Receive, watcher: Watcher) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    watcher.end()


OPEN: Final[set[Watcher]] = set()
"""Every open stream of this process."""
HELD: Final[Counter[str]] = Counter()
"""Open streams by address; an address without any is not kept."""


def _let_go(address: str) -> None:
    HELD[address] -= 1
    if not HELD[address]:
        del HELD[address]


def end_all() -> None:
    """End every stream, so that the server can stop without waiting for its readers."""
    for watcher in tuple(OPEN):
        watcher.end()


_ARMED: list[asyncio.AbstractEventLoop] = []


def end_on_signals() -> None:
    """The server waits for open answers before it says that it stops: streams must hear the signal themselves."""
    loop = asyncio.get_running_loop()
    if loop in _ARMED or threading.current_thread() is not threading.main_thread():
        return
    _ARMED[:] = [loop]
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _also(before, loop))


def _also(before: Callable[[int, FrameType | None], Any], loop: asyncio.AbstractEventLoop) -> Callable[..., None]:
    def heard(number: int, at: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(end_all)
        before(number, at)

    return heard
