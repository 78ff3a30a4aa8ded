"""What one floor manager's tab shows, and the acts from it; every decision lives in the use cases."""

from contextlib import aclosing
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput
from onestop.domain.people import FLOOR, SUPERVISION
from onestop.live.feed import live
from onestop.queries import days as day_lists
from onestop.usecases import alerts, counters, days, moving, serving, ticketing
from onestop.web.floor.facts import Person, Picture, Tile
from onestop.web.floor.lists import CarriedRow, carried_rows
from onestop.web.floor.view import picture
from onestop.web.parts.dialogs import close_dialog, open_dialog
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say


def identified(text: object) -> UUID:
    """An id from a browser; `BadInput` when it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        raise BadInput(field="id") from None


class Floor(OfficerSession):
    picture: Picture = Picture()
    beat: str = ""
    wall: str = rx.LocalStorage("", name="onestop.floor.wall")
    """`yes` on the wallboard: dark, large, nothing to press but the way back."""
    chosen_counter: str = ""
    chosen_queue: str = ""
    chosen_ticket: str = ""
    carried: list[CarriedRow] = []

    @rx.var
    def tile(self) -> Tile:
        """The counter whose dialog is open."""
        return next((t for t in self.picture.tiles if t.code == self.chosen_counter), Tile())

    @rx.var
    def line_people(self) -> list[Person]:
        """Who waits in the queue whose dialog is open."""
        return [p for p in self.picture.people if p.queue == self.chosen_queue]

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who = await self._who(FLOOR)
        with follows(who, FLOOR) as still:
            async with aclosing(live().follow(who.office_id)) as views:
                async for view in views:
                    still()
                    shown = picture(view)
                    async with self:
                        self.picture, self.beat = shown, str(view.rev)

    @rx.event
    @answered
    async def hang(self) -> None:
        """Wallboard on or off."""
        await self._who(FLOOR)
        self.wall = "" if self.wall else "yes"

    @rx.event
    @answered
    async def look_at_counter(self, code: str) -> EventSpec:
        await self._who(FLOOR)
        self.chosen_counter = code
        self.chosen_ticket = self.tile.ticket_id
        return open_dialog("floor-counter")

    @rx.event
    @answered
    async def look_at_queue(self, code: str) -> EventSpec:
        await self._who(FLOOR)
        self.chosen_queue = code
        return open_dialog("floor-queue")

    @rx.event
    @answered
    async def look_at_person(self, ticket_id: str) -> EventSpec:
        await self._who(FLOOR)
        self.chosen_ticket = ticket_id
        return open_dialog("floor-move")

    @rx.event
    @answered
    async def pause(self, reason: str) -> list[EventSpec]:
        who, process = await self._who(FLOOR), wiring()
        code = self.chosen_counter
        await process.run(counters.pause, process.work, code, reason, actor=who.actor, now=process.now())
        return self._done("floor.done_paused", "floor-counter")

    @rx.event
    @answered
    async def close_counter(self) -> list[EventSpec]:
        who, process = await self._who(FLOOR), wiring()
        await process.run(counters.close, process.work, self.chosen_counter, actor=who.actor, now=process.now())
        return self._done("floor.done_counter_closed", "floor-counter")

    @rx.event
    @answered
    async def end_visit(self, ticket_id: str, how: str) -> list[EventSpec]:
        """`finish` a visit that is being served, `cancel` any other."""
        who, process = await self._who(FLOOR), wiring()
        act = serving.finish if how == "finish" else ticketing.cancel
        await process.run(act, process.work, identified(ticket_id), actor=who.actor, now=process.now())
        return self._done("floor.done_visit_ended", "floor-counter", "floor-move")

    @rx.event
    @answered
    async def move_visit(self, form: dict[str, Any]) -> list[EventSpec]:
        """To a queue (`queue:A`) or a counter (`counter:most-3`); it keeps its age."""
        who, process = await self._who(FLOOR), wiring()
        kind, _, code = str(form.get("target", "")).partition(":")
        await process.run(
            moving.transfer,
            process.work,
            identified(self.chosen_ticket),
            actor=who.actor,
            now=process.now(),
            queue=code if kind == "queue" else None,
            counter_code=code if kind == "counter" else None,
        )
        return self._done("floor.done_moved", "floor-counter", "floor-move")

    @rx.event
    @answered
    async def see(self, alert_id: str) -> None:
        who, process = await self._who(FLOOR), wiring()
        await process.run(alerts.see, process.work, identified(alert_id), actor=who.actor, now=process.now())

    @rx.event
    @answered
    async def close_alert(self, form: dict[str, Any]) -> EventSpec:
        who, process = await self._who(FLOOR), wiring()
        alert_id, outcome = identified(str(form.get("alert", ""))), str(form.get("outcome", ""))
        await process.run(alerts.close, process.work, alert_id, outcome, actor=who.actor, now=process.now())
        return toast("good", say(self.locale, "floor.done_alert_closed"))

    @rx.event
    @answered
    async def broadcast(self, form: dict[str, Any]) -> list[EventSpec]:
        who, process = await self._who(FLOOR), wiring()
        minutes = str(form.get("minutes", ""))
        if not minutes.isdecimal() or len(minutes) > 3:  # noqa: PLR2004 - 999 minutes
            raise BadInput(field="minutes")
        texts = str(form.get("text_vi", "")), str(form.get("text_en", ""))
        await process.run(
            alerts.broadcast, process.work, who.office_id, *texts, int(minutes), actor=who.actor, now=process.now()
        )
        return self._done("floor.done_broadcast", "floor-broadcast")

    @rx.event
    @answered
    async def end_broadcasts(self) -> EventSpec:
        who, process = await self._who(FLOOR), wiring()
        await process.run(alerts.end_broadcasts, process.work, who.office_id, actor=who.actor, now=process.now())
        return toast("good", say(self.locale, "floor.done_broadcast_ended"))

    @rx.event
    @answered
    async def look_at_day(self) -> EventSpec:
        await self._list_carried()
        return open_dialog("floor-day")

    @rx.event
    @answered
    async def close_day(self) -> EventSpec:
        who, process = await self._who(SUPERVISION), wiring()
        day = self._day()
        carried = await process.run(
            days.close_day, process.work, who.office_id, day, actor=who.actor, now=process.now()
        )
        await self._list_carried()
        return toast("good", say(self.locale, "floor.done_day_closed", count=carried))

    @rx.event
    @answered
    async def reopen_day(self) -> EventSpec:
        who, process = await self._who(SUPERVISION), wiring()
        await process.run(days.reopen, process.work, who.office_id, self._day(), actor=who.actor, now=process.now())
        await self._list_carried()
        return toast("good", say(self.locale, "floor.done_day_reopened"))

    @rx.event
    @answered
    async def settle(self, carry_id: str, how: str) -> None:
        who, process = await self._who(SUPERVISION), wiring()
        await process.run(days.settle, process.work, identified(carry_id), how, actor=who.actor, now=process.now())
        await self._list_carried()

    async def _list_carried(self) -> None:
        who, process = await self._who(SUPERVISION), wiring()
        self.carried = carried_rows(await process.run(day_lists.carried_over, process.work, who.office_id))

    def _day(self) -> date:
        try:
            return date.fromisoformat(self.picture.day)
        except ValueError:
            raise BadInput(field="day") from None

    def _done(self, key: str, *dialogs: str) -> list[EventSpec]:
        return [*(close_dialog(name) for name in dialogs), toast("good", say(self.locale, key))]
