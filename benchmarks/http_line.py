"""A client that costs next to nothing: HTTP/1.1 kept alive on a bare socket, so that the server is measured."""

import asyncio
import json
import socket
import time
from typing import Any, Final

HOST: Final = "127.0.0.1"
END: Final = b"\r\n\r\n"
KEPT_S: Final = 3.0
"""Servers let go of a quiet line after five seconds; we do sooner [s]."""


def request(method: str, path: str, credential: str = "", body: Any = None) -> bytes:
    """One request, ready to be sent."""
    content = b"" if body is None else json.dumps(body).encode()
    head = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(content)}"]
    if credential:
        head.append(f"Authorization: {credential}")
    if content:
        head.append("Content-Type: application/json")
    return "\r\n".join(head).encode() + END + content


def head_of(raw: bytes) -> tuple[int, int]:
    """Status and length of the answer whose head this is."""
    status = int(raw[9:12])
    for line in raw.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return status, int(value)
    return status, 0


class HttpLine:
    """One connection of one caller that waits for each answer."""

    def __init__(self, port: int) -> None:
        self._port, self._used = port, 0.0
        self._dial()

    def _dial(self) -> None:
        self._socket = socket.create_connection((HOST, self._port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, wanted: bytes) -> tuple[int, bytes]:
        """Send, wait, return status and content; a line the server may have hung up meanwhile is dialled anew."""
        if time.monotonic() - self._used > KEPT_S:
            self.close()
            self._dial()
        self._socket.sendall(wanted)
        answer = self._answer()
        self._used = time.monotonic()
        return answer

    def _answer(self) -> tuple[int, bytes]:
        got = self._socket.recv(65536)
        while END not in got:
            got += self._more()
        head, _, content = got.partition(END)
        status, length = head_of(head)
        while len(content) < length:
            content += self._more()
        return status, content

    def _more(self) -> bytes:
        more = self._socket.recv(65536)
        if not more:
            raise ConnectionError
        return more

    def close(self) -> None:
        self._socket.close()


class AsyncHttpLine:
    """The same among many in one event loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> "AsyncHttpLine":
        return cls(*await asyncio.open_connection(HOST, port))

    async def ask(self, wanted: bytes) -> tuple[int, bytes]:
        self._writer.write(wanted)
        status, length = head_of(await self.reader.readuntil(END))
        return status, await self.reader.readexactly(length)

    async def open_stream(self, path: str) -> int:
        """Ask for a stream of events; its status. What follows is read from `reader`."""
        self._writer.write(request("GET", path))
        return head_of(await self.reader.readuntil(END))[0]

    async def close(self) -> None:
        self._writer.close()
