"""Templates of notices in an administrator's tab, with what would be sent; and the notices that failed."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput
from onestop.domain.formats import sms
from onestop.domain.people import SUPERVISION, Role
from onestop.queries import setup_catalogue, setup_notices
from onestop.usecases import notices
from onestop.usecases.accounts import Who
from onestop.usecases.notices import CHANNELS, FACTS, KINDS
from onestop.web.session import OfficerSession, answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import area, say

ADMIN = frozenset({Role.ADMIN})
SAMPLE: Final = "messages.sample_"
LINK: Final = "/d/"


@dataclass(frozen=True)
class Lost:
    """A notice nobody got."""

    id: str = ""
    dossier: str = ""
    code: str = ""
    kind: str = ""
    channel: str = ""
    address: str = ""
    fault: str = ""
    made: str = ""
    attempts: int = 0


class Messages(OfficerSession):
    kind: str = KINDS[0]
    channel: str = CHANNELS[0]
    own: list[str] = []
    """Kinds and channels the office has its own words for, `ready sms`."""
    text: str = ""
    subject: str = ""
    is_own: bool = False
    shown_text: str = ""
    shown_subject: str = ""
    places: int = 0
    parts: int = 0
    plain: bool = True
    wrong: str = ""
    failed: list[Lost] = []
    on_failed: bool = False
    may: bool = False
    draft: int = 0
    _templates: dict[str, tuple[str, str]] = {}

    @rx.event
    @answered
    async def load(self) -> None:
        await self._look(await self._who(SUPERVISION))
        self._open()

    @rx.event
    @answered
    async def choose(self, kind: str, channel: str) -> None:
        await self._look(await self._who(SUPERVISION))
        self.on_failed = False
        if kind in KINDS and channel in CHANNELS:
            self.kind, self.channel = kind, channel
        self._open()

    @rx.event
    @answered
    async def see_failed(self) -> None:
        await self._look(await self._who(SUPERVISION))
        self.on_failed = True

    @rx.event
    @answered
    async def try_text(self, text: str) -> None:
        await self._who(SUPERVISION)
        self.text = text[: notices.LONGEST_TEXT]
        self._preview()

    @rx.event
    @answered
    async def try_subject(self, subject: str) -> None:
        await self._who(SUPERVISION)
        self.subject = subject[: notices.LONGEST_SUBJECT]
        self._preview()

    @rx.event
    @answered
    async def save(self) -> EventSpec:
        who = await self._who(ADMIN)
        try:
            await self._keep(who, self.text, self.subject)
        except BadInput as refused:
            self.wrong = str(refused.facts.get("field", ""))
            return toast("bad", say(self.locale, "setup.not_saved"))
        return toast("good", say(self.locale, "setup.saved"))

    @rx.event
    @answered
    async def reset_words(self) -> EventSpec:
        """The catalogue's words again."""
        await self._keep(await self._who(ADMIN), "", "")
        return toast("good", say(self.locale, "messages.reset_done"))

    @rx.event
    @answered
    async def send_again(self, notice_id: str) -> EventSpec:
        who, process = await self._who(ADMIN), wiring()
        try:
            chosen = UUID(notice_id)
        except ValueError:
            raise BadInput(field="notice") from None
        await process.run(notices.again, process.work, chosen, actor=who.actor, now=process.now())
        await self._look(who)
        return toast("good", say(self.locale, "messages.sending_again"))

    async def _keep(self, who: Who, text: str, subject: str) -> None:
        process = wiring()
        await process.run(
            notices.save_template,
            process.work,
            who.office_id,
            self.kind,
            self.channel,
            text,
            subject,
            actor=who.actor,
            now=process.now(),
        )
        await self._look(who)
        self._open()

    async def _look(self, who: Who) -> None:
        process = wiring()
        own = await process.run(setup_notices.templates, process.work, who.office_id)
        lost = await process.run(setup_notices.failed, process.work, who.office_id)
        choices = await process.run(setup_catalogue.choices, process.work, who.office_id, process.now())
        zone = ZoneInfo(choices.timezone)
        self._templates = {f"{kind} {channel}": (one.text, one.subject) for (kind, channel), one in own.items()}
        self.own = sorted(self._templates)
        self.failed = [_lost(one, zone) for one in lost]
        self.may = Role.ADMIN in who.roles

    def _open(self) -> None:
        mine = self._templates.get(f"{self.kind} {self.channel}")
        usual = area("vi", "notice").gettext
        self.is_own = mine is not None
        self.text, self.subject = mine or (usual(f"notice.{self.kind}_{self.channel}"), usual("notice.subject"))
        self.draft += 1
        self._preview()

    def _preview(self) -> None:
        """What would be sent with sample facts; the place is this office's own name."""
        facts = {name: say("vi", f"{SAMPLE}{name}") for name in FACTS - {"place", "link"}}
        facts |= {"place": self.office_vi, "link": LINK + facts["code"]}
        self.wrong = ""
        try:
            notices.check_template(self.kind, self.channel, self.text, self.subject)
        except BadInput as refused:
            self.wrong = str(refused.facts["field"])
            return
        said = notices.compose(self.kind, self.channel, facts, self.text, self.subject)
        self.shown_subject, self.shown_text = said
        self.places, self.parts, self.plain = sms.size(self.shown_text)


def _lost(one: setup_notices.Failed, zone: ZoneInfo) -> Lost:
    told: dict[str, Any] = {name: getattr(one, name) for name in ("code", "kind", "channel", "address", "fault")}
    made = f"{one.made_at.astimezone(zone):%H:%M %d/%m/%Y}"
    return Lost(id=str(one.id), dossier=str(one.dossier_id), made=made, attempts=one.attempts, **told)
