"""One procedure in an administrator's tab: its facts, its versions, and the version being typed with its plan."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput, DomainError, NameTaken, ProcedureFaulty
from onestop.domain.people import SUPERVISION, Role
from onestop.domain.procedure import Channel, Rules
from onestop.queries import setup_catalogue
from onestop.usecases import catalogue
from onestop.usecases.accounts import Who
from onestop.web.catalogue import draft as drafts
from onestop.web.catalogue import facts_form
from onestop.web.catalogue.columns import CHANNELS
from onestop.web.catalogue.drafting import Drafting
from onestop.web.catalogue.shapes import Dated, Option, Shown, dated, facts_text, shown
from onestop.web.parts import setup_rail
from onestop.web.session import answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import LOCALES, say

ADMIN = frozenset({Role.ADMIN})
NEW: Final = "new"
TRIED: Final = ("at", "channel", "case")
USUAL_HOUR: Final = "T09:00"


class Editing(Drafting):
    facts: dict[str, str] = {}
    wrong: str = ""
    """The field of the facts that was refused."""
    refusal: str = ""
    versions: list[Dated] = []
    chosen: str = ""
    begins_wrong: str = ""
    tried: dict[str, str] = {"at": "", "channel": Channel.COUNTER.value, "case": ""}
    promise: Shown = Shown()
    authorities: list[Option] = []
    units: list[Option] = []
    queues: list[Option] = []
    may: bool = False
    is_new: bool = False
    missing: bool = False
    """No such procedure."""
    _id: str = ""
    _zone: str = ""

    @rx.event
    @answered
    async def load(self) -> None:
        who = await self._who(SUPERVISION)
        self._id = self.router.url.path.rpartition("/")[2][:40]
        self.is_new = self._id == NEW
        self.tried = self.tried | {"case": ""}
        await self._look(who)
        await self._open(who, self._in_force())

    @rx.event
    @answered
    async def choose(self, version_id: str) -> None:
        """Open a version to read, and to make another from."""
        who = await self._who(SUPERVISION)
        await self._look(who)
        await self._open(who, version_id)

    @rx.event
    @answered
    async def put(self, place: str, value: str) -> None:
        """A field was typed: `stages.2.unit`, or the name of one of the whole."""
        await self._put(await self._who(ADMIN), place, value)

    @rx.event
    @answered
    async def tick(self, place: str, on: bool) -> None:
        await self._put(await self._who(ADMIN), place, "on" if on else "")

    @rx.event
    @answered
    async def add(self, part: str) -> None:
        who = await self._who(ADMIN)
        rows = self._part(part)
        if len(rows) >= drafts.MOST_ROWS:
            raise BadInput(field=part)
        setattr(self, part, [*rows, drafts.new_row(part, rows) | {"open": "on"}])
        await self._reshaped(who)

    @rx.event
    @answered
    async def remove(self, part: str, index: int) -> None:
        who = await self._who(ADMIN)
        rows, i = self._rows(part, str(index))
        setattr(self, part, rows[:i] + rows[i + 1 :])
        await self._reshaped(who)

    @rx.event
    @answered
    async def lift(self, part: str, index: int) -> None:
        """One place up."""
        who = await self._who(ADMIN)
        rows, i = self._rows(part, str(index))
        if i:
            rows[i - 1], rows[i] = rows[i], rows[i - 1]
        setattr(self, part, rows)
        await self._reshaped(who)

    @rx.event
    @answered
    async def try_with(self, name: str, value: str) -> None:
        """Another receipt to see the plan for."""
        who = await self._who(SUPERVISION)
        if name in TRIED:
            self.tried = self.tried | {name: value[:40]}
        await self._recheck(who)

    @rx.event
    @answered
    async def save_facts(self, form: dict[str, Any]) -> EventSpec | None:
        who, process = await self._who(ADMIN), wiring()
        try:
            wish = facts_form.wish(form, self.facts if not self.is_new else {})
            if self.is_new and await process.run(setup_catalogue.known, process.work, who.office_id, wish.key):
                raise NameTaken(name=wish.key)
            made = await process.run(
                catalogue.save_procedure, process.work, who.office_id, wish, actor=who.actor, now=process.now()
            )
        except DomainError as refused:
            return self._refused(refused)
        if self.is_new:
            return rx.redirect(f"{setup_rail.PROCEDURES}/{made}")
        await self._look(who)
        return toast("good", say(self.locale, "setup.saved"))

    @rx.event
    @answered
    async def save_version(self, form: dict[str, Any]) -> EventSpec | None:
        """Make a version of what was typed, in force from the day given."""
        who, process = await self._who(ADMIN), wiring()
        rules = await self._recheck(who)
        begins = _day(form.get("effective_from"))
        self.begins_wrong = "" if begins else say(self.locale, "catalogue.fault_day")
        if rules is None or begins is None:
            return toast("bad", say(self.locale, "catalogue.not_saved"))
        try:
            made = await process.run(
                catalogue.save_version,
                process.work,
                self._uuid(),
                rules,
                begins,
                actor=who.actor,
                now=process.now(),
                note=str(form.get("note") or ""),
            )
        except NameTaken:
            self.begins_wrong = say(self.locale, "catalogue.fault_received")
        except ProcedureFaulty as faulty:
            self.faults = {str(faulty.facts["field"]): say(self.locale, "catalogue.fault_faulty")}
        else:
            await self._look(who)
            await self._open(who, str(made))
            return toast("good", say(self.locale, "catalogue.version_made"))
        return toast("bad", say(self.locale, "catalogue.not_saved"))

    async def _look(self, who: Who) -> None:
        """The procedure's facts and versions, and what a form lets choose from."""
        process, now = wiring(), wiring().now()
        choices = await process.run(setup_catalogue.choices, process.work, who.office_id, now)
        self._zone, self.may = choices.timezone, Role.ADMIN in who.roles
        self.authorities = [Option(code, name) for code, name in choices.authorities]
        self.units = [Option(code, f"{name} ({code})") for code, name in choices.units]
        self.queues = [Option(code, f"{code} · {name}") for code, name in choices.queues]
        self.tried = self.tried | {"at": self.tried["at"] or choices.today.isoformat() + USUAL_HOUR}
        self.wrong, self.refusal, self.begins_wrong, self.missing = "", "", "", False
        if self.is_new:
            self.facts, self.versions = facts_form.FRESH, []
            return
        try:
            found = await process.run(setup_catalogue.facts, process.work, who.office_id, self._uuid())
        except DomainError:
            self.missing = True
            raise
        self.facts = facts_text(found)
        zone, today = ZoneInfo(self._zone), choices.today.isoformat()
        self.versions = [dated(one, zone, today) for one in found.versions]

    def _in_force(self) -> str:
        return next((one.id for one in self.versions if one.now), self.versions[0].id if self.versions else "")

    async def _open(self, who: Who, version_id: str) -> None:
        """Start the draft from a version; without one it is empty."""
        process = wiring()
        known = version_id in {one.id for one in self.versions}
        self.chosen = version_id if known else ""
        self._kept = (
            await process.run(setup_catalogue.rules_of, process.work, who.office_id, UUID(version_id))
            if known
            else Rules()
        )
        self._fill(drafts.of(self._kept))
        self.shape, self.touched = self.shape + 1, False
        await self._recheck(who, touch=False)

    async def _reshaped(self, who: Who) -> None:
        """Places are counted again."""
        self._count_places()
        await self._recheck(who)

    async def _recheck(self, who: Who, *, touch: bool = True) -> Rules | None:
        """Read the draft: every fault at its field, and what it would promise."""
        rules = self._checked([one.value for one in self.units])
        self.touched = self.touched or touch
        self.promise = await self._promised(who, rules) if rules else Shown()
        return rules

    async def _promised(self, who: Who, rules: Rules) -> Shown:
        process, zone = wiring(), ZoneInfo(self._zone)
        received = _instant(self.tried["at"], zone)
        if received is None or self.tried["channel"] not in CHANNELS:
            return Shown()
        channel, case = Channel(self.tried["channel"]), self.tried["case"]
        try:
            found = await process.run(
                setup_catalogue.promise, process.work, who.office_id, rules, channel, received, case
            )
        except DomainError as refused:
            vi, en = (say(locale, f"refusal.{refused.code}", **refused.facts) for locale in LOCALES)
            return Shown(refusal_vi=vi, refusal_en=en)
        return shown(found, rules, {one.value: one.name for one in self.units}, zone)

    async def _put(self, who: Who, place: str, value: str) -> None:
        self._set(place, value)
        await self._recheck(who)

    def _uuid(self) -> UUID:
        try:
            return UUID(self._id)
        except ValueError:
            raise BadInput(field="procedure") from None

    def _refused(self, refused: DomainError) -> EventSpec:
        self.wrong = "key" if isinstance(refused, NameTaken) else str(next(iter(refused.facts.values()), ""))
        self.wrong = next((name for name in ("authority", "unit", "queue") if name in refused.facts), self.wrong)
        taken = isinstance(refused, NameTaken)
        self.refusal = say(self.locale, "refusal.setup.name_taken" if taken else "setup.wrong")
        return toast("bad", say(self.locale, "setup.not_saved"))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def _instant(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None
