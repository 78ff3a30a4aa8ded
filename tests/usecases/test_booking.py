"""A number from home: a telephone proved, a slot kept, used, given up, run out; never more than there are."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from onestop.domain.booking import BookingRules, Status, in_groups
from onestop.domain.errors import (
    BadInput,
    BookingEarly,
    BookingOver,
    BookingQuota,
    BookingsOff,
    BookingUnknown,
    CodeEnded,
    CodeTooSoon,
    CodeWrong,
    DomainError,
    SlotFull,
    SlotUnknown,
)
from onestop.domain.people import Actor
from onestop.storage.bookings import Booked
from onestop.storage.rows import Booking, BookingShare, BookingSlot, Notice, Office, OneTimeCode, Ticket
from onestop.usecases import booking, notices, one_time_codes, setup_calendar
from onestop.usecases.booking import Wanted
from onestop.usecases.setup_calendar import DayWish
from onestop.wiring import attempt
from tests.conftest import Clock
from tests.factories import Hall

ANYONE = Actor("anyone", "web")
RULES = BookingRules(on=True, per_slot={"A": 2, "B": 1})
AN, BINH = "0912345678", "0987654321"


class Desk:
    """An office that takes bookings for queue A, and people with telephones."""

    def __init__(self, hall: Hall, clock: Clock, rules: BookingRules) -> None:
        self.hall, self.clock, self.work = hall, clock, hall.work
        admin = hall.officer("admin1")
        later = clock() + timedelta(microseconds=7)
        days = (DayWish(date(2026, 11, 25), "Ngày nghỉ thử"),)
        setup_calendar.save_year(self.work, hall.office_id, 2026, days, actor=admin, now=later)
        with self.work() as tx:
            office = tx.session.get_one(Office, hall.office_id)
            office.policy = {**office.policy, **rules.stored()}
        self.office = hall.view().office.code
        self.zone = ZoneInfo(hall.view().office.timezone)

    def text(self, kind: str) -> str:
        with self.work.reading() as session:
            newest = select(Notice).where(Notice.kind == kind).order_by(Notice.made_at.desc(), Notice.id.desc())
            return session.scalars(newest).first().text  # type: ignore[union-attr]

    def proof(self, phone: str) -> str:
        one_time_codes.ask(self.work, self.office, phone, now=self.clock())
        (code,) = re.findall(r"\b\d{6}\b", self.text("code"))
        return one_time_codes.prove(self.work, phone, code, now=self.clock())

    def at(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def book(self, proof: str, slot: str, queue: str = "A") -> Booked:
        wanted = Wanted(self.office, queue, self.at(slot), proof)
        return booking.book(self.work, wanted, actor=ANYONE, now=self.clock())

    def arrive(self, code: str) -> str:
        actor = Actor("place", "kiosk-1", self.hall.office_id)
        return booking.arrive(
            self.work, self.office, code, place_id=None, channel="kiosk", actor=actor, now=self.clock()
        ).number

    def status(self, code: str) -> Status:
        with self.work.reading() as session:
            return session.scalars(select(Booking.status).where(Booking.code == code)).one()


@pytest.fixture
def desk(hall: Hall, clock: Clock) -> Desk:
    return Desk(hall, clock, RULES)


# --- whose telephone ---


def test_a_code_is_good_once_and_its_text_is_emptied_when_sent(desk: Desk) -> None:
    proof = desk.proof(AN)
    (code,) = re.findall(r"\b\d{6}\b", desk.text("code"))
    with pytest.raises(CodeEnded):
        one_time_codes.prove(desk.work, AN, code, now=desk.clock())
    (sent,) = notices.claim(desk.work, desk.clock())
    notices.settle(desk.work, sent.id, notices.Fate(), now=desk.clock())
    assert desk.text("code") == ""
    with desk.work.reading() as session:
        row = session.get_one(OneTimeCode, "+84912345678")
    assert proof not in (row.proof, row.digest)


def test_five_wrong_ones_and_it_is_none(desk: Desk) -> None:
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    (code,) = re.findall(r"\b\d{6}\b", desk.text("code"))
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong) as no:
            one_time_codes.prove(desk.work, AN, wrong, now=desk.clock())
        assert no.value.facts == {"left": left}
    for said in (wrong, code):
        with pytest.raises(CodeEnded):
            one_time_codes.prove(desk.work, AN, said, now=desk.clock())


def test_too_late_too_often_and_no_telephone(desk: Desk) -> None:
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    (code,) = re.findall(r"\b\d{6}\b", desk.text("code"))
    with pytest.raises(CodeTooSoon):
        one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(minutes=5)
    with pytest.raises(CodeEnded):
        one_time_codes.prove(desk.work, AN, code, now=desk.clock())
    for _ in range(4):
        desk.clock.forward(minutes=2)
        one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(minutes=2)
    with pytest.raises(CodeTooSoon):
        one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(hours=1)
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    with pytest.raises(BadInput):
        one_time_codes.ask(desk.work, desk.office, "0243 822 3344", now=desk.clock())


def test_a_code_nobody_can_use_any_more_is_not_sent(desk: Desk) -> None:
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(minutes=6)
    assert notices.claim(desk.work, desk.clock()) == []
    with desk.work.reading() as session:
        row = session.scalars(select(Notice).where(Notice.kind == "code")).one()
    assert (row.state, row.fault, row.text) == ("failed", "notice.too_late", "")


def test_a_proof_is_for_a_quarter_of_an_hour(desk: Desk) -> None:
    proof = desk.proof(AN)
    desk.clock.forward(minutes=15)
    for said in (proof, "", "x" * 32):
        with pytest.raises(CodeEnded):
            desk.book(said, "2026-11-24T08:30")


# --- booking ---


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
