"""How far a page was laid in askew, found from its lines of writing, and set straight again.

A page's ink, summed along the right slope, makes the sharpest rows; the slope is only believed when the rows are
clearly sharper than along the others.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

MOST_DEGREES: Final = 10.0
LEAST_DEGREES: Final = 0.15
"""Nobody sees less, and each turning softens the writing a little."""
SEARCH_PX: Final = 1000
"""Long edge of the reduced picture the search looks at: a line of 11 pt is about 13 pixels high."""
LEAST_POINTS: Final = 200
MOST_POINTS: Final = 40_000
INK_LEVELS: Final = 24
"""Darker than its surroundings by this much of 255 is ink."""
NEAR_DEGREES: Final = 1.5
SURE: Final = 1.5
"""Sharpness of the best slope over that of the slopes that are not near it."""
SURE_INK_LEVELS: Final = 40
RIM_PX: Final = 4
"""The edge of the sheet itself often shows as a dark line."""
HALF: Final = 0.5
FULL: Final = 0.9
"""From here on a picture keeps nearly all its pixels, and turning it needs the better filter."""
FEW_MARKS: Final = 20
"""Pixels of the reduced picture that may be dust in the margin."""
SAMPLE_SEED: Final = 7

Points = NDArray[np.float32]


def reduced(picture: Image.Image, long_edge_px: int) -> Image.Image:
    """In grey, its long edge at most that long."""
    factor = max(1, -(-max(picture.size) // long_edge_px))
    grey = picture.convert("L") if picture.mode == "1" else picture
    return grey.reduce(factor).convert("L")


def ink(grey: Image.Image, radius_px: int = 12, levels: int = INK_LEVELS) -> Image.Image:
    """White where the picture is clearly darker than around it: writing, whatever the light and the paper."""
    darker = ImageChops.subtract(grey.filter(ImageFilter.BoxBlur(radius_px)), grey)
    return darker.point(lambda level: 255 if level >= levels else 0)


def skew(picture: Image.Image) -> float:
    """Degrees by which the page has to be turned clockwise to stand straight; 0 when there is no telling."""
    marks = ink(reduced(picture, SEARCH_PX).filter(ImageFilter.MedianFilter(3)))
    points = _points(marks)
    if points.shape[1] < LEAST_POINTS:
        return 0.0
    coarse = np.arange(-MOST_DEGREES - 1, MOST_DEGREES + 1.01, 0.5)
    sharp = _sharpness(points[:, ::2], coarse)
    best = float(coarse[int(np.argmax(sharp))])
    far = sharp[np.abs(coarse - best) >= NEAR_DEGREES]
    if sharp.max() < SURE * float(np.percentile(far, 90)) or abs(best) > MOST_DEGREES:
        return 0.0
    fine = np.arange(best - 0.5, best + 0.51, 0.1)
    return _peak(fine, _sharpness(points, fine))


def sideways(picture: Image.Image) -> bool:
    """Whether the lines of writing run from top to bottom, which way round there is no telling from here."""
    points = _points(ink(reduced(picture, SEARCH_PX).filter(ImageFilter.MedianFilter(3))))
    if points.shape[1] < LEAST_POINTS:
        return False
    slopes = np.arange(-MOST_DEGREES, MOST_DEGREES + 0.1)
    return bool(_sharpness(points[::-1], slopes).max() > _sharpness(points, slopes).max())


def straightened(picture: Image.Image, degrees: float, scale: float = 1.0) -> Image.Image:
    """Turned clockwise and reduced in one go, so that the writing is softened once.

    What sticks out of the old page is cut off, unless there is writing in it.
    """
    if abs(degrees) < LEAST_DEGREES:
        return resized(picture, scale)
    while scale <= HALF:
        picture, scale = picture.reduce(2), scale * 2
    turned = _turned(picture.convert("L") if picture.mode == "1" else picture, degrees, scale)
    return turned.convert("1", dither=Image.Dither.NONE) if picture.mode == "1" else turned


def paper_colour(picture: Image.Image) -> Any:
    """The lightest colour that is common on the page, in the picture's own mode."""
    if picture.mode == "1":
        return 255
    small = picture.reduce(max(1, max(picture.size) // 200))
    levels = np.asarray(small).reshape(-1, len(small.getbands()))
    found = tuple(int(level) for level in np.percentile(levels, 75, axis=0))
    return found if len(found) > 1 else found[0]


def resized(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _turned(picture: Image.Image, degrees: float, scale: float) -> Image.Image:
    angle = float(np.deg2rad(degrees))
    cos, sin = np.cos(angle), np.sin(angle)
    width, height = picture.size
    if _written_outside(picture, degrees):
        width, height = width * cos + height * abs(sin), height * cos + width * abs(sin)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    x, y = size[0] / 2, size[1] / 2
    a, b = cos / scale, sin / scale
    back = (a, b, picture.width / 2 - a * x - b * y, -b, a, picture.height / 2 + b * x - a * y)
    how = Image.Resampling.BICUBIC if scale > FULL else Image.Resampling.BILINEAR
    return picture.transform(size, Image.Transform.AFFINE, back, how, fillcolor=paper_colour(picture))


def _written_outside(picture: Image.Image, degrees: float) -> bool:
    """Whether writing would be lost were the turned page cut to its old size."""
    small = reduced(picture, SEARCH_PX).filter(ImageFilter.MedianFilter(3))
    marks = ink(small, levels=SURE_INK_LEVELS)
    ImageDraw.Draw(marks).rectangle((0, 0, marks.width - 1, marks.height - 1), outline=0, width=RIM_PX)
    whole = marks.rotate(-degrees, expand=True)
    left, top = (whole.width - small.width) // 2, (whole.height - small.height) // 2
    within = whole.crop((left, top, left + small.width, top + small.height))
    return whole.histogram()[255] - within.histogram()[255] > FEW_MARKS


def _points(marks: Image.Image) -> Points:
    """Where the ink is, as x and y from the middle; a fixed sample of it when there is much.

    Each point lies somewhere in its pixel, not in its middle: the grid would favour 0° and hide the smallest slopes.
    """
    rows, columns = np.nonzero(np.asarray(marks))
    chance = np.random.default_rng(SAMPLE_SEED)
    if rows.size > MOST_POINTS:
        chosen = chance.choice(rows.size, MOST_POINTS, replace=False)
        rows, columns = rows[chosen], columns[chosen]
    points = np.stack((columns - marks.width / 2, rows - marks.height / 2))
    return (points + chance.uniform(-0.5, 0.5, points.shape)).astype(np.float32)


def _sharpness(points: Points, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([_rows(points, angle) for angle in np.deg2rad(degrees)])


def _rows(points: Points, angle: float) -> float:
    """How unevenly the ink falls on the rows when the page is turned by this angle."""
    along = points[1] * np.float32(np.cos(angle)) + points[0] * np.float32(np.sin(angle))
    rows = np.bincount((along - along.min()).astype(np.int32)).astype(np.float64)
    return float(np.sum(np.diff(rows) ** 2))


def _peak(degrees: NDArray[np.float64], sharp: NDArray[np.float64]) -> float:
    """The top of the parabola through the best slope and its neighbours."""
    at = int(np.argmax(sharp))
    if at in (0, len(sharp) - 1):
        return float(degrees[at])
    before, top, after = sharp[at - 1 : at + 2]
    bend = before - 2 * top + after
    shift = 0.0 if bend == 0 else 0.5 * (before - after) / bend
    return float(degrees[at] + shift * (degrees[1] - degrees[0]))
