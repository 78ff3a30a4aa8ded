"""Measuring text with the shipped Be Vietnam Pro and making it fit: broken, cut short or made smaller.

Every length is in printer dots at 203 dpi (8 dots = 1 mm); a size is the font's em in dots.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"
SMALLEST = 24
"""Under this size a thermal head smears Vietnamese marks [dots]."""
CAP_HEIGHT = 0.74
"""Height of an H per em of Be Vietnam Pro, both weights."""


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "BeVietnamPro_700Bold.ttf" if bold else "BeVietnamPro_400Regular.ttf"
    return ImageFont.truetype(str(FONTS / name), size)


@lru_cache(maxsize=8192)
def width(text: str, size: int, *, bold: bool = False) -> float:
    return font(size, bold=bold).getlength(text)


@lru_cache(maxsize=8192)
def line_height(text: str, size: int, *, bold: bool = False) -> int:
    """What one line takes of the paper: ascent, descent, and where two marks are stacked on a capital, those."""
    face = font(size, bold=bold)
    ascent, descent = face.getmetrics()
    return ascent + descent + max(0, -round(face.getbbox(text)[1]))


def wrap(text: str, size: int, within: int, *, bold: bool = False) -> list[str]:
    """Lines no wider than `within`, broken between words; a word too long for a line is broken inside."""
    lines: list[str] = []
    line = ""
    for word in _unbroken(text):
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold=bold) <= within:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, size, within, bold=bold)
        lines += whole
    return [*lines, line] if line else lines


def _unbroken(text: str) -> list[str]:
    """The words, a lone capital or number with the word it belongs to: "khu A", "quầy 3"."""
    words: list[str] = []
    for word in text.split():
        bare = word.rstrip(",.;:")
        if words and (bare.isdecimal() or (len(bare) == 1 and bare.isupper())):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _pieces(word: str, size: int, within: int, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > within:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def cut(text: str, size: int, within: int, *, bold: bool = False) -> str:
    """The text itself where it fits, else its longest beginning with an ellipsis."""
    if width(text, size, bold=bold) <= within:
        return text
    kept = text
    while kept and width(kept.rstrip() + ELLIPSIS, size, bold=bold) > within:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def wrap_at_most(text: str, size: int, within: int, lines: int, *, bold: bool = False) -> list[str]:
    """At most `lines` lines; what does not fit is cut short on the last one."""
    broken = wrap(text, size, within, bold=bold)
    if len(broken) <= lines:
        return broken
    rest = " ".join(broken[lines - 1 :])
    return [*broken[: lines - 1], cut(rest, size, within, bold=bold)]


def balance(text: str, size: int, within: int, lines: int, *, bold: bool = False) -> list[str]:
    """Wrapped as above, then narrowed as far as the number of lines allows: no lonely last word."""
    return list(_balanced(text, size, within, lines, bold))


@lru_cache(maxsize=2048)
def _balanced(text: str, size: int, within: int, lines: int, bold: bool) -> Sequence[str]:
    """Tried line by line, so kept: an office's name and its queues' stand on every slip."""
    broken = wrap_at_most(text, size, within, lines, bold=bold)
    if not broken or broken[-1].endswith(ELLIPSIS):
        return broken
    for narrower in range(within - 8, within // 2, -8):
        tried = wrap(text, size, narrower, bold=bold)
        if len(tried) != len(broken):
            break
        broken = tried
    return broken


def shrink(text: str, within: int, largest: int, smallest: int = SMALLEST, *, bold: bool = False) -> int:
    """The largest size at which the text is one line of `within`; never under `smallest`."""
    size = largest
    while size > smallest and width(text, size, bold=bold) > within:
        size -= 1
    return size
