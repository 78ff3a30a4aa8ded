"""Engines for both databases: SQLite in WAL with `BEGIN IMMEDIATE`, PostgreSQL over psycopg."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

READS = "onestop_reads"
"""Execution option of a connection that only reads: no write lock is taken on SQLite."""


def make_engine(url: str, *, pool: int = 10) -> Engine:
    """An engine for `url`; `pool`: most connections kept [count]. Its errors name no values, for they are logged."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url, connect_args={"timeout": 15, "check_same_thread": False}, pool_size=pool, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url, pool_size=pool, max_overflow=pool, pool_pre_ping=False, pool_recycle=1800, hide_parameters=True
    )


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
