"""The virus scanner: clamd's INSTREAM conversation over a Unix socket or TCP, or none.

Spoken here rather than through a client library: a partial send, a slow connect and clamd hanging up in the middle of
a large file all have to end as "unchecked", never as "clean".
"""

import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol, Self
from urllib.parse import urlsplit

CHUNK_BYTES: Final = 64 * 1024
PORT: Final = 3310
MOST_ANSWER_BYTES: Final = 4096


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNCHECKED = "unchecked"
    """The scanner is set up but down, slow, confused, or refuses files of this size."""
    NONE = "none"


class Scanner(Protocol):
    def check(self, path: Path) -> Verdict:
        """Blocks until there is a verdict; raises only what reading the file raises."""
        ...

    def answers(self) -> bool:
        """Whether it is there at all."""
        ...


class NoScanner:
    """An installation without a virus scanner says so with each paper."""

    def check(self, path: Path) -> Verdict:  # noqa: ARG002 - the protocol's argument
        return Verdict.NONE

    def answers(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Clamd:
    """clamd at a Unix socket's path, or at `(host, port)`."""

    address: str | tuple[str, int]
    timeout_s: float = 30.0
    """For each send and for the answer."""

    @classmethod
    def at(cls, url: str) -> Self:
        """`unix:///run/clamav/clamd.ctl` or `tcp://host:3310`.

        Raises:
            ValueError: neither of them.
        """
        parts = urlsplit(url)
        if parts.scheme == "unix" and parts.path:
            return cls(parts.path)
        if parts.scheme == "tcp" and parts.hostname:
            return cls((parts.hostname, parts.port or PORT))
        raise ValueError(url)

    def check(self, path: Path) -> Verdict:
        with path.open("rb") as source:
            try:
                with self._connect() as line:
                    line.sendall(b"zINSTREAM\0")
                    while chunk := source.read(CHUNK_BYTES):
                        line.sendall(struct.pack("!L", len(chunk)) + chunk)
                    line.sendall(struct.pack("!L", 0))
                    return _verdict(_answer(line))
            except OSError:  # refused, timed out, or hung up because the stream passes its StreamMaxLength
                return Verdict.UNCHECKED

    def answers(self) -> bool:
        try:
            with self._connect() as line:
                line.sendall(b"zPING\0")
                return _answer(line) == b"PONG\0"
        except OSError:
            return False

    def _connect(self) -> socket.socket:
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, self.timeout_s)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.timeout_s)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def scanner(url: str) -> Scanner:
    """The scanner at this address; none for an empty one."""
    return Clamd.at(url) if url else NoScanner()


def _answer(line: socket.socket) -> bytes:
    """Up to the NUL that ends it."""
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < MOST_ANSWER_BYTES:
        more = line.recv(MOST_ANSWER_BYTES)
        if not more:
            break
        heard += more
    return heard


def _verdict(answer: bytes) -> Verdict:
    """`stream: OK`, `stream: <name> FOUND`; anything else, also half an answer, is no verdict."""
    if answer == b"stream: OK\0":
        return Verdict.CLEAN
    found = answer.startswith(b"stream: ") and answer.endswith(b" FOUND\0")
    return Verdict.INFECTED if found else Verdict.UNCHECKED
