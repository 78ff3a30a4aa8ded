"""What the officer at a counter may do; who asks and where they sit comes from the session alone."""

from collections.abc import Callable
from contextlib import aclosing
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, NotAtCounter
from onestop.domain.people import COUNTER
from onestop.live.feed import live
from onestop.usecases import alerts, calling, counters, moving, serving, ticketing
from onestop.web.counter.shapes import Desk
from onestop.web.counter.view import desk, next_moment
from onestop.web.moments import with_moments
from onestop.web.parts.dialogs import close_dialog
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

T = TypeVar("T")

OUTCOMES = ("resolved", "guided", "papers_missing", "elsewhere")
TABS = ("line", "parked", "missed")


def identifier(text: object) -> UUID:
    """An id as the browser sends it; `BadInput` for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        raise BadInput(field="id") from None


class Counter(OfficerSession):
    """One officer's console."""

    desk: Desk = Desk()
    beat: str = ""
    tab: str = TABS[0]
    outcome: str = ""
    handover: str = ""
    """What the shift before left to know."""

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who, clock = await self._who(COUNTER), wiring().now
        moment = partial(self._moment, who.officer_id)
        with follows(who, COUNTER) as still:
            async with aclosing(with_moments(live().follow(who.office_id), moment, clock)) as pictures:
                async for hall in pictures:
                    still()
                    async with self:
                        self.desk, self.beat = desk(hall, who.officer_id, clock()), clock().isoformat()

    @staticmethod
    def _moment(officer_id: UUID, hall: Any) -> Any:
        return next_moment(hall, officer_id, wiring().now())

    async def _do(self, step: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """A use case, by whoever holds this session."""
        who, process = await self._who(COUNTER), wiring()
        return await process.run(step, process.work, *args, actor=who.actor, now=process.now(), **kwargs)

    async def _at_seat(self, step: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The same, at the counter this officer sits at."""
        who = await self._who(COUNTER)
        if who.counter is None:
            raise NotAtCounter(counter="")
        return await self._do(step, who.counter, *args, **kwargs)

    async def _here(self, step: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """The same, for the ticket this console shows."""
        await self._who(COUNTER)
        if not self.desk.here.id:
            raise NotAtCounter(counter=self.desk.number)
        return await self._do(step, identifier(self.desk.here.id), *args, **kwargs)

    def _said(self, key: str, **facts: object) -> EventSpec:
        return toast("good", say(self.locale, key, **facts))

    @rx.event
    @answered
    async def sit(self, code: str) -> None:
        seated = await self._do(counters.open_counter, code[:40])
        self.handover, self.outcome = seated.handover, ""

    @rx.event
    @answered
    async def dismiss_handover(self) -> None:
        await self._who(COUNTER)
        self.handover = ""

    @rx.event
    @answered
    async def show(self, tab: str) -> None:
        await self._who(COUNTER)
        self.tab = tab if tab in TABS else TABS[0]

    @rx.event
    @answered
    async def choose_outcome(self, outcome: str) -> None:
        await self._who(COUNTER)
        self.outcome = outcome if outcome in OUTCOMES and outcome != self.outcome else ""

    @rx.event
    @answered
    async def call_next(self) -> EventSpec | None:
        called = await self._at_seat(calling.call_next)
        self.outcome = ""
        return None if called else toast("info", say(self.locale, "counter.nobody_waits"))

    @rx.event
    @answered
    async def call_this(self, ticket_id: str) -> None:
        await self._who(COUNTER)
        await self._at_seat(calling.call_chosen, identifier(ticket_id))
        self.outcome, self.tab = "", TABS[0]

    @rx.event
    @answered
    async def recall(self) -> None:
        await self._here(calling.recall)

    @rx.event
    @answered
    async def start(self) -> None:
        await self._here(serving.start)

    @rx.event
    @answered
    async def finish(self) -> EventSpec | None:
        here = self.desk.here
        goes_on = await self._here(serving.finish, outcome=self.outcome or None)
        self.outcome = ""
        return self._said("counter.goes_on", number=here.number, further=here.further) if goes_on else None

    @rx.event
    @answered
    async def undo(self) -> None:
        await self._who(COUNTER)
        await self._do(serving.undo, identifier(self.desk.done.id))

    @rx.event
    @answered
    async def miss(self) -> EventSpec:
        number = self.desk.here.number
        await self._here(serving.miss)
        return self._said("counter.missed_said", number=number)

    @rx.event
    @answered
    async def park(self, form: dict[str, Any]) -> list[EventSpec]:
        number, minutes = self.desk.here.number, str(form.get("minutes", ""))
        away = int(minutes) if minutes.isdecimal() and len(minutes) <= 3 else None  # noqa: PLR2004 - 999 minutes
        await self._here(moving.park, minutes=away, note=str(form.get("park_note", "")))
        return [close_dialog("park"), self._said("counter.parked_said", number=number)]

    @rx.event
    @answered
    async def transfer(self, form: dict[str, Any]) -> list[EventSpec]:
        await self._who(COUNTER)
        kind, _, target = str(form.get("target", "")).partition(":")
        names = {"queue": "queue", "counter": "counter_code", "officer": "officer"}
        goal = {names[kind]: identifier(target) if kind == "officer" else target} if kind in names else {}
        number = self.desk.here.number
        await self._here(moving.transfer, note=str(form.get("transfer_note", "")), **goal)
        return [close_dialog("transfer"), self._said("counter.transferred", number=number)]

    @rx.event
    @answered
    async def add_further(self, form: dict[str, Any]) -> EventSpec:
        await self._here(ticketing.ask_further, str(form.get("further", ""))[:8])
        return close_dialog("further")

    @rx.event
    @answered
    async def write_note(self, form: dict[str, Any]) -> EventSpec:
        await self._here(serving.note, str(form.get("note", "")))
        return close_dialog("note")

    @rx.event
    @answered
    async def reinstate(self, ticket_id: str) -> EventSpec:
        await self._who(COUNTER)
        await self._do(moving.reinstate, identifier(ticket_id))
        return self._said("counter.reinstated")

    @rx.event
    @answered
    async def pause(self, reason: str) -> EventSpec:
        await self._at_seat(counters.pause, reason)
        return close_dialog("pause")

    @rx.event
    @answered
    async def resume(self) -> None:
        await self._at_seat(counters.open_counter)

    @rx.event
    @answered
    async def leave(self, form: dict[str, Any]) -> EventSpec:
        await self._at_seat(counters.close, word=str(form.get("word", ""))[:240])
        self.handover = ""
        return close_dialog("leave")

    @rx.event
    @answered
    async def set_auto_call(self, on: bool) -> None:
        await self._at_seat(counters.set_auto_call, on=on)

    @rx.event
    @answered
    async def ask_for_help(self) -> EventSpec:
        who, process = await self._who(COUNTER), wiring()
        if who.counter is None:
            raise NotAtCounter(counter="")
        step = partial(alerts.call_for_help, counter=self.desk.number, officer=who.name)
        await process.run(step, process.work, who.office_id, who.counter, actor=who.actor, now=process.now())
        return self._said("counter.help_called")
