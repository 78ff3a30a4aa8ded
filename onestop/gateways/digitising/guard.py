"""What may come in: decided by content, never by a name or a claimed type, and within limits."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import filetype
from PIL import Image, UnidentifiedImageError

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import pdf
from onestop.gateways.digitising.clam import NoScanner, Scanner, Verdict
from onestop.gateways.digitising.facts import Limits, Reason
from onestop.gateways.digitising.pdf import PdfFacts

PDF: Final = "application/pdf"
FORMATS: Final = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/tiff": ("TIFF",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF",),
}
"""Media type → the Pillow readers that may try; HEIC counts only where a plug-in for it is installed."""
HEAD_BYTES: Final = 8192
TAIL_BYTES: Final = 2048
READING_FAILS: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    ZeroDivisionError,
    KeyError,
    TypeError,
    IndexError,
)
"""What Pillow's readers raise on bytes that are not what their beginning says."""


@dataclass(frozen=True, slots=True)
class Checked:
    path: Path
    media_type: str
    pages: int
    verdict: Verdict
    number: int = 1
    """Its place in the job, counted from one; a refusal names it so that no file name travels."""
    portable: PdfFacts | None = None
    """Of a PDF only."""


def check(path: Path, limits: Limits, scanner: Scanner | None = None, number: int = 1) -> Checked:
    """Look at one file without decoding its pages.

    Raises:
        PaperRefused: with the facts `reason` (a `Reason`) and `number`.
        OSError: the file is not there or cannot be read.
    """
    size = path.stat().st_size
    if size == 0:
        raise PaperRefused(reason=Reason.EMPTY, number=number)
    if size > limits.bytes_per_file:
        raise PaperRefused(reason=Reason.TOO_LARGE, number=number, most=limits.bytes_per_file)
    kind = media_type(path, number)
    verdict = (scanner or NoScanner()).check(path)
    if verdict is Verdict.INFECTED:
        raise PaperRefused(reason=Reason.INFECTED, number=number)
    if kind == PDF:
        facts = pdf.look(path, limits, number)
        return Checked(path, kind, facts.pages, verdict, number, facts)
    return Checked(path, kind, _frames(path, kind, limits, number), verdict, number)


def media_type(path: Path, number: int = 1) -> str:
    """One of the types we read.

    Raises:
        PaperRefused: `type`: anything else, or a second kind of file inside (an archive behind a picture or PDF).
    """
    with path.open("rb") as source:
        head = source.read(HEAD_BYTES)
        source.seek(max(0, path.stat().st_size - TAIL_BYTES))
        tail = source.read()
    kind = filetype.guess_mime(head) or ""
    kind = PDF if pdf.begins(head) else kind
    readable = kind == PDF or any(name in _readers() for name in FORMATS.get(kind, ()))
    if not readable or (kind != PDF and b"%PDF-" in head[:1024]) or zipfile.is_zipfile(path):
        raise PaperRefused(reason=Reason.TYPE, number=number)
    if kind == PDF and b"%%EOF" not in tail:  # cut off: a repair would lose the last pages without a word
        raise PaperRefused(reason=Reason.BROKEN, number=number)
    return kind


def opened(path: Path, kind: str, number: int = 1) -> Image.Image:
    """The picture, its header read only, by no other reader than that of its kind.

    Raises:
        PaperRefused: `broken`.
    """
    try:
        return Image.open(path, formats=FORMATS[kind])
    except Image.DecompressionBombError as bomb:
        raise PaperRefused(reason=Reason.TOO_LARGE, number=number) from bomb
    except (UnidentifiedImageError, *READING_FAILS) as why:
        raise PaperRefused(reason=Reason.BROKEN, number=number) from why


def _readers() -> set[str]:
    Image.init()
    return set(Image.OPEN)


def _frames(path: Path, kind: str, limits: Limits, number: int) -> int:
    """Pages of a TIFF; every other picture is one page, whatever it carries beside its first frame."""
    with opened(path, kind, number) as picture:
        found = 0
        while True:
            if picture.width * picture.height > limits.pixels_per_page:
                raise PaperRefused(reason=Reason.TOO_LARGE, number=number)
            found += 1
            if found > limits.pages:
                raise PaperRefused(reason=Reason.TOO_MANY_PAGES, number=number, most=limits.pages)
            if kind != "image/tiff" or not _turn_leaf(picture, found, number):
                return found


def _turn_leaf(picture: Image.Image, frame: int, number: int) -> bool:
    try:
        picture.seek(frame)
    except EOFError:
        return False
    except READING_FAILS as why:
        raise PaperRefused(reason=Reason.BROKEN, number=number) from why
    return True
