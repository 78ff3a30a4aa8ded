"""Light and colour of a page: whether there is anything on it, the shade of a photograph, and how few colours do."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from onestop.gateways.digitising.straight import ink, reduced

BLANK_PX: Final = 1200
"""Long edge for the search: the smallest page number is still four pixels wide."""
MARK_LEVELS: Final = 36
"""Of 255; the writing of the other side shining through thin paper is paler."""
MARK_PX: Final = 9
"""Ink in one cell that makes it a mark and not dust."""
PLENTY_PX: Final = 16
PLENTY_CELLS: Final = 20
"""A page with so much ink needs no closer look."""
CELL_PX: Final = 24
EDGE_SHARE: Final = 0.02
"""Of each side: shadows of the lid and of the paper's own edge."""
PAPER_LEVEL: Final = 244
MOST_GAIN: Final = 2.2
SHADE_PX: Final = 64
COLOURED_LEVELS: Final = 40
COLOURED_SHARE: Final = 0.0004
"""A signature in blue ink or a small red stamp has to stay in colour."""
EXTREME_LEVELS: Final = 8
EXTREME_SHARE: Final = 0.9995
"""Softened edges of writing are grey and stay so: hard edges at 200 dpi are harder to read."""


def blank(picture: Image.Image) -> bool:
    """Nothing on it but grain, dust and shine-through; a page number, a stamp or a pencil mark is something."""
    small = reduced(picture, BLANK_PX)
    dx, dy = (max(1, round(side * EDGE_SHARE)) for side in small.size)
    small = small.crop((dx, dy, small.width - dx, small.height - dy))
    if (_marks(small.reduce(2), CELL_PX // 2) >= PLENTY_PX).sum() >= PLENTY_CELLS:
        return False
    return not bool((_marks(small.filter(ImageFilter.MedianFilter(3)), CELL_PX) >= MARK_PX).any())


def evened(picture: Image.Image) -> Image.Image:
    """A photograph's shade and tint taken off its paper, within bounds; colours of stamps and signatures stay."""
    colour = picture.convert("RGB")
    shade = _shade(colour)
    gain = np.clip(PAPER_LEVEL / np.maximum(np.asarray(shade, dtype=np.float32), 1), 1, MOST_GAIN)
    even = Image.fromarray(np.clip(gain * 64, 0, 255).astype(np.uint8))  # gains as a small picture, enlarged smoothly
    wide = np.asarray(even.resize(colour.size, Image.Resampling.BILINEAR), dtype=np.uint16)
    return Image.fromarray(np.minimum(np.asarray(colour, dtype=np.uint16) * wide >> 6, 255).astype(np.uint8))


def fewest_colours(picture: Image.Image) -> Image.Image:
    """In black and white when it was scanned so, in grey when there is no colour on it, else in colour."""
    if picture.mode == "1":
        return picture
    if picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    if picture.mode == "RGB" and _coloured(picture):
        return picture
    grey = picture.convert("L")
    return _two_levels(grey) or grey


def _marks(grey: Image.Image, cell_px: int) -> NDArray[np.int64]:
    """Pixels of ink in each cell of the page."""
    marks = np.asarray(ink(grey, levels=MARK_LEVELS)) > 0
    rows, columns = (side // cell_px * cell_px for side in marks.shape)
    cells = marks[:rows, :columns].reshape(rows // cell_px, cell_px, columns // cell_px, cell_px)
    return np.asarray(cells.sum(axis=(1, 3)))


def _shade(colour: Image.Image) -> Image.Image:
    """How light the bare paper is across the page: writing is closed over, then blurred away."""
    small = colour.reduce(max(1, max(colour.size) // (SHADE_PX * 4)))
    small = small.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MedianFilter(9))
    return small.filter(ImageFilter.BoxBlur(8))


def _coloured(picture: Image.Image) -> bool:
    small = np.asarray(picture.reduce(max(1, max(picture.size) // 800)), dtype=np.int16)
    spread = small.max(axis=2) - small.min(axis=2)
    return bool((spread - np.median(spread) > COLOURED_LEVELS).mean() > COLOURED_SHARE)


def _two_levels(grey: Image.Image) -> Image.Image | None:
    """The page in pure black and white, if nearly all of it is either."""
    counts = np.array(grey.histogram(), dtype=float)
    if counts[:EXTREME_LEVELS].sum() + counts[-EXTREME_LEVELS:].sum() < EXTREME_SHARE * counts.sum():
        return None
    return grey.convert("1", dither=Image.Dither.NONE)
