"""Whoever follows a dossier at a kiosk: by its code how far it is, by the receipt's secret all of it."""

import secrets
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from onestop.domain.booking import is_code
from onestop.domain.errors import DomainError, DossierUnknown
from onestop.live.feed import live
from onestop.queries import lookup, visit
from onestop.queries.lookup import Seen
from onestop.usecases import booking, dossier_visits
from onestop.usecases.accounts import Standing
from onestop.usecases.dossier_visits import Claim
from onestop.usecases.ticketing import Taken, Wish
from onestop.web.kiosk.facts import Followed, Of, followed, of_visit
from onestop.web.kiosk.state import KIND, Kiosk
from onestop.web.session import answered
from onestop.wiring import wiring
from onestop.words import say

LONGEST = 64
"""What is longer is no code and no secret [characters]."""


class KioskFollow(Kiosk):
    dossier: Followed = Followed()
    visit: tuple[Of, ...] = ()
    trouble: str = ""
    """`empty`, `unknown` or `secret`."""
    _secret: str = ""
    _once: str = ""

    @rx.event
    @answered
    async def begin(self) -> None:
        await self._stands(KIND)
        self._go("follow")

    @rx.event
    @answered
    async def look(self, form: dict[str, Any]) -> None:
        """By what was typed: a dossier's code, or a booking's."""
        place = await self._stands(KIND)
        code = str(form.get("code", ""))
        if is_code(code):
            await self._arrived(place, code)
        else:
            await self._look(place, code, str(form.get("secret", "")))

    @rx.event
    @answered
    async def look_at(self, code: str) -> None:
        """One of the dossiers of a visit: its degree of completion, for the slip is no receipt."""
        place = await self._stands(KIND)
        await self._look(place, code, "")

    async def _arrived(self, place: Standing, code: str) -> None:
        """Whoever booked a slot and typed its code is here: the number."""
        process = wiring()
        if self.busy:
            return
        self.busy, self.refusal, self.trouble = True, "", ""
        who: dict[str, Any] = {"place_id": place.place_id, "channel": KIND, "actor": place.actor}
        try:
            taken = await process.run(booking.arrive, process.work, place.office, code, **who, now=process.now())
            await self._show(taken, place)
        except DomainError as refused:
            self.refusal = say(self.locale, f"refusal.{refused.code}", **refused.facts)
        finally:
            self.busy = False

    async def _look(self, place: Standing, code: str, secret: str) -> None:
        code, secret = code.strip()[:LONGEST], secret.strip()[:LONGEST]
        self.trouble, self.refusal = "" if code else "empty", ""
        if not code:
            return
        process = wiring()
        try:
            seen = await process.run(_seen, place.office_id, code, secret)
        except DossierUnknown:
            self.trouble = "unknown"
            self._go("follow")
            return
        if secret:
            process.count_guess(str(place.actor), seen.code, right=seen.full)
            self.trouble = "" if seen.full else "secret"
        self._secret, self._once = secret if seen.full else "", secrets.token_urlsafe(12)
        self.dossier = followed(seen, await _zone(place))
        self._go("dossier")

    @rx.event
    @answered
    async def look_at_visit(self, token: str) -> None:
        """Dossiers received in the visit of a slip, by its code."""
        place = await self._stands(KIND)
        self.visit = of_visit(await wiring().run(_of_visit, place.office_id, token[:LONGEST]))
        self._go("visit")

    @rx.event
    @answered
    async def take_for_it(self, paper: bool) -> AsyncIterator[None]:
        """A number for this dossier's business, once however often it is pressed."""
        place = await self._stands(KIND)
        if self.step != "dossier" or self.busy or self.dossier.ended or not self.dossier.code:
            return
        self.busy, self.refusal = True, ""
        yield
        try:
            await self._show(await self._number(place, paper), place)
        except DomainError as refused:
            self.refusal = say(self.locale, f"refusal.{refused.code}", **refused.facts)
        finally:
            self.busy = False

    async def _number(self, place: Standing, paper: bool) -> Taken:
        process = wiring()
        wish = Wish(place.office, "", KIND, lang=self.locale, place_id=place.place_id, paper=paper)
        claim = Claim(self.dossier.code, self._secret)
        made = await process.run(
            dossier_visits.take_for_dossier, process.work, wish, claim, actor=place.actor, now=process.now()
        )
        return made.taken


def _seen(office_id: UUID, code: str, secret: str) -> Seen:
    process = wiring()
    with process.work.reading() as session:
        seen = lookup.look_up(session, code, secret, process.now())
    if seen.office_id != office_id:
        raise DossierUnknown
    return seen


def _of_visit(office_id: UUID, token: str) -> tuple[visit.Received, ...]:
    with wiring().work.reading() as session:
        return visit.received_by_token(session, office_id, token)


async def _zone(place: Standing) -> ZoneInfo:
    return ZoneInfo((await live().current(place.office_id)).office.timezone)
