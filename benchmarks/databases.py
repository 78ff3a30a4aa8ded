"""A database for each measurement: made, filled with the demonstration office, thrown away."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from argon2 import PasswordHasher
from psycopg import sql
from pydantic import SecretStr

from onestop.config import Settings
from onestop.storage import migrate
from onestop.usecases import accounts, demo
from onestop.wiring import Shop

POSTGRES: Final = os.environ.get("ONESTOP_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres?user=postgres")
PASSWORD: Final = "a-bench-password"  # noqa: S105 - of an office that lives for a minute
KINDS: Final = ("SQLite", "PostgreSQL")


def _admin(statement: str, name: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(sql.Identifier(name)))


@contextmanager
def empty(kind: str) -> Iterator[tuple[str, Path]]:
    """The URL of a new database and a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="onestop-bench-", ignore_cleanup_errors=True) as folder:
        if kind == "SQLite":
            yield f"sqlite:///{folder}/bench.db", Path(folder)
            return
        name = f"onestop_bench_{uuid.uuid4().hex[:12]}"
        _admin("CREATE DATABASE {}", name)
        try:
            base, _, user = POSTGRES.replace("postgresql://", "postgresql+psycopg://").rpartition("/postgres")
            yield f"{base}/{name}{user}", Path(folder)
        finally:
            _admin("DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def office(kind: str) -> Iterator[Shop]:
    """A shop in this process with the demonstration office, on a database of its own."""
    with empty(kind) as (url, folder):
        config = Settings(
            _env_file=None,
            data_dir=folder,
            database_url=url,
            demo_password=SecretStr(PASSWORD),
            anonymous_per_minute=1_000_000,
        )
        accounts.use_hasher(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        shop = Shop(config)
        migrate.upgrade(shop.engine)
        demo.seed(shop.work, config, shop.now())
        try:
            yield shop
        finally:
            shop.close()


def environment(shop: Shop) -> dict[str, str]:
    """What another process needs to work on the same office."""
    return {
        **os.environ,
        "ONESTOP_DATA_DIR": str(shop.settings.data_dir),
        "ONESTOP_DATABASE_URL": shop.settings.database_url,
        "ONESTOP_DEMO_PASSWORD": PASSWORD,
        "ONESTOP_ANONYMOUS_PER_MINUTE": "1000000",
        "REFLEX_TELEMETRY_ENABLED": "false",
    }


def bare_environment(url: str) -> dict[str, str]:
    """What the sketch behind FastAPI needs."""
    return {**os.environ, "BARE_DATABASE": url}
