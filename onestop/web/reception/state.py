"""What may be done at the reception desk, by whoever holds a role for it; the browser names only what it chose."""

import secrets
from collections.abc import Callable
from contextlib import aclosing
from datetime import date
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec
from sqlalchemy.orm import Session

from onestop.domain.errors import BadInput
from onestop.domain.people import RECEPTION
from onestop.live.feed import live
from onestop.queries import days, desk
from onestop.queries.desk import Found, Printing
from onestop.queries.facts import HallView
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import alerts, ticketing
from onestop.usecases.accounts import Who
from onestop.web.moments import with_moments
from onestop.web.parts.dialogs import close_dialog, open_dialog
from onestop.web.reception import view
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

T = TypeVar("T")

PROOFS: Final = ("age", "disability", "merit", "pregnancy", "child", "seen")
"""Kinds of paper that were looked at; never their numbers."""


def identifier(text: object) -> UUID:
    """An id as the browser sends it; `BadInput` for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        raise BadInput(field="id") from None


def _read(work: UnitOfWork, query: Callable[..., T], *args: Any) -> T:
    with work.reading() as session:
        return query(session, *args)


def _never(_: HallView) -> None:
    """Nothing at the desk changes with time alone."""


def _looked_up(
    session: Session, office_id: UUID, day: date, part: str, not_out: bool
) -> tuple[tuple[Found, ...], tuple[Printing, ...]]:
    return desk.find(session, office_id, day, part, not_out=not_out), desk.printing(session, office_id)


class Reception(OfficerSession):
    """One screen at the desk."""

    desk: view.Desk = view.Desk()
    beat: str = ""
    results: tuple[view.Result, ...] = ()
    printers: tuple[view.Printer, ...] = ()
    unfinished: tuple[view.Unfinished, ...] = ()
    search: str = ""
    not_out: bool = False
    """Only those whose slip did not come out are listed."""
    chosen: view.Result = view.Result()
    given: view.Given = view.Given()
    form_key: str = ""
    """Changes with every number given: the same form sent twice is the same wish."""

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who, clock = await self._who(RECEPTION), wiring().now
        with follows(who, RECEPTION) as still:
            async with aclosing(with_moments(live().follow(who.office_id), _never, clock)) as pictures:
                async for hall in pictures:
                    still()
                    results, printers = await self._find(who, hall)
                    async with self:
                        self.desk, self.beat = view.desk(hall), clock().isoformat()
                        self.results, self.printers = results, printers
                        self.form_key = self.form_key or secrets.token_urlsafe(9)

    async def _find(self, who: Who, hall: HallView) -> tuple[tuple[view.Result, ...], tuple[view.Printer, ...]]:
        process = wiring()
        look = partial(_looked_up, part=self.search, not_out=self.not_out)
        found, places = await process.run(_read, process.work, look, who.office_id, hall.day)
        return view.results(hall, found), view.printers(hall, places)

    async def _do(self, step: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        who, process = await self._who(RECEPTION), wiring()
        return await process.run(step, process.work, *args, actor=who.actor, now=process.now(), **kwargs)

    async def _do_to(self, step: Callable[..., T], subject: object, *args: Any) -> T:
        """The same, to what an id of the browser names; who asks is known before the id is read."""
        await self._who(RECEPTION)
        return await self._do(step, identifier(subject), *args)

    def _said(self, key: str, **facts: object) -> EventSpec:
        return toast("good", say(self.locale, key, **facts))

    @rx.event
    @answered
    async def look_for(self, form: dict[str, Any]) -> None:
        who = await self._who(RECEPTION)
        self.search, self.not_out = str(form.get("search", "")).strip()[:12], False
        self.results, self.printers = await self._find(who, await live().current(who.office_id))

    @rx.event
    @answered
    async def show_not_out(self) -> None:
        """List who waits without the slip that should have come out."""
        who = await self._who(RECEPTION)
        self.search, self.not_out = "", True
        self.results, self.printers = await self._find(who, await live().current(who.office_id))

    @rx.event
    @answered
    async def issue(self, form: dict[str, Any]) -> EventSpec | None:
        """Give a number to somebody who stands here."""
        who, process = await self._who(RECEPTION), wiring()
        wish = self._wish(who, form)
        key = f"desk:{who.officer_id.hex}:{form.get('form_key', '')}"[:150] if form.get("form_key") else None
        taken = await self._do(ticketing.take, wish, key=key)
        self.given = view.given(await live().current(who.office_id), taken, process.settings.address)
        self.form_key = secrets.token_urlsafe(9)
        return open_dialog("given")

    def _wish(self, who: Who, form: dict[str, Any]) -> ticketing.Wish:
        place, queue = str(form.get("place", "")), str(form.get("queue", ""))[:8]
        preference, proof = str(form.get("preference", ""))[:24], str(form.get("proof", ""))
        further = tuple(code for code in (str(form.get(name, ""))[:8] for name in ("then_1", "then_2")) if code)
        return ticketing.Wish(
            who.office,
            queue,
            "desk",
            lang=str(form.get("lang", "vi")),
            priority=preference or None,
            proof=proof if preference and proof in PROOFS else "",
            place_id=identifier(place) if place else None,
            further=further,
            paper=bool(place),
        )

    @rx.event
    @answered
    async def forget_given(self) -> EventSpec:
        """The code of the last number leaves the screen."""
        await self._who(RECEPTION)
        self.given = view.Given()
        return close_dialog("given")

    @rx.event
    @answered
    async def choose(self, ticket_id: str, dialog: str) -> EventSpec | None:
        """Ask one more thing about a ticket of the list."""
        await self._who(RECEPTION)
        found = next((one for one in self.results if one.id == ticket_id), None)
        if found is None or dialog not in ("reprint", "grant", "cancel"):
            return None
        self.chosen = found
        return open_dialog(dialog)

    @rx.event
    @answered
    async def reprint(self, form: dict[str, Any]) -> list[EventSpec]:
        await self._who(RECEPTION)
        await self._do_to(ticketing.reprint, self.chosen.id, identifier(form.get("reprint_place", "")))
        return [close_dialog("reprint"), self._said("reception.reprinted", number=self.chosen.number)]

    @rx.event
    @answered
    async def grant(self, form: dict[str, Any]) -> list[EventSpec]:
        preference, proof = str(form.get("grant_preference", ""))[:24], str(form.get("grant_proof", ""))
        await self._do_to(ticketing.grant_priority, self.chosen.id, preference, proof if proof in PROOFS else "")
        return [close_dialog("grant"), self._said("reception.granted", number=self.chosen.number)]

    @rx.event
    @answered
    async def cancel(self) -> list[EventSpec]:
        await self._do_to(ticketing.cancel, self.chosen.id)
        return [close_dialog("cancel"), self._said("reception.cancelled", number=self.chosen.number)]

    @rx.event
    @answered
    async def see(self, alert_id: str) -> None:
        await self._do_to(alerts.see, alert_id)

    @rx.event
    @answered
    async def helped(self, alert_id: str) -> None:
        await self._do_to(alerts.close, alert_id, say("vi", "reception.help_outcome"))

    @rx.event
    @answered
    async def show_unfinished(self) -> EventSpec:
        who, process = await self._who(RECEPTION), wiring()
        carried = await process.run(days.carried_over, process.work, who.office_id)
        self.unfinished = view.unfinished(carried)
        return open_dialog("unfinished")


class PaperList(OfficerSession):
    """The lines on paper, for when the power goes; drawn once, when the page opens."""

    sheets: tuple[view.Sheet, ...] = ()
    drawn: bool = False

    @rx.event
    @answered
    async def draw(self) -> None:
        who, process = await self._who(RECEPTION), wiring()
        hall = await live().current(who.office_id)
        count = partial(desk.upcoming, most=view.BLANK_ROWS)
        upcoming = await process.run(_read, process.work, count, who.office_id, hall.day)
        self.sheets, self.drawn = view.sheets(hall, upcoming, process.now(), self.locale), True

    @rx.event
    @answered
    async def print_it(self) -> EventSpec:
        await self._who(RECEPTION)
        return rx.call_script("window.print()")
