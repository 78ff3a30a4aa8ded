"""The folders network scanners write into, one for each counter: each file becomes a scan that waits at its counter.

It runs beside the hub's loops in a thread of its own: cleaning a page takes seconds, and nothing else waits for it.
"""

import logging
import threading
import time
from functools import partial
from pathlib import Path

from sqlalchemy import select

from onestop.domain.errors import CounterUnknown
from onestop.gateways.digitising.folder import WatchedFolder
from onestop.storage.rows import Counter
from onestop.usecases import digitising, incoming
from onestop.wiring import Shop, attempt
from onestop.words import refused

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
NEW_COUNTERS_EVERY_S = 60.0
DONE_KEPT_S = 7 * 86_400.0
"""A scan that was taken in stays beside the scanner's folder for a week [s]."""
LANGUAGE = "vi"


def run(shop: Shop, root: Path, stop: threading.Event) -> None:
    """Look into every counter's folder until told to stop; a folder that is away is looked for again."""
    folders: dict[str, WatchedFolder] = {}
    looked = float("-inf")
    while not stop.wait(LOOK_EVERY_S):
        try:
            if time.monotonic() - looked > NEW_COUNTERS_EVERY_S:
                folders, looked = _folders(shop, root, folders), time.monotonic()
                for folder in folders.values():
                    folder.clear_done(time.time() - DONE_KEPT_S)
            for folder in folders.values():
                folder.sweep(time.monotonic())
        except OSError:
            log.exception("a scanner's folder cannot be read")
            stop.wait(NEW_COUNTERS_EVERY_S)
        except Exception:
            log.exception("a scan could not be taken in; it stays where it is")


def _folders(shop: Shop, root: Path, known: dict[str, WatchedFolder]) -> dict[str, WatchedFolder]:
    with shop.work.reading() as session:
        codes = session.scalars(select(Counter.code).where(Counter.active)).all()
    found = {}
    for code in codes:
        (root / code).mkdir(mode=0o770, parents=True, exist_ok=True)
        found[code] = known.get(code) or WatchedFolder(root / code, partial(_take, shop, code), told=_told)
    return found


def _take(shop: Shop, counter_code: str, path: Path, sha256: str) -> None:
    scan = digitising.take_in(shop.papers, [path], "scan", now=shop.now(), scanner_url=shop.settings.clamd_url)
    try:
        attempt(incoming.take, shop.work, counter_code, sha256, scan, now=shop.now())
    except CounterUnknown:
        log.warning("a counter's folder has no counter any more")


def _told(reason: str) -> str:
    return refused(LANGUAGE, "paper.refused", {"reason": reason})
