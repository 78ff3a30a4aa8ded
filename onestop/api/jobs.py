"""Long work and how far it is: a job is named by whoever asks for it, and its progress is told as a stream.

It is remembered by the process that does it; with several of them a stream of another one tells nothing and ends.
"""

import asyncio
import json
from collections import OrderedDict
from typing import Final
from uuid import UUID

from onestop.api.streams import EventStream, Watcher, frame

MOST: Final = 200
"""Jobs remembered at once [count]."""
LAST_WORD_S: Final = 0.5


class Job:
    """One piece of work; told from its thread, watched in the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._rev = loop, 0
        self._watchers: set[Watcher] = set()
        self.frame = frame(0, b"{}")
        self.over = False

    def tell(self, done: int, total: int, what: str) -> None:
        """Called by the work, from whatever thread."""
        self._loop.call_soon_threadsafe(self._told, {"done": done, "total": total, "what": str(what)}, False)

    def end(self) -> None:
        self._told({"done": 1, "total": 1, "what": "end"}, True)

    def _told(self, content: dict[str, object], over: bool) -> None:
        self._rev += 1
        self.over = self.over or over
        self.frame = frame(self._rev, json.dumps(content).encode())
        for watcher in tuple(self._watchers):
            watcher.tell(self.frame)
            if self.over:
                self._let_go(watcher)

    def _let_go(self, watcher: Watcher) -> None:
        """A stream ends once its reader has had the last word."""
        self._loop.call_later(LAST_WORD_S, watcher.end)

    def watch(self) -> EventStream:
        watcher = Watcher()
        watcher.tell(self.frame)
        if self.over:
            self._let_go(watcher)
        self._watchers.add(watcher)
        return EventStream(watcher, self._watchers.discard)


_JOBS: OrderedDict[tuple[str, UUID], Job] = OrderedDict()


def job_of(whose: str, job_id: UUID) -> Job:
    """A caller's own job, whoever comes first: the work, or whoever watches it. One that is over is begun anew."""
    found = _JOBS.get((whose, job_id))
    if found is None or found.over:
        while len(_JOBS) >= MOST:
            _JOBS.popitem(last=False)
        found = _JOBS[whose, job_id] = Job(asyncio.get_running_loop())
    return found
