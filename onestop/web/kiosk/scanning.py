"""What a scanner that types gave the kiosk's page: a receipt, a slip, a citizen's card; never kept, never logged."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.formats.scan_text import LONGEST
from onestop.usecases import scans
from onestop.web.kiosk.following import KioskFollow
from onestop.web.kiosk.handing import PERSON, KioskHandIn
from onestop.web.kiosk.state import KIND, Kiosk
from onestop.web.session import answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say


class KioskScan(Kiosk):
    @rx.event
    @answered
    async def scanned(self, form: dict[str, Any]) -> EventSpec | None:
        """A receipt opens its dossier, a slip the dossiers of its visit, a card fills in who one is."""
        await self._stands(KIND)
        kind, data = scans.read(str(form.get("scan", ""))[:LONGEST].encode(), wiring().now().date())
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
