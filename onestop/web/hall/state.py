"""A board follows the hall, says what it has shown, and speaks the calls of its zone if it is the zone's voice."""

from datetime import datetime, timedelta
from typing import Final

import reflex as rx

from onestop.queries.facts import HallView
from onestop.usecases import announcing
from onestop.usecases.accounts import Standing
from onestop.web.hall import view, voice
from onestop.web.place import PlaceSession, beats, stands, until_revoked
from onestop.web.session import answered
from onestop.wiring import wiring

KIND: Final = "board"
REST_AFTER_FAILURE: Final = timedelta(seconds=10)
"""A voice that could not speak waits before it tries again: no storm of retries."""


class Hall(PlaceSession):
    part: view.Part = view.Part()
    saying: voice.Saying = voice.Saying()
    speaks: bool = False
    _quiet_until: datetime | None = None
    """Nothing new is said before: a call is being spoken, or the voice failed."""

    @rx.event(background=True)
    @answered
    @until_revoked
    async def watch(self) -> None:
        place = await self._stands(KIND)
        with stands(place) as still:
            async for seen, as_of in beats(place.office_id):
                still()
                part = view.shared_part(seen, as_of, place.zone_id)
                async with self:
                    self.part = part
                    if self.speaks != place.speaks:
                        self.speaks = place.speaks
                if place.speaks and self._may_speak() and view.unspoken(seen, place.zone_id):
                    await self._speak(place, seen)

    def _may_speak(self) -> bool:
        """Nothing is being said, or it has been for so long that its report is lost."""
        return self._quiet_until is None or wiring().now() > self._quiet_until

    async def _speak(self, place: Standing, seen: HallView) -> None:
        process = wiring()
        call = await process.run(
            announcing.next_to_speak,
            process.work,
            place.office_id,
            place.zone_id,
            str(place.actor),
            now=process.now(),
        )
        if call is not None:
            async with self:
                self.saying = voice.saying(call, seen.office.policy)
                self._quiet_until = process.now() + announcing.SPEAKING_TAKES

    @rx.event
    @answered
    async def shown(self) -> None:
        """The browser has drawn the calls."""
        place = await self._stands(KIND)
        process = wiring()
        await process.run(
            announcing.acknowledge,
            process.work,
            place.office_id,
            view.ids(self.part.calls),
            str(place.actor),
            now=process.now(),
        )

    @rx.event
    @answered
    async def spoken(self, ok: bool) -> None:
        """The browser has said the call, or could not."""
        place = await self._stands(KIND)
        if not self.saying.id:
            return
        process = wiring()
        announcement_id, self.saying = self.saying.id, voice.Saying()
        self._quiet_until = None if ok else process.now() + REST_AFTER_FAILURE
        await process.run(
            announcing.spoken, process.work, announcement_id, str(place.actor), ok=ok, now=process.now()
        )
