"""A hall a test can talk to: people by user name, tickets by letter, counters by number."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from onestop.domain.people import Actor
from onestop.queries import hall as hall_query
from onestop.queries.facts import HallView
from onestop.storage.rows import Office, Officer, OfficerRole, Place, Ticket
from onestop.usecases import accounts, calling, counters, demo, ticketing
from onestop.wiring import Shop

PASSWORD = "a-demo-password"


class Hall:
    def __init__(self, shop: Shop, clock: Callable[[], datetime]) -> None:
        self.shop, self.clock = shop, clock
        self.work = shop.work

    @cached_property
    def office_id(self) -> UUID:
        with self.work.reading() as session:
            return session.scalars(select(Office.id).where(Office.code == demo.CODE)).one()

    def officer(self, username: str) -> Actor:
        with self.work.reading() as session:
            officer = session.scalars(select(Officer).where(Officer.username == username)).one()
            roles = session.scalars(select(OfficerRole.role).where(OfficerRole.officer_id == officer.id))
            return Actor("officer", str(officer.id), self.office_id, frozenset(roles))

    def place(self, code: str) -> Actor:
        return Actor("place", code, self.office_id)

    def place_id(self, code: str) -> UUID:
        with self.work.reading() as session:
            return session.scalars(select(Place.id).where(Place.code == code)).one()

    def key(self, code: str) -> str:
        """The credential of a place."""
        return demo.place_key(self.shop.settings, code)

    def token(self, username: str) -> str:
        """A session of an officer."""
        return accounts.log_in(self.work, username, PASSWORD, now=self.clock()).token

    def take(self, queue: str = "A", *, priority: str | None = None, place: str | None = None) -> ticketing.Taken:
        wish = ticketing.Wish(
            demo.CODE, queue, "kiosk", priority=priority, place_id=self.place_id(place) if place else None
        )
        return ticketing.take(self.work, wish, actor=self.place(place or "kiosk-1"), now=self.clock())

    def sit(self, number: int, username: str | None = None) -> Actor:
        """Open counter `number`; the officer of the same number sits there unless another is named."""
        actor = self.officer(username or f"officer{number}")
        counters.open_counter(self.work, f"{demo.CODE}-{number}", actor=actor, now=self.clock())
        return actor

    def call(self, number: int, actor: Actor) -> calling.Called | None:
        return calling.call_next(self.work, f"{demo.CODE}-{number}", actor=actor, now=self.clock())

    def ticket(self, ticket_id: UUID) -> Ticket:
        with self.work.reading() as session:
            return session.get_one(Ticket, ticket_id)

    def view(self) -> HallView:
        with self.work.reading() as session:
            return hall_query.view(session, self.office_id, self.clock(), 1)
