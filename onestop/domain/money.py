"""What a bank tells of a transfer, and what it means for a fee: the whole, a part, too much, or nobody knows.

A transfer is known by the dossier's code without its signs, in the purpose (rules file, 7: design). Banks put words
of their own around it and may drop blanks; what could be two dossiers is nobody's: a person decides.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final

from onestop.domain.formats.vietqr import bill_of

MOST_VND: Final = 10**12
"""Largest sum of one fee or one transfer [VND]."""
LONGEST_PURPOSE: Final = 250
LEAST_TAIL, MOST_TAIL = 4, 16
"""What follows the agency in a code: date and number, at least and at most [characters]."""
LEAST_BILL: Final = 8
"""Shorter words of a purpose name nothing [characters]."""


class Fit(StrEnum):
    """How a transfer fits what is due."""

    WHOLE = "whole"
    PART = "part"
    OVER = "over"
    UNKNOWN = "unknown"


def fit(amount_vnd: int, due_vnd: int) -> Fit:
    """A transfer of `amount_vnd` towards a fee of which `due_vnd` is still to be paid; nothing due: unknown."""
    if due_vnd <= 0:
        return Fit.UNKNOWN
    if amount_vnd == due_vnd:
        return Fit.WHOLE
    return Fit.PART if amount_vnd < due_vnd else Fit.OVER


def words_of(purpose: str) -> frozenset[str]:
    """The words of a purpose as bills are written."""
    return frozenset(bill for word in purpose.split() if len(bill := bill_of(word)) >= LEAST_BILL)


def bills_in(purpose: str, agencies: Iterable[str]) -> frozenset[str]:
    """What may be a bill in a purpose: its words, and whatever begins with an agency's code, blanks or not."""
    text = bill_of(purpose)
    found = set(words_of(purpose))
    for agency in {bill_of(code) for code in agencies} - {""}:
        start = text.find(agency)
        while start >= 0:
            ends = range(start + len(agency) + LEAST_TAIL, min(start + len(agency) + MOST_TAIL, len(text)) + 1)
            found |= {text[start:end] for end in ends}
            start = text.find(agency, start + 1)
    return frozenset(found)


def meant(bills: Collection[str], purpose: str) -> str:
    """Which of the bills that exist is named: the only one, or the only one written as a word; else empty."""
    if len(bills) == 1:
        return next(iter(bills))
    written = words_of(purpose) & set(bills)
    return next(iter(written)) if len(written) == 1 else ""
