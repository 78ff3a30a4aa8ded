"""The clock a dossier's history winds: when it begins, stops, goes on, begins again and ends."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain import dossier, winding
from onestop.domain.clock import Clock
from onestop.domain.deadline import CAUSES, CountFrom, Limit, Move, OnSupplement, Rule, Unit, reckon
from onestop.domain.dossier import Event, Noted, Status, Step
from onestop.domain.errors import IllegalDossierStep
from tests.domain.calendars import PLAIN, ZONE

START = datetime(2026, 3, 2, 9, tzinfo=ZONE)
NAMED = datetime(2026, 4, 1, 10, tzinfo=ZONE)


def history(*kinds: str) -> list[Event]:
    """A day apart."""
    data = {Noted.REAPPOINTED: {"due": NAMED.isoformat()}}
    return [Event(kind, START + timedelta(days=i), data.get(kind, {})) for i, kind in enumerate(kinds)]  # type: ignore[call-overload]


def moves(count_from: CountFrom, on_supplement: OnSupplement, *kinds: str) -> list[Move]:
    return [tick.move for tick in winding.ticks(history(*kinds), count_from, on_supplement)]


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """A legal history, other notes among its steps."""
    status, events, now = Status.DRAFT, list[Event](), START
    for _ in range(draw(st.integers(0, 14))):
        now += timedelta(minutes=draw(st.integers(1, 6000)))
        steps = sorted(dossier.LIFE[status])
        kind = draw(
            st.sampled_from([*steps, Noted.FULL, Noted.INSPECTED, Noted.PUBLISHED, Noted.REAPPOINTED, Noted.NOTE])
        )
        if isinstance(kind, Step):
            status = dossier.after(status, kind)
        events.append(Event(kind, now, {"due": (now + timedelta(days=9)).isoformat()}))
    return events


POLICIES = st.sampled_from(CountFrom), st.sampled_from(OnSupplement)


@given(lives(), *POLICIES)
def test_what_happened_later_changes_nothing_that_was_counted(
    events: list[Event], count_from: CountFrom, on_supplement: OnSupplement
) -> None:
    ticks = list(winding.ticks(events, count_from, on_supplement))
    for cut in range(len(events)):
        first = list(winding.ticks(events[:cut], count_from, on_supplement))
        assert first == ticks[: len(first)]
    clock = Clock(Limit(5, Unit.WORKING_DAYS), PLAIN[0])
    for tick in ticks:
        clock.take(tick)
    assert clock.reading() == reckon(Limit(5, Unit.WORKING_DAYS), ticks, PLAIN[0])


@given(lives(), *POLICIES)
def test_the_clock_stands_while_it_is_the_applicants_turn_and_runs_while_it_is_ours(
    events: list[Event], count_from: CountFrom, on_supplement: OnSupplement
) -> None:
    reading = reckon(Limit(5, Unit.WORKING_DAYS), winding.ticks(events, count_from, on_supplement), PLAIN[0])
    status = dossier.replay(events)
    if reading.original is None:
        return
    assert (reading.stopped_at is not None) == (status in dossier.WITH_THEM) or status in dossier.ENDED
    assert (reading.ended_at is not None) == (status in dossier.ENDED | {Status.READY})
    assert reading.runs == (status in dossier.WITH_US)


@given(lives(), *POLICIES)
def test_every_cause_of_a_begin_stop_or_end_has_words(
    events: list[Event], count_from: CountFrom, on_supplement: OnSupplement
) -> None:
    rules = {Move.START: Rule.STARTED, Move.STOP: Rule.STOPPED, Move.RESTART: Rule.RESTARTED, Move.END: Rule.ENDED}
    for tick in winding.ticks(events, count_from, on_supplement):
        assert tick.move not in rules or tick.cause in CAUSES[rules[tick.move]]


RESTART, RESUME = OnSupplement


@pytest.mark.parametrize(
    ("count_from", "kinds", "begins"),
    [
        (CountFrom.RECEIPT, (Step.SUBMIT, Step.RECEIVE), 1),
        (CountFrom.RECEIPT, (Step.ASK_SUPPLEMENT, Step.SUPPLEMENTED), 1),
        (CountFrom.FULL, (Step.RECEIVE, Noted.FULL), 1),
        (CountFrom.FULL, (Noted.FULL, Step.RECEIVE), 1),
        (CountFrom.FULL, (Step.RECEIVE, Step.ASK_SUPPLEMENT, Step.SUPPLEMENTED), 2),
        (CountFrom.FEE, (Step.RECEIVE, Noted.FULL, Step.ASK_FEE, Step.PAID), 3),
        (CountFrom.INSPECTION, (Step.RECEIVE, Step.BEGIN, Noted.INSPECTED), 2),
        (CountFrom.PUBLICATION, (Step.RECEIVE, Step.BEGIN, Noted.PUBLISHED), 2),
    ],
)
def test_each_policy_begins_with_its_event(count_from: CountFrom, kinds: tuple[str, ...], begins: int) -> None:
    (tick,) = winding.ticks(history(*kinds), count_from, RESTART)
    assert (tick.move, tick.at) == (Move.START, START + timedelta(days=begins))


def test_a_supplement_restarts_or_resumes_and_a_fee_always_resumes() -> None:
    kinds = (Step.RECEIVE, Step.ASK_SUPPLEMENT, Step.SUPPLEMENTED, Step.ASK_FEE, Step.PAID, Step.CONCLUDE)
    for policy, again in ((RESTART, Move.RESTART), (RESUME, Move.RESUME)):
        found = moves(CountFrom.RECEIPT, policy, *kinds)
        assert found == [Move.START, Move.STOP, again, Move.STOP, Move.RESUME, Move.END]


def test_a_second_receipt_after_a_supplement_lets_the_clock_go_on() -> None:
    kinds = (Step.RECEIVE, Step.ASK_SUPPLEMENT, Step.RECEIVE)
    assert moves(CountFrom.RECEIPT, RESTART, *kinds) == [Move.START, Move.STOP, Move.RESTART]
    assert moves(CountFrom.RECEIPT, RESUME, *kinds) == [Move.START, Move.STOP, Move.RESUME]


def test_a_clock_that_begins_while_the_applicant_is_asked_begins_standing() -> None:
    kinds = (Step.RECEIVE, Step.ASK_SUPPLEMENT, Noted.INSPECTED, Step.SUPPLEMENTED)
    assert moves(CountFrom.INSPECTION, RESUME, *kinds) == [Move.START, Move.STOP, Move.RESUME]


def test_a_dossier_reopened_before_its_clock_began_is_not_ended() -> None:
    kinds = (Step.RECEIVE, Step.CONCLUDE, Step.REOPEN)
    assert moves(CountFrom.FEE, RESTART, *kinds) == [Move.END, Move.REOPEN]


def test_a_new_date_is_the_due_date() -> None:
    ticks = winding.ticks(history(Step.RECEIVE, Noted.REAPPOINTED), CountFrom.RECEIPT, RESTART)
    reading = reckon(Limit(5, Unit.WORKING_DAYS), ticks, PLAIN[0])
    assert (reading.due, reading.extensions) == (NAMED, 1)
    assert reading.original == datetime(2026, 3, 9, 17, tzinfo=ZONE)


def test_a_history_that_is_none_is_refused() -> None:
    with pytest.raises(IllegalDossierStep):
        dossier.replay(history(Step.RECEIVE, Step.PAID))


def test_the_degree_that_may_be_told_to_everybody() -> None:
    assert dossier.degree(0, 0, Status.PROCESSING) == 0
    assert dossier.degree(1, 4, Status.PROCESSING) == 0.25
    assert dossier.degree(4, 4, Status.PROCESSING) == 0.95
    assert dossier.degree(1, 4, Status.READY) == 1


def test_the_drawing_is_the_table() -> None:
    assert len(dossier.drawing().splitlines()) == 2 + sum(len(row) for row in dossier.LIFE.values())
