"""This machine beside the one the targets were set on: bare transactions and bare sketches, once a run."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from benchmarks import bare_api, bare_orm, databases, processes
from benchmarks.pace import per_second
from benchmarks.table import REQUESTS, VISITS, Line, Work, row, shown

ROUNDS: Final = 8
REFERENCE: Final[dict[tuple[Work, str], float]] = {
    (VISITS, "PostgreSQL"): 423.0,
    (VISITS, "SQLite"): 576.0,
    (REQUESTS, "PostgreSQL"): 118.0,
}
"""What the sketches did on the machine the targets were set on [visits per second]; the last one 114 to 122."""
TABLES: Final = (
    "CREATE TABLE fact (id INTEGER, kind TEXT)",
    "CREATE TABLE series (id INTEGER PRIMARY KEY, last INTEGER)",
    "INSERT INTO series VALUES (1, 0)",
)
TRANSACTION: Final = ("INSERT INTO fact VALUES (1, 'issued')", "UPDATE series SET last = last + 1 WHERE id = 1")


@dataclass(frozen=True, slots=True)
class Pace:
    """One bare thing, how often this machine does it, and how often the reference did [per second]."""

    what: str
    database: str
    here: float
    reference: float | None = None
    work: Work | None = None
    """What kind of our own work it is the measure of."""

    @property
    def slower(self) -> float:
        """How many times slower than the reference this machine is; on a faster one the targets stay as they are."""
        return max(1.0, self.reference / self.here) if self.reference else 1.0

    def told(self) -> str:
        reference = "" if self.reference is None else f"{shown(self.reference)} /s"
        verdict = "" if self.reference is None else f"{shown(self.reference / self.here)} times slower"
        return row(self.what, self.database, reference, "", f"{shown(self.here)} /s", verdict)


def paces() -> Iterator[Pace]:
    """Everything; the reference did 11,000 bare transactions a second."""
    yield Pace("bare psycopg: INSERT, UPDATE, COMMIT", "PostgreSQL", _psycopg(), 11_000.0)
    yield Pace("bare sqlite3: the same", "SQLite", _sqlite())
    yield from sketches()


def sketches() -> Iterator[Pace]:
    """What our own work is held against; measured anew where a measurement does not run them turn about itself."""
    for kind in databases.KINDS:
        yield Pace("bare sketch of a visit", kind, _orm(kind), REFERENCE[VISITS, kind], VISITS)
    kind = "PostgreSQL"
    yield Pace("bare FastAPI sketch of a visit", kind, _api(kind), REFERENCE[REQUESTS, kind], REQUESTS)


def slower(line: Line, found: Sequence[Pace]) -> float:
    """By what a line's target is stretched; requests without a reference of their own go by visits.

    A sketch run turn about with what the line measured says it best: other work on the machine comes and goes.
    """
    if line.work is None:
        return 1.0
    reference = REFERENCE.get((line.work, line.database))
    if line.bare is not None and reference is not None:
        return Pace(line.what, line.database, line.bare, reference).slower
    known = {(pace.work, pace.database): pace.slower for pace in found if pace.work}
    return known.get((line.work, line.database), known.get((VISITS, line.database), 1.0))


def _psycopg() -> float:
    with databases.empty("PostgreSQL") as (url, _), psycopg.connect(url.replace("+psycopg", "")) as connection:
        return _transactions(connection.execute, connection.commit)


def _sqlite() -> float:
    with databases.empty("SQLite") as (_, folder), closing(sqlite3.connect(Path(folder) / "bare.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return _transactions(connection.execute, connection.commit)


def _transactions(execute: Callable[[str], Any], commit: Callable[[], None]) -> float:
    for statement in TABLES:
        execute(statement)
    commit()

    def once() -> None:
        for statement in TRANSACTION:
            execute(statement)
        commit()

    return per_second([once], ROUNDS // 2)[0]


def _orm(kind: str) -> float:
    with databases.empty(kind) as (url, _):
        engine = bare_orm.prepared(url)
        rate = per_second([bare_orm.cycle(engine)], ROUNDS)[0]
        engine.dispose()
        return rate


def _api(kind: str) -> float:
    with databases.empty(kind) as (url, folder):
        environment = databases.bare_environment(url)
        with processes.application("benchmarks.bare_api:application", environment, folder) as port:
            return per_second([bare_api.cycle(port)], ROUNDS)[0]
