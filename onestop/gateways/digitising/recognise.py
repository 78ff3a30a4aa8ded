"""Writing recognised by Tesseract, where it is installed: a layer of invisible text to search in, and plain text."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, Self

from PIL import Image

from onestop.gateways.digitising import straight
from onestop.gateways.digitising.assemble import Plate

LANGUAGE: Final = "vie"
ORIENTATION: Final = "osd"
ASK_S: Final = 10.0
ORIENTATION_S: Final = 15.0
ORIENTATION_PX: Final = 2400
SIDEWAYS: Final = (90, 270)
SURE: Final = 5.0
"""Tesseract's own measure of orientation; made-up pages have 5 to 16 when right."""
_ENV: Final = shutil.which("env")
_ALONE: Final = (_ENV, "OMP_THREAD_LIMIT=1") if _ENV else ()
"""One thread for each page: the pages themselves are spread over the cores."""
_ANSWER: Final = re.compile(rb"Rotate: (\d+)\s+Orientation confidence: ([\d.]+)")


class OutOfTime(Exception):
    """A page took longer than it may; it stays without searchable text."""


@dataclass(frozen=True, slots=True)
class Tesseract:
    command: tuple[str, ...]
    orients: bool = False
    """The data for finding a page's orientation is there too."""
    tessdata: Path | None = None
    """The folder of `vie.traineddata`, where it is not Tesseract's own."""
    page_s: float = 60.0

    @classmethod
    def found(cls, program: str = "tesseract", tessdata: Path | None = None) -> Self | None:
        """The installed Tesseract if it reads Vietnamese; None: no text recognition here."""
        where = shutil.which(program)
        languages = _languages(where, tessdata) if where else frozenset[str]()
        if where is None or LANGUAGE not in languages:
            return None
        return cls((*_ALONE, where), ORIENTATION in languages, tessdata)

    def read(self, plate: Plate) -> Plate:
        """The same plate with its text and text layer.

        Raises:
            OutOfTime: after `page_s`.
        """
        with tempfile.TemporaryDirectory(prefix="onestop-read-") as made:
            page, out = Path(made, "page"), Path(made, "read")
            page.write_bytes(plate.data)
            how = ("-l", LANGUAGE, "--dpi", str(round(plate.dpi)), "-c", "textonly_pdf=1", "pdf", "txt")
            if self._run(str(page), str(out), *how, limit_s=self.page_s) is None:
                return plate
            text = out.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\f\n")
            return replace(plate, layer=out.with_suffix(".pdf").read_bytes(), text=text)

    def turn(self, picture: Image.Image) -> int:
        """Degrees clockwise that set the page upright, a multiple of 90; 0 unless sure.

        Sure is when Tesseract is, and the lines of writing run the way it says.
        """
        if not self.orients:
            return 0
        asked = BytesIO()
        straight.reduced(picture, ORIENTATION_PX).save(asked, "BMP")
        try:
            told = self._run("-", "-", "--psm", "0", "-l", ORIENTATION, limit_s=ORIENTATION_S, given=asked.getvalue())
        except OutOfTime:
            return 0
        answer = _ANSWER.search(told or b"")
        if answer is None or float(answer[2]) < SURE:
            return 0
        degrees = int(answer[1])
        return degrees if (degrees in SIDEWAYS) == straight.sideways(picture) else 0

    def _run(self, *words: str, limit_s: float, given: bytes = b"") -> bytes | None:
        """What it said; None when it would not read this page."""
        data = ("--tessdata-dir", str(self.tessdata)) if self.tessdata else ()
        command = [*self.command, *words[:2], *data, *words[2:]]
        try:
            done = subprocess.run(command, input=given, capture_output=True, timeout=limit_s, check=False)  # noqa: S603 - our own words
        except subprocess.TimeoutExpired as late:
            raise OutOfTime from late
        return done.stdout if done.returncode == 0 else None


@cache
def _languages(program: str, tessdata: Path | None) -> frozenset[str]:
    where = ("--tessdata-dir", str(tessdata)) if tessdata else ()
    command = [program, "--list-langs", *where]
    try:
        told = subprocess.run(command, capture_output=True, timeout=ASK_S, check=False, text=True)  # noqa: S603 - our own words
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(told.stdout.split()) if told.returncode == 0 else frozenset()
