"""One reader of the virtual hall per process, awake only while somebody looks at its page.

The hall tells nobody when it changes, so the reader asks; it is part of the demonstration and of nothing else.
"""

import asyncio
import base64
import logging
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from onestop.gateways.virtual_hall import HallAway, HallRefused, VirtualHall
from onestop.web.virtual.view import Scene, scene, slips_wanted

log = logging.getLogger(__name__)

ASK_S = 0.3
BEAT_S = 10.0
"""Said again this often even when nothing changed, so that the page knows it is true [s]."""


@dataclass(frozen=True)
class Seen:
    """What one look at the hall found; `away` when there is none."""

    beat: int = 0
    away: bool = False
    shown: Scene = field(default_factory=Scene)
    pictures: dict[str, str] = field(default_factory=dict)
    """Slip → data URL."""


class Reader:
    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._seen = Seen()
        self._changed = asyncio.Event()
        self._soon = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.watchers = 0

    async def follow(self) -> AsyncGenerator[Seen, None]:
        """What is there now, then each change."""
        self.watchers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep())
        try:
            beat = -1
            while True:
                if self._seen.beat > max(beat, 0):
                    beat = self._seen.beat
                    yield self._seen
                else:
                    await self._changed.wait()
        finally:
            self.watchers -= 1

    def look_soon(self) -> None:
        """Something was pressed: do not wait for the next turn."""
        self._soon.set()

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        said_at = float("-inf")
        while self.watchers:
            found = await asyncio.to_thread(self._look)
            if self._differs(found) or loop.time() - said_at > BEAT_S:
                said_at = loop.time()
                self._say(found)
            self._soon.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(ASK_S):  # `wait_for` may swallow a cancellation before Python 3.12
                    await self._soon.wait()

    def _differs(self, found: Seen) -> bool:
        now = self._seen
        return (found.away, found.shown, found.pictures.keys()) != (now.away, now.shown, now.pictures.keys())

    def _say(self, found: Seen) -> None:
        self._seen = Seen(self._seen.beat + 1, found.away, found.shown, found.pictures)
        woken, self._changed = self._changed, asyncio.Event()
        woken.set()

    def _look(self) -> Seen:
        try:
            hall = VirtualHall.found(self._data_dir)
            shown = scene(hall.state())
        except (HallAway, HallRefused):
            return Seen(away=True)
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("the virtual hall said something unexpected")
            return Seen(away=True)
        return Seen(shown=shown, pictures=dict(self._pictures(hall, shown)))

    def _pictures(self, hall: VirtualHall, shown: Scene) -> list[tuple[str, str]]:
        found = []
        for slip in slips_wanted(shown):
            kept = self._seen.pictures.get(slip)
            with suppress(HallAway, HallRefused):  # forgotten between the question and the answer
                found.append((slip, kept or _data_url("image/png", hall.picture(slip))))
        return found


def _data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


_READERS: dict[Path, Reader] = {}


def reader(data_dir: Path) -> Reader:
    """This process's reader of the hall beside `data_dir`."""
    return _READERS.setdefault(data_dir, Reader(data_dir))


def forget() -> None:
    """Drop the process's readers; for tests that start another hall."""
    _READERS.clear()
