"""What a scanner gave the kiosk's page: a receipt, a slip, a citizen's card; never kept, never logged.

One that types is a keyboard to the page; one on a serial line lays what it read before the page that asks for it.
"""

import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any, Final

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import PlaceUnknown
from onestop.domain.formats.scan_text import LONGEST
from onestop.usecases import place_scans, scans
from onestop.usecases.accounts import Standing
from onestop.usecases.scans import Scan
from onestop.web.kiosk.following import KioskFollow
from onestop.web.kiosk.handing import PERSON, KioskHandIn
from onestop.web.kiosk.state import KIND, Kiosk
from onestop.web.place import beats, stands
from onestop.web.session import answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

AGAIN_AFTER: Final = timedelta(seconds=20)
"""A page that is open says again that it asks; well within `place_scans.ASKS_FOR`."""


class KioskScan(Kiosk):
    @rx.event
    @answered
    async def scanned(self, form: dict[str, Any]) -> EventSpec | None:
        """A receipt opens its dossier, a slip the dossiers of its visit, a card fills in who one is."""
        await self._stands(KIND)
        kind, data = scans.read(str(form.get("scan", ""))[:LONGEST].encode(), wiring().now().date())
        return self._follows(kind, data)

    def _follows(self, kind: str, data: Mapping[str, Any]) -> EventSpec:
        match kind:
            case "dossier":
                return KioskFollow.look({"code": data["code"], "secret": data["secret"]})
            case "ticket":
                return KioskFollow.look_at_visit(data["token"])
            case "card" if self.step == "applicant":
                return KioskHandIn.show_card({name: data[name] for name in PERSON})
            case "card":
                return toast("info", say(self.locale, "kiosk.card_later"))
        return toast("warn", say(self.locale, "kiosk.scan_unknown"))

    @rx.event(background=True)
    @answered
    async def listen(self) -> AsyncIterator[EventSpec]:
        """Ask for what this kiosk's own scanner reads, as long as this page is open, and take it up at once."""
        place, process, asker = await self._stands(KIND), wiring(), secrets.token_hex(16)
        told: dict[str, Any] = {"first": True}
        again = process.now()
        try:
            with stands(place) as still:
                async for seen, _ in beats(place.office_id):
                    still()
                    if (now := process.now()) >= again:
                        await process.run(place_scans.ask, process.work, place.place_id, asker, now=now, **told)
                        again, told = now + AGAIN_AFTER, {"first": False}
                    if place.place_id in seen.scans and (scan := await _used(place, asker)) is not None:
                        async with self:
                            event = self._follows(scan.kind, scan.data)
                        yield event
        except PlaceUnknown:
            return  # the page says so already
        finally:
            await process.run(place_scans.leave, process.work, place.place_id, asker)


async def _used(place: Standing, asker: str) -> Scan | None:
    process = wiring()
    return await process.run(
        place_scans.use, process.work, place.place_id, asker, actor=place.actor, now=process.now()
    )
