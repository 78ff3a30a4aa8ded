"""A form filled in at a kiosk, one question at a time, then looked at as a whole; then its paper is set."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain import eform
from onestop.domain.eform import Blank
from onestop.domain.errors import BadInput, DomainError
from onestop.domain.people import Actor
from onestop.queries import eforms as sheets
from onestop.queries.eforms import Sheet
from onestop.web.kiosk.handing import KioskHandIn
from onestop.web.kiosk.setting import fill
from onestop.web.kiosk.state import KIND
from onestop.web.session import answered
from onestop.wiring import wiring
from onestop.words import say

LONGEST: Final = max(eform.LONGEST.values())


@dataclass(frozen=True)
class Question:
    """The blank on the screen."""

    label: str = ""
    kind: str = "line"
    needed: bool = False
    choices: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Said:
    """A line of the whole, to be looked at."""

    at: int
    label: str
    text: str


class KioskForm(KioskHandIn):
    name: str = ""
    ours: bool = False
    at: int = 0
    total: int = 0
    question: Question = Question()
    wrong: str = ""
    """What is wrong with the answer: `missing`, `day`, `number`, `long`, `choice`."""
    lines: tuple[Said, ...] = ()
    _sheet: Sheet | None = None
    _said: tuple[str, ...] = ()
    _looking: bool = False
    """The whole was seen: one answer is changed and then the whole again."""

    @rx.event
    @answered
    async def open(self, code: str) -> None:
        """From the papers to this form's first question; a form filled in before is shown as a whole."""
        place = await self._stands(KIND)
        if self._draft is None or self.step != "papers":
            return
        self._sheet = await wiring().run(_sheet, self._draft, code[:40], place.actor)
        self._said, self._looking = self._sheet.said, any(self._sheet.said)
        self.name, self.ours, self.total = self._sheet.name, self._sheet.ours, len(self._sheet.blanks)
        if self._looking:
            self._look()
        else:
            self._ask(0)

    def _ask(self, at: int) -> None:
        if self._sheet is None:
            return
        blank, self.at, self.wrong = self._sheet.blanks[at], at, ""
        self.question = Question(blank.label, blank.kind.value, blank.needed, blank.choices, self._said[at])
        self._go("blank")

    def _look(self) -> None:
        if self._sheet is None:
            return
        pairs = enumerate(zip(self._sheet.blanks, self._said, strict=True))
        self.lines = tuple(Said(at, blank.label, text) for at, (blank, text) in pairs)
        self._go("whole")

    @rx.event
    @answered
    async def answer(self, form: dict[str, Any]) -> None:
        """What was typed, and on; what is not right stays and says so. A second press answers no other question."""
        await self._stands(KIND)
        if str(form.get("at", "")) == str(self.at):
            self._hear(str(form.get("blank", ""))[: LONGEST + 1])

    @rx.event
    @answered
    async def pick(self, at: int, choice: str) -> None:
        """One of several, for question `at`: a second press of the same button is no answer to the next one."""
        await self._stands(KIND)
        if at == self.at:
            self._hear(choice[:LONGEST])

    def _hear(self, text: str) -> None:
        if self._sheet is None or self.step != "blank":
            return
        try:
            said = _fitting(self._sheet.blanks[self.at], text)
        except BadInput as refused:
            self.question = replace(self.question, said=text)
            self.wrong = str(refused.facts.get("reason", "missing"))
            return
        self._said = (*self._said[: self.at], said, *self._said[self.at + 1 :])
        if self._looking or self.at + 1 == self.total:
            self._looking = True
            self._look()
        else:
            self._ask(self.at + 1)

    @rx.event
    @answered
    async def change(self, at: int) -> None:
        """From the whole to one of its questions."""
        await self._stands(KIND)
        if self.step == "whole" and 0 <= at < self.total:
            self._ask(at)

    @rx.event
    @answered
    async def before(self) -> EventSpec | None:
        """One question back; from the first, and from the whole, to the papers."""
        await self._stands(KIND)
        if self.step == "blank" and self._looking:
            self._look()
        elif self.step == "blank" and self.at:
            self._ask(self.at - 1)
        else:
            self._go("papers")
            return KioskHandIn.follow_papers
        return None

    @rx.event
    @answered
    async def finish(self) -> EventSpec | None:
        """The paper is set and lies with the dossier."""
        place = await self._stands(KIND)
        if self._sheet is None or self._draft is None or self.step != "whole":
            return None
        try:
            await wiring().run(fill, wiring(), self._draft, self._sheet.code, self._said, place.actor)
        except DomainError as refused:
            self.refusal = say(self.locale, f"refusal.{refused.code}", **refused.facts)
            return None
        self._go("papers")
        return KioskHandIn.follow_papers


def _fitting(blank: Blank, text: str) -> str:
    return eform.read((blank,), (text,))[0].text


def _sheet(dossier_id: UUID, code: str, actor: Actor) -> Sheet:
    with wiring().work.reading() as session:
        return sheets.sheet(session, dossier_id, code, actor)
