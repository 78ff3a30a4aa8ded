"""Migrations: up, nothing left to find, down to nothing, up again; dated names; every constraint named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect

from alembic import command
from onestop.storage import migrate
from onestop.storage.rows import Row
from onestop.storage.session import make_engine

VERSIONS = sorted((migrate.ROOT / "alembic" / "versions").glob("*.py"))


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    made = make_engine(database)
    yield made
    made.dispose()


def downgrade(connection: Connection, revision: str) -> None:
    found = migrate.config()
    found.attributes["connection"] = connection
    command.downgrade(found, revision)
    connection.commit()


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Row.metadata))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_check_down_up(engine: Engine) -> None:
    assert migrate.at_head(engine)
    assert differences(engine) == []
    assert tables(engine) == set(Row.metadata.tables)
    with engine.connect() as connection:
        downgrade(connection, "base")
    assert tables(engine) == set()
    assert not migrate.at_head(engine)
    migrate.upgrade(engine)
    assert migrate.at_head(engine)
    assert differences(engine) == []
    migrate.upgrade(engine)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda p: p.name)
def test_a_migration_is_dated(version: Path) -> None:
    assert re.fullmatch(r"\d{4}_\d{2}_\d{2}_\d{4}_[a-z0-9_]+\.py", version.name)


def test_every_constraint_and_index_has_a_name(engine: Engine) -> None:
    looked = inspect(engine)
    for table in Row.metadata.tables:
        found = [looked.get_pk_constraint(table), *looked.get_foreign_keys(table)]
        found += [*looked.get_unique_constraints(table), *looked.get_check_constraints(table)]  # type: ignore[list-item]
        assert all(each["name"] for each in found), table
