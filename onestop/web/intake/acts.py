"""What happens to the dossier in hand: received, guided, refused, given up; another one for the same person."""

from datetime import UTC, datetime
from typing import Any, Final

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput
from onestop.domain.procedure import Channel
from onestop.usecases import consulting, intake, receiving
from onestop.usecases.intake import INTAKE
from onestop.web import routes
from onestop.web.intake import reading
from onestop.web.intake.state import Intake, worded
from onestop.web.parts.dialogs import close_dialog, open_dialog
from onestop.web.session import OfficerSession, answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

IN_PERSON: Final = (Channel.COUNTER, Channel.ASSISTED)
"""Somebody stands there, and the receipt prints at the counter by itself."""


class Acts(Intake):
    asked: int = 0
    """Grows with every dialog opened, so that its fields start anew."""

    @rx.event
    @answered
    async def ask(self, dialog: str) -> EventSpec | None:
        """Open a dialog with empty fields."""
        await self._who(INTAKE)
        self.asked += 1
        return open_dialog(dialog) if dialog in ("receive", "guide", "refuse", "discard") else None

    @rx.event
    @answered
    @worded
    async def receive(self, form: dict[str, Any]) -> list[EventSpec]:
        """Take it in; the receipt prints at this counter by itself."""
        await self._who(INTAKE)
        at, reason = self._handed_in(form), str(form.get("back_reason", ""))
        receipt = await self._do(
            receiving.receive, counter_id=self._mine().intake.seat.counter_id, received_at=at, reason=reason
        )
        await self._again()
        seen = self._mine().intake
        prints = seen.seat.counter_id is not None and seen.view.channel in IN_PERSON
        key = "intake.done_receive_printing" if prints else "intake.done_receive"
        return [close_dialog("receive"), self._said(key, code=receipt.code)]

    def _handed_in(self, form: dict[str, Any]) -> datetime | None:
        """When it came with the post, if a day is named; a moment of the office's zone."""
        text = str(form.get("back_at", "")).strip()
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=self._mine().intake.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadInput(field="received_at") from None

    @rx.event
    @answered
    @worded
    async def guide(self) -> list[EventSpec]:
        """Everything that is missing or wrong, once, in writing."""
        await self._who(INTAKE)
        lines = await self._do(intake.guide)
        await self._again()
        return [close_dialog("guide"), self._said("intake.done_guide", n=len(lines))]

    @rx.event
    @answered
    @worded
    async def refuse(self, form: dict[str, Any]) -> list[EventSpec]:
        await self._who(INTAKE)
        await self._do(intake.refuse, str(form.get("refuse-reason", "")))
        await self._again()
        return [close_dialog("refuse"), self._said("intake.done_refuse")]

    @rx.event
    @answered
    @worded
    async def discard(self) -> list[EventSpec]:
        """Give up the draft and go back to the console."""
        await self._who(INTAKE)
        await self._do(intake.discard)
        return [close_dialog("discard"), self._said("intake.done_discard"), rx.redirect(routes.COUNTER)]

    @rx.event
    @answered
    @worded
    async def another(self) -> EventSpec:
        """A further dossier of the same applicant: choose its procedure."""
        await self._who(INTAKE)
        return rx.redirect(f"{routes.INTAKE}?same={self._mine().intake.view.id}")


class Advice(OfficerSession):
    """In-depth advice, written down for the visit at this counter."""

    @rx.event
    @answered
    @worded
    async def consult(self, form: dict[str, Any]) -> list[EventSpec]:
        who, process = await self._who(INTAKE), wiring()
        seat = await process.run(reading.seat, process.work, who.officer_id)
        made = await process.run(
            consulting.consult,
            process.work,
            who.office_id,
            str(form.get("topic", "")),
            str(form.get("outcome", "")),
            actor=who.actor,
            now=process.now(),
            ticket_id=seat.ticket_id,
            procedure_key=str(form.get("procedure", ""))[:40],
        )
        return [
            close_dialog("consult"),
            toast("good", say(self.locale, "intake.done_consult")),
            rx.redirect(f"/api/v1/consultations/{made}", is_external=True),
        ]
