"""A copy of the whole database in one file, taken while it is in use, and put back; the papers are in `backups`."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, create_engine, inspect, select, text, union

from onestop.storage.rows import FormIssue, IncomingScan, PaperFile
from onestop.storage.session import READS, make_engine

SQLITE: Final = "sqlite:///"
NAMES_PAPERS: Final = (PaperFile.sha256, FormIssue.sha256, IncomingScan.sha256)
"""Every column that holds the hash of a paper that is to be in the store."""


class BackupRefused(Exception):
    """One sentence for the person at the command line."""


def named_papers(database: str) -> set[str]:
    """Hashes of the papers the database knows now."""
    with _engine(make_engine(database)) as engine, engine.connect().execution_options(**{READS: True}) as open_one:
        return _named(open_one)


def save(database: str, target: Path) -> set[str]:
    """Copy the database over `target`; return the hashes of the papers that very copy knows.

    Raises:
        BackupRefused: the database is not there, or its own program is not or would not.
    """
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    if database.startswith(SQLITE):
        return _save_sqlite(Path(database.removeprefix(SQLITE)), target)
    with _engine(make_engine(database)) as engine, engine.connect() as held:
        held.execution_options(isolation_level="REPEATABLE READ")
        moment = held.scalar(text("SELECT pg_export_snapshot()"))
        known = _named(held)
        arguments = ("--format=custom", f"--snapshot={moment}", f"--file={target}", f"--dbname={_plain(database)}")
        _postgres("pg_dump", *arguments)
    return known


def _save_sqlite(database: Path, target: Path) -> set[str]:
    if not database.is_file():
        raise BackupRefused(f"{database} is not a file.")  # noqa: TRY003 - a sentence for the command line
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    with _engine(create_engine(_unchanging(target))) as engine, engine.connect() as opened:
        return _named(opened)


def check(source: Path, database: str) -> None:
    """Can the copy be read?

    Raises:
        BackupRefused: it cannot.
    """
    if not source.is_file():
        raise BackupRefused(f"{source} is not a file.")  # noqa: TRY003
    if not database.startswith(SQLITE):
        _postgres("pg_restore", "--list", str(source))
        return
    try:
        with closing(sqlite3.connect(f"file:{source}?immutable=1", uri=True)) as probe:
            sound = probe.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise BackupRefused(f"{source} is damaged.")  # noqa: TRY003


def load(database: str, source: Path) -> None:
    """Replace the database by what `source` holds, which was checked."""
    if database.startswith(SQLITE):
        path = Path(database.removeprefix(SQLITE))
        fresh = path.with_suffix(".restoring")
        shutil.copy(source, fresh)
        for leftover in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        flush(fresh)
        fresh.replace(path)
        flush(path.parent)
        return
    _postgres("pg_restore", "--clean", "--if-exists", f"--dbname={_plain(database)}", str(source))


def flush(path: Path) -> None:
    """A file's or folder's content is on the disk; Windows has no such call for a folder and needs none."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _named(connection: Connection) -> set[str]:
    """An older schema has not all of the tables yet."""
    there = set(inspect(connection).get_table_names())
    columns: list[ColumnElement[str]] = [c.expression for c in NAMES_PAPERS if c.class_.__tablename__ in there]
    return set(connection.scalars(union(*(select(column) for column in columns)))) if columns else set()


@contextmanager
def _engine(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _unchanging(file: Path) -> str:
    """For reading only, and without the files SQLite would lay beside it."""
    return f"{SQLITE}file:{file.resolve()}?immutable=1&uri=true"


def _plain(database: str) -> str:
    return database.replace("postgresql+psycopg://", "postgresql://")


def _postgres(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(f"{program} is not installed.")  # noqa: TRY003
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - fixed program
    if done.returncode != 0:
        raise BackupRefused((done.stderr.strip().splitlines() or [program])[-1])
