"""Viet Nam's days off: the rules file's calendar of 2026 day by day, and its deadlines counted on it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from onestop.domain import deadline
from onestop.domain.calendar import Shift, WorkCalendar
from onestop.domain.deadline import Limit, Move, Tick, Unit
from onestop.domain.errors import CalendarMissing
from onestop.gateways.holidays_vn import Certainty, DayOff, MakeUp, days_off

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = [Shift(day, *span) for day in range(1, 6) for span in ((time(8), time(12)), (time(13), time(17)))]


def calendar(*years: int) -> WorkCalendar:
    off, make_up = dict[date, str](), dict[date, int]()
    for year in years:
        these, those = days_off(year)
        off |= {day: one.name_vi for day, one in these.items()}
        make_up |= {day: one.weekday for day, one in those.items()}
    return WorkCalendar(ZONE, HOURS, off, make_up, years)


CALENDAR = calendar(2025, 2026)
DECIDED, PROPOSED, MEMORY = Certainty
STATE_2026 = {
    (1, 1): DECIDED, (1, 2): DECIDED,
    (2, 16): DECIDED, (2, 17): DECIDED, (2, 18): DECIDED, (2, 19): DECIDED, (2, 20): DECIDED,
    (4, 26): MEMORY, (4, 27): MEMORY, (4, 30): DECIDED, (5, 1): DECIDED,
    (8, 31): PROPOSED, (9, 1): PROPOSED, (9, 2): DECIDED,
    (11, 24): MEMORY,
}  # fmt: skip


def test_the_year_2026_day_by_day() -> None:
    off, make_up = days_off(2026)
    assert {(day.month, day.day): one.certainty for day, one in off.items()} == STATE_2026
    assert [(day, one.instead_of, one.weekday, one.certainty) for day, one in make_up.items()] == [
        (date(2026, 1, 10), date(2026, 1, 2), 5, DECIDED),
        (date(2026, 8, 22), date(2026, 8, 31), 1, PROPOSED),
    ]
    assert off[date(2026, 1, 2)].source.startswith("12729/VPCP-KGVX")
    assert off[date(2026, 1, 2)].name_vi == "Nghỉ hoán đổi, làm bù ngày 10/01/2026"
    assert (off[date(2026, 9, 2)].name_vi, off[date(2026, 9, 2)].name_en) == ("Quốc khánh", "National Day")


def test_every_other_weekday_of_2026_is_worked() -> None:
    off, make_up = days_off(2026)
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        assert CALENDAR.works(day) == (day in make_up or (day.isoweekday() < 6 and day not in off)), day


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2025-12-30", Limit(5, Unit.WORKING_DAYS), "2026-01-08"),
        ("2026-02-12", Limit(5, Unit.WORKING_DAYS), "2026-02-26"),
        ("2026-04-24", Limit(3, Unit.WORKING_DAYS), "2026-05-04"),
        ("2026-08-20", Limit(5, Unit.WORKING_DAYS), "2026-08-26"),
        ("2026-01-17", Limit(30, Unit.DAYS), "2026-02-23"),
        ("2026-04-01", Limit(30, Unit.DAYS), "2026-05-04"),
    ],
)
def test_the_published_deadlines(received: str, limit: Limit, due: str) -> None:
    start = datetime.fromisoformat(f"{received}T09:30").replace(tzinfo=ZONE)
    expected = datetime.fromisoformat(f"{due}T17:00").replace(tzinfo=ZONE)
    assert deadline.due(limit, start, CALENDAR) == expected
    lines = deadline.explain(limit, [Tick(Move.START, start, "receive")], CALENDAR)
    assert lines[-1].at == expected


def told(received: str, limit: Limit) -> list[tuple[str, str]]:
    start = datetime.fromisoformat(f"{received}T09:30").replace(tzinfo=ZONE)
    lines = deadline.explain(limit, [Tick(Move.START, start, "receive")], CALENDAR)
    return [(f"{line.at:%d/%m}", str(line.facts.get("name", line.rule))) for line in lines]


def test_the_make_up_saturday_is_told_when_it_counts() -> None:
    assert ("22/08", "make_up") in told("2026-08-20", Limit(5, Unit.WORKING_DAYS))


def test_tet_is_told_by_name() -> None:
    assert told("2026-02-12", Limit(5, Unit.WORKING_DAYS))[2:7] == [
        ("16/02", "Giao thừa Tết Nguyên Đán"),
        ("17/02", "Tết Nguyên Đán"),
        ("18/02", "Mùng hai Tết Nguyên Đán"),
        ("19/02", "Mùng ba Tết Nguyên Đán"),
        ("20/02", "Mùng bốn Tết Nguyên Đán"),
    ]
    assert ("23/02", "Giao thừa Tết Nguyên Đán") in told("2026-01-17", Limit(30, Unit.DAYS))


def test_swaps_of_earlier_years_are_read_from_the_packages_names() -> None:
    off, make_up = days_off(2025)
    assert make_up[date(2025, 4, 26)].instead_of == date(2025, 5, 2)
    assert off[date(2025, 5, 2)].certainty is MEMORY
    assert days_off(2024)[1][date(2024, 5, 4)].weekday == 1


@pytest.mark.parametrize("year", range(2020, 2031))
def test_every_year_has_names_sources_and_no_day_both_off_and_worked(year: int) -> None:
    off, make_up = days_off(year)
    assert not off.keys() & make_up.keys()
    assert len(off) >= 10
    every: list[DayOff | MakeUp] = [*off.values(), *make_up.values()]
    for one in every:
        assert one.name_vi
        assert one.name_en
        assert len(one.name_vi) <= 160
        assert one.source
    assert all(day.year == year for day in (*off, *make_up))
    assert all(one.instead_of.isoweekday() == one.weekday < 6 for one in make_up.values())


@pytest.mark.parametrize("year", [1, 1800, 2101, 9999])
def test_a_year_the_package_does_not_know_is_refused(year: int) -> None:
    with pytest.raises(CalendarMissing) as refused:
        days_off(year)
    assert refused.value.facts == {"year": year}
