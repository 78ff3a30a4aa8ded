"""The bell: a commit wakes every process that waits for facts. It carries no facts; who hears it looks them up.

On PostgreSQL a trigger on `fact` rings (NOTIFY at commit); on SQLite a loopback datagram; Redis where it is set.
"""

import select
import socket
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from uuid import uuid4


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


def make_bell(database_url: str, redis_url: str, folder: Path) -> Bell:
    """The bell of these settings; the library of another one (5 to 10 MB each) is not loaded."""
    if redis_url:
        from onestop.storage.bell_redis import RedisBell  # noqa: PLC0415

        return RedisBell(redis_url)
    if database_url.startswith("postgresql"):
        from onestop.storage.bell_postgres import PostgresBell  # noqa: PLC0415

        return PostgresBell(database_url)
    return DatagramBell(folder)
