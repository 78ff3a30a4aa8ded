"""A dossier prepared and handed in at a kiosk: who asks, papers by phone, then in; officers find it as it stands."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from displays import qr
from onestop.domain.errors import BadInput, DomainError
from onestop.domain.formats import born
from onestop.domain.people import Actor
from onestop.queries import eforms
from onestop.storage import dossiers
from onestop.usecases import handing_in, intake, papers
from onestop.usecases.accounts import Standing
from onestop.usecases.intake import Applicant
from onestop.usecases.ticketing import Wish
from onestop.web.kiosk import setting
from onestop.web.kiosk.facts import Paper
from onestop.web.kiosk.preparing import KioskPapers
from onestop.web.kiosk.state import KIND, Kiosk
from onestop.web.place import beats
from onestop.web.session import answered
from onestop.wiring import wiring
from onestop.words import say

FIELDS: Final = ("name", "number", "born", "phone", "address")
PERSON: Final = ("name", "number", "born", "address")
LONGEST: Final = 300
AT_MOST: Final = timedelta(minutes=20)
"""Longer nobody stands at a kiosk: its page stops looking for pictures."""


@dataclass(frozen=True)
class Person:
    """What a card said; typed over where it is wrong."""

    name: str = ""
    number: str = ""
    born: str = ""
    address: str = ""


@dataclass(frozen=True)
class Done:
    """What was handed in."""

    reference: str = ""
    qr: str = ""


class KioskHandIn(Kiosk):
    person: Person = Person()
    wrong: str = ""
    """The field that was not right."""
    papers: tuple[Paper, ...] = ()
    qr: str = ""
    qr_for: str = ""
    camera: str = ""
    """What lets the kiosk's own camera send pictures of the paper chosen; its dialog is open while it is there."""
    online: bool = True
    done: Done = Done()
    _draft: UUID | None = None

    @rx.var
    def lacking(self) -> int:
        """Papers that must come and are not there yet [count]."""
        return sum(paper.required and not paper.here for paper in self.papers)

    @rx.event
    @answered
    async def begin(self) -> None:
        """From the list of papers to the person."""
        await self._stands(KIND)
        if self.step != "list":
            return
        chosen = await self.get_state(KioskPapers)
        self.online, self.wrong = chosen.needed.online, ""
        self._go("applicant")

    @rx.event
    @answered
    async def show_card(self, data: dict[str, Any]) -> None:
        """What a card said, to be looked at and typed over."""
        await self._stands(KIND)
        name, number, day, address = (str(data.get(each, ""))[:LONGEST] for each in PERSON)
        self.person = Person(name, number, born.written(day), address)

    @rx.event
    @answered
    async def describe(self, form: dict[str, Any]) -> EventSpec | None:
        """Whose dossier it is: with it the draft begins, or goes on."""
        place = await self._stands(KIND)
        if self.step != "applicant":
            return None
        said = {name: str(form.get(name, ""))[:LONGEST].strip() for name in FIELDS}
        self.person = Person(said["name"], said["number"], said["born"], said["address"])
        try:
            await self._begin_draft(place, _applicant(said))
        except BadInput as refused:
            self.wrong = str(refused.facts.get("field", ""))
            return None
        self.wrong = ""
        await self._look_at_papers()
        self._go("papers")
        return KioskHandIn.follow_papers

    async def _begin_draft(self, place: Standing, applicant: Applicant) -> None:
        if not applicant.phone:
            raise BadInput(field="phone")
        process, chosen = wiring(), await self.get_state(KioskPapers)
        told: dict[str, Any] = {"actor": place.actor, "now": process.now()}
        if self._draft is not None:
            await process.run(intake.describe, process.work, self._draft, applicant, **told)
            await process.run(setting.fill_again, process, self._draft, place.actor)
            return
        told |= {"case": chosen.needed.case, "yes": chosen.needed.yes}
        self._draft = await process.run(
            handing_in.prepare, process.work, place.office_id, chosen.needed.key, applicant, **told
        )

    async def _look_at_papers(self) -> None:
        if self._draft is not None:
            place = await self._stands(KIND)
            self.papers = await wiring().run(_papers, self._draft, place.actor)

    @rx.event(background=True)
    @answered
    async def follow_papers(self) -> None:
        """While the papers are on the screen: each picture a phone sends is seen as soon as it is kept."""
        place, end = await self._stands(KIND), wiring().now() + AT_MOST
        async with self:
            await self._look_at_papers()
        async for _ in beats(place.office_id):
            draft, step = self._draft, self.step
            if draft is None or step != "papers" or wiring().now() > end:
                return
            found = await wiring().run(_papers, draft, place.actor)
            async with self:
                if self._draft == draft and found != self.papers:
                    self._came(found)

    def _came(self, found: tuple[Paper, ...]) -> None:
        """The code of a paper that has come is put away."""
        before = {paper.code for paper in self.papers if paper.here}
        if self.qr_for in {paper.code for paper in found if paper.here} - before:
            self.qr, self.qr_for = "", ""
        self.papers = found

    @rx.event
    @answered
    async def invite(self, code: str) -> None:
        """A code for a phone to photograph this paper with."""
        place = await self._stands(KIND)
        if self._draft is None or self.step != "papers":
            return
        token = await self._invited(place, self._draft, code)
        self.qr, self.qr_for = qr.inline(f"{wiring().settings.address}/h/{token}"), code[:40]

    @rx.event
    @answered
    async def photograph(self, code: str) -> None:
        """This paper before the kiosk's own camera."""
        place = await self._stands(KIND)
        if self._draft is None or self.step != "papers":
            return
        self.camera, self.qr, self.qr_for = await self._invited(place, self._draft, code), "", ""

    async def _invited(self, place: Standing, draft: UUID, code: str) -> str:
        process = wiring()
        return await process.run(papers.invite, process.work, draft, code[:40], actor=place.actor, now=process.now())

    @rx.event
    @answered
    async def submit(self) -> AsyncIterator[None]:
        """In, once; what belongs to a counter gets its number instead."""
        place = await self._stands(KIND)
        if self._draft is None or self.step != "papers" or self.busy:
            return
        self.busy, self.refusal = True, ""
        yield
        try:
            await (self._hand_in if self.online else self._number)(place, self._draft)
        except DomainError as refused:
            self.refusal = say(self.locale, f"refusal.{refused.code}", **refused.facts)
        finally:
            self.busy = False

    async def _hand_in(self, place: Standing, draft: UUID) -> None:
        process = wiring()
        told = await process.run(handing_in.submit, process.work, draft, actor=place.actor, now=process.now())
        url = f"{process.settings.address}/d/{told.dossier_id}#s={told.secret}"
        self.done = Done(told.reference, qr.inline(url))
        self._draft = None
        self._go("handed_in")

    async def _number(self, place: Standing, draft: UUID) -> None:
        process = wiring()
        wish = Wish(place.office, "", KIND, lang=self.locale, place_id=place.place_id)
        taken = await process.run(
            handing_in.take_number, process.work, draft, wish, actor=place.actor, now=process.now()
        )
        self._draft = None
        await self._show(taken, place)


def _applicant(said: dict[str, str]) -> Applicant:
    return Applicant(
        "citizen",
        said["name"],
        said["number"],
        born=born.stored(said["born"]),
        phone=said["phone"],
        address=said["address"],
    )


def _papers(dossier_id: UUID, actor: Actor) -> tuple[Paper, ...]:
    """Those that are still asked for, each with whether its copy has come."""
    with wiring().work.reading() as session:
        without = {paper.id for paper in handing_in.without_copy(session, dossier_id)}
        forms = eforms.drawn_up(session, dossier_id, actor)
        return tuple(
            Paper(
                row.code,
                row.name,
                here=row.id not in without,
                required=row.required,
                form="" if row.code not in forms else "filled" if forms[row.code] else "empty",
            )
            for row in dossiers.papers(session, dossier_id)
            if row.state != "not_needed"
        )
