"""What one administrator's tab shows of the setup; supervisors look, administrators change."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, DomainError, NameTaken
from onestop.domain.formats import code_template
from onestop.domain.people import SUPERVISION, Role
from onestop.queries import setup as setup_query
from onestop.queries import setup_units as units_query
from onestop.usecases import setup_people, setup_places, setup_units
from onestop.usecases.accounts import Who
from onestop.web.session import OfficerSession, answered
from onestop.web.setup import saving
from onestop.web.setup.facts import NEW, SECTIONS, SINGLE, Item, Option, Shown
from onestop.web.setup.forms import filled
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

ADMIN = frozenset({Role.ADMIN})
FRESH = {"active": "on", "first_number": "1", "position": "0", "head_start_min": "0"} | {
    "code_template": code_template.DEFAULT,
    "timezone": "Asia/Ho_Chi_Minh",
}
"""What a new entry's form starts with."""
SAMPLE_AGENCY = "000.00.00.X00"
"""Stands for the code of an authority that has none yet."""
TEMPLATE_FAULTS = ("too_long", "sign", "agency", "date", "seq", "seq_last")


class Setup(OfficerSession):
    section: str = SECTIONS[0]
    items: list[Item] = []
    chosen: str = ""
    values: dict[str, str] = {}
    wrong: str = ""
    """Name of the field the last refusal was about."""
    refusal: str = ""
    shown: Shown = Shown()
    may: bool = False
    draft: int = 0
    """Grows with every form opened, so that its fields start anew."""
    zones: list[Option] = []
    queues: list[Option] = []
    counters: list[Option] = []
    printers: list[Option] = []
    standings: list[Option] = []
    """Places where a number is taken."""
    people: list[Option] = []
    """Who may work in a unit or stand in for somebody; the value is their part in the unit shown."""
    bodies: list[Option] = []
    lanes: list[Option] = []
    """Lines of the hall by prefix."""
    calendar_missing: bool = False
    """Next year's days off should have been entered by now."""
    sample: str = ""
    """The next dossier code by the template as it is typed, or why there is none."""
    _entries: dict[str, dict[str, str]] = {}
    _single: dict[str, str] = {}
    _today: date = date.min

    @rx.event
    @answered
    async def load(self) -> None:
        who = await self._who(SUPERVISION)
        asked = self.router.url.query_parameters.get("section", "")
        if asked in SECTIONS and asked != self.section:
            self.section, self.chosen = asked, ""
        await self._look(who)
        self._pick(self.chosen or self._first())

    @rx.event
    @answered
    async def go(self, section: str) -> None:
        who = await self._who(SUPERVISION)
        self.section = section if section in SECTIONS else SECTIONS[0]
        await self._look(who)
        self._pick(self._first())

    @rx.event
    @answered
    async def choose(self, entry_id: str) -> None:
        await self._look(await self._who(SUPERVISION))
        self._pick(entry_id)

    @rx.event
    @answered
    async def begin(self) -> None:
        await self._look(await self._who(ADMIN))
        self._pick(NEW)

    @rx.event
    @answered
    async def save(self, form: dict[str, Any]) -> EventSpec | None:
        who, process = await self._who(ADMIN), wiring()
        try:
            entry_id, shown = await process.run(saving.save, process.work, process.settings, self._asked(who), form)
        except DomainError as refused:
            return self._refused(refused)
        await self._look(who)
        self._pick(entry_id)
        self.shown = shown
        return toast("good", say(self.locale, "setup.saved"))

    @rx.event
    @answered
    async def renew(self) -> None:
        who, process = await self._who(ADMIN), wiring()
        code, kind = self.values.get("code", ""), self.values.get("kind", "")
        shown = await process.run(saving.renew, process.work, process.settings, self._asked(who), code, kind)
        await self._again(who)
        self.shown = shown

    @rx.event
    @answered
    async def revoke(self) -> EventSpec:
        who, process = await self._who(ADMIN), wiring()
        await process.run(
            setup_places.revoke, process.work, who.office_id, self._entry_id(), actor=who.actor, now=process.now()
        )
        await self._again(who)
        return toast("good", say(self.locale, "setup.revoked"))

    @rx.event
    @answered
    async def unlock(self) -> EventSpec:
        who, process = await self._who(ADMIN), wiring()
        await process.run(
            setup_people.unlock, process.work, who.office_id, self._entry_id(), actor=who.actor, now=process.now()
        )
        await self._again(who)
        return toast("good", say(self.locale, "setup.unlocked"))

    @rx.event
    @answered
    async def end_away(self) -> EventSpec:
        """Back earlier than planned."""
        who, process = await self._who(ADMIN), wiring()
        await process.run(
            setup_units.end_substitution, process.work, self._entry_id(), actor=who.actor, now=process.now()
        )
        await self._again(who)
        return toast("good", say(self.locale, "setup.away_ended"))

    @rx.event
    @answered
    async def try_template(self, template: str) -> None:
        """Show what the next dossier's code would be."""
        await self._who(ADMIN)
        self._show_sample(template)

    @rx.event
    @answered
    async def hide(self) -> None:
        """The secret was written down."""
        await self._who(ADMIN)
        self.shown = Shown()

    async def _again(self, who: Who) -> None:
        await self._look(who)
        self._pick(self.chosen)

    async def _look(self, who: Who) -> None:
        process = wiring()
        now = process.now()
        view = await process.run(setup_query.view, process.work, who.office_id, now)
        units = await process.run(units_query.view, process.work, who.office_id, now)
        self.may = Role.ADMIN in who.roles
        self._fill(view, units)

    def _fill(self, view: setup_query.SetupView, units: units_query.UnitsView) -> None:
        self._today, self.calendar_missing = units.today, units.calendar_missing
        whole: Any = getattr(view if hasattr(view, self.section) else units, self.section)
        entries: tuple[setup_query.Entry, ...] = () if self.section in SINGLE else whole
        self._entries = {entry.id: filled(entry.values) for entry in entries}
        self._single = filled(whole) if self.section in SINGLE else {}
        self.people = [Option(one.id, one.name) for one in units.people]
        self.bodies = [Option(one.id, one.name) for one in units.bodies]
        self.lanes = [
            Option(code, q.title, self._single.get(f"place_{code}", ""))
            for q in view.queues
            if q.active and (code := str(q.values["code"]))
        ]
        self.items = [Item(e.id, e.title, e.hint, e.active, e.mark) for e in entries]
        self.zones = [Option(zone.id, zone.title) for zone in view.zones]
        self.queues = [Option(q.id, q.title, str(q.values["code"])) for q in view.queues if q.active]
        self.counters = [Option(c.id, c.title) for c in view.counters if c.active]
        self.printers = [Option(d.id, d.title) for d in view.devices if d.values["kind"] == "printer"]
        self.standings = [
            Option(p.title, p.hint) for p in view.places if p.values["kind"] in ("kiosk", "dispenser", "reception")
        ]

    def _first(self) -> str:
        return self.items[0].id if self.items else ""

    def _pick(self, entry_id: str) -> None:
        """Show an entry's form, a new one's, the policy's, or none."""
        known = entry_id in self._entries or (entry_id == NEW and self.may)
        self.chosen = entry_id if known else ""
        self.values = self._single if self.section in SINGLE else self._entries.get(entry_id, FRESH)
        if self.section == "counters":
            self.queues = [
                Option(q.id, q.name, self.values.get(f"weight_{q.id}", self._usual())) for q in self.queues
            ]
        if self.section == "units":
            self.people = [Option(p.id, p.name, self.values.get(f"member_{p.id}", "")) for p in self.people]
        if self.section == "authorities":
            self._show_sample(self.values["code_template"])
        self.wrong, self.refusal, self.shown, self.draft = "", "", Shown(), self.draft + 1

    def _show_sample(self, template: str) -> None:
        agency, seq = self.values.get("code") or SAMPLE_AGENCY, int(self.values.get("next_serial", "1"))
        try:
            self.sample = code_template.render(template, agency=agency, on=self._today, seq=seq)
        except BadInput as wrong:
            self.sample = say(self.locale, f"setup.template_{wrong.facts['reason']}")

    def _usual(self) -> str:
        return "1" if self.chosen == NEW else "0"

    def _asked(self, who: Who) -> saving.Asked:
        entry_id = None if self.section in SINGLE or self.chosen == NEW else self._entry_id()
        return saving.Asked(self.section, who.office_id, who.office, entry_id, who.actor, wiring().now())

    def _entry_id(self) -> UUID:
        try:
            return UUID(self.chosen)
        except ValueError:
            raise BadInput(field="id") from None

    def _refused(self, refused: DomainError) -> EventSpec:
        """Say it under the field it is about; what was typed stays."""
        if isinstance(refused, NameTaken):
            self.wrong = {"counters": "number", "officers": "username"}.get(self.section, "code")
            self.refusal = say(self.locale, "refusal.setup.name_taken")
        elif isinstance(refused, BadInput):
            reason = refused.facts.get("reason")
            key = f"setup.template_{reason}" if reason in TEMPLATE_FAULTS else "setup.wrong"
            self.wrong, self.refusal = str(refused.facts.get("field", "")), say(self.locale, key)
        else:
            raise refused
        return toast("bad", say(self.locale, "setup.not_saved"))
