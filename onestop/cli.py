"""The command line: `onestop up` starts everything one machine needs; each part can be started alone."""

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from onestop.config import Settings, settings

if TYPE_CHECKING:
    from onestop.storage.papers import PaperStore

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)


DATABASE_AWAY = "ONESTOP_DATABASE_URL names a database that cannot be reached."


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
    if found.http_workers > 1 and not found.redis_url:
        raise refuse(
            "ONESTOP_HTTP_WORKERS above 1 needs ONESTOP_REDIS_URL; without it one process serves the screens."
        )
    try:
        found.data_dir.mkdir(parents=True, exist_ok=True)
        probe = found.data_dir / ".probe"
        probe.touch()
        probe.unlink()
    except OSError:
        raise refuse("ONESTOP_DATA_DIR is not a folder this program may write to.") from None
    return found


def reached(found: Settings) -> Settings:
    """The same settings, once their database answers and has our tables."""
    from sqlalchemy import inspect

    from onestop.storage.session import make_engine

    try:
        engine = make_engine(found.database)
        there = inspect(engine).has_table("office")
        engine.dispose()
    except (SQLAlchemyError, ArgumentError):
        raise refuse(DATABASE_AWAY) from None
    if not there:
        raise refuse("ONESTOP_DATABASE_URL names a database without our tables: run `onestop migrate` first.")
    return found


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="with the demonstration office and its virtual hall")] = False,
) -> None:
    """Start everything one machine needs; Ctrl-C stops all of it."""
    from onestop.up import CannotStart, Up

    found = checked_settings()
    try:
        code = Up(found, demo=demo, out=sys.stdout).run()
    except CannotStart as sentence:
        raise refuse(str(sentence)) from None
    raise typer.Exit(code)


@app.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    from onestop.storage.migrate import upgrade
    from onestop.storage.session import make_engine

    found = checked_settings()
    try:
        engine = make_engine(found.database)
        upgrade(engine)
        engine.dispose()
    except (SQLAlchemyError, ArgumentError):
        raise refuse(DATABASE_AWAY) from None


@app.command()
def seed(quiet: Annotated[bool, typer.Option("--quiet", help="say nothing")] = False) -> None:
    """Make the demonstration office, unless it is there."""
    from onestop.usecases.demo import seed as make_office
    from onestop.wiring import wiring

    reached(checked_settings())
    shop = wiring()
    made = make_office(shop.work, shop.settings, shop.now())
    shop.close()
    if not quiet:
        print(f"office most {'made' if made else 'is there'}")
        welcome()


@app.command()
def office(
    code: Annotated[str, typer.Argument(help="small letters, digits and hyphens; never changed")],
    name: Annotated[str, typer.Option(help="its name in Vietnamese")],
    name_en: Annotated[str, typer.Option(help="its name in English")],
    admin: Annotated[str, typer.Option(help="username of its first administrator, a new account")],
    admin_name: Annotated[str, typer.Option(help="the administrator's name")],
    address: Annotated[str, typer.Option()] = "",
    timezone: Annotated[str, typer.Option(help="IANA name")] = "",
) -> None:
    """Open an office that is not the demonstration; everything else of it is set up on the screen."""
    from onestop.domain.errors import BadInput, NameTaken
    from onestop.usecases.setup_offices import OfficeWish, found
    from onestop.wiring import wiring

    reached(checked_settings())
    shop = wiring()
    wish = OfficeWish(code, name, name_en, address, timezone or shop.settings.timezone)
    try:
        password = found(shop.work, wish, admin, admin_name, now=shop.now())
    except NameTaken as taken:
        raise refuse(f"{taken.facts['name']} is given already.") from None
    except BadInput as wrong:
        raise refuse(f"{wrong.facts['field']} will not do: see `onestop office --help`.") from None
    finally:
        shop.close()
    print(f"office {code} is open: log in at {shop.settings.address}/setup as {admin}")
    print(f"  password             {password}")


@app.command()
def welcome() -> None:
    """Where the demonstration's screens are and how to log in."""
    from onestop.usecases.demo import demo_password, place_key

    found = checked_settings()
    known = _password_line(found, demo_password(found))
    address = found.address
    rows = [
        ("kiosk", f"{address}/kiosk/kiosk-1?key={place_key(found, 'kiosk-1')}"),
        ("hall board", f"{address}/hall/board-1?key={place_key(found, 'board-1')}"),
        ("tablet of counter 1", f"{address}/tablet/tablet-1?key={place_key(found, 'tablet-1')}"),
        ("counter console", f"{address}/counter"),
        ("reception desk", f"{address}/reception"),
        ("floor", f"{address}/floor"),
        ("setup", f"{address}/setup"),
        ("virtual hall", f"{address}/virtual"),
    ]
    for name, link in rows:
        print(f"  {name:20} {link}")
    print("  log in as officer1 … officer12, post1, floor1, supervisor1 or admin1")
    print(f"  password             {known}")


def _password_line(found: Settings, password: str) -> str:
    """The password is printed once; afterwards only where it is kept."""
    if found.demo_password is not None:
        return "as set in ONESTOP_DEMO_PASSWORD"
    told = found.data_dir / "demo-password.told"
    if told.exists():
        return f"as printed at the first start; kept in {found.data_dir / 'demo-password'}"
    told.touch()
    return password


@app.command()
def web(
    port: Annotated[int, typer.Option(help="port, instead of ONESTOP_HTTP_PORT")] = 0,
) -> None:
    """Serve screens and API."""
    import uvicorn

    from onestop.up import PORT_TAKEN, is_free

    found = reached(checked_settings())
    if not is_free(found.http_host, port or found.http_port):
        raise refuse(PORT_TAKEN.format(port or found.http_port))
    if found.redis_url:
        os.environ.setdefault("REFLEX_REDIS_URL", found.redis_url)
    uvicorn.run(
        "onestop.onestop:server",
        factory=True,
        host=found.http_host,
        port=port or found.http_port,
        workers=found.http_workers if found.http_workers > 1 else None,
        log_level="warning",
        timeout_graceful_shutdown=3,
        access_log=False,
        server_header=False,
    )


@app.command()
def hub() -> None:
    """Run the relay: papers, signs, voices, devices, the clock. One at a time; another one waits for its lease."""
    from hardware.broker import managed_broker
    from onestop.relay.hub import run
    from onestop.wiring import wiring

    found = reached(checked_settings())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if found.mqtt_url:
        run(wiring(), found.mqtt_url)
        return
    own = managed_broker(found.data_dir.resolve() / "broker")
    print(f"broker: {own.url}")
    run(wiring(), own.url)
    own.stop()


@app.command()
def broker(port: Annotated[int, typer.Option(help="port on 127.0.0.1")] = 18830) -> None:
    """Run the managed broker alone."""
    found = checked_settings()
    command = [sys.executable, "-m", "hardware.broker", "--port", str(port), "--data", str(found.data_dir / "broker")]
    raise typer.Exit(subprocess.call(command))


@app.command()
def agent(config: Annotated[Path, typer.Option(help="the agent's TOML file")]) -> None:
    """Run the program beside devices."""
    raise typer.Exit(subprocess.call([sys.executable, "-m", "hardware.agent", "--config", str(config)]))


@app.command("virtual-hall", hidden=True)
def virtual_hall(
    mqtt: Annotated[str, typer.Option()],
    port: Annotated[int, typer.Option()],
    token: Annotated[str, typer.Option()],
    out: Annotated[Path, typer.Option()],
    broker_plug: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Write the configuration of the demonstration's virtual hall."""
    from onestop.virtual_hall import write

    write(checked_settings(), mqtt=mqtt, port=port, token=token, out=out, broker_plug=broker_plug)


@app.command()
def doctor() -> None:
    """Print the effective settings and check what can be checked; exit code 1 when something is wrong."""
    from onestop.doctor import checks, effective

    found = checked_settings()
    for line in effective(found):
        print(line)
    good = True
    for passed, sentence in checks(found):
        good = good and passed
        print(f"{'ok  ' if passed else 'BAD '} {sentence}")
    raise typer.Exit(0 if good else 1)


@app.command()
def voices() -> None:
    """Build the voice's clips anew with espeak-ng; recordings may replace them file by file."""
    from displays.clips import to_build
    from hardware.drivers.clips_build import EngineMissing, build

    folder = Path(__file__).parent.parent / "hardware" / "drivers" / "clips"
    try:
        made = build(folder, to_build())
    except EngineMissing:
        raise refuse("espeak-ng is not installed; the shipped clips stay as they are.") from None
    print(f"{made} clips in {folder}")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="a new file; papers go into the folder `papers` beside")],
) -> None:
    """Copy the database to a file, and its papers beside, while the hall works on."""
    from onestop.storage import backups
    from onestop.storage.copies import BackupRefused

    found = checked_settings()
    try:
        made = backups.save(found.database, paper_store(found), target)
    except BackupRefused as refused:
        raise refuse(str(refused)) from None
    except SQLAlchemyError:
        raise refuse(DATABASE_AWAY) from None
    print(f"saved to {target}; papers: {made.papers}, copied now: {made.fresh}")
    raise lacking(made.lost)


@app.command()
def check_backup(source: Annotated[Path, typer.Argument(help="a file made by `onestop backup`")]) -> None:
    """Read all of a backup: its database, and every paper against its hash."""
    from onestop.storage import backups
    from onestop.storage.copies import BackupRefused

    try:
        papers, lost = backups.check(checked_settings().database, source)
    except BackupRefused as refused:
        raise refuse(str(refused)) from None
    print(f"{source} can be read; papers: {papers}, whole: {papers - len(lost)}")
    raise lacking(lost)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="a file made by `onestop backup`")],
    incomplete: Annotated[bool, typer.Option("--incomplete", help="although papers are missing or damaged")] = False,
) -> None:
    """Put a saved database and its papers in place of the present ones; stop everything first."""
    from onestop.storage import backups
    from onestop.storage.copies import BackupRefused

    found = checked_settings()
    try:
        lost = backups.load(found.database, paper_store(found), source, incomplete=incomplete)
    except BackupRefused as refused:
        raise refuse(str(refused)) from None
    print(f"restored from {source}")
    raise lacking(lost)


def paper_store(found: Settings) -> "PaperStore":
    from onestop.storage.papers import PaperStore

    return PaperStore(found.data_dir.resolve() / "papers")


def lacking(papers: Sequence[str]) -> typer.Exit:
    """Each paper that is missing or damaged on a line of its own, and exit code 1; 0 where there is none."""
    for sha256 in papers:
        print(f"missing or damaged: paper {sha256}", file=sys.stderr)
    return typer.Exit(1 if papers else 0)


@app.command()
def day(
    speed: Annotated[float, typer.Option(help="how much faster than life")] = 60.0,
    hours: Annotated[float, typer.Option(help="how much of the day [h]")] = 8.0,
    seed_number: Annotated[int, typer.Option("--seed", help="of the random arrivals")] = 1,
) -> None:
    """Drive a realistic day through the same doors as everybody: REST, dispenser buttons, keypads."""
    from onestop.day import drive

    drive(checked_settings(), speed=speed, hours=hours, seed=seed_number)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
