"""The list of what was handed in and waits for somebody to receive it, kept true while it is looked at."""

from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from onestop.domain.people import Actor
from onestop.live.feed import live
from onestop.queries import drafts
from onestop.queries.drafts import DraftRow
from onestop.web import routes
from onestop.web.session import OfficerSession, answered, follows
from onestop.wiring import wiring

AGAIN_S: Final = 20.0
"""Looked at again this often while nothing rings [s]."""


@dataclass(frozen=True)
class Line:
    key: str
    href: str
    reference: str
    status: str
    procedure: str
    applicant: str
    copies: int
    at: str
    """When it was handed in, or begun."""
    decide: str
    """Until when it is decided upon; empty: nothing was promised."""
    late: bool


class Drafts(OfficerSession):
    lines: list[Line] = []
    cut: bool = False
    """There are more than are shown."""
    beat: str = ""

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who, process = await self._who(drafts.READERS), wiring()
        with follows(who, drafts.READERS) as still:
            async with aclosing(live().follow(who.office_id, AGAIN_S)) as pictures:
                async for hall in pictures:
                    still()
                    rows = await process.run(_read, who.office_id, who.actor)
                    zone = ZoneInfo(hall.office.timezone)
                    async with self:
                        self.lines = [_line(row, zone, process.now()) for row in rows]
                        self.cut, self.beat = len(rows) >= drafts.MOST, process.now().isoformat()


def _read(office_id: UUID, actor: Actor) -> tuple[DraftRow, ...]:
    with wiring().work.reading() as session:
        return drafts.waiting(session, office_id, actor=actor)


def _line(row: DraftRow, zone: ZoneInfo, now: datetime) -> Line:
    at = (row.submitted_at or row.opened_at).astimezone(zone)
    return Line(
        key=str(row.id),
        href=routes.intake(row.id),
        reference=row.reference,
        status=row.status,
        procedure=row.procedure,
        applicant=row.applicant,
        copies=row.copies,
        at=f"{at:%H:%M %d/%m/%Y}",
        decide=f"{row.decide_by.astimezone(zone):%H:%M %d/%m}" if row.decide_by else "",
        late=row.decide_by is not None and row.decide_by <= now,
    )
