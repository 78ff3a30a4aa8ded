"""The list of procedures an administrator keeps; supervisors look."""

import reflex as rx

from onestop.domain.people import SUPERVISION, Role
from onestop.queries import setup_catalogue
from onestop.usecases.accounts import Who
from onestop.web.catalogue.shapes import Listed, Option, listed
from onestop.web.session import OfficerSession, answered
from onestop.wiring import wiring

ADMIN = frozenset({Role.ADMIN})
LONGEST = 120


class Procedures(OfficerSession):
    rows: list[Listed] = []
    fields: list[Option] = []
    text: str = ""
    field: str = ""
    may: bool = False
    loaded: bool = False

    @rx.event
    @answered
    async def load(self) -> None:
        await self._look(await self._who(SUPERVISION))

    @rx.event
    @answered
    async def look_for(self, text: str) -> None:
        who = await self._who(SUPERVISION)
        self.text = text[:LONGEST]
        await self._look(who)

    @rx.event
    @answered
    async def narrow(self, field: str) -> None:
        who = await self._who(SUPERVISION)
        self.field = field[:LONGEST]
        await self._look(who)

    async def _look(self, who: Who) -> None:
        process, now = wiring(), wiring().now()
        work, office_id = process.work, who.office_id
        found = await process.run(setup_catalogue.kept, work, office_id, self.text, self.field, now)
        choices = await process.run(setup_catalogue.choices, work, office_id, now)
        self.rows = [listed(one) for one in found]
        self.fields = [Option(code, name or code) for code, name in choices.fields if code]
        self.may, self.loaded = Role.ADMIN in who.roles, True
