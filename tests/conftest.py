"""What every test may ask for: a database of its own, a hall with people in it, a clock that moves when told."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from onestop.config import Settings
from onestop.gateways.digitising.recognise import Tesseract
from onestop.live import feed
from onestop.storage import migrate
from onestop.usecases import accounts, demo
from onestop.wiring import Shop, wire
from tests.factories import PASSWORD, Hall

POSTGRES = os.environ.get("ONESTOP_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres?user=postgres")
REQUIRED = {word for word in os.environ.get("ONESTOP_TEST_REQUIRE", "").split(",") if word}
MISSING = pytest.StashKey[list[str]]()
"""What of the machines' programs was not found, by marker."""
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 in Hanoi on a working day."""


class Clock:
    """Time as an argument: stands still until told."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def _postgres_there() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def _found() -> dict[str, bool]:
    redis_there = shutil.which("redis-cli") is not None and (
        subprocess.run(["redis-cli", "ping"], capture_output=True, check=False, timeout=5).returncode == 0
    )
    return {
        "postgres": _postgres_there(),
        "redis": redis_there,
        "mosquitto": any(shutil.which(p) for p in ("mosquitto", "/usr/sbin/mosquitto")),
        "chromium": shutil.which("chromium") is not None,
        "zbarimg": shutil.which("zbarimg") is not None,
        "py313": True,
        "tesseract": Tesseract.found() is not None,
        "clamd": any(shutil.which(p) for p in ("clamd", "/usr/sbin/clamd")),
    }


def _missing() -> list[str]:
    return sorted(name for name, there in _found().items() if not there)


def pytest_configure(config: pytest.Config) -> None:
    """Look once what this machine has; the workers of a run on several cores are told."""
    workerinput: dict[str, list[str]] | None = getattr(config, "workerinput", None)
    missing = _missing() if workerinput is None else workerinput["missing"]
    config.stash[MISSING] = missing
    if set(missing) & REQUIRED:
        message = f"required but not found: {', '.join(sorted(set(missing) & REQUIRED))}"
        raise pytest.UsageError(message)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["missing"] = node.config.stash[MISSING]


def pytest_report_header(config: pytest.Config) -> str | None:
    missing = config.stash[MISSING]
    return f"left out are the tests that need what was not found: {', '.join(missing)}" if missing else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine has not got; keep a file's tests on one core, and all browsers on one.

    The built screens are one folder: who builds them has them to themselves, and a browser wants a core.
    """
    missing = config.stash[MISSING]
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in missing)]
    items[:] = [item for item in items if item not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)
    for item in items:
        screens = item.get_closest_marker("chromium") is not None or "e2e" in item.path.parts
        item.add_marker(pytest.mark.xdist_group("screens" if screens else str(item.path)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Template:
    """A demonstration office made once per test run, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres: str | None = None

    def sqlite(self, data_dir: Path) -> str:
        made = self.folder / "template.db"
        if not made.exists():
            self._seed(f"sqlite:///{made}")
        shutil.copy(made, data_dir / "test.db")
        return f"sqlite:///{data_dir / 'test.db'}"

    def _seed(self, url: str) -> None:
        shop = Shop(_settings(url, self.folder))
        migrate.upgrade(shop.engine)
        demo.seed(shop.work, shop.settings, MONDAY)
        shop.close()

    def postgres_name(self) -> str:
        if self.postgres is None:
            self.postgres = f"onestop_test_{uuid.uuid4().hex[:12]}"
            _admin(f"CREATE DATABASE {self.postgres}")
            self._seed(_postgres_url(self.postgres))
        return self.postgres


def _admin(statement: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(statement.encode())


def _postgres_url(name: str) -> str:
    base = POSTGRES.replace("postgresql://", "postgresql+psycopg://")
    head, _, tail = base.rpartition("/postgres")
    return f"{head}/{name}{tail}"


def _settings(url: str, data_dir: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=data_dir,
        database_url=url,
        demo_password=SecretStr(PASSWORD),
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts.use_hasher(cheap)
    made = Template(tmp_path_factory.mktemp("template"))
    yield made
    if made.postgres is not None:
        _admin(f"DROP DATABASE {made.postgres} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Iterator[str]:
    """A database of each kind with the demonstration office, thrown away afterwards."""
    if request.param == "sqlite":
        yield template.sqlite(tmp_path)
        return
    name = f"onestop_test_{uuid.uuid4().hex[:12]}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {template.postgres_name()}")
    yield _postgres_url(name)
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


def _shop(url: str, tmp_path: Path, template: Template) -> Iterator[Shop]:
    shutil.copy(template.folder / "demo-secret", tmp_path / "demo-secret")
    made = Shop(_settings(url, tmp_path))
    wire(made)
    feed.forget()
    yield made
    made.close()


@pytest.fixture
def shop(database: str, tmp_path: Path, template: Template) -> Iterator[Shop]:
    yield from _shop(database, tmp_path, template)


@pytest.fixture
def lite(tmp_path: Path, template: Template) -> Iterator[Shop]:
    """A shop on SQLite only, for tests in which the database plays no part of its own."""
    yield from _shop(template.sqlite(tmp_path), tmp_path, template)


@pytest.fixture
def hall(shop: Shop, clock: Clock) -> Hall:
    """The demonstration office on each database."""
    return Hall(shop, clock)


@pytest.fixture
def lite_hall(lite: Shop, clock: Clock) -> Hall:
    """The demonstration office on SQLite."""
    return Hall(lite, clock)
