"""The twelve-digit personal number: place of birth registration, century and sex, year, six random digits.

NĐ 137/2015/NĐ-CP Điều 13; TT 59/2021/TT-BCA. It has no check digit, so agreement with the card is all the proof
there is. Provinces 001–034 as published, the others from memory: an unknown one is a warning, never a refusal.
"""

import re
from dataclasses import dataclass
from typing import Literal

from onestop.domain.errors import BadInput
from onestop.domain.formats.provinces import PROVINCES

Sex = Literal["male", "female"]
_SHAPE = re.compile(r"([0-9]{3})([0-9])([0-9]{2})[0-9]{6}")
_FIRST_CENTURY = 1900
_LONGEST_WRITING = 40


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """What the digits say. `province` is the code of the place, of a country for births abroad."""

    digits: str
    province: str
    sex: Sex
    year: int

    @property
    def province_name(self) -> str | None:
        return PROVINCES.get(self.province)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a number; `code` is one of `number.shape`, `.future`, `.year`, `.sex`, `.province`."""

    code: str
    level: Literal["warn", "refuse"]


def parse(written: str) -> PersonalNumber:
    """The facts in a number; blanks and dots between its groups do not count.

    Raises:
        BadInput: it has not twelve digits.
    """
    digits = re.sub(r"[\s.]+", "", written)
    parts = _SHAPE.fullmatch(digits) if len(written) <= _LONGEST_WRITING else None
    if parts is None:
        raise BadInput(field="personal_number", reason="shape")
    century, female = divmod(int(parts[2]), 2)
    year = _FIRST_CENTURY + 100 * century + int(parts[3])
    return PersonalNumber(digits, parts[1], "female" if female else "male", year)


def check(written: str, *, this_year: int, year: int | None = None, sex: Sex | None = None) -> tuple[Finding, ...]:
    """Everything that speaks against a number, given the year and sex of the card or the form where known."""
    try:
        number = parse(written)
    except BadInput:
        return (Finding("number.shape", "refuse"),)
    against = {
        Finding("number.future", "refuse"): number.year > this_year,
        Finding("number.year", "refuse"): year is not None and year != number.year,
        Finding("number.sex", "refuse"): sex is not None and sex != number.sex,
        Finding("number.province", "warn"): number.province_name is None,
    }
    return tuple(finding for finding, holds in against.items() if holds)
