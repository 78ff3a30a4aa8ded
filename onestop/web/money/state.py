"""One tab's page of money, kept true while it is looked at; every act is a use case's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, DomainError
from onestop.domain.people import SUPERVISION
from onestop.live.feed import live
from onestop.queries import cash, money
from onestop.queries.cash import CashRow, OpenTill, TillRow
from onestop.queries.money import NoticeRow
from onestop.usecases import bank, till
from onestop.usecases.accounts import Who
from onestop.usecases.till import CASHIERS
from onestop.web.dossiers.reading import identifier
from onestop.web.money import shapes
from onestop.web.money.shapes import CashLine, Closing, Holder, Waiting
from onestop.web.parts.dialogs import close_dialog, open_dialog
from onestop.web.session import OfficerSession, answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

AGAIN_S: Final = 20.0
"""Looked at again this often while nothing rings [s]."""
MOST_DIGITS: Final = 15
Told = EventSpec | list[EventSpec]
"""What the browser is told after an act."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page is made of."""

    mine: tuple[CashRow, ...]
    waiting: tuple[NoticeRow, ...]
    open: tuple[OpenTill, ...]
    closed: tuple[TillRow, ...]


class Money(OfficerSession):
    beat: str = ""
    supervises: bool = False
    waiting: list[Waiting] = []
    lines: list[CashLine] = []
    expected: str = ""
    holders: list[Holder] = []
    closed: list[Closing] = []
    day: str = ""
    """Whose closings are shown; empty: today's."""
    wrong: str = ""
    """Name of the field the last refusal was about."""
    asked: Waiting = Waiting()
    """The transfer a dialog is about."""
    suggested: list[str] = []

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        await self._kept_true(CASHIERS, self._look, AGAIN_S)

    async def _look(self, who: Who) -> None:
        process = wiring()
        zone = ZoneInfo((await live().current(who.office_id)).office.timezone)
        today = process.now().astimezone(zone).date()
        self.day = self.day or today.isoformat()
        self.supervises = bool(who.actor.roles & SUPERVISION)
        seen = await process.run(_read, who, date.fromisoformat(self.day))
        self.waiting = [shapes.waiting(row, zone) for row in seen.waiting]
        self.lines = [shapes.line(row, zone) for row in seen.mine]
        self.expected = shapes.dong(sum(row.amount_vnd for row in seen.mine))
        self.holders = [shapes.holder(row, zone) for row in seen.open]
        self.closed = [shapes.closing(row, zone) for row in seen.closed]
        self.beat = process.now().isoformat()

    @rx.event
    @answered
    async def show_day(self, day: str) -> None:
        who = await self._who(CASHIERS)
        try:
            self.day = date.fromisoformat(day).isoformat()
        except ValueError:
            return
        await self._look(who)

    @rx.event
    @answered
    async def close_till(self, form: dict[str, Any]) -> Told:
        """What was counted; where it differs, why."""
        who, counted = await self._who(CASHIERS), _sum(form.get("counted", ""))

        def close() -> None:
            process = wiring()
            note = str(form.get("note", ""))[:400]
            till.close(process.work, who.office_id, counted, actor=who.actor, now=process.now(), note=note)

        return await self._done(who, close, "close-till", "money.closed_now")

    @rx.event
    @answered
    async def ask(self, key: str, what: str) -> EventSpec | None:
        """Open a dialog about one transfer: `assign` or `settle`."""
        await self._who(SUPERVISION)
        found = next((one for one in self.waiting if one.key == key), None)
        if found is None or what not in ("assign", "settle"):
            return None
        self.asked, self.wrong = found, ""
        self.suggested = list(await wiring().run(_suggested, identifier(key))) if what == "assign" else []
        return open_dialog(what)

    @rx.event
    @answered
    async def assign(self, form: dict[str, Any]) -> Told:
        """Say for which dossier it was."""
        who, notice = await self._who(SUPERVISION), identifier(self.asked.key)

        def act() -> None:
            process = wiring()
            code = str(form.get("dossier", ""))[:60]
            bank.assign(process.work, notice, code, actor=who.actor, now=process.now())

        return await self._done(who, act, "assign", "money.assigned")

    @rx.event
    @answered
    async def settle(self, form: dict[str, Any]) -> Told:
        """Say what became of it."""
        who, notice = await self._who(SUPERVISION), identifier(self.asked.key)

        def act() -> None:
            process = wiring()
            outcome, back = str(form.get("outcome", ""))[:400], str(form.get("back", ""))[:60]
            bank.settle(process.work, notice, outcome, actor=who.actor, now=process.now(), back=back)

        return await self._done(who, act, "settle", "money.settled")

    async def _done(self, who: Who, act: Callable[[], None], dialog_id: str, said: str) -> Told:
        """Do it; what is not right stays in the dialog, marked."""
        self.wrong = ""
        try:
            await wiring().run(act)
        except BadInput as refused:
            self.wrong = str(refused.facts.get("field", ""))
            return toast("warn", say(self.locale, "money.not_done"))
        except DomainError as refused:
            await self._look(who)
            return toast("bad", say(self.locale, f"refusal.{refused.code}", **refused.facts))
        await self._look(who)
        return [close_dialog(dialog_id), toast("good", say(self.locale, said))]


def _read(who: Who, day: date) -> Seen:
    supervises = bool(who.actor.roles & SUPERVISION)
    with wiring().work.reading() as session:
        return Seen(
            mine=cash.in_till(session, who.office_id, who.actor),
            waiting=money.waiting(session, who.office_id) if supervises else (),
            open=cash.open_tills(session, who.office_id) if supervises else (),
            closed=cash.closings(session, who.office_id, day, who.actor),
        )


def _suggested(notice_id: UUID) -> tuple[str, ...]:
    with wiring().work.reading() as session:
        return money.suggested(session, notice_id)


def _sum(typed: object) -> int:
    """`1.990.000 đ` as 1990000; -1 for what is no sum, which no till takes."""
    digits = str(typed).strip().removesuffix("đ").replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else -1
