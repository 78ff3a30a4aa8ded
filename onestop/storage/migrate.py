"""Bringing a database to the present schema, and telling whether it is there."""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from alembic import command

ROOT = Path(__file__).parent.parent.parent


def config() -> Config:
    found = Config(str(ROOT / "alembic.ini"))
    found.set_main_option("script_location", str(ROOT / "alembic"))
    return found


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply what is missing; does nothing on a database that is up to date."""
    with engine.connect() as connection:
        found = config()
        found.attributes["connection"] = connection
        command.upgrade(found, revision)
        connection.commit()


def at_head(engine: Engine) -> bool:
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here == ScriptDirectory.from_config(config()).get_current_head()
