"""Random offices, each twice: as the product's calendar and as the second opinion's plain tables."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from onestop.domain.calendar import Shift, WorkCalendar
from tests.domain.naive_clock import Hours, Office

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
Both = tuple[WorkCalendar, Office]


def both(hours: Hours, off: set[date], make_up: dict[date, int]) -> Both:
    shifts = [Shift(weekday, opens, closes) for weekday, spans in hours.items() for opens, closes in spans]
    years = range(FIRST.year, LAST.year + 1)
    ours = WorkCalendar(ZONE, shifts, dict.fromkeys(off, "nghỉ"), make_up, years)
    return ours, Office(ZONE, hours, off, make_up)


WEEK = {day: [(time(7, 30), time(11, 30)), (time(13), time(17))] for day in range(1, 6)}
PLAIN = both(WEEK, set(), {})


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[time, time]]:
    """One to three shifts of a day, apart from one another, to the minute; none shorter than an hour and a half."""
    opens, found = draw(st.integers(6 * 60, 9 * 60)), []
    for _ in range(draw(st.integers(1, 3))):
        closes = opens + draw(st.integers(90, 250))
        found.append((time(opens // 60, opens % 60), time(closes // 60, closes % 60)))
        opens = closes + draw(st.integers(1, 60))
    return found


@st.composite
def offices(draw: st.DrawFn) -> Both:
    days = draw(st.sets(st.integers(1, 7), min_size=2))
    hours = {day: draw(spans()) for day in days}
    near = st.integers(0, 150).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
    off = draw(st.sets(near, max_size=30))
    make_up = draw(st.dictionaries(near, st.sampled_from(sorted(days)), max_size=5))
    return both(hours, off, make_up)


def instants(most_days: int = 60) -> st.SearchStrategy[datetime]:
    return st.integers(0, most_days * 1440).map(lambda n: datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=n))
