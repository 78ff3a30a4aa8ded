"""What goes into a job of digitising and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

Progress = Callable[[int, int, str], None]
"""Told `(done, total, what)`; `what` is a `Step`. Called from worker threads, one call at a time."""
Cancel = Callable[[], bool]
"""Asked between pages."""


class Cancelled(Exception):
    """The caller wished to stop; nothing was written."""


class Step(StrEnum):
    CHECK = "check"
    PAGES = "pages"
    ASSEMBLE = "assemble"
    RECOGNISE = "recognise"


class Reason(StrEnum):
    """Why a file is no paper: the fact `reason` of `PaperRefused`, beside `number`, the file's place in the job."""

    EMPTY = "empty"
    """No bytes, or nothing but blank pages."""
    TOO_LARGE = "too_large"
    """More bytes, or a page of more pixels, than the limits allow; or it needs more memory than a job may have."""
    TOO_MANY_PAGES = "too_many_pages"
    TYPE = "type"
    """Not a PDF or picture we read, or two kinds of file in one."""
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    INFECTED = "infected"
    ACTIVE = "active"
    """Signed, and carries a program or files: cleaning would break the signature, keeping would keep the program."""
    SIGNED = "signed"
    """A signed PDF among other files: bound together with them it would lose its signature; hand it in alone."""


class Scan(StrEnum):
    """What the virus scanner said of the files."""

    CLEAN = "clean"
    UNCHECKED = "unchecked"
    """A scanner is set up but gave no verdict: say so, and check again later."""
    NONE = "none"
    """This installation has no scanner."""


class Recognition(StrEnum):
    """Whether the text of the pages can be searched."""

    DONE = "done"
    PARTLY = "partly"
    """The time was up on some pages."""
    ABSENT = "absent"
    """No Tesseract with this language here; only what a file brought along can be searched."""
    OFF = "off"
    """Not asked for."""


@dataclass(frozen=True, slots=True)
class Limits:
    bytes_per_file: int = 50_000_000
    pages: int = 300
    """Of all files of a job together."""
    pixels_per_page: int = 80_000_000
    """A3 at 600 dpi is 70 million."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that become one paper, in this order."""

    sources: tuple[Path, ...]
    title: str
    """The component's name. It is written into the PDF: no person's name belongs here."""
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """Written into the PDF. The same files, title and instant give the same bytes."""
    limits: Limits = field(default_factory=Limits)
    drop_blank: bool = True
    recognise: bool = True


@dataclass(frozen=True, slots=True)
class Digitised:
    path: Path
    pages: int
    blank: int
    """Pages left out for being blank."""
    text: str
    """Pages parted by a form feed; empty when nothing was recognised."""
    recognition: Recognition
    scan: Scan
    cleaned: bool
    """A program, a hidden file or a form's script was taken out."""
    signed: bool
    """A digitally signed PDF, kept to the last byte."""
    thumbnail: bytes = field(default=b"", repr=False)
    """Of the first page, a JPEG; empty when it could not be drawn, or the job was done in the calling process."""


def quiet(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""


def never() -> bool:
    """Nobody stops it."""
    return False
