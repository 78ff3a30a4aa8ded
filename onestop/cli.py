"""The command line: `onestop up` starts everything one machine needs; each part can be started alone."""

import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from onestop.config import Settings, settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)


def refuse(sentence: str) -> typer.Exit:
    """One clear sentence and exit code 2: nothing half started."""
    print(sentence, file=sys.stderr)
    return typer.Exit(2)


def checked_settings() -> Settings:
    """The settings, or one sentence that names the wrong one."""
    try:
        found = settings()
    except ValidationError as wrong:
        name = "ONESTOP_" + str(wrong.errors()[0]["loc"][0]).upper()
        raise refuse(f"{name} has a value that cannot be used.") from None
    try:
        found.data_dir.mkdir(parents=True, exist_ok=True)
        probe = found.data_dir / ".probe"
        probe.touch()
        probe.unlink()
    except OSError:
        raise refuse("ONESTOP_DATA_DIR is not a folder this program may write to.") from None
    return found


@app.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    from onestop.storage.migrate import upgrade  # noqa: PLC0415 - each command loads only what it needs
    from onestop.storage.session import make_engine  # noqa: PLC0415

    found = checked_settings()
    try:
        engine = make_engine(found.database)
        upgrade(engine)
        engine.dispose()
    except SQLAlchemyError:
        raise refuse("ONESTOP_DATABASE_URL names a database that cannot be reached.") from None


@app.command()
def seed() -> None:
    """Make the demonstration office, unless it is there."""
    from onestop.usecases.demo import demo_password  # noqa: PLC0415
    from onestop.usecases.demo import seed as make_office  # noqa: PLC0415
    from onestop.wiring import wiring  # noqa: PLC0415

    checked_settings()
    shop = wiring()
    made = make_office(shop.work, shop.settings, shop.now())
    known = "as in ONESTOP_DEMO_PASSWORD" if shop.settings.demo_password else demo_password(shop.settings)
    print(f"office most {'made' if made else 'is there'}; password of its accounts: {known}")
    shop.close()


@app.command()
def web(
    port: Annotated[int, typer.Option(help="port, instead of ONESTOP_HTTP_PORT")] = 0,
) -> None:
    """Serve screens and API."""
    import uvicorn  # noqa: PLC0415

    found = checked_settings()
    uvicorn.run(
        "onestop.onestop:server",
        factory=True,
        host=found.http_host,
        port=port or found.http_port,
        workers=found.http_workers if found.http_workers > 1 else None,
        log_level="warning",
        timeout_graceful_shutdown=3,
        access_log=False,
    )


def main() -> None:
    app()


if __name__ == "__main__":
    main()
