"""One dossier on a screen: it follows every change, asks what a deed needs, and hands that to its use case."""

from contextlib import aclosing
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, DossierUnknown
from onestop.live.changes import changes
from onestop.usecases.accounts import Who
from onestop.web.dossiers import reading, view
from onestop.web.dossiers.asking import asked
from onestop.web.dossiers.deeds import ACTS, Doing
from onestop.web.dossiers.facts import Times
from onestop.web.dossiers.possible import AT_ONCE
from onestop.web.dossiers.reading import Looked, identifier
from onestop.web.dossiers.sheet import Asked, Page
from onestop.web.dossiers.state import AGAIN_S, DESK
from onestop.web.dossiers.words import worded
from onestop.web.parts.dialogs import close_dialog, open_dialog
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say


class OneDossier(OfficerSession):
    page: Page = Page()
    asked: Asked = Asked()
    known: str = ""
    """`yes`, or `no` when there is none of that id here; empty before it is known."""
    beat: str = ""
    draft: int = 0
    """Grows with every dialog opened, so that its fields start anew."""
    _looked: Looked | None = None

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who, clock = await self._who(DESK), wiring().now
        try:
            wanted = self._wanted()
            with follows(who, DESK) as still:
                async with aclosing(changes().follow(wanted, again_s=AGAIN_S)) as looks:
                    async for _ in looks:
                        still()
                        looked = await self._look(who, wanted)
                        async with self:
                            self._put(looked, who)
                            self.beat = clock().isoformat()
        except (BadInput, DossierUnknown):
            async with self:
                self.page, self.known = Page(), "no"

    def _wanted(self) -> UUID:
        """The dossier of the address."""
        return identifier(self.router.url.path.rstrip("/").rpartition("/")[2])

    async def _look(self, who: Who, dossier_id: UUID) -> Looked:
        process = wiring()
        return await process.run(reading.look, process.work, dossier_id, who.actor, process.now())

    def _put(self, looked: Looked, who: Who) -> None:
        times = Times(looked.desk.zone, wiring().now())
        self._looked, self.known = looked, "yes"
        self.page = view.page(looked, times, who.roles)

    @rx.event
    @answered
    @worded
    async def press(self, key: str, subject: str) -> EventSpec | list[EventSpec]:
        """Do it, or ask first what it needs."""
        who = await self._who(DESK)
        if key in AT_ONCE:
            return await self._carry_out(who, key, subject, {})
        if key not in ACTS or self._looked is None:
            raise BadInput(field="deed")
        self.asked = asked(self._looked, key, subject, wiring().now())
        self.draft += 1
        return open_dialog(f"deed-{key}")

    @rx.event
    @answered
    @worded
    async def act(self, form: dict[str, Any]) -> list[EventSpec]:
        """What the dialog was filled in with."""
        who = await self._who(DESK)
        return await self._carry_out(who, self.asked.key, self.asked.subject, form)

    async def _carry_out(self, who: Who, key: str, subject: str, form: dict[str, Any]) -> list[EventSpec]:
        process, looked = wiring(), self._looked
        if key not in ACTS or looked is None:
            raise BadInput(field="deed")
        doing = Doing(process.work, identifier(subject), form, who.actor, process.now(), looked.desk.zone)
        odd = await process.run(ACTS[key], doing)
        self._put(await self._look(who, looked.view.id), who)
        warned = [toast("warn", say(self.locale, odd))] if odd else []
        return [close_dialog(f"deed-{key}"), toast("good", say(self.locale, f"dossiers.done_{key}")), *warned]
