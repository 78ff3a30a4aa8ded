"""The calendar's page: a proposal with its sources until it is saved, and a warning while next year is missing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from onestop.live import feed
from onestop.queries import setup_calendar as query
from onestop.storage.rows import CalendarDay, CalendarYear
from onestop.web.workdays.page import workdays
from onestop.web.workdays.shapes import months
from onestop.web.workdays.state import Workdays
from tests.factories import Hall
from tests.web.browser import signed_in

FORM = {"kind": "off", "name": "Nghỉ của bộ phận", "source": "Thông báo 1", "certainty": "decided"}


@pytest.fixture
def here(lite_hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield lite_hall
    feed.forget()


async def press(state: Any, name: str, *arguments: Any) -> str:
    return str(await getattr(Workdays, name).fn(state, *arguments))


async def opened(hall: Hall, year: int = 0, username: str = "admin1") -> Any:
    state: Any = Workdays()
    signed_in(state, hall.token(username))
    await press(state, "go", year)
    return state


def forget_year(hall: Hall, year: int) -> None:
    with hall.work() as tx:
        for row in (tx.session.get(CalendarYear, (hall.office_id, year)),):
            if row is not None:
                tx.session.delete(row)
        span = (date(year, 1, 1), date(year, 12, 31))
        for day in tx.session.query(CalendarDay).where(CalendarDay.day.between(*span)):
            tx.session.delete(day)


def test_twelve_months_from_their_mondays() -> None:
    year = months(2026, {}, (1, 2, 3, 4, 5), date(2026, 2, 3))
    days = [cell for month in year for cell in month.cells if cell.day]
    assert len(days) == 365
    assert [len(month.cells) - int(month.cells[-1].n) for month in year][:3] == [3, 6, 6]
    assert {cell.day for cell in days if cell.today} == {"2026-02-03"}
    assert all((cell.kind == "free") == (date.fromisoformat(cell.day).isoweekday() > 5) for cell in days)


async def test_a_year_nobody_entered_is_a_proposal_with_sources(here: Hall) -> None:
    forget_year(here, 2026)
    state = await opened(here, 2026)
    assert (state.proposed, state.entered_at, 2026 in state.entered) == (True, "", False)
    assert {one.certainty for one in state.days} == {"decided", "proposed", "memory"}
    assert all(one.source for one in state.days)
    make_up = next(one for one in state.days if one.day == "2026-01-10")
    assert make_up.works_as == "5"
    with here.work.reading() as session:
        assert session.get(CalendarYear, (here.office_id, 2026)) is None, "looking saves nothing"


async def test_it_counts_once_it_is_saved(here: Hall) -> None:
    forget_year(here, 2026)
    state = await opened(here, 2026)
    proposed = list(state.days)
    await press(state, "pick", "2026-03-02")
    await press(state, "set_day", FORM)
    assert state.touched
    assert "good" in await press(state, "save")
    assert (state.touched, state.proposed, state.by_person, 2026 in state.entered) == (False, False, True, True)
    view = query.year_view(here.work, here.office_id, 2026, here.clock())
    assert len(view.days) == len(proposed) + 1
    assert [(one.name, one.source) for one in view.days if one.day == date(2026, 3, 2)] == [
        ("Nghỉ của bộ phận", "Thông báo 1")
    ]


async def test_a_day_becomes_ordinary_again_and_a_make_up_day_needs_its_hours(here: Hall) -> None:
    state = await opened(here, 2026)
    count = len(state.days)
    await press(state, "pick", state.days[0].day)
    assert state.values["kind"] == "off"
    await press(state, "set_day", {"kind": "plain"})
    assert len(state.days) == count - 1
    await press(state, "pick", "2026-03-07")
    await press(state, "set_day", FORM | {"kind": "works", "works_as": ""})
    assert state.wrong == "works_as"
    await press(state, "set_day", FORM | {"kind": "works", "works_as": "1"})
    assert [one.works_as for one in state.days if one.day == "2026-03-07"] == ["1"]
    await press(state, "set_day", FORM | {"name": " "})
    assert state.wrong == "name"
    await press(state, "go", 2026)
    assert len(state.days) == count, "what was not saved is gone"


@pytest.mark.parametrize(("month", "told"), [(9, False), (10, True), (12, True)])
async def test_a_missing_next_year_is_told_from_october_on(here: Hall, month: int, told: bool) -> None:
    state = await opened(here)
    now = datetime(here.clock().year, month, 1, 3, tzinfo=UTC)
    forget_year(here, now.year + 1)
    view = query.year_view(here.work, here.office_id, now.year, now)
    assert view.next_missing is told
    assert not query.year_view(here.work, here.office_id, now.year, now - timedelta(days=400)).next_missing
    assert state.year == here.clock().year


async def test_an_unknown_year_is_empty_and_says_so(here: Hall) -> None:
    state = await opened(here, 2190)
    assert (state.nothing_known, state.days) == (True, [])


@pytest.mark.parametrize("day", ["x", "2025-01-01", ""])
async def test_a_forged_day_is_refused(here: Hall, day: str) -> None:
    state = await opened(here, 2026)
    assert "onestop.toast" in await press(state, "pick", day)
    assert state.chosen == ""


async def test_a_supervisor_looks_and_changes_nothing(here: Hall) -> None:
    state = await opened(here, 2026, "supervisor1")
    assert state.days
    for name in ("propose", "save"):
        assert "onestop.toast" in await press(state, name)
    assert not state.touched


def test_the_page_is_whole() -> None:
    assert workdays().render()
