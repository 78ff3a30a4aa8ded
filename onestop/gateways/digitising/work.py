"""One whole job: check the files, make the pages ready on all cores, bind them; it tells and can be stopped."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import assemble, guard, pages, pdf, pdf_pages
from onestop.gateways.digitising.clam import NoScanner, Scanner, Verdict
from onestop.gateways.digitising.facts import (
    Batch,
    Cancel,
    Cancelled,
    Digitised,
    Progress,
    Reason,
    Recognition,
    Scan,
    Step,
    never,
    quiet,
)
from onestop.gateways.digitising.guard import Checked
from onestop.gateways.digitising.recognise import OutOfTime, Tesseract

WORKERS: Final = min(4, os.cpu_count() or 1)
FORM_FEED: Final = "\f"


@dataclass(frozen=True, slots=True)
class Tools:
    """What stands beside the job on this machine."""

    scanner: Scanner
    tesseract: Tesseract | None


NO_TOOLS: Final = Tools(NoScanner(), None)


def digitise(
    batch: Batch,
    to: Path,
    tools: Tools = NO_TOOLS,
    progress: Progress = quiet,
    cancelled: Cancel = never,
) -> Digitised:
    """The files of the batch as one PDF at `to`. Blocks; run it in a thread, or see `apart`.

    Raises:
        PaperRefused: a file is no paper; see `facts.Reason`. Nothing is written.
        Cancelled: `cancelled` said so. Nothing is written.
        OSError: a file cannot be read, or `to` not be written.
    """
    with tempfile.TemporaryDirectory(prefix="onestop-paper-") as made:
        return _Job(batch, tools, progress, cancelled, Path(made)).run(to)


class _Job:
    def __init__(self, batch: Batch, tools: Tools, progress: Progress, cancelled: Cancel, workplace: Path) -> None:
        self._batch, self._tools, self._workplace = batch, tools, workplace
        self._progress, self._cancelled = progress, cancelled
        self._tesseract = tools.tesseract if batch.recognise else None
        self._telling = threading.Lock()
        self._done = 0
        self._late = False

    def run(self, to: Path) -> Digitised:
        checked = self._checked()
        signed = any(one.portable and one.portable.signed for one in checked)
        if signed and len(checked) > 1:
            raise PaperRefused(reason=Reason.SIGNED)
        whole = [self._cleaned(one) for one in checked]
        leaves = [leaf for one in whole for leaf in pages.leaves(one)]
        if signed or (len(whole) == 1 and all(isinstance(leaf, pages.BornPage) for leaf in leaves)):
            shutil.copyfile(whole[0].path, to)
            texts, kept = pdf_pages.texts(to), len(leaves)
        else:
            sheets = self._sheets(leaves)
            self._tell(Step.ASSEMBLE, 0, 1)
            with pdf.whole():
                assemble.bind(sheets, self._batch.title, self._batch.at, to)
            texts, kept = _texts(sheets), len(sheets)
        self._tell(Step.ASSEMBLE, 1, 1)
        return Digitised(
            path=to,
            pages=kept,
            blank=len(leaves) - kept,
            text=FORM_FEED.join(texts).strip(),
            recognition=self._recognition(),
            scan=_scan(checked),
            cleaned=any(one.portable and not one.portable.as_it_is for one in checked),
            signed=signed,
        )

    def _checked(self) -> list[Checked]:
        sources, limits, found = self._batch.sources, self._batch.limits, list[Checked]()
        for number, path in enumerate(sources, start=1):
            self._tell(Step.CHECK, number - 1, len(sources))
            found.append(guard.check(path, limits, self._tools.scanner, number))
            if sum(one.pages for one in found) > limits.pages:
                raise PaperRefused(reason=Reason.TOO_MANY_PAGES, number=number, most=limits.pages)
        if not found:
            raise PaperRefused(reason=Reason.EMPTY)
        return found

    def _cleaned(self, one: Checked) -> Checked:
        if one.portable is None or one.portable.as_it_is:
            return one
        path = self._workplace / f"{one.number}.pdf"
        pdf.clean(one.path, path, one.number)
        return replace(one, path=path)

    def _sheets(self, leaves: Sequence[pages.Leaf | pages.BornPage]) -> list[assemble.Sheet]:
        """Ready pages in order, blank ones left out; after a refusal nothing further is begun."""
        with ThreadPoolExecutor(WORKERS, "pages") as pool:
            begun = [pool.submit(self._sheet, leaf, len(leaves)) for leaf in leaves]
            try:
                sheets = [sheet for sheet in _results(begun) if sheet is not None]
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
        if not sheets:
            raise PaperRefused(reason=Reason.EMPTY)
        return sheets

    def _sheet(self, leaf: pages.Leaf | pages.BornPage, total: int) -> assemble.Sheet | None:
        self._stop_if_asked()
        sheet: assemble.Sheet | None = leaf if isinstance(leaf, pages.BornPage) else self._plate(leaf)
        with self._telling:
            self._done += 1
            self._progress(self._done, total, Step.RECOGNISE if self._tesseract else Step.PAGES)
        return sheet

    def _plate(self, leaf: pages.Leaf) -> assemble.Plate | None:
        turn = self._tesseract.turn if self._tesseract else None
        ready = pages.prepared(leaf.load(), turn, drop_blank=self._batch.drop_blank)
        if ready is None:
            return None
        plate = assemble.plate(ready)
        if self._tesseract is None:
            return plate
        self._stop_if_asked()
        try:
            return self._tesseract.read(plate)
        except OutOfTime:
            self._late = True
            return plate

    def _recognition(self) -> Recognition:
        if not self._batch.recognise:
            return Recognition.OFF
        if self._tesseract is None:
            return Recognition.ABSENT
        return Recognition.PARTLY if self._late else Recognition.DONE

    def _tell(self, step: Step, done: int, total: int) -> None:
        self._stop_if_asked()
        self._progress(done, total, step)

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise Cancelled


def _results(begun: Sequence[Future[assemble.Sheet | None]]) -> Iterator[assemble.Sheet | None]:
    for future in begun:
        yield future.result()


def _texts(sheets: Sequence[assemble.Sheet]) -> list[str]:
    """What was recognised, and what born pages say, in order."""
    paths = {sheet.path for sheet in sheets if isinstance(sheet, pages.BornPage)}
    born = {path: pdf_pages.texts(path) for path in paths}
    return [sheet.text if isinstance(sheet, assemble.Plate) else born[sheet.path][sheet.index] for sheet in sheets]


def _scan(checked: Sequence[Checked]) -> Scan:
    verdicts = {one.verdict for one in checked}
    if Verdict.UNCHECKED in verdicts:
        return Scan.UNCHECKED
    return Scan.NONE if Verdict.NONE in verdicts else Scan.CLEAN
