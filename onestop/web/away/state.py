"""One tab's page of who is away; every act is a use case's, which asks whether one may say it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput
from onestop.queries import away
from onestop.queries.away import AwayRow, AwayView
from onestop.usecases import setup_units
from onestop.usecases.accounts import Who
from onestop.web.dossiers.reading import identifier
from onestop.web.dossiers.state import DESK
from onestop.web.session import OfficerSession, answered
from onestop.web.setup.unit_forms import away as asked
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say


@dataclass(frozen=True)
class Choice:
    value: str = ""
    label: str = ""


@dataclass(frozen=True)
class Line:
    key: str = ""
    officer: str = ""
    by: str = ""
    days: str = ""
    now: bool = False
    may_end: bool = False


class Away(OfficerSession):
    ready: bool = False
    whose: list[Choice] = []
    by: list[Choice] = []
    lines: list[Line] = []
    today: str = ""
    wrong: str = ""
    """Name of the field the last refusal was about."""
    draft: int = 0

    @rx.event
    @answered
    async def load(self) -> None:
        await self._look(await self._who(DESK))

    @rx.event
    @answered
    async def save(self, form: dict[str, Any]) -> EventSpec:
        """Said once; a wrong day or person stays in the form, marked."""
        who, process = await self._who(DESK), wiring()
        self.wrong = ""
        try:
            officer_id, by, span = asked(form)
            await process.run(
                setup_units.substitute,
                process.work,
                who.office_id,
                officer_id,
                by,
                span,
                actor=who.actor,
                now=process.now(),
            )
        except BadInput as refused:
            self.wrong = str(refused.facts.get("field", ""))
            return toast("bad", say(self.locale, "setup.not_saved"))
        self.draft += 1
        await self._look(who)
        return toast("good", say(self.locale, "setup.saved"))

    @rx.event
    @answered
    async def end(self, substitution_id: str) -> EventSpec:
        """Back earlier than planned."""
        who, process = await self._who(DESK), wiring()
        await process.run(
            setup_units.end_substitution,
            process.work,
            identifier(substitution_id),
            actor=who.actor,
            now=process.now(),
        )
        await self._look(who)
        return toast("good", say(self.locale, "setup.away_ended"))

    async def _look(self, who: Who) -> None:
        process = wiring()
        seen: AwayView = await process.run(_read, who)
        self.whose = [Choice(str(one.id), one.name) for one in seen.whose]
        self.by = [Choice(str(one.id), one.name) for one in seen.by]
        self.lines = [_line(row) for row in seen.rows]
        self.today, self.ready = seen.today.isoformat(), True


def _read(who: Who) -> AwayView:
    process = wiring()
    with process.work.reading() as session:
        return away.view(session, who.actor, process.now())


def _line(row: AwayRow) -> Line:
    days = f"{row.from_day:%d/%m/%Y} – {row.to_day:%d/%m/%Y}"
    return Line(str(row.id), row.officer, row.by, days, row.now, row.may_end)
