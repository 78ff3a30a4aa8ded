"""Small rules: numbers, hours, marks, policies and who may do what."""

import json
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain import calendar, numbering, rating
from onestop.domain.errors import BadInput, DomainError, Forbidden, RatingClosed
from onestop.domain.people import FLOOR, RECEPTION, Actor, Role
from onestop.domain.policy import Balance, Policy, ReinstateAt

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SHIFTS = calendar.shifts([[1, "07:30", "11:30"], [1, "13:00", "17:00"]])


# --- numbers ---


def test_a_number_grows_and_never_wraps() -> None:
    assert [numbering.ticket_number("A", n) for n in (1, 47, 999, 1000, 12345)] == [
        "A001",
        "A047",
        "A999",
        "A1000",
        "A12345",
    ]
    assert numbering.ticket_number("B", 7, digits=4) == "B0007"


@given(st.lists(st.integers(1, 99999), unique=True, max_size=30), st.integers(1, 5))
def test_different_serials_are_different_numbers(serials: list[int], digits: int) -> None:
    assert len({numbering.ticket_number("A", s, digits) for s in serials}) == len(serials)


def test_a_track_code_can_be_typed_and_not_guessed() -> None:
    made = {numbering.track_token() for _ in range(500)}
    assert len(made) == 500
    assert all(len(t) == numbering.TRACK_LENGTH and set(t) <= set(numbering.TRACK_ALPHABET) for t in made)
    assert not set("01ILOU") & set(numbering.TRACK_ALPHABET)


# --- hours ---


def test_the_business_day_is_the_offices_own() -> None:
    late_in_london = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert calendar.business_day(late_in_london, HANOI) == date(2026, 11, 23)
    assert calendar.business_day(late_in_london, ZoneInfo("UTC")) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("at", "opens"),
    [("07:29", None), ("07:30", "07:30"), ("11:29", "07:30"), ("11:30", None), ("13:00", "13:00"), ("17:00", None)],
)
def test_a_shift_includes_its_first_minute_and_not_its_last(at: str, opens: str | None) -> None:
    local = datetime.combine(date(2026, 11, 23), time.fromisoformat(at), HANOI)
    found = calendar.shift_at(SHIFTS, local, HANOI, {})
    assert (found.opens if found else None) == (time.fromisoformat(opens) if opens else None)


def test_serving_time_left_leaves_out_the_break() -> None:
    def left(hour: int, minute: int = 0) -> float | None:
        return calendar.seconds_left(SHIFTS, datetime(2026, 11, 23, hour, minute, tzinfo=HANOI), HANOI, {})

    assert left(6) == 8 * 3600
    assert left(11) == 4.5 * 3600
    assert left(12) == left(13) == 4 * 3600
    assert left(16, 50) == 600
    assert left(18) == 0
    assert calendar.seconds_left((), MONDAY, HANOI, {}) is None


def test_another_weekday_has_no_shift() -> None:
    tuesday = datetime(2026, 11, 24, 9, 0, tzinfo=HANOI)
    assert calendar.shift_at(SHIFTS, tuesday, HANOI, {}) is None
    assert calendar.seconds_left(SHIFTS, tuesday, HANOI, {}) == 0


def test_the_closing_instant_is_in_the_offices_zone() -> None:
    assert calendar.closing_instant(date(2026, 11, 23), "18:00", HANOI) == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert calendar.closing_instant(date(2026, 11, 23), "", HANOI) is None


# --- marks ---


@pytest.mark.parametrize("value", [-1, 0, 5, 99])
def test_only_marks_of_the_scale(value: int) -> None:
    with pytest.raises(BadInput):
        rating.checked_mark(value)


def test_reasons_are_known_and_counted_once() -> None:
    assert rating.checked_reasons(("attitude", "attitude", "other")) == (rating.Reason.ATTITUDE, rating.Reason.OTHER)
    with pytest.raises(BadInput):
        rating.checked_reasons(("weather",))
    with pytest.raises(BadInput):
        rating.checked_reasons(("other",) * 8)


@given(st.integers(-100, 200))
def test_a_mark_counts_within_its_window(seconds: int) -> None:
    at = MONDAY + timedelta(seconds=seconds)
    if -2 <= seconds <= 30:
        rating.check_window(MONDAY, at, timedelta(seconds=30))
        return
    with pytest.raises(RatingClosed):
        rating.check_window(MONDAY, at, timedelta(seconds=30))


# --- policies ---


@given(
    st.builds(
        Policy,
        max_preferred_run=st.integers(0, 9),
        balance=st.sampled_from(Balance),
        reinstate_at=st.sampled_from(ReinstateAt),
        close_at=st.sampled_from(["", "18:00"]),
        cut_off=st.booleans(),
        ticker_vi=st.text(max_size=20),
    )
)
def test_a_policy_survives_storage(policy: Policy) -> None:
    assert Policy.of(json.loads(json.dumps(policy.stored()))) == policy


def test_an_older_or_newer_stored_policy_is_read() -> None:
    assert Policy.of({}) == Policy()
    assert Policy.of({"park_min": 25, "of_the_future": 1}) == Policy(park_min=25)


# --- people ---


def test_who_may() -> None:
    office, other = uuid4(), uuid4()
    officer = Actor("officer", str(uuid4()), office, frozenset({Role.OFFICER}))
    officer.must(RECEPTION, office)
    Actor.system().must(FLOOR, office)
    for actor, roles, where in (
        (officer, FLOOR, office),
        (officer, RECEPTION, other),
        (Actor("place", "kiosk-1", office), RECEPTION, office),
        (Actor("holder", "SECRET", office), RECEPTION, office),
        (Actor("anyone", "", None), RECEPTION, office),
    ):
        with pytest.raises(Forbidden):
            actor.must(roles, where)
    with pytest.raises(Forbidden):
        _ = Actor("device", "keypad-1", office).officer_id


def test_the_log_does_not_hold_a_slips_secret() -> None:
    assert str(Actor("holder", "SECRETCODE")) == "holder"
    assert str(Actor("place", "kiosk-1")) == "place:kiosk-1"


def _refusals(kind: type[DomainError]) -> list[type[DomainError]]:
    return [kind, *(found for sub in kind.__subclasses__() for found in _refusals(sub))]


def test_each_refusal_has_a_code_of_its_own_and_a_status() -> None:
    found = [kind for kind in _refusals(DomainError) if kind.__module__ == "onestop.domain.errors"]
    assert len({kind.code for kind in found}) == len(found)
    assert all(400 <= kind.status < 500 for kind in found)
    assert BadInput(field="x").facts == {"field": "x"}
