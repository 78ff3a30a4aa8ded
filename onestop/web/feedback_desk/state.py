"""One tab's list of suggestions and complaints, kept true while it is looked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, DomainError
from onestop.domain.feedback import Status, Step
from onestop.domain.people import SUPERVISION
from onestop.live.feed import live
from onestop.queries import feedback as looked
from onestop.queries.feedback import FeedbackRow
from onestop.usecases import feedback
from onestop.usecases.accounts import Who
from onestop.web.dossiers.reading import identifier
from onestop.web.parts.dialogs import close_dialog, open_dialog
from onestop.web.session import OfficerSession, answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

AGAIN_S: Final = 20.0
"""Looked at again this often while nothing rings [s]."""
Told = EventSpec | list[EventSpec]


@dataclass(frozen=True)
class Line:
    key: str = ""
    number: str = ""
    kind: str = ""
    status: str = ""
    sender: str = ""
    reach: str = ""
    about: str = ""
    told: str = ""
    answer: str = ""
    at: str = ""
    due: str = ""
    late: bool = False
    fresh: bool = False
    """Nobody decided yet whether it is for this office."""
    open: bool = False


class FeedbackDesk(OfficerSession):
    beat: str = ""
    ended: bool = False
    lines: list[Line] = []
    asked: Line = Line()
    step: str = ""
    """What the dialog is about to do."""
    wrong: str = ""

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        await self._kept_true(SUPERVISION, self._look, AGAIN_S)

    async def _look(self, who: Who) -> None:
        process = wiring()
        zone = ZoneInfo((await live().current(who.office_id)).office.timezone)
        rows = await process.run(_read, who.office_id, process.now(), ended=self.ended)
        self.lines = [_line(row, zone) for row in rows]
        self.beat = process.now().isoformat()

    @rx.event
    @answered
    async def show(self, ended: bool) -> None:
        who = await self._who(SUPERVISION)
        self.ended = bool(ended)
        await self._look(who)

    @rx.event
    @answered
    async def ask(self, key: str, step: str) -> EventSpec | None:
        """Open the dialog in which a step's words are written."""
        await self._who(SUPERVISION)
        found = next((line for line in self.lines if line.key == key), None)
        if found is None or step not in set(Step):
            return None
        self.asked, self.step, self.wrong = found, step, ""
        return open_dialog("feedback-step")

    @rx.event
    @answered
    async def decide(self, form: dict[str, Any]) -> Told | None:
        who, process = await self._who(SUPERVISION), wiring()
        if self.step not in set(Step):
            return None
        self.wrong = ""
        try:
            await process.run(
                feedback.decide,
                process.work,
                identifier(self.asked.key),
                Step(self.step),
                str(form.get("words", ""))[:5000],
                actor=who.actor,
                now=process.now(),
                involved=bool(form.get("involved")),
            )
        except BadInput as refused:
            self.wrong = str(refused.facts.get("field", ""))
            return toast("warn", say(self.locale, "feedback.wrong_words"))
        except DomainError as refused:
            await self._look(who)
            return toast("bad", say(self.locale, f"refusal.{refused.code}", **refused.facts))
        await self._look(who)
        return [close_dialog("feedback-step"), toast("good", say(self.locale, f"feedback.done_{self.step}"))]


def _read(office_id: UUID, now: datetime, *, ended: bool) -> tuple[FeedbackRow, ...]:
    with wiring().work.reading() as session:
        return looked.listed(session, office_id, now, ended=ended)


def _line(row: FeedbackRow, zone: ZoneInfo) -> Line:
    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%H:%M %d/%m/%Y}" if at else ""

    return Line(
        key=str(row.id),
        number=row.number,
        kind=row.kind,
        status=row.status,
        sender=row.name,
        reach=" · ".join(part for part in (row.phone, row.email, row.address) if part),
        about=row.about,
        told=row.told,
        answer=row.answer,
        at=moment(row.at),
        due=moment(row.due),
        late=row.late,
        fresh=row.status == Status.SENT,
        open=row.status in (Status.SENT, Status.ACCEPTED),
    )
