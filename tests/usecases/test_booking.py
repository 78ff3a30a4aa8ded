"""A number from home: a telephone proved, a slot kept, used, given up, run out; never more than there are."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from onestop.domain.booking import BookingRules, Status, in_groups
from onestop.domain.errors import (
    BookingEarly,
    BookingOver,
    BookingQuota,
    BookingsOff,
    BookingUnknown,
    DomainError,
    SlotFull,
    SlotUnknown,
)
from onestop.storage.rows import Booking, BookingShare, BookingSlot, OneTimeCode, Ticket
from onestop.usecases import booking, one_time_codes
from onestop.wiring import attempt
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.booking_desk import AN, ANYONE, BINH, RULES, Desk


@pytest.fixture
def desk(hall: Hall, clock: Clock) -> Desk:
    return Desk(hall, clock, RULES)


def test_a_slot_is_kept_and_used(desk: Desk) -> None:
    made = desk.book(desk.proof(AN), "2026-11-24T09:00")
    assert desk.text("booked").startswith(f"Da dat lich 09:00 24/11, linh vuc A. Ma dat lich {in_groups(made.code)}:")
    with pytest.raises(BookingEarly):
        desk.arrive(made.code)
    desk.clock.now = desk.at("2026-11-24T08:50")
    assert desk.arrive(f" {made.code[:4].lower()} - {made.code[4:]}") == "A001"
    assert desk.status(made.code) is Status.ARRIVED
    with desk.work.reading() as session:
        ticket = session.scalars(select(Ticket)).one()
    assert ticket.rank_at == desk.at("2026-11-24T08:45")
    with pytest.raises(BookingOver):
        desk.arrive(made.code)
    with pytest.raises(BookingOver):
        booking.cancel(desk.work, made.code, actor=ANYONE, now=desk.clock())


@pytest.mark.parametrize(
    "slot",
    [
        "2026-11-23T09:00",  # begins too soon
        "2026-11-24T09:10",  # between slots
        "2026-11-24T12:00",  # at noon
        "2026-11-25T09:00",  # a day off
        "2026-11-29T09:00",  # a Sunday
        "2026-11-30T09:00",  # the seventh day
        "2026-11-20T09:00",
    ],
)
def test_what_is_not_offered_is_not_booked(desk: Desk, slot: str) -> None:
    with pytest.raises(SlotUnknown):
        desk.book(desk.proof(AN), slot)


def test_two_a_day_one_a_queue(desk: Desk) -> None:
    proof = desk.proof(AN)
    desk.book(proof, "2026-11-24T09:00")
    with pytest.raises(BookingQuota) as same:
        desk.book(proof, "2026-11-24T09:30")
    assert same.value.facts == {"most": 1, "queue": "A"}
    other = desk.book(proof, "2026-11-24T09:30", "B")
    with pytest.raises(BookingQuota) as many:
        desk.book(proof, "2026-11-24T10:00", "B")
    assert many.value.facts == {"most": 2, "queue": ""}
    booking.cancel(desk.work, other.code, actor=ANYONE, now=desk.clock())
    desk.book(proof, "2026-11-24T10:00", "B")
    desk.book(proof, "2026-11-26T09:00")


def test_full_is_full_until_somebody_gives_up(desk: Desk) -> None:
    proof = desk.proof(AN)
    made = desk.book(proof, "2026-11-24T09:00", "B")
    with pytest.raises(SlotFull):
        desk.book(desk.proof(BINH), "2026-11-24T09:00", "B")
    booking.cancel(desk.work, made.code, actor=ANYONE, now=desk.clock())
    assert desk.text("slot_given_up").startswith("Da huy lich 09:00 24/11")
    desk.clock.forward(minutes=2)
    desk.book(desk.proof(BINH), "2026-11-24T09:00", "B")


def test_where_none_are_taken(hall: Hall, clock: Clock) -> None:
    desk = Desk(hall, clock, BookingRules(on=True, per_slot={"A": 1}))
    with pytest.raises(BookingsOff):
        desk.book("", "2026-11-24T09:00", "B")
    off = Desk(hall, clock, BookingRules(on=False, per_slot={"A": 1}))
    with pytest.raises(BookingsOff):
        off.book("", "2026-11-24T09:00")


def test_too_late_is_over_by_itself_and_at_the_door(desk: Desk) -> None:
    made = desk.book(desk.proof(AN), "2026-11-24T09:00")
    desk.clock.now = desk.at("2026-11-24T09:15")
    assert booking.watch(desk.work, now=desk.clock()) == 0
    desk.clock.now = desk.at("2026-11-24T09:16")
    with pytest.raises(BookingOver):
        desk.arrive(made.code)
    assert booking.watch(desk.work, now=desk.clock()) == 1
    assert desk.status(made.code) is Status.EXPIRED
    for code in ("", "K7M4X2QP", "0000-0000", "x" * 500):
        with pytest.raises(BookingUnknown):
            desk.arrive(code)


def test_reminded_once(desk: Desk) -> None:
    desk.book(desk.proof(AN), "2026-11-24T14:00")
    desk.clock.now = desk.at("2026-11-24T11:59")
    assert booking.watch(desk.work, now=desk.clock()) == 0
    desk.clock.now = desk.at("2026-11-24T12:00")
    assert booking.watch(desk.work, now=desk.clock()) == 1
    assert "14:00 24/11" in desk.text("slot_soon")
    assert booking.watch(desk.work, now=desk.clock()) == 0


def test_telephones_are_forgotten_when_the_day_is_over(desk: Desk) -> None:
    desk.book(desk.proof(AN), "2026-11-24T09:00")
    desk.clock.now = desk.at("2026-11-26T09:00")
    assert booking.forget(desk.work, now=desk.clock()) == 1
    one_time_codes.forget(desk.work, now=desk.clock())
    with desk.work.reading() as session:
        assert session.scalars(select(Booking.phone)).all() == [""]
        assert session.scalar(select(func.count()).select_from(BookingShare)) == 0
        assert session.scalar(select(func.count()).select_from(OneTimeCode)) == 0


def test_never_more_than_there_are_however_many_call(desk: Desk) -> None:
    """Twenty people for one slot of two places, and one person ten times at once."""
    people = [f"09{n:08d}" for n in range(11000000, 11000020)]
    proofs = [desk.proof(phone) for phone in people]

    def book(proof: str, slot: str) -> str:
        try:
            attempt(desk.book, proof, slot)
        except DomainError as refused:
            return refused.code
        return "made"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda proof: book(proof, "2026-11-24T09:00"), proofs))
        mine = list(pool.map(lambda n: book(proofs[0], f"2026-11-26T{8 + n % 3:02d}:30"), range(10)))
    assert sorted(ends) == ["booking.full"] * 18 + ["made"] * 2
    assert sorted(mine) == ["booking.quota"] * 9 + ["made"]
    with desk.work.reading() as session:
        taken = {slot.slot_at: slot.taken for slot in session.scalars(select(BookingSlot)) if slot.taken}
        kept = session.execute(select(Booking.slot_at, func.count()).group_by(Booking.slot_at)).all()
    assert taken == dict(kept)
