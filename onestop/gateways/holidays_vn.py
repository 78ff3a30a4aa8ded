"""Viet Nam's days off and make-up working days of a year, to start an office's own table with; that table wins.

The `holidays` package is the base. What the Labour Code fixes is certain; what the Prime Minister decides each year
is only as certain as the source it was seen in, and says so. Sources: BLLĐ 2019 Đ111–112; rules file, 4.2.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.metadata import version
from typing import Final

from holidays import country_holidays

from onestop.domain.errors import CalendarMissing

VIET_NAM: Final = "VN"
LABOUR_CODE: Final = "BLLĐ 2019 Đ112"
COMPENSATED: Final = "BLLĐ 2019 Đ111.3"
PACKAGE: Final = f"holidays {version('holidays')}"
DECISION_2026: Final = "12729/VPCP-KGVX, 25/12/2025"
SUBSTITUTED: Final = re.compile(r"\(substituted from (\d\d)/(\d\d)/(\d{4})\)")
FIXED: Final = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
"""Days the Labour Code names by date (month, day)."""


class Certainty(StrEnum):
    """How far a day may be relied on."""

    DECIDED = "decided"
    """By law, or by a decision that was seen."""
    PROPOSED = "proposed"
    MEMORY = "memory"
    """By the package alone: to be confirmed by the office."""


@dataclass(frozen=True, slots=True)
class DayOff:
    name_vi: str
    name_en: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A day on which people work in exchange for another."""

    instead_of: date
    weekday: int
    """ISO weekday whose shifts are kept: that of the day given in exchange."""
    name_vi: str
    name_en: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Swap:
    """A working day given off, and the day worked instead."""

    off: date
    works: date
    source: str
    certainty: Certainty


SEEN: Final[tuple[Swap, ...]] = (
    Swap(date(2026, 1, 2), date(2026, 1, 10), DECISION_2026, Certainty.DECIDED),
    Swap(date(2026, 8, 31), date(2026, 8, 22), "dantri.com.vn, 02/10/2025", Certainty.PROPOSED),
)
"""Swaps whose state was seen; they win over the package."""

STATES: Final[Mapping[date, tuple[str, Certainty]]] = {
    **{date(2026, 2, day): ("vietnammedia.vnanet.vn; congan.com.vn", Certainty.DECIDED) for day in range(16, 21)},
    date(2026, 9, 1): ("dantri.com.vn, 02/10/2025", Certainty.PROPOSED),
    date(2026, 4, 27): (COMPENSATED, Certainty.MEMORY),
}
"""Days whose state was seen. That 10/3 of the lunar year is 26/4/2026 is from memory."""


def days_off(year: int) -> tuple[Mapping[date, DayOff], Mapping[date, MakeUp]]:
    """Days off and make-up days of a year, by date.

    Raises:
        CalendarMissing: the package does not know the year.
    """
    known = country_holidays(VIET_NAM)
    if not known.start_year <= year <= known.end_year or not _names(year, "vi"):
        raise CalendarMissing(year=year)
    swaps = {swap.off: swap for near in (year - 1, year, year + 1) for swap in _swaps(near)}
    off = {day: _day(day, vi, en) for day, vi, en in _named(year) if day not in swaps}
    off |= {swap.off: _given(swap) for swap in swaps.values() if swap.off.year == year}
    make_up = {swap.works: _worked(swap) for swap in swaps.values() if swap.works.year == year}
    return dict(sorted(off.items())), dict(sorted(make_up.items()))


def _names(year: int, language: str) -> Mapping[date, str]:
    return dict(country_holidays(VIET_NAM, years=year, language=language))


def _named(year: int) -> Iterator[tuple[date, str, str]]:
    vi, en = _names(year, "vi"), _names(year, "en_US")
    return ((day, vi[day], en[day]) for day in vi)


def _swaps(year: int) -> Iterator[Swap]:
    """The package's, told by their names ("Day off (substituted from 08/22/2026)"), then those seen."""
    for day, name in _names(year, "en_US").items():
        if told := SUBSTITUTED.search(name):
            month, of_month, of_year = map(int, told.groups())
            yield Swap(day, date(of_year, month, of_month), PACKAGE, Certainty.MEMORY)
    yield from (swap for swap in SEEN if swap.off.year == year)


def _day(day: date, vi: str, en: str) -> DayOff:
    if day in STATES:
        return DayOff(vi, en, *STATES[day])
    fixed = (day.month, day.day) in FIXED
    source = LABOUR_CODE if fixed else PACKAGE
    return DayOff(vi, en, source, Certainty.DECIDED if fixed else Certainty.MEMORY)


def _given(swap: Swap) -> DayOff:
    vi = f"Nghỉ hoán đổi, làm bù ngày {swap.works:%d/%m/%Y}"
    return DayOff(vi, f"Day off in exchange for {swap.works:%d/%m/%Y}", swap.source, swap.certainty)


def _worked(swap: Swap) -> MakeUp:
    vi, en = f"Làm bù cho ngày {swap.off:%d/%m/%Y}", f"Worked in exchange for {swap.off:%d/%m/%Y}"
    return MakeUp(swap.off, swap.off.isoweekday(), vi, en, swap.source, swap.certainty)
