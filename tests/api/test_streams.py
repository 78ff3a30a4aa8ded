"""Streams: what a real server sends, when it ends, and what a stream costs when nothing changes."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from onestop.api import streams
from onestop.api.streams import EventStream, Watcher, frame
from onestop.wiring import Shop
from tests.factories import Hall

ROOT = Path(__file__).parents[2]
START_S, PATIENCE_S = 150, 30
"""On a busy machine a start or an answer may take this long before we call it a failure [s]."""


class Reader:
    """Events of one open stream, one after the other."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def next(self) -> tuple[int, Any]:
        rev = 0
        async with asyncio.timeout(PATIENCE_S):
            async for line in self._lines:
                if line.startswith("id: "):
                    rev = int(line[4:])
                if line.startswith("data: "):
                    return rev, json.loads(line[6:])
        raise EOFError

    async def until(self, wanted: Any) -> Any:
        while not wanted((event := await self.next())[1]):
            pass
        return event[1]


@pytest.fixture
def server(lite: Shop, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "ONESTOP_DATA_DIR": str(tmp_path),
        "ONESTOP_DATABASE_URL": lite.settings.database,
        "ONESTOP_HTTP_PORT": str(port),
    }
    command = [sys.executable, "-m", "uvicorn", "onestop.api.app:api", "--port", str(port), "--log-level", "warning"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        base = f"http://127.0.0.1:{port}/api/v1"
        deadline = time.monotonic() + START_S
        while process.poll() is None and time.monotonic() < deadline:
            try:
                httpx.get(f"{base}/health/live")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield base, process
        process.terminate()
        process.wait(PATIENCE_S)


async def test_board_and_phone_follow_the_hall_and_end_with_the_server(
    server: tuple[str, subprocess.Popen[bytes]], lite: Shop
) -> None:
    base, process = server
    hall = Hall(lite, lite.now)
    seat, first, second = hall.sit(1), hall.take("A"), hall.take("A")
    async with (
        httpx.AsyncClient(timeout=PATIENCE_S) as http,
        http.stream("GET", f"{base}/offices/most/board/stream") as board_answer,
        http.stream("GET", f"{base}/track/{second.track_token}/stream") as phone_answer,
    ):
        assert board_answer.headers["content-type"].startswith("text/event-stream")
        board, phone = Reader(board_answer), Reader(phone_answer)
        rev, shown = await board.next()
        assert (shown["rev"], shown["waiting"]["A"], shown["calls"]) == (rev, 2, [])
        _, mine = await phone.next()
        assert (mine["status"], mine["ahead"], mine["more_than"]) == ("waiting", 1, False)

        assert hall.call(1, seat)
        shown = await board.until(lambda seen: seen["calls"])
        assert (shown["calls"][0]["number"], shown["calls"][0]["counter"]) == (first.number, 1)
        assert shown["rev"] > rev
        assert (await phone.until(lambda seen: seen["ahead"] != 1))["ahead"] == 0

        large = await http.post(f"{base}/offices/most/tickets", content=b"x" * 10_000_000)
        assert (large.status_code, large.json()["code"]) == (413, "body.too_large")
        left = await http.post(f"{base}/track/{second.track_token}/cancel")
        assert (left.status_code, left.json()["status"]) == (200, "cancelled")
        assert await phone.until(lambda seen: seen["status"] == "cancelled")

        process.send_signal(signal.SIGTERM)
        for reader in (board, phone):
            with pytest.raises(EOFError):
                await reader.until(lambda _: False)
    assert process.wait(PATIENCE_S) in (0, -signal.SIGTERM)


class Line:
    """One end of an ASGI connection, held by a test."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.gone = asyncio.Event()
        self.more = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message.get("body", b""))
        self.more.set()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.sent) < count:
                self.more.clear()
                await self.more.wait()


@pytest.fixture
async def line() -> AsyncIterator[tuple[Line, Watcher, list[Watcher], asyncio.Task[None]]]:
    left: list[Watcher] = []
    watcher, made = Watcher(), Line()
    task = asyncio.create_task(EventStream(watcher, left.append)({}, made.receive, made.send))
    yield made, watcher, left, task
    task.cancel()


async def test_a_quiet_stream_is_kept_open_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "COMMENT_S", 0.01)
    made = Line()
    task = asyncio.create_task(EventStream(Watcher(), lambda _: None)({}, made.receive, made.send))
    await made.has(4)
    assert set(made.sent[1:]) == {streams.COMMENT}
    made.gone.set()
    await task


Open = tuple[Line, Watcher, list[Watcher], asyncio.Task[None]]


async def test_a_frame_is_sent_once_and_a_slow_reader_skips_to_the_newest(line: Open) -> None:
    made, watcher, _, _ = line
    one, two, three = (frame(rev, b"{}") for rev in (1, 2, 3))
    watcher.tell(one)
    await made.has(2)
    watcher.tell(one)
    watcher.tell(two)
    watcher.tell(three)
    await made.has(3)
    assert made.sent[1:] == [one, three]


async def test_a_reader_who_goes_leaves_nothing_behind(line: Open) -> None:
    made, watcher, left, task = line
    await made.has(1)
    assert watcher in streams.OPEN
    made.gone.set()
    await task
    assert left == [watcher]
    assert watcher not in streams.OPEN


async def test_an_address_holds_only_so_many_streams(lite: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lite, "settings", lite.settings.model_copy(update={"streams_per_address": 2}))
    scope = {"type": "http", "method": "GET", "path": "/api/v1/offices/most/board/stream", "headers": []}
    left: list[Watcher] = []

    def opened(address: str) -> tuple[Line, asyncio.Task[None]]:
        made = Line()
        told = EventStream(Watcher(), left.append, address)
        return made, asyncio.create_task(told(scope, made.receive, made.send))

    hall = [opened("192.0.2.7") for _ in range(2)]
    for made, _ in hall:
        await made.has(1)
    refused, refusing = opened("192.0.2.7")
    await refusing
    assert json.loads(b"".join(refused.sent))["code"] == "rate.limited"
    assert len(left) == 1
    elsewhere = [opened("192.0.2.8"), opened(""), opened(""), opened("")]
    for made, _ in elsewhere:
        await made.has(1)
    for made, task in hall + elsewhere:
        made.gone.set()
        await task
    assert not streams.HELD
    again, task = opened("192.0.2.7")
    await again.has(1)
    again.gone.set()
    await task
