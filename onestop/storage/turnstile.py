"""Writers of one SQLite database take turns, threads and processes alike, and none of them waits by polling.

SQLite's own answer to a busy database is to sleep and try again, up to a tenth of a second each time: a process that
writes seldom (the hub) would starve beside one that writes all the time (the web).
"""

import fcntl
import os
import threading
from pathlib import Path
from types import TracebackType


class Turnstile:
    """Held for the length of a writing transaction; the kernel lets go of a killed process's turn."""

    def __init__(self, path: Path) -> None:
        self._mine = threading.Lock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        self._mine.acquire()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._mine.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._mine.release()

    def close(self) -> None:
        os.close(self._file)
