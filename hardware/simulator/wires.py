"""One thread moves the bytes of a whole virtual hall: pseudo-terminals, listening sockets, timers.

Every device lives on that thread alone, so devices need no locks; others hand work over with `do`.
"""

import heapq
import itertools
import logging
import os
import selectors
import socket
import threading
import tty
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TypeVar

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Wires:
    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._work: list[Callable[[], None]] = []
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._lock = threading.Lock()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        self.watch(self._wake_read, self._woken)
        self._running = True
        self._thread = threading.Thread(target=self._run, name="wires", daemon=True)
        self._thread.start()

    def watch(self, fd: int, readable: Callable[[], None]) -> None:
        self._selector.register(fd, selectors.EVENT_READ, readable)

    def forget(self, fd: int) -> None:
        with suppress(KeyError, ValueError):
            self._selector.unregister(fd)

    def later(self, delay_s: float, work: Callable[[], None]) -> None:
        """Run on the wires' thread after a while; call it on that thread."""
        heapq.heappush(self._timers, (monotonic() + delay_s, next(self._count), work))

    def do(self, work: Callable[[], Result]) -> Result:
        """Run on the wires' thread and wait for what comes out."""
        if threading.current_thread() is self._thread:
            return work()
        future: Future[Result] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except Exception as why:  # noqa: BLE001 - it belongs to the one who waits
                future.set_exception(why)

        with self._lock:
            self._work.append(run)
        os.write(self._wake_write, b"\0")
        return future.result(timeout=10)

    def close(self) -> None:
        if self._running:
            self.do(self._stop)
            self._thread.join(timeout=5)
            self._selector.close()
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _stop(self) -> None:
        self._running = False

    def _woken(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        with self._lock:
            work, self._work = self._work, []
        for one in work:
            one()

    def _run(self) -> None:
        while self._running:
            for ready, _ in self._selector.select(self._pause()):
                self._safely(ready.data)
            while self._timers and self._timers[0][0] <= monotonic():
                self._safely(heapq.heappop(self._timers)[2])

    def _pause(self) -> float | None:
        return max(0.0, self._timers[0][0] - monotonic()) if self._timers else None

    @staticmethod
    def _safely(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            log.exception("a virtual device failed")


class Pty:
    """A serial cable: programs open `link`; `unplug` takes the device away as pulling a plug does."""

    def __init__(self, wires: Wires, link: Path, received: Callable[[bytes], None]) -> None:
        self._wires, self._received = wires, received
        self.link = link
        self._master = self._slave = -1
        self.plug()

    def plug(self) -> None:
        if self._master >= 0:
            return
        self._master, self._slave = os.openpty()
        # our own hold on the far end: without it, reading fails whenever no program has it open
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(self._slave))
        self._wires.watch(self._master, self._readable)

    def unplug(self) -> None:
        if self._master < 0:
            return
        self._wires.forget(self._master)
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1
        self.link.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """What nobody reads is lost, as on a real cable."""
        if self._master >= 0:
            with suppress(BlockingIOError):
                os.write(self._master, data)

    def _readable(self) -> None:
        with suppress(BlockingIOError):
            data = os.read(self._master, 65536)
            if data:
                self._received(data)


class Port:
    """A TCP port with one connection at a time, the others wait: so are network printers."""

    def __init__(self, wires: Wires, port: int, received: Callable[[bytes], None], ended: Callable[[], None]) -> None:
        self._wires, self._received, self._ended = wires, received, ended
        self.port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.plug()

    def plug(self) -> None:
        if self._listener is not None:
            return
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=8)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._wires.watch(self._listener.fileno(), self._accept)

    def unplug(self) -> None:
        self._hang_up(reset=True)
        if self._listener is not None:
            self._wires.forget(self._listener.fileno())
            self._listener.close()
            self._listener = None

    def write(self, data: bytes) -> None:
        if self._client is not None:
            with suppress(OSError):
                self._client.send(data)

    def _accept(self) -> None:
        if self._listener is None:
            return
        with suppress(BlockingIOError):
            client, _ = self._listener.accept()
            client.setblocking(False)
            self._client = client
            self._wires.forget(self._listener.fileno())
            self._wires.watch(client.fileno(), self._readable)

    def _readable(self) -> None:
        if self._client is None:
            return
        try:
            data = self._client.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._received(data)
        else:
            self._hang_up()
            self._ended()

    def _hang_up(self, *, reset: bool = False) -> None:
        if self._client is None:
            return
        self._wires.forget(self._client.fileno())
        if reset:
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._client.close()
        self._client = None
        if self._listener is not None:
            self._wires.watch(self._listener.fileno(), self._accept)
