"""What the person at this counter came for: the dossiers of the visit, as they change."""

from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from onestop.domain import dossier
from onestop.domain.people import COUNTER
from onestop.live.feed import live
from onestop.queries import intake_desk
from onestop.queries.intake_desk import Brought, Seat
from onestop.storage.unit_of_work import UnitOfWork
from onestop.web import routes
from onestop.web.session import OfficerSession, answered, follows
from onestop.wiring import wiring

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


class Visit(OfficerSession):
    things: list[Thing] = []
    ticket: str = ""
    """Whose things these are."""

    @rx.event(background=True)
    @answered
    async def follow(self) -> None:
        who, process = await self._who(COUNTER), wiring()
        with follows(who, COUNTER) as still:
            async with aclosing(live().follow(who.office_id)) as pictures:
                async for hall in pictures:
                    still()
                    zone = ZoneInfo(hall.office.timezone)
                    seat, found = await process.run(_read, process.work, who.officer_id, process.now())
                    async with self:
                        self.ticket = seat.ticket_id.hex if seat.ticket_id else ""
                        self.things = [_thing(each, place, zone) for place, each in enumerate(found)]


def _read(work: UnitOfWork, officer_id: UUID, now: datetime) -> tuple[Seat, tuple[Brought, ...]]:
    with work.reading() as session:
        seat = intake_desk.seat(session, officer_id)
        return seat, intake_desk.brought(session, seat.ticket_id, now) if seat.ticket_id else ()


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
