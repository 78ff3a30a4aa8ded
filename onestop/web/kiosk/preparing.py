"""What do I need? Field, procedure, a few plain questions, then the list: on the screen, on paper, on the phone."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from displays import qr
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import DomainError, QueueUnknown
from onestop.domain.procedure import Channel, Component, Rules
from onestop.live.feed import live
from onestop.queries import catalogue, procedure_words
from onestop.queries.catalogue import ProcedureRow, ProcedureView, Promise
from onestop.storage.rows import Office
from onestop.usecases import checklists, handing_in
from onestop.usecases.accounts import Standing
from onestop.web.kiosk import facts
from onestop.web.kiosk.facts import Asked, Choice, Needed
from onestop.web.kiosk.state import KIND, Kiosk
from onestop.web.session import answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

AIMS: Final = frozenset({"know", "hand_in"})


class KioskPapers(Kiosk):
    aim: str = "know"
    """`know` what one needs, or `hand_in` from here."""
    fields: tuple[Choice, ...] = ()
    offers: tuple[Choice, ...] = ()
    asked: Asked = Asked()
    needed: Needed = Needed()
    printing: bool = False
    _view: ProcedureView | None = None
    _case: str | None = None
    _said: tuple[tuple[str, bool], ...] = ()
    """What was answered, by code of the paper, in the order it was asked."""

    @rx.event
    @answered
    async def begin(self, aim: str) -> None:
        place = await self._stands(KIND)
        self.aim = aim if aim in AIMS else "know"
        rows = await wiring().run(_fields, place.office_id)
        self.fields = tuple(Choice(code, name) for code, name in rows if code)
        self._go("offers")

    @rx.event
    @answered
    async def choose_field(self, code: str) -> None:
        place = await self._stands(KIND)
        await self._list(place, "", code[:40])

    @rx.event
    @answered
    async def look_for(self) -> None:
        """To the keyboard: by words instead of by field."""
        await self._stands(KIND)
        self._go("search")

    @rx.event
    @answered
    async def search(self, form: dict[str, Any]) -> None:
        place = await self._stands(KIND)
        await self._list(place, str(form.get("words", ""))[:100], "")

    async def _list(self, place: Standing, words: str, field: str) -> None:
        rows = await wiring().run(_found, place.office_id, words, field)
        self.offers = tuple(Choice(r.key, r.name_vi, r.name_en, r.authority) for r in rows)
        self._go("procedures")

    @rx.event
    @answered
    async def choose_procedure(self, key: str) -> None:
        place = await self._stands(KIND)
        self._view = await wiring().run(_read, place.office_id, key[:40])
        self._case, self._said = (None if self._view.rules.cases else ""), ()
        await self._ask(place)

    @rx.event
    @answered
    async def answer(self, said: str) -> None:
        """A case's code, or `yes` or `no` to the question on the screen."""
        place = await self._stands(KIND)
        if self._view is None:
            return
        if self.asked.kind == "case":
            self._case = said if said in {c.code for c in self._view.rules.cases} else None
        elif (question := self._next()) is not None:
            self._said = (*self._said, (question.code, said == "yes"))
        await self._ask(place)

    @rx.event
    @answered
    async def take_back(self) -> None:
        """One question back; before the first, to the list of procedures."""
        place = await self._stands(KIND)
        if self._said:
            self._said = self._said[:-1]
        elif self._case and self._view is not None and self._view.rules.cases:
            self._case = None
        else:
            self._go("procedures" if self.offers else "offers")
            return
        await self._ask(place)

    def _questions(self) -> tuple[Component, ...]:
        rules = self._view.rules if self._view else Rules()
        return tuple(c for c in rules.components_of(self._case or "") if c.question)

    def _next(self) -> Component | None:
        return next(iter(self._questions()[len(self._said) :]), None)

    async def _ask(self, place: Standing) -> None:
        """The next question; after the last one the list."""
        view = self._view
        if view is None:
            return
        if self._case is None:
            cases = tuple(Choice(c.code, c.name) for c in view.rules.cases)
            self.asked = Asked("case", choices=cases)
        elif (question := self._next()) is not None:
            self.asked = Asked("paper", question.question, len(self._said) + 1, len(self._questions()))
        else:
            self.asked = Asked()
            self.needed, self.printing = await self._list_of(place, view), False
        self._go("ask" if self.asked.kind else "list")

    @property
    def _yes(self) -> tuple[str, ...]:
        return tuple(code for code, yes in self._said if yes)

    async def _list_of(self, place: Standing, view: ProcedureView) -> Needed:
        process, case = wiring(), self._case or ""
        zone = ZoneInfo((await live().current(place.office_id)).office.timezone)
        channel = handing_in.channel_of(view.rules, case)
        promise = await process.run(_promise, place.office_id, view.rules, channel, case)
        url = procedure_words.list_url(process.settings.address, place.office, view.row.key, case, self._yes)
        made = needed_of(view, case, self._yes, channel)
        return replace(made, due=facts.promised(promise, zone) if promise else "", qr=qr.inline(url))

    @rx.event
    @answered
    async def print_list(self) -> None:
        place = await self._stands(KIND)
        if self._view is None or self.step != "list" or self.printing:
            return
        process = wiring()
        await process.run(
            checklists.print_list,
            process.work,
            place.place_id,
            self._view.row.key,
            actor=place.actor,
            now=process.now(),
            case=self._case or "",
            yes=self._yes,
            lang=self.locale,
        )
        self.printing = True

    @rx.event
    @answered
    async def ask_a_person(self) -> EventSpec | None:
        """The line for advice; where the office has none, somebody is called to the kiosk."""
        place = await self._stands(KIND)
        queue = await wiring().run(_help_queue, place.office_id)
        if any(f.code == queue and f.state == "open" for f in self.shop.fields):
            return Kiosk.choose(queue)
        if queue:
            return toast("warn", say(self.locale, f"refusal.{QueueUnknown.code}", queue=queue))
        return Kiosk.ask_for_help()


def needed_of(view: ProcedureView, case: str, yes: tuple[str, ...], channel: Channel) -> Needed:
    """The list without its day and its code."""
    rules = view.rules
    try:
        terms = rules.terms_of(channel, case)
    except DomainError:
        terms = None
    components = catalogue.needed(rules, case, yes)
    limit = facts.limit(terms, at_once=rules.at_once)
    fee = facts.both(lambda speak: procedure_words.fee(terms, speak))
    return Needed(
        key=view.row.key,
        name_vi=view.row.name_vi,
        name_en=view.row.name_en,
        authority=view.row.authority,
        queue=view.row.queue,
        papers=tuple(facts.paper(each) for each in components),
        limit_vi=limit[0],
        limit_en=limit[1],
        fee_vi=fee[0],
        fee_en=fee[1],
        demonstration="components" in rules.demonstration or any(c.demonstration for c in components),
        online=channel is not Channel.COUNTER,
        case=case,
        yes=yes,
    )


def _fields(office_id: UUID) -> list[tuple[str, str]]:
    with wiring().work.reading() as session:
        return [(code, name) for code, name in catalogue.fields(session, office_id)]


def _found(office_id: UUID, words: str, field: str) -> tuple[ProcedureRow, ...]:
    with wiring().work.reading() as session:
        return catalogue.find(session, office_id, words, field=field)


def _read(office_id: UUID, key: str) -> ProcedureView:
    process = wiring()
    with process.work.reading() as session:
        return catalogue.read(session, office_id, key, process.now())


def _promise(office_id: UUID, rules: Rules, channel: Channel, case: str) -> Promise | None:
    """Nothing where the calendar does not reach, or the law says nothing for this channel: it is not guessed."""
    process = wiring()
    try:
        with process.work.reading() as session:
            return catalogue.promise(session, office_id, rules, channel, process.now(), case)
    except DomainError:
        return None


def _help_queue(office_id: UUID) -> str:
    with wiring().work.reading() as session:
        return DossierPolicy.of(session.get_one(Office, office_id).policy).help_queue
