"""From the instant an officer presses Call until the last of many screens has it: boards, streams, phones."""

import asyncio
import contextlib
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import databases, history, officer, processes, rest
from benchmarks.http_line import AsyncHttpLine, request
from benchmarks.reflex_page import Page
from benchmarks.table import REQUESTS, Line, p99_ms
from onestop.queries import hall_tickets
from onestop.usecases import demo
from onestop.wiring import Shop

CALLS: Final = demo.COUNTERS
"""Each counter calls once, so that nothing but a call changes the hall [count]."""
WARM: Final = 2
"""First calls of a process, which are not counted: statements are compiled, callers looked up [count]."""
FOLLOWED: Final = hall_tickets.MOST_WAITING - CALLS
"""Tickets whose place is followed one by one from the first call to the last; beyond, no call changes one [count]."""
QUIET_S: Final = 0.4
PATIENCE_S: Final = 20.0
AT_ONCE: Final = 50
"""Screens opened side by side [count]."""


class Audience:
    """Everybody who must hear one thing; remembers when the last one did."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._missing: set[int] = set()
        self._wanted = b""
        self.last = 0.0
        self.all = asyncio.Event()

    def expect(self, wanted: bytes) -> None:
        self._missing, self._wanted = set(range(self._size)), wanted
        self.all.clear()

    def hear(self, who: int, data: bytes) -> None:
        if who in self._missing and self._wanted in data:
            self._missing.discard(who)
            self.last = time.perf_counter()
            if not self._missing:
                self.all.set()


@dataclass(frozen=True, slots=True)
class Scene:
    """An office in another process or two, and who calls there."""

    shop: Shop
    ports: Sequence[int]
    bearers: Sequence[str]


async def _call(scene: Scene, counter: int, audience: Audience, wanted: bytes) -> float:
    """One call; how long until all had it [s]."""
    line = await AsyncHttpLine.to(scene.ports[0])
    audience.expect(wanted)
    began = time.perf_counter()
    path = f"/api/v1/counters/{demo.CODE}-{counter}/call-next"
    status, content = await line.ask(request("POST", path, scene.bearers[counter - 1]))
    assert status == 200, content
    await asyncio.wait_for(audience.all.wait(), PATIENCE_S)
    await line.close()
    return audience.last - began


async def _calls(scene: Scene, audience: Audience, wanted: Callable[[int], bytes]) -> list[float]:
    took = []
    for n in range(CALLS):
        await asyncio.sleep(QUIET_S)
        took.append(await _call(scene, n + 1, audience, wanted(n)))
    return took[WARM:]


async def _side_by_side(count: int, one: Callable[[int], Awaitable[None]]) -> None:
    for start in range(0, count, AT_ONCE):
        await asyncio.gather(*(one(i) for i in range(start, min(count, start + AT_ONCE))))


@asynccontextmanager
async def pages(scene: Scene, count: int, audience: Audience) -> AsyncIterator[None]:
    """`count` hall boards, each with its page's websocket, all of them showing the hall."""
    key, opened, shows = demo.place_key(scene.shop.settings, "board-1"), list[Page](), Audience(count)
    shows.expect(b'"board":{')

    async def one(who: int) -> None:
        page = await Page.open(scene.ports[who % len(scene.ports)], "/hall/board-1", {"key": key})

        def heard(data: bytes) -> None:
            shows.hear(who, data)
            audience.hear(who, data)

        page.heard = heard
        opened.append(page)

    await _side_by_side(count, one)
    await asyncio.wait_for(shows.all.wait(), 60 + count / 10)
    try:
        yield
    finally:
        for page in opened:
            await page.close()


@asynccontextmanager
async def streams(scene: Scene, paths: Sequence[str], audience: Audience) -> AsyncIterator[None]:
    """Server-sent events, one connection a path."""
    reading: list[asyncio.Task[None]] = []

    async def read(who: int, line: AsyncHttpLine) -> None:
        while True:
            audience.hear(who, await line.reader.readuntil(b"\n\n"))

    async def one(who: int) -> None:
        line = await AsyncHttpLine.to(scene.ports[who % len(scene.ports)])
        assert await line.open_stream(paths[who]) == 200
        reading.append(asyncio.create_task(read(who, line)))

    await _side_by_side(len(paths), one)
    await asyncio.sleep(2.0)
    try:
        yield
    finally:
        for task in reading:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError):
                await task


def called(n: int) -> bytes:
    """How the `n`th in line appears once called, on a page and in a stream alike."""
    return f'"W{n}"'.encode()


async def _boards(scene: Scene, count: int) -> float:
    audience = Audience(count)
    async with pages(scene, count, audience):
        return p99_ms(await _calls(scene, audience, called))


async def _board_streams(scene: Scene, count: int) -> float:
    audience, path = Audience(count), f"/api/v1/offices/{demo.CODE}/board/stream"
    async with streams(scene, [path] * count, audience):
        return p99_ms(await _calls(scene, audience, called))


async def _phones(scene: Scene, count: int) -> float:
    """Phones of people whose place is followed, two with some; a call moves everybody one place up."""
    audience = Audience(count)
    paths = [f"/api/v1/track/W{n % FOLLOWED + CALLS:015}/stream" for n in range(count)]
    async with streams(scene, paths, audience):
        return p99_ms(await _calls(scene, audience, lambda _: b"data:"))


@contextmanager
def scene(kind: str, waiting: int, webs: int = 1, **more: str) -> Iterator[Scene]:
    """An office where `waiting` people are in line and every counter is free."""
    with databases.office(kind) as shop, ExitStack() as stack:
        history.waiting(shop, waiting)
        for n in range(1, CALLS + 1):
            officer.sat(shop, n)
        environment = {**databases.environment(shop), **more}
        ports = [stack.enter_context(processes.web(environment)) for _ in range(webs)]
        yield Scene(shop, ports, [rest.token(shop, n) for n in range(1, CALLS + 1)])


@contextmanager
def redis() -> Iterator[str]:
    """A Redis of our own; its URL."""
    port = processes.free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no"]
    with processes.process(command, {"PATH": "/usr/bin:/bin"}, Path("/dev/null")):
        while subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True, check=False).returncode:
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"


Case = tuple[str, str, int, float, Callable[[Scene, int], Awaitable[float]]]
CASES: Final[Sequence[Case]] = (
    ("a call until the last of 300 boards", "SQLite", 300, 120.0, _boards),
    ("a call until the last of 300 boards", "PostgreSQL", 300, 120.0, _boards),
    ("a call until the last of 1,000 boards", "PostgreSQL", 1000, 800.0, _boards),
    ("a call until the last of 300 board streams", "PostgreSQL", 300, 120.0, _board_streams),
    ("a call until the last of 1,000 board streams", "PostgreSQL", 1000, 800.0, _board_streams),
    ("a call until the last of 2,000 phones", "PostgreSQL", 2000, 300.0, _phones),
)


def lines() -> Iterator[Line]:
    for what, kind, count, target_ms, measure in CASES:
        with scene(kind, FOLLOWED + CALLS if measure is _phones else CALLS * 2) as here:
            reached = asyncio.run(_measured(here, count, measure))
        yield Line(f"{what}, p99", kind, reached, "ms", "≤", target_ms, work=REQUESTS)
    if shutil.which("redis-server"):
        with redis() as url, scene("PostgreSQL", CALLS * 2, 2, ONESTOP_REDIS_URL=url) as here:
            reached = asyncio.run(_measured(here, 300, _boards))
        yield Line("  300 boards, two processes, Redis, p99", "PostgreSQL", reached, "ms", "≤", 350.0, work=REQUESTS)


async def _measured(here: Scene, count: int, measure: Callable[[Scene, int], Awaitable[float]]) -> float:
    """`NaN` when somebody never heard: that is no figure and meets no target."""
    try:
        return await measure(here, count)
    except TimeoutError:
        return float("nan")
