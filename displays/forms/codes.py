"""Codes as drawings for a template: an SVG path in modules, the white frame included in its size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import qrcode
from barcode.codex import Code39, Code128
from qrcode.constants import ERROR_CORRECT_M

QR_FRAME = 4
"""White modules around a QR (ISO/IEC 18004)."""
BAR_FRAME = 10
"""White modules before and after a Code 39 (ISO/IEC 16388)."""
QR_LONGEST = 512
"""Longer texts make modules too small for a phone's camera [characters]."""
CODE39_LONGEST = 32
"""Longer codes make bars too thin for a hand scanner on A5 [characters]."""
CODE39_SIGNS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")


@dataclass(frozen=True, slots=True)
class Drawing:
    """Black where the path is; `width` and `height` in modules."""

    width: int
    height: int
    path: str


@lru_cache(maxsize=64)
def qr(data: str) -> Drawing:
    """A QR at correction level M.

    Raises:
        ValueError: `data` is empty or longer than `QR_LONGEST`.
    """
    if not 0 < len(data) <= QR_LONGEST:
        raise ValueError(len(data))
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QR_FRAME)
    code.add_data(data)
    code.make()
    matrix = code.get_matrix()
    rows = (_runs(row, y) for y, row in enumerate(matrix))
    return Drawing(width=len(matrix), height=len(matrix), path="".join(part for row in rows for part in row))


def code39(data: str) -> Drawing | None:
    """The bars of `data`, one module tall; None where Code 39 has no sign for it or it is too long to be read."""
    if not 0 < len(data) <= CODE39_LONGEST or not CODE39_SIGNS.issuperset(data):
        return None
    (bars,) = Code39(data, add_checksum=False).build()
    row = [False] * BAR_FRAME + [bar == "1" for bar in bars] + [False] * BAR_FRAME
    return Drawing(width=len(row), height=1, path="".join(_runs(row, 0)))


def code128(data: str) -> Drawing | None:
    """The bars of an item's number, one module tall; None where there is nothing a post could print."""
    if not 0 < len(data) <= CODE39_LONGEST or not (data.isascii() and data.isalnum()):
        return None
    (bars,) = Code128(data).build()
    row = [False] * BAR_FRAME + [bar == "1" for bar in bars] + [False] * BAR_FRAME
    return Drawing(width=len(row), height=1, path="".join(_runs(row, 0)))


def _runs(row: Sequence[bool | None], y: int) -> Iterator[str]:
    """Neighbouring black modules are one rectangle: no hair lines between them on any screen."""
    x = 0
    for black, run in groupby(row, key=bool):
        length = len(list(run))
        if black:
            yield f"M{x} {y}h{length}v1h-{length}z"
        x += length
