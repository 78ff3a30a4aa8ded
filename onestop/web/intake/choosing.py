"""Choosing the procedure of a new dossier: found without diacritics, the line of the ticket at this counter first."""

from typing import Any, Final
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, DossierUnknown, ProcedureRefused
from onestop.domain.people import Role
from onestop.domain.procedure import Channel
from onestop.queries.catalogue import ProcedureRow
from onestop.usecases import intake
from onestop.usecases.accounts import Who
from onestop.usecases.intake import INTAKE
from onestop.web import routes
from onestop.web.intake import person as people
from onestop.web.intake import reading
from onestop.web.intake.facts import Case, Offer, Person
from onestop.web.intake.reading import identifier
from onestop.web.intake.state import worded
from onestop.web.parts.dialogs import open_dialog
from onestop.web.session import OfficerSession, answered
from onestop.wiring import wiring

WAYS: Final = (Channel.COUNTER, Channel.ASSISTED, Channel.POST)
"""How a dossier reaches a counter; online ones arrive by themselves."""
LONGEST: Final = 120


class Choosing(OfficerSession):
    offers: list[Offer] = []
    ready: bool = False
    sought: str = ""
    way: str = Channel.COUNTER.value
    number: str = ""
    """Of the visit at this counter."""
    same: str = ""
    """Whose dossier the new one will be, too."""
    chosen: str = ""
    chosen_name: str = ""
    cases: list[Case] = []
    """Of the chosen procedure, while one must be named."""
    _queue: str = ""

    @rx.event
    @answered
    async def load(self) -> None:
        who, process = await self._who(INTAKE), wiring()
        seat = await process.run(reading.seat, process.work, who.officer_id)
        self.number, self._queue, self.sought = seat.number, seat.queue, ""
        self.way = (Channel.POST if Role.POST in who.roles else Channel.COUNTER).value
        self.same = await self._same_name(who)
        await self._find(who)

    async def _same(self, who: Who) -> Person | None:
        """The applicant of the dossier named in the address, if it is this office's."""
        try:
            wanted = identifier(self.router.url.query_parameters.get("same", ""))
            process = wiring()
            looked = await process.run(reading.look, process.work, wanted, who.actor, process.now())
        except (BadInput, DossierUnknown):
            return None
        return people.person_of(looked.intake.view)

    async def _same_name(self, who: Who) -> str:
        found = await self._same(who)
        return found.name if found else ""

    async def _find(self, who: Who) -> None:
        process = wiring()
        rows = await process.run(reading.offers, process.work, who.office_id, self.sought, self._queue)
        self.offers, self.ready = [_offer(row, self._queue) for row in rows], True

    @rx.event
    @answered
    async def narrow(self, text: str) -> None:
        who = await self._who(INTAKE)
        self.sought = text[:LONGEST]
        await self._find(who)

    @rx.event
    @answered
    async def choose_way(self, way: str) -> None:
        await self._who(INTAKE)
        if way in WAYS:
            self.way = way

    @rx.event
    @answered
    @worded
    async def choose(self, key: str) -> EventSpec:
        """Open a dossier of this procedure, or ask first in which of its cases."""
        return await self._choose(await self._who(INTAKE), key)

    async def _choose(self, who: Who, key: str) -> EventSpec:
        process = wiring()
        name, rules = await process.run(reading.rules, process.work, who.office_id, key[:40], process.now())
        if not any(terms.channel == self.way for terms in rules.terms) and self.way != Channel.ASSISTED:
            raise ProcedureRefused(channel=self.way, case="")
        self.chosen, self.chosen_name = key[:40], name
        self.cases = [Case(case.code, case.name) for case in rules.cases]
        return open_dialog("case") if self.cases else await self._open(who, "")

    @rx.event
    @answered
    @worded
    async def choose_first(self, form: dict[str, Any]) -> EventSpec | None:
        """Enter in the box opens the first one found for what stands in it, however fast it was typed."""
        who = await self._who(INTAKE)
        self.sought = str(form.get("search", self.sought))[:LONGEST]
        if not self.sought.strip():
            return None
        await self._find(who)
        return await self._choose(who, self.offers[0].key) if self.offers else None

    @rx.event
    @answered
    @worded
    async def choose_case(self, code: str) -> EventSpec:
        who = await self._who(INTAKE)
        return await self._open(who, code[:40])

    async def _open(self, who: Who, case: str) -> EventSpec:
        process = wiring()
        seat = await process.run(reading.seat, process.work, who.officer_id)
        made: UUID = await process.run(
            intake.open_dossier,
            process.work,
            who.office_id,
            self.chosen,
            actor=who.actor,
            now=process.now(),
            ticket_id=seat.ticket_id,
            channel=Channel(self.way),
            case=case,
        )
        if (person := await self._same(who)) is not None and person.name:
            applicant = people.applicant_of(people.without_subject(person))
            await process.run(intake.describe, process.work, made, applicant, actor=who.actor, now=process.now())
        return rx.redirect(routes.intake(made))


def _offer(row: ProcedureRow, queue: str) -> Offer:
    return Offer(
        key=row.key,
        code=row.code,
        name=row.name_vi,
        field=row.field_vi,
        authority=row.authority,
        queue=row.queue,
        own=bool(queue) and row.queue == queue,
    )
