"""An office that takes bookings, and people with telephones."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from onestop.domain.booking import BookingRules, Status
from onestop.domain.people import Actor
from onestop.storage.bookings import Booked
from onestop.storage.rows import Booking, Notice, Office
from onestop.usecases import booking, one_time_codes, setup_calendar
from onestop.usecases.booking import Wanted
from onestop.usecases.setup_calendar import DayWish
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
