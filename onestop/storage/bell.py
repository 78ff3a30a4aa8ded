"""The bell: a commit wakes every process that waits for facts. It carries no facts; who hears it looks them up.

On PostgreSQL a trigger on `fact` rings (NOTIFY at commit); on SQLite a loopback datagram; Redis where it is set.
"""

import select
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import psycopg
import redis

CHANNEL = "onestop"


class Ear(Protocol):
    """One listener. Rings that came while nobody waited count as one."""

    def wait(self, timeout_s: float) -> bool:
        """Block until the bell rang; `False` when `timeout_s` passed first."""
        ...

    def close(self) -> None: ...


class Bell(Protocol):
    def ring(self) -> None:
        """Wake every ear. Called after a commit, never inside a transaction; never raises."""
        ...

    def ear(self) -> Ear: ...

    def close(self) -> None: ...


class DatagramBell:
    """Rings ports on 127.0.0.1 that ears have written down in a folder beside the database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def ring(self) -> None:
        with suppress(OSError):
            for entry in self._folder.iterdir():
                port = entry.name.partition("-")[0]
                if port.isdigit():
                    with suppress(OSError):
                        self._socket.sendto(b"!", ("127.0.0.1", int(port)))

    def ear(self) -> "DatagramEar":
        return DatagramEar(self._folder)

    def close(self) -> None:
        self._socket.close()


class DatagramEar:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        port = self._socket.getsockname()[1]
        for stale in folder.glob(f"{port}-*"):
            stale.unlink(missing_ok=True)
        self._entry = folder / f"{port}-{uuid4().hex[:8]}"
        self._entry.touch()

    def wait(self, timeout_s: float) -> bool:
        ready, _, _ = select.select([self._socket], [], [], timeout_s)
        if not ready:
            return False
        with suppress(BlockingIOError):
            while self._socket.recv(16):
                pass
        return True

    def close(self) -> None:
        self._entry.unlink(missing_ok=True)
        self._socket.close()


class PostgresBell:
    """NOTIFY by the trigger `fact_rings`; `ring` itself has nothing to do."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://")

    def ring(self) -> None:
        """The trigger has rung already, at commit."""

    def ear(self) -> "PostgresEar":
        return PostgresEar(self._url)

    def close(self) -> None:
        """Holds nothing."""


class PostgresEar:
    """Listens on a connection of its own; a lost connection rings once and is made anew."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection | None = self._listen()

    def _listen(self) -> psycopg.Connection:
        connection = psycopg.connect(self._url, autocommit=True)
        connection.execute(f"LISTEN {CHANNEL}")
        return connection

    def wait(self, timeout_s: float) -> bool:
        try:
            if self._connection is None:
                self._connection = self._listen()
                return True
            return any(True for _ in self._connection.notifies(timeout=timeout_s, stop_after=1))
        except psycopg.OperationalError:
            self._connection = None
            time.sleep(min(timeout_s, 1.0))
            return True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class RedisBell:
    """Publishes on one channel; where several machines share a hall."""

    def __init__(self, url: str, prefix: str = "") -> None:
        self._url, self._channel = url, prefix + CHANNEL
        self._redis = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)

    def ring(self) -> None:
        with suppress(redis.RedisError):
            self._redis.publish(self._channel, b"")

    def ear(self) -> "RedisEar":
        return RedisEar(self._url, self._channel)

    def close(self) -> None:
        self._redis.close()


class RedisEar:
    def __init__(self, url: str, channel: str) -> None:
        self._redis = redis.Redis.from_url(url)
        self._channel = channel
        self._pubsub = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        self._pubsub.subscribe(channel)

    def wait(self, timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        try:
            while (left := deadline - time.monotonic()) > 0:
                if self._pubsub.get_message(timeout=left):
                    return True
        except redis.RedisError:
            time.sleep(min(timeout_s, 1.0))
            return True
        return False

    def close(self) -> None:
        self._pubsub.close()
        self._redis.close()


def make_bell(database_url: str, redis_url: str, folder: Path) -> Bell:
    if redis_url:
        return RedisBell(redis_url)
    if database_url.startswith("postgresql"):
        return PostgresBell(database_url)
    return DatagramBell(folder)
