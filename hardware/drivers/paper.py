"""A document as the picture a thermal head burns: black on white, the shipped Be Vietnam Pro, 203 dpi."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from hardware.contract.documents import Element, Gap, Qr, Rule, Text

FONTS = Path(__file__).parent / "fonts"
SMALLEST = 24
"""Font sizes below smear [dots]."""
RULE_HEIGHT, DASH = 14, 12
QUIET_MODULES = 4
"""White around a QR symbol (ISO/IEC 18004)."""
WHITE, BLACK = 255, 0
BADGE = 16
"""Black on either side of inverted text [dots]."""


@lru_cache(maxsize=64)
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"BeVietnamPro-{'Bold' if bold else 'Regular'}.ttf", size)


def _fitting(part: Text, width: int) -> ImageFont.FreeTypeFont:
    """The font asked for, or the largest smaller one with which the line is not cut off."""
    size = part.size
    font = _font(size, bold=part.bold)
    while size > SMALLEST and font.getlength(part.text) > width:
        size -= 2
        font = _font(size, bold=part.bold)
    return font


def _text(part: Text, width: int) -> Image.Image:
    font = _fitting(part, width)
    ascent, descent = font.getmetrics()
    # Capitals with two marks (Ả, Ấ) reach above the font's own ascent.
    above = max(0, -round(font.getbbox(part.text)[1]))
    strip = Image.new("L", (width, above + ascent + descent), WHITE)
    length = font.getlength(part.text)
    left = {"left": 0.0, "center": (width - length) / 2, "right": width - length}[part.align]
    pen = ImageDraw.Draw(strip)
    if part.invert:
        pen.rectangle((max(0, left - BADGE), 0, min(width, left + length + BADGE), strip.height), fill=BLACK)
    pen.text((left, above), part.text, fill=WHITE if part.invert else BLACK, font=font)
    return strip


def _rule(part: Rule, width: int) -> Image.Image:
    strip = Image.new("L", (width, RULE_HEIGHT), WHITE)
    pen, middle = ImageDraw.Draw(strip), RULE_HEIGHT // 2
    step = 2 * DASH if part.dashed else width
    for left in range(0, width, step):
        right = left + (DASH if part.dashed else width) - 1
        pen.rectangle((left, middle - 1, right, middle), fill=BLACK)
    return strip


def _qr(part: Qr, width: int) -> Image.Image:
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    symbol.add_data(part.data)
    symbol.make(fit=True)
    rows: Sequence[Sequence[bool | None]] = symbol.get_matrix()
    module = max(1, min(part.module, width // len(rows)))
    small = Image.new("L", (len(rows), len(rows)), WHITE)
    small.putdata([BLACK if dark else WHITE for row in rows for dark in row])
    side = len(rows) * module
    strip = Image.new("L", (width, side), WHITE)
    strip.paste(small.resize((side, side), Image.Resampling.NEAREST), ((width - side) // 2, 0))
    return strip


def strip(part: Element, width: int) -> Image.Image:
    """One element, as wide as the paper, in shades of grey."""
    match part:
        case Text():
            return _text(part, width)
        case Rule():
            return _rule(part, width)
        case Qr():
            return _qr(part, width)
        case Gap():
            return Image.new("L", (width, part.height), WHITE)


def burnt(picture: Image.Image) -> Image.Image:
    """Grey to the two things a thermal head knows."""
    return picture.point(lambda shade: WHITE if shade >= 128 else BLACK, mode="1")  # noqa: PLR2004


def rasterise(elements: Sequence[Element], width: int) -> Image.Image:
    """The whole paper as one picture, mode `1`."""
    strips = [strip(part, width) for part in elements]
    paper = Image.new("L", (width, sum(one.height for one in strips) or 1), WHITE)
    top = 0
    for one in strips:
        paper.paste(one, (0, top))
        top += one.height
    return burnt(paper)
