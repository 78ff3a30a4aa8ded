"""What a citizen may do at the counter's tablet: one mark, why it is low, and calling the manager."""

from collections.abc import Callable
from contextlib import aclosing
from functools import partial
from typing import Any, Final
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import PlaceUnknown, RatingClosed
from onestop.domain.rating import Reason, Source
from onestop.live.feed import live
from onestop.queries.facts import HallView
from onestop.usecases import rating
from onestop.usecases.accounts import Standing
from onestop.web.moments import with_moments
from onestop.web.parts.dialogs import close_dialog
from onestop.web.place import PlaceSession, stands, until_revoked
from onestop.web.session import answered
from onestop.web.tablet.view import Face, face, next_moment
from onestop.wiring import wiring

KIND: Final = "tablet"
REASONS: Final = tuple(reason.value for reason in Reason if reason is not Reason.OTHER)


class Tablet(PlaceSession):
    """One counter's tablet."""

    face: Face = Face()
    beat: str = ""
    _skipped: str = ""
    """The visit whose question "why" was waved away."""

    async def _counter(self) -> tuple[Standing, UUID]:
        """This place and the counter it belongs to."""
        standing = await self._stands(KIND)
        if standing.counter_id is None:
            raise PlaceUnknown
        return standing, standing.counter_id

    async def _look(self, standing: Standing, counter_id: UUID) -> HallView:
        """Show the hall as it is now, for what no commit tells."""
        hall = await live().current(standing.office_id)
        self.face = face(hall, counter_id, wiring().now(), self._skipped, self.face)
        return hall

    async def _do(self, step: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        standing, process = await self._stands(KIND), wiring()
        await process.run(step, process.work, *args, actor=standing.actor, now=process.now(), **kwargs)

    @rx.event(background=True)
    @answered
    @until_revoked
    async def watch(self) -> None:
        (standing, counter_id), clock = await self._counter(), wiring().now
        moment = partial(_moment, counter_id)
        with stands(standing) as still:
            async with aclosing(with_moments(live().follow(standing.office_id), moment, clock)) as pictures:
                async for hall in pictures:
                    still()
                    async with self:
                        self.face = face(hall, counter_id, clock(), self._skipped, self.face)
                        self.beat = clock().isoformat()

    @rx.event
    @answered
    async def rate(self, value: int) -> None:
        """A mark for the visit that just ended here; a low one asks why."""
        standing, counter_id = await self._counter()
        await self._do(rating.rate_at_counter, counter_id, rating.Mark(value), Source.TABLET, at=wiring().now())
        await self._look(standing, counter_id)

    @rx.event
    @answered
    async def say_why(self, form: dict[str, Any]) -> None:
        """Reasons and words for the low mark given here, on the glass or at the keypad beside it."""
        standing, counter_id = await self._counter()
        reasons = tuple(reason for reason in REASONS if form.get(f"why_{reason}"))
        words = str(form.get("comment", "")).strip()[:500]
        if reasons or words:
            token = await self._token(standing, counter_id)
            await self._do(rating.add_reasons, token, reasons, words)
        await self._look(standing, counter_id)

    async def _token(self, standing: Standing, counter_id: UUID) -> str:
        """The visit's code; it is read here and never leaves the server."""
        seat = (await live().current(standing.office_id)).counter_by_id(counter_id)
        if seat is None or seat.last is None or not seat.why:
            raise RatingClosed
        return seat.last.track_token

    @rx.event
    @answered
    async def skip_why(self) -> None:
        standing, counter_id = await self._counter()
        self._skipped = self.face.visit
        await self._look(standing, counter_id)

    @rx.event
    @answered
    async def criticise(self) -> EventSpec:
        """Call the manager to this counter, at once."""
        _, counter_id = await self._counter()
        await self._do(rating.criticise, counter_id)
        return close_dialog("criticise")


def _moment(counter_id: UUID, hall: HallView) -> Any:
    return next_moment(hall, counter_id, wiring().now())
