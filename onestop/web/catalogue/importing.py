"""A file of the national catalogue in an administrator's tab: what was read, what was strange, what it becomes."""

import json
from datetime import date
from typing import Any, Final
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import DomainError, NameTaken, ProcedureFaulty
from onestop.domain.formats import rules_json
from onestop.domain.formats.national_procedure import LARGEST
from onestop.domain.people import Role
from onestop.domain.procedure import Rules
from onestop.queries import setup_catalogue
from onestop.usecases import catalogue
from onestop.usecases.accounts import Who
from onestop.usecases.catalogue import ProcedureWish
from onestop.web.catalogue.imported import Found, Strange, counted, merged, unread
from onestop.web.catalogue.shapes import Option
from onestop.web.parts import setup_rail
from onestop.web.session import OfficerSession, answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import LOCALES, say

ADMIN = frozenset({Role.ADMIN})
MOST_ANSWER: Final = 900_000
"""Of an answer that still goes through the socket [characters]."""
MEBIBYTE: Final = 2**20
SEND: Final = """(async () => {
  const file = document.getElementById("national-file").files[0];
  const typed = document.getElementById("national-text").value;
  const body = file || (typed.trim() && new Blob([typed]));
  if (!body) return JSON.stringify({fault: "nothing"});
  if (body.size >= %d) return JSON.stringify({fault: "too_large"});
  const answer = await fetch("%s", {method: "POST", body, headers: {"content-type": "application/json"}})
    .catch(() => null);
  if (!answer) return JSON.stringify({fault: "offline"});
  const text = await answer.text();
  if (text.length > %d) return JSON.stringify({fault: "too_large"});
  return answer.ok ? text : JSON.stringify({fault: answer.status === 422 ? "unreadable" : "refused"});
})()"""
FAULTS: Final = ("nothing", "too_large", "offline", "unreadable", "refused")


class Importing(OfficerSession):
    found: Found = Found()
    strange: list[Strange] = []
    read_it: bool = False
    fault: str = ""
    same: str = ""
    """Name of the procedure here that has the file's code."""
    authorities: list[Option] = []
    units: list[Option] = []
    queues: list[Option] = []
    today: str = ""
    wrong: str = ""
    refusal: str = ""
    _rules: Rules = Rules()
    _field_code: str = ""
    _same_id: str = ""

    @rx.event
    @answered
    async def load(self) -> None:
        await self._look(await self._who(ADMIN))
        self.read_it, self.fault, self.found, self.strange = False, "", Found(), []

    @rx.event
    @answered
    async def send(self) -> EventSpec:
        """Let the browser send the file or what was pasted, and take what comes of it."""
        await self._who(ADMIN)
        return rx.call_script(SEND % (LARGEST, setup_rail.NATIONAL, MOST_ANSWER), callback=Importing.take)

    @rx.event
    @answered
    async def take(self, answer: str) -> None:
        """What was read of the file, or why nothing was."""
        who = await self._who(ADMIN)
        self.read_it, self.fault, self.wrong = False, "", ""
        try:
            told = json.loads(answer[:MOST_ANSWER])
            if told.get("fault"):
                key = told["fault"] if told["fault"] in FAULTS else "refused"
                self.fault = say(self.locale, f"catalogue.file_{key}", most=LARGEST // MEBIBYTE)
                return
            self._take(told)
        except (ValueError, KeyError, TypeError, AttributeError, ProcedureFaulty):
            self.fault = say(self.locale, "catalogue.file_unreadable", most=LARGEST // MEBIBYTE)
            return
        await self._match(who)
        self.read_it = True

    @rx.event
    @answered
    async def save_new(self, form: dict[str, Any]) -> EventSpec | None:
        """A procedure of its own, and its first version."""
        who, process = await self._who(ADMIN), wiring()
        begins = self._begins(form)
        if begins is None:
            return toast("bad", say(self.locale, "catalogue.not_saved"))
        wish = self._wish(form)
        try:
            if await process.run(setup_catalogue.known, process.work, who.office_id, wish.key):
                raise NameTaken(name=wish.key)
            made = await process.run(
                catalogue.save_procedure, process.work, who.office_id, wish, actor=who.actor, now=process.now()
            )
        except DomainError as refused:
            return self._refused(refused)
        return await self._version(who, made, self._rules, begins)

    @rx.event
    @answered
    async def save_version(self, form: dict[str, Any]) -> EventSpec | None:
        """Another version of the procedure that has the file's code; its stages and clock stay."""
        who, process = await self._who(ADMIN), wiring()
        begins = self._begins(form)
        if begins is None or not self._same_id:
            return toast("bad", say(self.locale, "catalogue.not_saved"))
        procedure_id = UUID(self._same_id)
        facts = await process.run(setup_catalogue.facts, process.work, who.office_id, procedure_id)
        rules = self._rules
        if facts.versions:
            latest = facts.versions[0].id
            kept = await process.run(setup_catalogue.rules_of, process.work, who.office_id, latest)
            rules = merged(self._rules, kept)
        return await self._version(who, procedure_id, rules, begins)

    async def _version(self, who: Who, procedure_id: UUID, rules: Rules, begins: date) -> EventSpec:
        process, now = wiring(), wiring().now()
        note = say(LOCALES[0], "catalogue.imported_note", n=len(self.strange))
        try:
            await process.run(
                catalogue.save_version, process.work, procedure_id, rules, begins, actor=who.actor, now=now, note=note
            )
        except DomainError as refused:
            return self._refused(refused)
        return rx.redirect(f"{setup_rail.PROCEDURES}/{procedure_id}")

    async def _look(self, who: Who) -> None:
        process = wiring()
        choices = await process.run(setup_catalogue.choices, process.work, who.office_id, process.now())
        self.authorities = [Option(code, name) for code, name in choices.authorities]
        self.units = [Option(code, f"{name} ({code})") for code, name in choices.units]
        self.queues = [Option(code, f"{code} · {name}") for code, name in choices.queues]
        self.today = choices.today.isoformat()

    def _take(self, told: dict[str, Any]) -> None:
        self._rules = unread(rules_json.from_json(told["rules"]))
        self._field_code = str(told["field_code"])[:24]
        plain = {name: str(told[name]) for name in ("code", "name", "field_name", "agency", "order")}
        said: dict[str, Any] = plain | counted(self._rules)
        self.found = Found(**said)
        self.strange = [
            Strange(str(path), *(say(locale, f"national.{code}") for locale in LOCALES))
            for code, path in told["findings"]
        ]

    async def _match(self, who: Who) -> None:
        process = wiring()
        same = await process.run(setup_catalogue.by_code, process.work, who.office_id, self.found.code)
        self._same_id, self.same = str(same or ""), ""
        if same:
            facts = await process.run(setup_catalogue.facts, process.work, who.office_id, same)
            self.same = facts.name_vi

    def _begins(self, form: dict[str, Any]) -> date | None:
        try:
            begins = date.fromisoformat(str(form.get("effective_from") or ""))
        except ValueError:
            self.wrong, self.refusal = "effective_from", say(self.locale, "catalogue.fault_day")
            return None
        return begins

    def _wish(self, form: dict[str, Any]) -> ProcedureWish:
        def chosen(name: str) -> str:
            return str(form.get(name) or "").strip()

        return ProcedureWish(
            key=self.found.code or chosen("key"),
            name_vi=self.found.name[:400],
            authority=chosen("authority"),
            unit=chosen("unit"),
            queue=chosen("queue"),
            code=self.found.code,
            field_code=self._field_code,
            field_vi=self.found.field_name[:120],
            source=say(LOCALES[0], "catalogue.imported_source"),
        )

    def _refused(self, refused: DomainError) -> EventSpec:
        named = next((name for name in ("authority", "unit", "queue", "field") if name in refused.facts), "")
        self.wrong = str(refused.facts[named]) if named == "field" else named
        self.refusal = say(self.locale, "setup.wrong")
        if isinstance(refused, NameTaken):
            self.wrong, self.refusal = "effective_from", say(self.locale, "catalogue.fault_taken")
        if isinstance(refused, ProcedureFaulty):
            self.wrong, self.refusal = "rules", say(self.locale, "catalogue.fault_import")
        return toast("bad", say(self.locale, "catalogue.not_saved"))
