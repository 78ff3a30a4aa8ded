"""A photographed page cut out of its surroundings, and only where there is no doubt about its four edges."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from onestop.gateways.digitising.straight import FULL, reduced

SEARCH_PX: Final = 500
LEAST_SHARE: Final = 0.30
"""Of the picture; a smaller sheet may be a card, a stamp or a reflection on a page."""
MOST_SHARE: Final = 0.97
MOST_GAP: Final = 0.035
"""How far the sheet and its four-sided outline may differ: a fold, a thumb or a second sheet is more."""
LEAST_STEP: Final = 35.0
"""Levels of 255 by which the sheet must be lighter than what lies just outside of it."""
MOST_SLANT_COS: Final = 0.42
"""Corners between 65° and 115°."""
LIGHT: Final = 255
SHEET: Final = 128
SERIES_GAP: Final = 0.1
Corners = NDArray[np.float64]
"""Upper left, upper right, lower right, lower left; x and y."""


def cut_out(picture: Image.Image, long_edge_px: int = 2339) -> Image.Image:
    """The sheet seen straight from above, its long edge at most that long.

    The picture as it is when the sheet's edges are not beyond doubt.
    """
    grey = reduced(picture, SEARCH_PX)
    found = sheet(grey)
    if found is None:
        return picture
    scale = picture.width / grey.width
    corners = (found + 0.5) * scale
    width, height = _proportioned(
        max(_length(corners, 0, 1), _length(corners, 3, 2)), max(_length(corners, 0, 3), _length(corners, 1, 2))
    )
    scale = min(1.0, long_edge_px / max(width, height))
    width, height = round(width * scale), round(height * scale)
    softly = Image.Resampling.BILINEAR if scale < FULL else Image.Resampling.BICUBIC
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
    how = Image.Transform.PERSPECTIVE
    return picture.transform((width, height), how, _perspective(target, corners), softly)


def sheet(grey: Image.Image) -> Corners | None:
    """The four corners of the one light sheet in a small grey picture, or None."""
    calm = grey.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.BoxBlur(1))
    region = _lit_from_the_middle(calm)
    share = region.mean()
    if not LEAST_SHARE <= share <= MOST_SHARE:
        return None
    corners = _corners(region)
    outline = _filled(corners, calm.size)
    agree = (outline & region).sum() / max(1, (outline | region).sum())
    sure = agree >= 1 - MOST_GAP and _square_enough(corners) and _stands_out(calm, outline)
    return corners if sure else None


def _lit_from_the_middle(calm: Image.Image) -> NDArray[np.bool_]:
    """What is lighter than the darkest dip between desk and paper, and hangs together with the middle."""
    cut = _threshold(calm)
    light = calm.point(lambda level: LIGHT if level > cut else 0)
    light = light.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9))  # writing is no hole
    middle = (light.width // 2, light.height // 2)
    if light.getpixel(middle) != LIGHT:
        return np.zeros(light.size[::-1], dtype=bool)
    ImageDraw.floodfill(light, middle, SHEET)
    sheet_there: NDArray[np.bool_] = np.asarray(light) == SHEET
    return sheet_there


def _threshold(grey: Image.Image) -> int:
    """Otsu's: the level that parts dark from light with the least spread on both sides."""
    counts = np.array(grey.histogram()[:256], dtype=float)
    below, levels = np.cumsum(counts), np.arange(256)
    sums = np.cumsum(counts * levels)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return int(np.nanargmax(np.nan_to_num(spread)))


def _corners(region: NDArray[np.bool_]) -> Corners:
    """The outermost points along the two diagonals."""
    y, x = np.nonzero(region)
    ends = [np.argmin(x + y), np.argmax(x - y), np.argmax(x + y), np.argmin(x - y)]
    return np.array([(x[at], y[at]) for at in ends], dtype=float)


def _filled(corners: Corners, size: tuple[int, int]) -> NDArray[np.bool_]:
    canvas = Image.new("1", size)
    ImageDraw.Draw(canvas).polygon([(float(x), float(y)) for x, y in corners], fill=1)
    return np.array(canvas)


def _square_enough(corners: Corners) -> bool:
    for at in range(4):
        one, other = corners[at - 1] - corners[at], corners[(at + 1) % 4] - corners[at]
        if abs(one @ other) > MOST_SLANT_COS * np.linalg.norm(one) * np.linalg.norm(other):
            return False
    return True


def _stands_out(grey: Image.Image, outline: NDArray[np.bool_]) -> bool:
    """Along each side that has an outside, the paper is clearly lighter than what lies beyond it."""
    mask = Image.fromarray(outline.astype(np.uint8) * 255)
    wide = np.array(mask.filter(ImageFilter.MaxFilter(15))) > 0
    narrow = np.array(mask.filter(ImageFilter.MinFilter(15))) > 0
    near = np.array(mask.filter(ImageFilter.MaxFilter(5))) > 0
    levels, beyond, within = np.asarray(grey), wide & ~near, outline & ~narrow
    if beyond.sum() < outline.sum() * 0.01:
        return False
    return bool(np.median(levels[within]) - np.percentile(levels[beyond], 80) >= LEAST_STEP)


def _proportioned(width: float, height: float) -> tuple[int, int]:
    """A slanted view shortens one side: what is nearly a sheet of the A series (1 : √2) becomes one."""
    for ratio in (2**0.5, 2**-0.5):
        if abs(height / width / ratio - 1) < SERIES_GAP:
            return (
                (round(width), round(width * ratio))
                if height < width * ratio
                else (round(height / ratio), round(height))
            )
    return round(width), round(height)


def _length(corners: Corners, one: int, other: int) -> float:
    return float(np.linalg.norm(corners[one] - corners[other]))


def _perspective(source: Corners, target: Corners) -> Any:
    """The eight coefficients that take each point of `source` to its point of `target`."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return np.linalg.solve(np.array(rows), np.array(wanted)).tolist()
