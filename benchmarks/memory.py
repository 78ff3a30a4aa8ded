"""What everything `onestop up --demo` starts holds in memory: idle, and after many screens came and went."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil
from pydantic import SecretStr

from benchmarks import databases, processes
from benchmarks.reflex_page import Page
from benchmarks.table import Line
from onestop.config import Settings
from onestop.usecases import demo

SCREENS: Final = 2_000
AT_ONCE: Final = 100
STAYS_S: Final = 1.5
SETTLES_S: Final = 10.0
LEFT_S: Final = 15.0
"""Until those who left are forgotten (`onestop.web.leaving`), and a little more [s]."""
MB: Final = 1_000_000
READY_S: Final = 240.0


def held_mb(root: int) -> float:
    """Of a process and all it started: proportional set size, so that what they share counts once."""
    tree = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    return sum(float(one.memory_full_info().pss) for one in tree) / MB


@contextmanager
def up(settings: Settings) -> Iterator[int]:
    """The whole product as `make run` starts it; the launcher's process id."""
    environment = {
        "PATH": "/usr/bin:/bin:/usr/sbin",
        "HOME": str(settings.data_dir),
        "ONESTOP_DATA_DIR": str(settings.data_dir),
        "ONESTOP_HTTP_PORT": str(settings.http_port),
        "ONESTOP_DEMO_PASSWORD": databases.PASSWORD,
    }
    log = settings.data_dir / "up.log"
    with processes.process([sys.executable, "-m", "onestop.cli", "up", "--demo"], environment, log) as child:
        deadline = time.monotonic() + READY_S
        while "Ctrl-C stops everything" not in log.read_text(errors="replace"):
            if time.monotonic() > deadline or child.poll() is not None:
                raise processes.NotReady(log.read_text(errors="replace")[-500:])
            time.sleep(0.2)
        yield child.pid


async def come_and_go(settings: Settings, count: int = SCREENS) -> None:
    """Hall boards that open, are drawn, and are gone."""
    query = {"key": demo.place_key(settings, "board-1")}

    async def one() -> None:
        shown, page = asyncio.Event(), await Page.open(settings.http_port, "/hall/board-1", query)
        page.heard = lambda data: shown.set() if b'"board":{' in data else None
        await asyncio.wait_for(shown.wait(), 60)
        await asyncio.sleep(STAYS_S)
        await page.close()

    for _ in range(count // AT_ONCE):
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))


def lines() -> Iterator[Line]:
    with tempfile.TemporaryDirectory(prefix="onestop-bench-", ignore_cleanup_errors=True) as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            http_port=processes.free_port(),
            demo_password=SecretStr(databases.PASSWORD),
        )
        with up(settings) as root:
            time.sleep(SETTLES_S)
            before = held_mb(root)
            yield Line("everything `make run` starts, idle", "SQLite", before, "MB", "≤", 500.0)
            asyncio.run(come_and_go(settings))
            time.sleep(LEFT_S)
            after = held_mb(root)
    yield Line("  after 2,000 screens came and went", "SQLite", after, "MB")
    yield Line("  after / before", "SQLite", after / before, "×", "≤", 1.3, ratio=True)
