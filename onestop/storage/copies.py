"""A copy of the whole database in one file, taken while it is in use, and put back."""

import shutil
import sqlite3
import subprocess
from pathlib import Path

SQLITE = "sqlite:///"


class BackupRefused(Exception):
    """One sentence for the person at the command line."""


def save(database: str, target: Path) -> None:
    """Copy the database to `target`, which must not exist."""
    if target.exists():
        raise BackupRefused(f"{target} is there already.")  # noqa: TRY003 - a sentence for the command line
    if database.startswith(SQLITE):
        source = sqlite3.connect(database.removeprefix(SQLITE))
        copy = sqlite3.connect(target)
        with copy:
            source.backup(copy)
        copy.close()
        source.close()
        return
    _postgres("pg_dump", "--format=custom", f"--file={target}", f"--dbname={_plain(database)}")


def load(database: str, source: Path) -> None:
    """Replace the database by what `source` holds."""
    if not source.is_file():
        raise BackupRefused(f"{source} is not a file.")  # noqa: TRY003
    if database.startswith(SQLITE):
        path = Path(database.removeprefix(SQLITE))
        fresh = path.with_suffix(".restoring")
        shutil.copy(source, fresh)
        with sqlite3.connect(fresh) as probe:
            if probe.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupRefused(f"{source} is damaged.")  # noqa: TRY003
        for leftover in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        fresh.replace(path)
        return
    _postgres("pg_restore", "--clean", "--if-exists", f"--dbname={_plain(database)}", str(source))


def _plain(database: str) -> str:
    return database.replace("postgresql+psycopg://", "postgresql://")


def _postgres(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(f"{program} is not installed.")  # noqa: TRY003
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - fixed program
    if done.returncode != 0:
        raise BackupRefused((done.stderr.strip().splitlines() or [program])[-1])
