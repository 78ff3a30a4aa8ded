"""Pages of a PDF through pdfium, one call at a time: the library is not made for threads.

A page counts as scanned when one picture covers it and nothing is written on it; any other was born digital, or has a
layer of recognised text already, and is not made into a picture.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising.facts import Reason

POINTS: Final = 72
LEAST_DPI: Final = 100
MOST_PIXELS: Final = 40_000_000
"""Of a rendered page; it may claim to be metres wide."""
COVERS: Final = 0.85
"""Share of the page one picture has to cover."""
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kind:
    scanned: bool
    dpi: float = 0.0
    two_levels: bool = False
    """Black and white, one bit a pixel, neither turned nor mirrored on its way to the page."""


def kinds(path: Path, number: int = 1) -> list[Kind]:
    """What each page is, in order.

    Raises:
        PaperRefused: `broken`.
    """
    with _document(path, number) as document:
        return [_kind(document, index, number) for index in range(len(document))]


def rendered(path: Path, index: int, dpi: float, number: int = 1) -> Image.Image:
    """The page as a picture in colour.

    Raises:
        PaperRefused: `broken`.
    """
    with _document(path, number) as document, _page(document, index, number) as page:
        scale = max(dpi, LEAST_DPI) / POINTS
        scale = min(scale, (MOST_PIXELS / max(1.0, page.get_width() * page.get_height())) ** 0.5)
        bitmap = page.render(scale=_even(page, scale), rev_byteorder=True)
        plain: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
    return plain


def bits(path: Path, index: int, number: int = 1) -> Image.Image:
    """The one picture of a black and white page, pixel by pixel as it was scanned.

    Raises:
        PaperRefused: `broken`.
    """
    with _document(path, number) as document, _page(document, index, number) as page:
        picture = next(t for t in page.get_objects(max_depth=3) if t.type == pdfium.FPDF_PAGEOBJ_IMAGE)
        bitmap = picture.get_bitmap()
        plain: Image.Image = bitmap.to_pil().convert("1", dither=Image.Dither.NONE)
        bitmap.close()
    return plain


def _even(page: pypdfium2.PdfPage, scale: float) -> float:
    """The nearest scale at which the page is whole pixels wide; pdfium adds one for the least fraction."""
    return float((round(page.get_width() * scale) - 1e-3) / page.get_width())


def texts(path: Path, number: int = 1) -> list[str]:
    """What can be searched on each page.

    Raises:
        PaperRefused: `broken`.
    """
    found = []
    with _document(path, number) as document:
        for index in range(len(document)):
            with _page(document, index, number) as page:
                written = page.get_textpage()
                found.append(written.get_text_bounded().replace("\r\n", "\n"))
                written.close()
    return found


@contextmanager
def _document(path: Path, number: int) -> Iterator[pypdfium2.PdfDocument]:
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as why:
            raise PaperRefused(reason=Reason.BROKEN, number=number) from why
        try:
            yield document
        finally:
            document.close()


@contextmanager
def _page(document: pypdfium2.PdfDocument, index: int, number: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as why:
        raise PaperRefused(reason=Reason.BROKEN, number=number) from why
    try:
        yield page
    finally:
        page.close()


def _kind(document: pypdfium2.PdfDocument, index: int, number: int) -> Kind:
    with _page(document, index, number) as page:
        things = list(page.get_objects(max_depth=3))
        pictures = [t for t in things if t.type == pdfium.FPDF_PAGEOBJ_IMAGE]
        written = any(t.type in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_SHADING) for t in things)
        if written or len(pictures) != 1:
            return Kind(scanned=False)
        return _of_picture(pictures[0], page)


def _of_picture(picture: Any, page: pypdfium2.PdfPage) -> Kind:
    left, bottom, right, top = picture.get_bounds()
    wide, high = right - left, top - bottom
    if wide <= 0 or wide * high < COVERS * page.get_width() * page.get_height():
        return Kind(scanned=False)
    dpi = max(picture.get_px_size()) / max(wide, high) * POINTS
    a, b, c, d = picture.get_matrix().get()[:4]
    right_way = page.get_rotation() == 0 and a > 0 and d > 0 and b == 0 and c == 0
    return Kind(True, dpi, right_way and picture.get_metadata().bits_per_pixel == 1)
