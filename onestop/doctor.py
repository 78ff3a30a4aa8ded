"""What this installation is made of and whether it holds together, for the person who looks after it."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from onestop.config import Settings
from onestop.storage.migrate import at_head
from onestop.storage.rows import Office
from onestop.storage.session import make_engine

SECRETS = frozenset({"demo_password", "sign_password", "portal_password", "bank_secret"})


def effective(settings: Settings) -> Iterator[str]:
    """Every setting as it is in force, secrets masked."""
    shown = {
        **settings.model_dump(),
        "database_url": settings.database,
        "data_dir": settings.data_dir.resolve(),
        "public_url": settings.address,
    }
    for name, value in shown.items():
        text = "********" if name in SECRETS and value else _masked(str(value if value is not None else ""))
        yield f"ONESTOP_{name.upper()} = {text}"


def _masked(text: str) -> str:
    """Without the passwords of the addresses in it."""
    return " ".join(_masked_address(word) for word in text.split(" "))


def _masked_address(text: str) -> str:
    head, at, tail = text.rpartition("@")
    scheme, slashes, login = head.partition("://")
    if not at or not slashes or ":" not in login:
        return text
    return f"{scheme}://{login.partition(':')[0]}:********@{tail}"


def checks(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Each check as passed or not, and a sentence."""
    yield sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}"
    yield _writable(settings.data_dir), f"data folder {settings.data_dir.resolve()} can be written"
    yield from _database(settings)
    yield True, _mail(settings)
    yield _portal(settings)
    for program, what in (("mosquitto", "managed broker"), ("espeak-ng", "building voice clips")):
        there = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
        yield True, f"{program} ({what}): {'found' if there else 'not installed, the built-in one is used'}"


def _mail(settings: Settings) -> str:
    """How notices leave, for whoever waits for one that does not come."""
    folder = settings.data_dir.resolve() / "outgoing"
    there = f"are laid into {folder}"
    emails = f"go to {_masked(settings.smtp_url)}" if settings.smtp_url else there
    texts = f"go to {_masked(settings.sms_urls)}" if settings.sms_urls else there
    return f"e-mails {emails}, text messages {texts}"


def _portal(settings: Settings) -> tuple[bool, str]:
    """Where dossiers are told to, and whether what it takes to log in is there."""
    if not settings.portal_url:
        return True, "no dossier is told to the national portal"
    whole = bool(settings.portal_user and settings.portal_password and settings.portal_agency)
    lacking = "" if whole else ", but ONESTOP_PORTAL_USER, _PASSWORD or _AGENCY is missing"
    return whole, f"dossiers are told to {_masked(settings.portal_url)}{lacking}"


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".probe").touch()
        (folder / ".probe").unlink()
    except OSError:
        return False
    return True


def _database(settings: Settings) -> Iterator[tuple[bool, str]]:
    engine = make_engine(settings.database)
    try:
        current = at_head(engine)
        yield True, f"database {engine.dialect.name} answers"
        yield current, "schema is the present one" if current else "schema is older: run `onestop migrate`"
        if current:
            with engine.connect() as connection:
                offices = connection.execute(select(Office.code)).scalars().all()
            yield True, f"offices: {', '.join(offices) or 'none yet'}"
    except SQLAlchemyError:
        yield False, "the database of ONESTOP_DATABASE_URL cannot be reached"
    finally:
        engine.dispose()
