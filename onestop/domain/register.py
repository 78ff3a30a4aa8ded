"""The register of dossiers (form 07): a year of an authority, numbered from 1 without gaps, bound in books.

Opened with the year and closed at its end (TT 01/2018 Đ9–10); a closed one takes no further line.
"""

from datetime import date, timedelta
from typing import Final

LINES: Final = 500
"""Lines of one book [count]: design, for the form names a book and a line but no thickness."""


def book_of(number: int) -> int:
    """The book, from 1, in which a line stands."""
    return (number - 1) // LINES + 1


def lines_of(book: int) -> range:
    """The numbers of the lines one book has room for."""
    return range((book - 1) * LINES + 1, book * LINES + 1)


def may_close(year: int, today: date) -> bool:
    """Whether the year is over: while it runs, somebody may still hand in."""
    return today.year > year


def must_close(year: int, today: date, back_dating_days: int) -> bool:
    """Whether no line can be written into it any more: nothing is dated back so far [days]."""
    return today - timedelta(days=back_dating_days) > date(year, 12, 31)
