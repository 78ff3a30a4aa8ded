"""One person at a kiosk, from the greeting to the number in their hand. Nothing of them outlives `home`."""

import secrets
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import DomainError
from onestop.live.feed import live
from onestop.usecases import alerts, ticketing
from onestop.usecases.accounts import Standing
from onestop.usecases.ticketing import Taken, Wish
from onestop.web.kiosk import view
from onestop.web.place import PlaceSession, beats, stands, until_revoked
from onestop.web.session import answered
from onestop.wiring import wiring
from onestop.words import LOCALES, say

KIND: Final = "kiosk"
BEFORE: Final = {
    "confirm": "fields",
    "dossier": "follow",
    "procedures": "offers",
    "search": "offers",
    "applicant": "list",
    "papers": "applicant",
}
"""The step each step goes back to; from any other it is home."""


class Kiosk(PlaceSession):
    shop: view.Shop = view.Shop()
    beat: str = ""
    step: str = "home"
    """`home`, `help`; of a number `fields`, `confirm`, `ticket`; of the other doors those of their own states."""
    choice: str = ""
    priority: str = ""
    larger: bool = False
    lower: bool = False
    busy: bool = False
    refusal: str = ""
    given: view.Given = view.Given()
    slip: str = "none"
    _key: str = ""
    _ticket: UUID | None = None

    @rx.var
    def chosen(self) -> view.Field:
        return next((f for f in self.shop.fields if f.code == self.choice), view.Field())

    @rx.var
    def at_desk(self) -> bool:
        """The priority pointed at needs a paper to be seen."""
        return any(p.desk for p in self.shop.priorities if p.code == self.priority)

    @rx.event(background=True)
    @answered
    @until_revoked
    async def watch(self) -> None:
        place = await self._stands(KIND)
        with stands(place) as still:
            async for seen, as_of in beats(place.office_id):
                still()
                shop = view.shop(seen, place.code, place.printer_id)
                async with self:
                    self.shop, self.beat = shop, as_of.isoformat()
                    self.slip = view.slip(seen, self._ticket, self.slip)

    @rx.event
    @answered
    async def take_number(self) -> None:
        await self._stands(KIND)
        self._go("fields")

    @rx.event
    @answered
    async def choose(self, code: str) -> None:
        await self._stands(KIND)
        if any(f.code == code and f.state == "open" for f in self.shop.fields):
            self.choice, self.priority, self._key = code, "", secrets.token_urlsafe(12)
            self._go("confirm")

    @rx.event
    @answered
    async def prefer(self, code: str) -> None:
        """Say that one has priority, or take it back."""
        await self._stands(KIND)
        self.priority = "" if code == self.priority else code[:24]

    @rx.event
    @answered
    async def take(self, paper: bool) -> AsyncIterator[None]:
        """Take the number of this confirm screen, once however often it is pressed."""
        place = await self._stands(KIND)
        if self.step != "confirm" or self.at_desk:
            return
        self.busy, self.refusal = True, ""
        yield
        try:
            await self._show(await self._take(place, paper), place)
        except DomainError as refused:
            self.refusal = say(self.locale, f"refusal.{refused.code}", **refused.facts)
        finally:
            self.busy = False

    async def _take(self, place: Standing, paper: bool) -> Taken:
        process = wiring()
        wish = Wish(
            place.office,
            self.choice,
            KIND,
            lang=self.locale,
            priority=self.priority or None,
            place_id=place.place_id,
            paper=paper,
        )
        key = f"{place.actor}:{self._key}"
        return await process.run(ticketing.take, process.work, wish, actor=place.actor, now=process.now(), key=key)

    async def _show(self, taken: Taken, place: Standing) -> None:
        queue = (await live().current(place.office_id)).queue(taken.queue)
        if queue is not None:
            url = f"{wiring().settings.address}/t/{taken.track_token}"
            self.given = view.given(taken, queue, url)
        self._ticket, self.slip = taken.id, "printing" if taken.printing else "none"
        self._go("ticket")

    @rx.event
    @answered
    async def ask_for_help(self) -> None:
        place = await self._stands(KIND)
        process = wiring()
        await process.run(
            alerts.call_for_help,
            process.work,
            place.office_id,
            place.code,
            actor=place.actor,
            now=process.now(),
            place=place.name,
        )
        self._go("help")

    @rx.event
    @answered
    async def back(self) -> None:
        await self._stands(KIND)
        self._go(BEFORE.get(self.step, "home"))

    @rx.event
    @answered
    async def make_larger(self) -> None:
        await self._stands(KIND)
        self.larger = not self.larger

    @rx.event
    @answered
    async def make_lower(self) -> None:
        await self._stands(KIND)
        self.lower = not self.lower

    @rx.event
    @answered
    async def home(self) -> EventSpec:
        """Forget whoever stood here: choices, number, language and size."""
        await self._stands(KIND)
        self._go("home")
        self.choice, self.priority, self._key = "", "", ""
        self.given, self._ticket, self.slip = view.Given(), None, "none"
        self.larger, self.lower, self.locale = False, False, LOCALES[0]
        for door in self.substates.values():
            door.reset()  # type: ignore[no-untyped-call]
        return rx.call_script(f"document.documentElement.lang = '{LOCALES[0]}'")

    def _go(self, step: str) -> None:
        self.step, self.refusal = step, ""
