"""Files to page pictures, one at a time and only when asked for; and a page picture made ready to be kept.

A page that was born digital is no picture: it goes through as it is.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import crop, pdf, pdf_pages, straight, tone
from onestop.gateways.digitising.facts import Reason
from onestop.gateways.digitising.guard import PDF, READING_FAILS, Checked, opened

TARGET_DPI: Final = 200
SCANNER_DPI: Final = range(100, 1300)
"""What a scanner writes into its files; a phone writes 72 or nothing."""
A4_LONG_IN: Final = 11.69
A4_PX: Final = round(A4_LONG_IN * TARGET_DPI)
CAMERA_PX: Final = 3200
"""Long edge to which a photograph is decoded: an A4 sheet at 200 dpi with a broad rim of desk around it."""
MAKER_TAG: Final = 0x010F

Turn = Callable[[Image.Image], int]
"""Degrees clockwise, a multiple of 90, that set a page upright; 0 when not sure."""


@dataclass(frozen=True, slots=True)
class Seen:
    picture: Image.Image
    dpi: float | None
    """As the file says; None when it does not."""
    camera: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page picture not loaded yet."""

    load: Callable[[], Seen]
    """Raises `PaperRefused` `broken` when the picture cannot be decoded to its end."""


@dataclass(frozen=True, slots=True)
class BornPage:
    """A page of a PDF that stays as it is; `index` from zero."""

    path: Path
    index: int


@dataclass(frozen=True, slots=True)
class Ready:
    picture: Image.Image
    dpi: float


def leaves(checked: Checked) -> list[Leaf | BornPage]:
    """Every page of the file in order."""
    if checked.media_type == PDF:
        return [_of_pdf(checked, index, kind) for index, kind in enumerate(pdf_pages.kinds(checked.path))]
    return [Leaf(partial(_frame, checked, frame)) for frame in range(checked.pages)]


def prepared(seen: Seen, turn: Turn | None = None, *, drop_blank: bool = True) -> Ready | None:
    """Cut out, evened, turned upright, set straight and reduced to 200 dpi; None for a blank page."""
    picture, dpi = seen.picture, seen.dpi
    if seen.camera:
        sheet = crop.cut_out(picture, A4_PX)
        picture = tone.evened(straight.resized(sheet, min(1.0, A4_PX / max(sheet.size))))
        dpi = max(picture.size) / A4_LONG_IN
    if drop_blank and tone.blank(picture):
        return None
    picture = tone.fewest_colours(picture)
    picture = turned(picture, turn(picture) if turn else 0)
    dpi = dpi or TARGET_DPI
    scale = _scale(picture, dpi)
    return Ready(straight.straightened(picture, straight.skew(picture), scale), dpi * scale)


def turned(picture: Image.Image, degrees: int) -> Image.Image:
    """Clockwise by a multiple of 90, losing nothing."""
    ways = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    way = ways.get(degrees % 360)
    return picture if way is None else picture.transpose(way)


def _scale(picture: Image.Image, dpi: float) -> float:
    """Black and white keeps its own resolution: it packs well, and reduced it would be grey."""
    return 1.0 if picture.mode == "1" or dpi <= TARGET_DPI * 1.1 else TARGET_DPI / dpi


def _of_pdf(checked: Checked, index: int, kind: pdf_pages.Kind) -> Leaf | BornPage:
    if not kind.scanned:
        return BornPage(checked.path, index)
    return Leaf(partial(_rendered, checked, index, kind))


def _rendered(checked: Checked, index: int, kind: pdf_pages.Kind) -> Seen:
    if pdf.torn(checked.path, index, checked.number):
        raise PaperRefused(reason=Reason.BROKEN, number=checked.number)
    if kind.two_levels:
        return Seen(pdf_pages.bits(checked.path, index, checked.number), kind.dpi, camera=False)
    dpi = min(kind.dpi, TARGET_DPI)
    return Seen(pdf_pages.rendered(checked.path, index, dpi, checked.number), dpi, camera=False)


def _frame(checked: Checked, frame: int) -> Seen:
    try:
        with opened(checked.path, checked.media_type, checked.number) as picture:
            if frame:
                picture.seek(frame)
            dpi, camera = _origin(picture)
            width = picture.width
            _ask_for_less(picture, dpi)
            picture.load()
            dpi = dpi and dpi * picture.width / width
            plain = _plain(ImageOps.exif_transpose(picture))
            return Seen(plain.reduce(max(1, max(plain.size) // CAMERA_PX)) if camera else plain, dpi, camera)
    except (*READING_FAILS, struct.error) as why:
        raise PaperRefused(reason=Reason.BROKEN, number=checked.number) from why


def _origin(picture: Image.Image) -> tuple[float | None, bool]:
    """The resolution, when it is one a scanner writes; and whether a camera made the picture."""
    told = picture.info.get("dpi")
    dpi = float(told[0]) if isinstance(told, tuple) and told and told[0] else 0.0
    scanned = round(dpi) in SCANNER_DPI and MAKER_TAG not in picture.getexif()
    return (dpi, False) if scanned else (None, True)


def _ask_for_less(picture: Image.Image, dpi: float | None) -> None:
    """A JPEG can be decoded at a half or a quarter of its size: quicker, and a fraction of the memory."""
    if picture.format not in ("JPEG", "MPO"):
        return
    scale = TARGET_DPI / dpi if dpi else CAMERA_PX / max(picture.size)
    if scale < 1:
        less = scale * 0.99  # a rounded pixel too many would cost a whole step
        picture.draft(None, (int(picture.width * less), int(picture.height * less)))


def _plain(picture: Image.Image) -> Image.Image:
    """In black and white, grey or colour; what shines through is white."""
    if picture.mode in ("1", "L", "RGB"):
        return picture
    if picture.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
    return picture.convert("L" if picture.mode in ("I", "F") else "RGB")
