"""From what a scanner, a phone or a browser gave to a digital paper in the store; the work itself is done apart."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from onestop.gateways.digitising import apart
from onestop.gateways.digitising.facts import Batch, Progress, quiet
from onestop.gateways.digitising.facts import Scan as Verdict
from onestop.storage.papers import PaperStore
from onestop.usecases.papers import Scan

CHECKED: Final = {Verdict.CLEAN: "clean", Verdict.UNCHECKED: "unchecked", Verdict.NONE: "unchecked"}


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
        return Scan(store.keep(to), title, done.pages, done.text, CHECKED[done.scan])
