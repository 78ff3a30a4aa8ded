"""One dossier at the counter: it follows every change, takes a scanned card, keeps each field as it is typed."""

import functools
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, DomainError, DossierUnknown, Forbidden, NotSignedIn
from onestop.live.changes import changes
from onestop.live.feed import live
from onestop.usecases import intake, scans
from onestop.usecases.accounts import Who
from onestop.usecases.intake import INTAKE
from onestop.web.intake import person as people
from onestop.web.intake import reading, view
from onestop.web.intake.facts import FIELDS, NONE, Notes, Person, Sheet, Two
from onestop.web.intake.reading import Looked, identifier
from onestop.web.intake.view import Times
from onestop.web.intake.words import refused
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

T = TypeVar("T")
Handler = TypeVar("Handler", bound=Callable[..., Any])

AGAIN_S: Final = 15.0
"""The due date that would be promised moves even while nothing happens [s]."""


def worded(handler: Handler) -> Handler:
    """A refusal of the work itself is said in whole words; who may not ask at all is left to `answered` above it."""

    @functools.wraps(handler)
    async def once(self: OfficerSession, *args: Any, **kwargs: Any) -> Any:
        try:
            return await handler(self, *args, **kwargs)
        except (NotSignedIn, Forbidden):
            raise
        except DomainError as refusal:
            return toast("bad", refused(self.locale, refusal))

    return cast("Handler", once)


class Intake(OfficerSession):
    """What is seen; what is done to papers and to the dossier is in the states below it."""

    page: Sheet = Sheet()
    person: Person = Person()
    faults: Notes = Notes()
    doubts: Notes = Notes()
    card: Two = NONE
    """What to do about the card that was scanned last."""
    known: str = ""
    """`yes`, or `no` when there is none of that id here; empty before it is known."""
    beat: str = ""
    draft: int = 0
    """Grows when the fields start anew from what was read."""
    opened: str = ""
    """Code of the paper one works on."""
    kept: bool = True
    """What stands in the fields is what is stored."""
    _kept: Person = Person()
    _card: dict[str, Two] = {}
    _looked: Looked | None = None

    # --- looking ---

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who, clock = await self._who(INTAKE), wiring().now
        try:
            wanted = identifier(self.router.url.path.rstrip("/").rpartition("/")[2])
            async with self:
                self._begin(wanted)
            with follows(who, INTAKE) as still:
                async with aclosing(changes().follow(wanted, again_s=AGAIN_S)) as looks:
                    async for _ in looks:
                        still()
                        looked = await self._look(who, wanted)
                        async with self:
                            self._put(looked)
                            self.beat = clock().isoformat()
        except (BadInput, DossierUnknown):
            async with self:
                self.page, self.known = Sheet(), "no"

    def _begin(self, wanted: UUID) -> None:
        """Another dossier than the one this tab showed before: nothing of that one stays."""
        if self.page.id != str(wanted):
            self.page, self.person, self.card, self.known = Sheet(), Person(), NONE, ""
            self._kept, self._card, self._looked, self.opened = Person(), {}, None, ""
            self.faults, self.doubts, self.kept, self.draft = Notes(), Notes(), True, self.draft + 1

    @rx.event(background=True)
    @answered
    async def listen(self) -> None:
        """Fill in the card as soon as the counter's scanner has read one; show what its other scanner sent."""
        who, process = await self._who(INTAKE), wiring()
        with follows(who, INTAKE) as still:
            async with aclosing(live().follow(who.office_id)) as pictures:
                async for _ in pictures:
                    still()
                    seat = await process.run(reading.seat, process.work, who.officer_id)
                    if seat.scan == "card" and seat.counter_id is not None:
                        scan = await process.run(
                            scans.use_scan, process.work, seat.counter_id, actor=who.actor, now=process.now()
                        )
                        async with self:
                            await self._fill(who, scan.data if scan and scan.kind == "card" else {})
                    if self._looked is not None and seat.incoming != self._looked.intake.seat.incoming:
                        async with self:
                            await self._again()

    async def _look(self, who: Who, dossier_id: UUID) -> Looked:
        process = wiring()
        return await process.run(reading.look, process.work, dossier_id, who.actor, process.now())

    def _put(self, looked: Looked) -> None:
        """Show what was read; fields start anew only where somebody else has changed what they hold."""
        older = self._looked is not None and looked.intake.view.version < self._looked.intake.view.version
        if older and self._looked is not None and looked.intake.view.id == self._looked.intake.view.id:
            return
        process = wiring()
        times = Times(looked.intake.zone, process.now())
        self._looked, self.known = looked, "yes"
        self.page = view.sheet(looked, times, process.settings.address)
        if self.opened not in {paper.code for paper in self.page.papers}:
            self.opened = next((paper.code for paper in self.page.papers), "")
        read = people.person_of(looked.intake.view)
        if read != self._kept:
            self._kept = self.person = read
            self.kept, self.draft = True, self.draft + 1
        self._judge()

    def _mine(self) -> Looked:
        """The dossier this tab shows.

        Raises:
            DossierUnknown: it shows none.
        """
        if self._looked is None:
            raise DossierUnknown
        return self._looked

    async def _do(self, step: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """A use case on the dossier this tab shows, by whoever holds this session."""
        who, process = await self._who(INTAKE), wiring()
        dossier_id = self._mine().intake.view.id
        return await process.run(step, process.work, dossier_id, *args, actor=who.actor, now=process.now(), **kwargs)

    async def _again(self) -> None:
        """Look at once after an act of this screen."""
        who = await self._who(INTAKE)
        self._put(await self._look(who, self._mine().intake.view.id))

    def _said(self, key: str, **facts: object) -> EventSpec:
        return toast("good", say(self.locale, key, **facts))

    # --- the applicant ---

    @rx.event
    @answered
    @worded
    async def tell(self, name: str, value: str) -> None:
        """What stands in one field of the applicant."""
        await self._who(INTAKE)
        if name in FIELDS and getattr(self.person, name) != value[: people.LONGEST]:
            self._card = {field: words for field, words in self._card.items() if field != name}
            self.card = self.card if self._card else NONE
            self.person = replace(self.person, **{name: value[: people.LONGEST]})
            await self._keep()

    @rx.event
    @answered
    @worded
    async def read_card(self, form: dict[str, Any]) -> EventSpec | None:
        """What a scanner typed into the box, or a picture gave."""
        who, process = await self._who(INTAKE), wiring()
        kind, data = scans.read(str(form.get("card", ""))[:2000].encode(), process.now().date())
        if kind != "card":
            return toast("warn", say(self.locale, "intake.no_card"))
        await self._fill(who, data)
        return None

    async def _fill(self, who: Who, card: Any) -> None:
        if not card or self._looked is None or not self.page.open:
            return
        self.person, self._card = people.with_card(self.person, card), people.card_notes(card)
        self.card, self.draft = people.card_said(card), self.draft + 1
        await self._keep(who)

    async def _keep(self, who: Who | None = None) -> None:
        """Store what can be kept; a field at fault stays as it was stored until it is put right."""
        asked, process = who or await self._who(INTAKE), wiring()
        wrong = people.faults(self.person, process.now().date())
        told = people.keepable(self.person, self._kept, wrong)
        self.kept = not wrong and bool(told.name.strip())
        self._judge()
        if not told.name.strip() or told == self._kept:
            return
        dossier_id = self._mine().intake.view.id
        applicant = people.applicant_of(told)
        await process.run(intake.describe, process.work, dossier_id, applicant, actor=asked.actor, now=process.now())
        looked = await self._look(asked, dossier_id)
        self._kept = people.person_of(looked.intake.view)
        self._put(looked)

    def _judge(self) -> None:
        today = wiring().now().date()
        wrong = people.faults(self.person, today)
        self.faults = people.notes(wrong)
        self.doubts = people.notes({**people.doubts(self.person, today), **self._card})
