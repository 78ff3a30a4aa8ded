"""The folder a network scanner writes into: a file counts once it rests and opens, and is handed over at least once.

It stays where it is until the receiver has taken it; killed in between, it comes again and is known by its hash.
"""

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import Final

from watchfiles import watch

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import guard
from onestop.gateways.digitising.facts import Limits, Reason

DONE: Final = "done"
REJECTED: Final = "rejected"
REASON: Final = ".reason.txt"
UNFINISHED: Final = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".lock")
"""Names programs give to what they still write; a leading dot or tilde says the same."""
UNREADABLE: Final = "unreadable"
MAY_HEAL: Final = (UNREADABLE, Reason.BROKEN, Reason.EMPTY, Reason.TYPE)
HASH_DIGITS: Final = 12
SWEEP_MS: Final = 1000

HandOver = Callable[[Path, str], None]
"""Takes the file and its SHA-256 before it returns; the same hash may come again. May raise `PaperRefused`."""
Told = Callable[[str], str]
"""The words for the reason of a refusal (`facts.Reason`, or `unreadable`), for who looks into `rejected/`."""


@dataclass(slots=True)
class Resting:
    """A file as it was seen last."""

    size: int
    changed_ns: int
    since: float
    """Monotonic seconds since which it looks like this."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one look into the folder did, in numbers."""

    handed_over: int = 0
    rejected: int = 0
    waiting: int = 0


@dataclass(slots=True)
class WatchedFolder:
    root: Path
    hand_over: HandOver
    told: Told = json.dumps
    limits: Limits = field(default_factory=Limits)
    rest_s: float = 3.0
    """So long a file must not change before it is opened."""
    patience_s: float = 120.0
    """So long a resting file may be unreadable or look broken: an upload that stalled looks just like it."""
    _seen: dict[Path, Resting] = field(default_factory=dict)

    def sweep(self, now: float) -> Sweep:
        """Look once; `now` in monotonic seconds.

        Raises:
            OSError: the folder is not there.
            Whatever `hand_over` raises beside `PaperRefused`: the file stays and comes again.
        """
        present = sorted(path for path in self.root.iterdir() if _counts(path))
        self._seen = {path: seen for path, seen in self._seen.items() if path in present}
        outcomes = [self._visit(path, now) for path in present]
        return Sweep(outcomes.count(DONE), outcomes.count(REJECTED), outcomes.count(""))

    def run(self, stop: threading.Event, clock: Callable[[], float], swept: Callable[[Sweep], None]) -> None:
        """Sweep until told to stop: soon after a change, and each second, for a mounted share tells of none."""
        swept(self.sweep(clock()))
        for _ in watch(self.root, stop_event=stop, rust_timeout=SWEEP_MS, yield_on_timeout=True, recursive=False):
            swept(self.sweep(clock()))

    def clear_done(self, before: float) -> int:
        """Remove what was handed over before that instant, in seconds of the epoch; it is kept elsewhere by then."""
        folder = self.root / DONE
        old = [path for path in folder.glob("*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _visit(self, path: Path, now: float) -> str:
        """`done`, `rejected`, or nothing while it has to wait. A file that vanishes meanwhile was never there."""
        rested_s = 0.0
        try:
            rested_s = self._rested(path, now)
            sha256 = _opened(path, self.limits) if rested_s >= self.rest_s else ""
        except FileNotFoundError:
            self._seen.pop(path, None)
            return ""
        except PermissionError:
            return self._refused(path, UNREADABLE, rested_s)
        except PaperRefused as refused:
            return self._refused(path, str(refused.facts["reason"]), rested_s)
        return self._taken(path, sha256) if sha256 else ""

    def _refused(self, path: Path, reason: str, rested_s: float) -> str:
        patient = reason in MAY_HEAL and rested_s < self.patience_s
        return "" if patient else self._rejected(path, reason)

    def _rested(self, path: Path, now: float) -> float:
        seen, facts = self._seen.get(path), path.stat()
        if seen is None or (seen.size, seen.changed_ns) != (facts.st_size, facts.st_mtime_ns):
            seen = self._seen[path] = Resting(facts.st_size, facts.st_mtime_ns, now)
        return now - seen.since

    def _taken(self, path: Path, sha256: str) -> str:
        seen = self._seen[path]
        try:
            self.hand_over(path, sha256)
        except PaperRefused as refused:
            return self._rejected(path, str(refused.facts.get("reason", refused.code)))
        facts = path.stat()
        if (facts.st_size, facts.st_mtime_ns) == (seen.size, seen.changed_ns):  # else it grew: it comes again, whole
            self._moved(path, DONE, f"{sha256[:HASH_DIGITS]}-{path.name}")
        return DONE

    def _rejected(self, path: Path, reason: str) -> str:
        moved = self._moved(path, REJECTED, path.name)
        moved.with_name(moved.name + REASON).write_text(self.told(reason) + "\n", encoding="utf-8")
        return REJECTED

    def _moved(self, path: Path, folder: str, name: str) -> Path:
        """Nothing that lies there already under another content is overwritten."""
        self._seen.pop(path, None)
        (self.root / folder).mkdir(mode=0o700, exist_ok=True)
        to, number = self.root / folder / name, 1
        while folder == REJECTED and to.exists():
            number += 1
            to = to.with_name(f"{Path(name).stem}-{number}{Path(name).suffix}")
        return path.replace(to)


def _opened(path: Path, limits: Limits) -> str:
    """The hash of a file that is a paper."""
    guard.check(path, limits)
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _counts(path: Path) -> bool:
    """A plain file that its writer calls finished; no link, for that could lead anywhere."""
    if path.name.startswith((".", "~")) or path.name.lower().endswith(UNFINISHED):
        return False
    try:
        return S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False
