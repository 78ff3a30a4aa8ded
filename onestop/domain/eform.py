"""A form an office has drawn up for a screen: what it asks, and whether what was said fits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from onestop.domain.errors import BadInput


class Kind(StrEnum):
    """What kind of answer a blank takes."""

    LINE = "line"
    PROSE = "prose"
    DAY = "day"
    WHOLE = "whole"
    CHOICE = "choice"


LONGEST: Final = {Kind.LINE: 300, Kind.PROSE: 3000}
"""[characters]"""
MOST_BLANKS: Final = 60
MOST_CHOICES: Final = 12
MOST_DIGITS: Final = 15
GROUPED_FROM: Final = 10_000
"""A year is no sum."""
_DAY: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
_GROUPED: Final = re.compile(r"\d{1,3}([. ]\d{3})+")


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing a form asks."""

    label: str
    kind: Kind = Kind.LINE
    needed: bool = False
    choices: tuple[str, ...] = ()

    def holds(self) -> bool:
        """Whether a form could ask this: it has a name, and a choice has something to choose from."""
        several = 1 < len(self.choices) <= MOST_CHOICES and len(set(self.choices)) == len(self.choices)
        return bool(self.label.strip()) and (several if self.kind is Kind.CHOICE else not self.choices)


@dataclass(frozen=True, slots=True)
class Answer:
    """A blank filled in: its label as the person read it, and the text as it stands on the paper."""

    label: str
    text: str


def read(blanks: Sequence[Blank], said: Sequence[str]) -> tuple[Answer, ...]:
    """What was said, blank by blank, as it stands on the paper; an empty answer stays, so that nothing is added.

    Raises:
        BadInput: `field` is the place of the first blank that is not right, from 0; `length` where there are more or
            fewer answers than blanks.
    """
    if len(said) != len(blanks):
        raise BadInput(field="length")
    pairs = enumerate(zip(blanks, said, strict=True))
    return tuple(Answer(one.label, _fitting(one, text, str(at))) for at, (one, text) in pairs)


def _fitting(blank: Blank, said: str, place: str) -> str:
    text = _tidy(said, lines=blank.kind is Kind.PROSE)
    if not text:
        if blank.needed:
            raise BadInput(field=place, reason="missing")
        return ""
    match blank.kind:
        case Kind.DAY:
            return _day(text, place)
        case Kind.WHOLE:
            return _whole(text, place)
        case Kind.CHOICE:
            if text not in blank.choices:
                raise BadInput(field=place, reason="choice")
        case Kind.LINE | Kind.PROSE:
            if len(text) > LONGEST[blank.kind]:
                raise BadInput(field=place, reason="long")
    return text


def _tidy(said: str, *, lines: bool) -> str:
    """Without signs nobody sees, and with one space where there were several; lines are kept where they may be."""
    kept = (sign for sign in said if sign.isprintable() or sign in "\n\t")
    rows = ["".join(row).split() for row in "".join(kept).split("\n")]
    joined = [" ".join(row) for row in rows]
    return "\n".join(row for row in joined if row) if lines else " ".join(row for row in joined if row)


def _day(text: str, place: str) -> str:
    """`5/3/2026` as `05/03/2026`."""
    found = _DAY.fullmatch(text) or _DAY.fullmatch(f"{text[:2]}/{text[2:4]}/{text[4:]}")
    try:
        day = date(*(int(part) for part in reversed(found.groups()))) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadInput(field=place, reason="day")
    return f"{day:%d/%m/%Y}"


def _whole(text: str, place: str) -> str:
    """`1200000` and `1 200 000` as `1.200.000`; up to four digits as they are."""
    digits = re.sub(r"[. ]", "", text) if _GROUPED.fullmatch(text) else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MOST_DIGITS:
        raise BadInput(field=place, reason="number")
    return f"{int(digits):,}".replace(",", ".") if int(digits) >= GROUPED_FROM else str(int(digits))
