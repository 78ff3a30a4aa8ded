"""From what a scanner, a phone or a browser gave to a digital paper in the store, or to what a code in it says.

The work itself is done apart.
"""

import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from onestop.domain.errors import CardUnreadable, PaperUnknown
from onestop.domain.formats import scan_text, scans
from onestop.gateways.digitising import apart
from onestop.gateways.digitising.facts import Batch, Progress, quiet
from onestop.gateways.digitising.facts import Scan as Verdict
from onestop.storage.papers import PaperStore
from onestop.usecases.papers import Scan

CHECKED: Final = {Verdict.CLEAN: "clean", Verdict.UNCHECKED: "unchecked", Verdict.NONE: "unchecked"}


def read_code(picture: Path, today: date) -> str:
    """What the code in a photograph says: a citizen's card before anything else; the photograph is kept nowhere.

    Raises:
        CardUnreadable: no code was found in it (`no_code`). PaperRefused: no picture we read.
    """
    try:
        found = apart.read_codes(picture)
    except apart.TookTooLong:
        found = []
    cards = [code for code in found if isinstance(scans.recognise(code, today=today), scans.CardScan)]
    texts = [text for code in (*cards, *found) if (text := scan_text.text_of(code))]
    if not texts:
        raise CardUnreadable(reason="no_code")
    return texts[0][: scan_text.LONGEST]


def take_in(
    store: PaperStore,
    sources: Sequence[Path],
    title: str,
    *,
    now: datetime,
    scanner_url: str = "",
    progress: Progress = quiet,
) -> Scan:
    """One PDF of the files, in their order, kept in the store. Blocks for as long as the work takes.

    Raises:
        PaperRefused: a file is no paper (`reason`, `number`).
    """
    with tempfile.TemporaryDirectory(prefix="onestop-in-") as folder:
        to = Path(folder) / "paper.pdf"
        batch = Batch(tuple(sources), title, now)
        done = apart.digitise(batch, to, scanner_url=scanner_url, progress=progress)
        kept = store.keep(to)
        store.keep_thumbnail(kept.sha256, done.thumbnail)
        return Scan(kept, title, done.pages, done.text, CHECKED[done.scan])


def thumbnail(store: PaperStore, sha256: str) -> Path:
    """A small picture of a kept paper's first page, a JPEG; drawn now when it was not drawn with the paper.

    Raises:
        PaperUnknown: no such paper, or it cannot be drawn.
    """
    found = store.thumbnail(sha256)
    if not found.is_file():
        if not store.exists(sha256):
            raise PaperUnknown
        store.keep_thumbnail(sha256, apart.draw_thumbnail(store.path(sha256)))
    if found.stat().st_size == 0:
        raise PaperUnknown
    return found
