"""What one tab shows of the virtual hall, and the hand that presses its keys and pulls its plugs."""

import asyncio
import base64
import json
from collections.abc import Callable
from contextlib import aclosing

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.people import FLOOR
from onestop.gateways.virtual_hall import HallAway, HallRefused, VirtualHall
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.web.virtual.reader import reader
from onestop.web.virtual.view import Scene
from onestop.wiring import wiring
from onestop.words import say


class Virtual(OfficerSession):
    shown: Scene = Scene()
    pictures: dict[str, str] = {}
    beat: str = ""
    away: bool = False

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who = await self._who(FLOOR)
        with follows(who, FLOOR) as still:
            async with aclosing(reader(wiring().settings.data_dir).follow()) as looks:
                async for seen in looks:
                    still()
                    async with self:
                        self.shown, self.away, self.beat = seen.shown, seen.away, str(seen.beat)
                        if self.pictures != seen.pictures:
                            self.pictures = seen.pictures

    @rx.event
    @answered
    async def press(self, device: str, key: str) -> EventSpec | None:
        await self._who(FLOOR)
        return await self._do(lambda hall: hall.press(device, key))

    @rx.event
    @answered
    async def pull(self, device: str, fault: str, on: bool) -> EventSpec | None:
        """Break something, or mend it."""
        await self._who(FLOOR)
        return await self._do(lambda hall: hall.fault(device, fault, on=on))

    @rx.event
    @answered
    async def listen(self, sentence: int) -> EventSpec | None:
        """Play a sentence again, here in the browser."""
        await self._who(FLOOR)
        try:
            sound = await asyncio.to_thread(self._hall().sound, self.shown.voice.id, int(sentence))
        except (HallAway, HallRefused):
            return self._gone()
        url = f"data:audio/wav;base64,{base64.b64encode(sound).decode()}"
        return rx.call_script(f"new Audio({json.dumps(url)}).play()")

    async def _do(self, hand: Callable[[VirtualHall], None]) -> EventSpec | None:
        try:
            await asyncio.to_thread(lambda: hand(self._hall()))
        except (HallAway, HallRefused):
            return self._gone()
        reader(wiring().settings.data_dir).look_soon()
        return None

    def _hall(self) -> VirtualHall:
        return VirtualHall.found(wiring().settings.data_dir)

    def _gone(self) -> EventSpec:
        return toast("bad", say(self.locale, "virtual.no_answer"))
