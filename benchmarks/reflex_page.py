"""A browser's side of a hall board and nothing more: the Reflex page's websocket, opened and listened to."""

import asyncio
import base64
import json
import os
import uuid
from collections.abc import Callable
from typing import Any, Final

from benchmarks.http_line import END, HOST

EVENTS: Final = "/_event"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
LONG, LONGER = 126, 127
OPEN: Final = {
    "name": "reflex___state____state.hydrate_and_load",
    "payload": {},
}


class Page:
    """One page of one browser; `heard` is called with every message of the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.heard: Callable[[bytes], None] = lambda _: None
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, port: int, path: str, query: dict[str, str]) -> "Page":
        """Open `path` as a browser does: shake hands, then boot the page with its address."""
        reader, writer = await asyncio.open_connection(HOST, port)
        page = cls(reader, writer)
        await page._shake_hands(port, uuid.uuid4().hex)
        address = path + "?" + "&".join(f"{name}={value}" for name, value in query.items())
        router: dict[str, Any] = {"pathname": path, "asPath": address, "query": query}
        page._send((f"40{EVENTS}," + json.dumps({"event": {**OPEN, "router_data": router}})).encode())
        page._listening = asyncio.create_task(page._listen())
        return page

    async def close(self) -> None:
        """Gone as a closed tab is gone."""
        if self._listening is not None:
            self._listening.cancel()
        self._writer.close()

    async def _shake_hands(self, port: int, token: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET {EVENTS}/?EIO=4&transport=websocket&token={token} HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\nOrigin: http://{HOST}:{port}"
        )
        self._writer.write(head.encode() + END)
        answer = await self._reader.readuntil(END)
        assert b" 101 " in answer, answer
        await self._frame()

    def _send(self, data: bytes, kind: int = TEXT) -> None:
        """A client's frame, masked with zeros."""
        size = len(data)
        length = bytes((0x80 | size,)) if size < LONG else bytes((0x80 | LONG,)) + size.to_bytes(2, "big")
        self._writer.write(bytes((0x80 | kind,)) + length + bytes(4) + data)

    async def _frame(self) -> tuple[int, bytes]:
        first, size = await self._reader.readexactly(2)
        if size == LONG:
            size = int.from_bytes(await self._reader.readexactly(2), "big")
        elif size == LONGER:
            size = int.from_bytes(await self._reader.readexactly(8), "big")
        return first & 0x0F, await self._reader.readexactly(size)

    async def _listen(self) -> None:
        while True:
            kind, data = await self._frame()
            if kind == CLOSE:
                return
            if kind == PING:
                self._send(data, PONG)
            elif data == b"2":
                self._send(b"3")
            else:
                self.heard(data)
