"""What the person at this counter came for: the dossiers of the visit, and what a receipt or a card adds to them."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from onestop.domain import dossier
from onestop.domain.errors import DossierUnknown
from onestop.domain.people import COUNTER
from onestop.live.feed import live
from onestop.queries import dossier_desk, intake_desk
from onestop.queries.dossier_facts import ListRow
from onestop.queries.intake_desk import Brought, Seat
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import dossier_visits, scans
from onestop.usecases.accounts import Who
from onestop.web import routes
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

AT_INTAKE: Final = frozenset({dossier.Status.DRAFT, dossier.Status.SUBMITTED, dossier.Status.SUPPLEMENT})


@dataclass(frozen=True)
class Thing:
    """A dossier of the visit."""

    id: str = ""
    href: str = ""
    purpose: str = ""
    code: str = ""
    procedure: str = ""
    applicant: str = ""
    status: str = ""
    light: str = "none"
    due: str = ""
    key: str = ""
    """Of the keyboard, for the first ones."""


KEYS: Final = ("5", "6", "7", "8", "9")
LISTED: Final = 4
"""Most dossiers shown for a scanned card [count]."""


@dataclass(frozen=True, slots=True)
class Seen:
    seat: Seat
    brought: tuple[Brought, ...]
    waiting: tuple[ListRow, ...]


class Visit(OfficerSession):
    things: list[Thing] = []
    waiting: list[Thing] = []
    """What else waits for whoever's card lies under the scanner."""
    ticket: str = ""
    """Whose things these are."""

    @rx.event(background=True)
    @answered
    async def follow(self) -> AsyncIterator[EventSpec]:
        who, process = await self._who(COUNTER), wiring()
        with follows(who, COUNTER) as still:
            async with aclosing(live().follow(who.office_id)) as pictures:
                async for hall in pictures:
                    still()
                    seen = await process.run(_read, process.work, who, process.now())
                    async with self:
                        self._show(seen, ZoneInfo(hall.office.timezone))
                    if seen.seat.scan == "dossier" and (told := await self._join(who, seen.seat)) is not None:
                        yield told

    def _show(self, seen: Seen, zone: ZoneInfo) -> None:
        here = {each.row.dossier_id for each in seen.brought}
        others = [row for row in seen.waiting if row.dossier_id not in here]
        self.ticket = seen.seat.ticket_id.hex if seen.seat.ticket_id else ""
        self.things = [_thing(each, place, zone) for place, each in enumerate(seen.brought)]
        self.waiting = [
            _thing(Brought("", row), place + len(here), zone) for place, row in enumerate(others[:LISTED])
        ]

    async def _join(self, who: Who, seat: Seat) -> EventSpec | None:
        """A receipt under the scanner: the visit is about its dossier, too; without a visit the dossier opens."""
        process, now = wiring(), wiring().now()
        if seat.counter_id is None:
            return None
        scan = await process.run(scans.use_scan, process.work, seat.counter_id, actor=who.actor, now=now)
        if scan is None or scan.kind != "dossier":
            return None
        code = str(scan.data["code"])
        if seat.ticket_id is None:
            found = await process.run(_named, process.work, who, code)
            return rx.redirect(routes.dossier(found)) if found else toast("warn", _unknown(self.locale))
        try:
            join = partial(dossier_visits.join_visit, actor=who.actor, now=now)
            await process.run(join, process.work, seat.ticket_id, code)
        except DossierUnknown:
            return toast("warn", _unknown(self.locale))
        return toast("good", say(self.locale, "intake.joined", code=code))


def _unknown(locale: str) -> str:
    return say(locale, "refusal.dossier.unknown")


def _read(work: UnitOfWork, who: Who, now: datetime) -> Seen:
    with work.reading() as session:
        seat = intake_desk.seat(session, who.officer_id)
        brought = intake_desk.brought(session, seat.ticket_id, now) if seat.ticket_id else ()
        return Seen(seat, brought, intake_desk.of_scanned_card(session, seat, who.office_id, now))


def _named(work: UnitOfWork, who: Who, code: str) -> UUID | None:
    with work.reading() as session:
        return dossier_desk.scanned(session, who.office_id, code)[0]


def _thing(each: Brought, place: int, zone: ZoneInfo) -> Thing:
    row = each.row
    begun = not row.code and row.status in AT_INTAKE
    return Thing(
        id=row.dossier_id.hex,
        href=routes.intake(row.dossier_id) if begun else routes.dossier(row.dossier_id),
        purpose=each.purpose,
        code=row.code,
        procedure=row.procedure,
        applicant=row.applicant,
        status=row.status,
        light=row.light,
        due=f"{row.due.astimezone(zone):%d/%m %H:%M}" if row.due else "",
        key=KEYS[place] if place < len(KEYS) else "",
    )
