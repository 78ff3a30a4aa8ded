"""Facts as a template may take them: plain JSON, every sign printable, no word wider than a line.

Facts are data and never markup: the typesetter reads them from one JSON string.
"""

import dataclasses
import unicodedata
from datetime import date
from functools import lru_cache
from typing import TypeAlias

import typst

from displays.forms import dates
from displays.forms.fonts import STANDARD, fonts

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

UNPRINTABLE = "□"
"""Stands where the shipped fonts have no sign, so that a reader sees that one is missing."""
LONGEST_WORD, PIECE = 30, 10
"""A longer word may be broken after each piece of this many signs."""
SURE = (
    frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, 10]))
    | frozenset("–—‘’“”…•₫")
    | frozenset(map(chr, range(0x1EA0, 0x1EFA)))
)
"""What Be Vietnam Pro surely has; anything else is tried once."""


def plain(fact: object) -> Json:
    """A fact, a dataclass of facts or a tuple of them, ready for JSON; a moment becomes all its styles."""
    match fact:
        case None | bool() | int():
            return fact
        case str():
            return printable(fact)
        case date():
            return dict(dates.styles(fact))
        case tuple() | list():
            return [plain(one) for one in fact]
    return named(fact)


def named(facts: object) -> dict[str, Json]:
    """A dataclass of facts by their names."""
    if not dataclasses.is_dataclass(facts) or isinstance(facts, type):
        raise TypeError(type(facts))
    return {field.name: plain(getattr(facts, field.name)) for field in dataclasses.fields(facts)}


def printable(text: str) -> str:
    """Composed signs, line ends as line feeds, no control signs; what no font has is a box; long words may break.

    A dash stays on the line of the word before it.
    """
    lines = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    if not SURE.issuperset(lines):
        lines = "".join(sign if sign in SURE else _sign(sign) for sign in lines)
    return " ".join(map(_breakable, lines.replace(" – ", "\N{NO-BREAK SPACE}– ").split(" ")))


def sure(text: Json) -> Json:
    """The same facts with nothing but signs that the font has: for texts whose signs fail only together."""
    match text:
        case str():
            return "".join(sign if sign in SURE or sign == "\u200b" else UNPRINTABLE for sign in text)
        case list():
            return [sure(one) for one in text]
        case dict():
            return {name: sure(one) for name, one in text.items()}
    return text


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return "\u200b".join(word[at : at + PIECE] for at in range(0, len(word), PIECE))


@lru_cache(maxsize=4096)
def _sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Zs":
        return " "
    if kind in {"Cc", "Cf", "Zl", "Zp"}:
        return ""
    if kind in {"Cs", "Co", "Cn"}:
        return UNPRINTABLE
    return sign if _drawable(sign) else UNPRINTABLE


def _drawable(sign: str) -> bool:
    trial = f'#set text(font: "Be Vietnam Pro")\n#str.from-unicode({ord(sign)})'
    try:
        typst.compile(
            trial.encode(), font_paths=fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=STANDARD
        )
    except typst.TypstError:
        return False
    return True
