"""A year of days as it is shown: twelve months of cells, and the list of days that are not ordinary."""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from onestop.queries.setup_calendar import Day

MONTHS: Final = range(1, 13)
OFF, WORKS, FREE, PLAIN = "off", "works", "free", "plain"


@dataclass(frozen=True)
class Cell:
    """One day; without `day` it is a blank before the first."""

    day: str = ""
    n: str = ""
    kind: str = ""
    """`off`, `works`, `free` (no working hours that weekday) or `plain`."""
    unsure: bool = False
    name: str = ""
    today: bool = False
    first: bool = False
    """The month's first: where the tab key enters it."""


@dataclass(frozen=True)
class Month:
    n: int = 1
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """A day off or a make-up day."""

    day: str = ""
    shown: str = ""
    name: str = ""
    works_as: str = ""
    source: str = ""
    certainty: str = ""


def months(year: int, days: Mapping[date, Day], weekdays: Collection[int], today: date) -> list[Month]:
    """The year, each month from its Monday on."""
    return [Month(n, _cells(year, n, days, weekdays, today)) for n in MONTHS]


def _cells(year: int, month: int, days: Mapping[date, Day], weekdays: Collection[int], today: date) -> list[Cell]:
    first, length = calendar.monthrange(year, month)
    blanks = [Cell(day="", n="")] * first
    return blanks + [_cell(date(year, month, n), days, weekdays, today) for n in range(1, length + 1)]


def _cell(day: date, days: Mapping[date, Day], weekdays: Collection[int], today: date) -> Cell:
    known = days.get(day)
    if known is not None:
        kind = OFF if known.works_as is None else WORKS
    else:
        kind = PLAIN if day.isoweekday() in weekdays else FREE
    unsure = known is not None and known.certainty != "decided"
    name = known.name if known else ""
    return Cell(day.isoformat(), str(day.day), kind, unsure, name, day == today, day.day == 1)


def listed(days: Mapping[date, Day]) -> list[Listed]:
    return [
        Listed(
            day.isoformat(),
            f"{day:%d/%m/%Y}",
            one.name,
            "" if one.works_as is None else str(one.works_as),
            one.source,
            one.certainty,
        )
        for day, one in sorted(days.items())
    ]
