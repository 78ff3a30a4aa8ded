"""Migrations run on the database of the settings, or on a connection handed in by a program."""

from alembic import context
from onestop.config import settings
from onestop.storage.rows import Row
from onestop.storage.session import make_engine


def _run(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with make_engine(settings().database).connect() as connection:
        _run(connection)
        connection.commit()
