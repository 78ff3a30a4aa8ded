"""A backup: the database in a file, the list of papers it knows beside it, the papers in a folder all backups share.

The order keeps every paper the copy of the database knows. A paper is in the store before a row names it, so what is
copied after the database lacks none; but one may be erased while a large store is copied, so most are copied before.
Papers, database, papers that came since: then the file gets its name, and a name that can be seen is a whole backup.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onestop.storage import copies
from onestop.storage.copies import BackupRefused, flush
from onestop.storage.papers import PaperStore

PAPERS: Final = "papers"
"""The folder beside the file; each paper lies there once, however many backups know it."""


@dataclass(frozen=True, slots=True)
class Saved:
    papers: int
    """The database knows [count]."""
    fresh: int
    """Copied now; the others were there [count]."""
    lost: tuple[str, ...]
    """Known, but in the store no more or damaged: the backup is as whole as what it was made of."""


def save(database: str, store: PaperStore, target: Path) -> Saved:
    """Make a backup at `target` while everything works on.

    Raises:
        BackupRefused: it is there already, would lie in the store itself, or could not be written.
    """
    if target.exists():
        raise BackupRefused(f"{target} is there already.")  # noqa: TRY003 - a sentence for the command line
    kept, part = _beside(target), _named(target, ".part")
    if kept.root.resolve() == store.root.resolve():
        raise BackupRefused(f"{target} would put its papers among the live ones: choose another folder.")  # noqa: TRY003
    try:
        before = _bring(store, kept, copies.named_papers(database))
        known = copies.save(database, part)
        since = _bring(store, kept, known)
        _write(_list(target), "".join(f"{sha256}\n" for sha256 in sorted(known)))
        flush(part)
        part.replace(target)
        flush(target.parent)
    except OSError as full:
        raise BackupRefused(f"{target} cannot be written: {full.strerror}.") from full  # noqa: TRY003
    lost = tuple(sorted(sha256 for sha256 in known if not kept.exists(sha256)))
    return Saved(len(known), before + since, lost)


def check(database: str, source: Path) -> tuple[int, tuple[str, ...]]:
    """Read all of a backup: how many papers it knows, and which of them are missing or damaged.

    Raises:
        BackupRefused: the copy of the database itself cannot be read.
    """
    copies.check(source, database)
    known, kept = listed(source), _beside(source)
    return len(known), tuple(sha256 for sha256 in known if not kept.whole(sha256))


def load(database: str, store: PaperStore, source: Path, *, incomplete: bool = False) -> tuple[str, ...]:
    """Put a backup back: its papers first, so that the database never knows one that is not there.

    `incomplete`: although papers are missing or damaged, in the backup and in the store alike; their hashes are
    returned.

    Raises:
        BackupRefused: it is damaged, and nothing was changed.
    """
    copies.check(source, database)
    kept = _beside(source)
    wanted = [sha256 for sha256 in listed(source) if not store.whole(sha256)]
    lost = tuple(sha256 for sha256 in wanted if not kept.whole(sha256))
    if lost and not incomplete:
        raise BackupRefused(f"{len(lost)} papers are missing or damaged; --incomplete restores all others.")  # noqa: TRY003
    try:
        for sha256 in wanted:
            store.take(kept, sha256)
    except OSError as full:
        raise BackupRefused(f"{store.root} cannot be written: {full.strerror}.") from full  # noqa: TRY003
    copies.load(database, source)
    return lost


def listed(source: Path) -> list[str]:
    """Hashes of the papers a backup knows; one of an earlier release has no list and no papers."""
    there = _list(source)
    return there.read_text(encoding="ascii").split() if there.is_file() else []


def _bring(store: PaperStore, kept: PaperStore, wanted: Iterable[str]) -> int:
    """Copy what is not there yet and is whole; return how many."""
    return sum(kept.take(store, sha256) for sha256 in sorted(wanted) if not kept.exists(sha256))


def _beside(file: Path) -> PaperStore:
    return PaperStore(file.resolve().parent / PAPERS)


def _list(file: Path) -> Path:
    return _named(file, ".papers")


def _named(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _write(file: Path, words: str) -> None:
    aside = _named(file, ".part")
    aside.write_text(words, encoding="ascii")
    flush(aside)
    aside.replace(file)
