"""Quiet hours, over midnight and within a day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.quiet import may_go_at

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "goes"),
    [
        (at(2, 20, 59), at(2, 20, 59)),
        (at(2, 21), at(3, 7)),
        (at(2, 23, 30), at(3, 7)),
        (at(3, 0), at(3, 7)),
        (at(3, 6, 59), at(3, 7)),
        (at(3, 7), at(3, 7)),
    ],
)
def test_over_midnight(written: datetime, goes: datetime) -> None:
    assert may_go_at(written, HANOI, 21, 7) == goes


def test_within_a_day_and_none_at_all() -> None:
    assert may_go_at(at(2, 12, 30), HANOI, 12, 14) == at(2, 14)
    assert may_go_at(at(2, 11, 59), HANOI, 12, 14) == at(2, 11, 59)
    assert may_go_at(at(2, 3), HANOI, 7, 7) == at(2, 3)


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 60 * 24 * 365))
def test_nothing_goes_in_quiet_hours_nor_waits_a_day(quiet_from: int, quiet_to: int, minute: int) -> None:
    written = at(1, 0) + timedelta(minutes=minute, seconds=1)
    goes = may_go_at(written, HANOI, quiet_from, quiet_to)
    assert timedelta() <= goes - written < timedelta(days=1)
    assert may_go_at(goes, HANOI, quiet_from, quiet_to) == goes
