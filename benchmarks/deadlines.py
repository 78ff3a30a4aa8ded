"""Counting due dates: one, and the replay of every dossier an office has had in some years. No database."""

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from benchmarks.pace import per_second
from benchmarks.table import Line
from onestop.domain import deadline, dossier, winding
from onestop.domain.calendar import WorkCalendar, shifts
from onestop.domain.deadline import CountFrom, Limit, OnSupplement, Unit
from onestop.domain.dossier import Event, Noted, Step
from onestop.gateways.holidays_vn import days_off

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
YEARS: Final = range(2024, 2028)
DOSSIERS: Final = 100_000
AT_ONCE: Final = 5_000
"""So many histories are held at a time; making them is not counted."""
SECONDS_TO_MICRO: Final = 1e6
LIMITS: Final = (
    Limit(8, Unit.HOURS),
    Limit(3, Unit.HALF_DAYS),
    Limit(10, Unit.WORKING_DAYS),
    Limit(30, Unit.DAYS),
    Limit(6, Unit.MONTHS),
)
LIVES: Final[tuple[tuple[str, ...], ...]] = (
    (Step.RECEIVE, Noted.FULL, Step.BEGIN, Noted.STAGE, Noted.STAGE, Step.CONCLUDE, Step.RETURN),
    (Step.SUBMIT, Step.RECEIVE, Step.BEGIN, Step.ASK_SUPPLEMENT, Step.SUPPLEMENTED, Step.CONCLUDE, Step.RETURN),
    (Step.RECEIVE, Noted.FULL, Step.ASK_FEE, Step.PAID, Noted.STAGE, Noted.REAPPOINTED, Step.CONCLUDE, Step.RETURN),
    (Step.RECEIVE, Step.BEGIN, Step.ASK_SUPPLEMENT, Step.SUPPLEMENTED, Step.ASK_FEE, Step.PAID, Step.STOP),
)
"""On time, supplemented, paid and late, stopped."""


def calendar() -> WorkCalendar:
    """Office hours, and Viet Nam's days off of four years."""
    hours = shifts([[day, *span] for day in range(1, 6) for span in (("08:00", "12:00"), ("13:00", "17:00"))])
    years = [days_off(year) for year in YEARS]
    off = {day: one.name_vi for these, _ in years for day, one in these.items()}
    make_up = {day: one.weekday for _, those in years for day, one in those.items()}
    return WorkCalendar(ZONE, hours, off, make_up, YEARS)


def lines() -> Iterator[Line]:
    office = calendar()
    start = datetime(2025, 4, 21, 16, 12, 40, tzinfo=ZONE)
    for limit in LIMITS:
        rate = per_second([lambda limit=limit: deadline.due(limit, start, office)], rounds=4)[0]  # type: ignore[misc]
        what = f"due date of one dossier, {limit.amount} {limit.unit.value.replace('_', ' ')}"
        yield Line(what, "none", SECONDS_TO_MICRO / rate, "µs", "≤", 50)
    took, events = _replayed(office)
    yield Line(f"replay of {DOSSIERS:,} dossiers, {events:,} events", "none", took, "s", "≤", 20)


def _replayed(office: WorkCalendar) -> tuple[float, int]:
    """Status and clock of every dossier from its events [s], and how many events there were."""
    chance, took, events = random.Random(3), 0.0, 0
    for _ in range(DOSSIERS // AT_ONCE):
        histories = [_history(chance) for _ in range(AT_ONCE)]
        events += sum(len(history) for history, _, _ in histories)
        began = time.perf_counter()
        for history, limit, policy in histories:
            dossier.replay(history)
            deadline.reckon(limit, winding.ticks(history, CountFrom.RECEIPT, policy), office)
        took += time.perf_counter() - began
    return took, events


def _history(chance: random.Random) -> tuple[list[Event], Limit, OnSupplement]:
    now = datetime(2024, 1, 2, tzinfo=ZONE) + timedelta(minutes=chance.randrange(2 * 365 * 1440))
    events = []
    for kind in chance.choice(LIVES):
        now += timedelta(minutes=chance.randrange(1, 4 * 1440))
        due = (now + timedelta(days=7)).isoformat()
        events.append(Event(kind, now, {"due": due} if kind == Noted.REAPPOINTED else {}))
    return events, chance.choice(LIMITS), chance.choice(list(OnSupplement))
