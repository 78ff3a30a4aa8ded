"""A year of the office's calendar in an administrator's tab; nothing counts until it is saved."""

from datetime import date
from typing import Any, Final

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput
from onestop.domain.people import SUPERVISION, Role
from onestop.queries import setup_calendar as query
from onestop.queries.setup_calendar import Day
from onestop.usecases import setup_calendar
from onestop.usecases.accounts import Who
from onestop.usecases.setup_calendar import CERTAINTIES, DayWish
from onestop.web.session import OfficerSession, answered
from onestop.web.toast import toast
from onestop.web.workdays.shapes import Listed, Month, listed, months
from onestop.wiring import wiring
from onestop.words import say

ADMIN = frozenset({Role.ADMIN})
FIRST, LAST = 2000, 2200
LONGEST: Final = {"name": 160, "source": 200}


class Workdays(OfficerSession):
    year: int = 0
    months: list[Month] = []
    days: list[Listed] = []
    entered: list[int] = []
    entered_at: str = ""
    """When the year was entered; empty: nobody did."""
    by_person: bool = False
    next_missing: bool = False
    next_year: int = 0
    unsure: int = 0
    """Days that are not decided [count]."""
    touched: bool = False
    proposed: bool = False
    """What is shown is a proposal nobody saved."""
    nothing_known: bool = False
    chosen: str = ""
    chosen_shown: str = ""
    values: dict[str, str] = {}
    wrong: str = ""
    may: bool = False
    draft: int = 0
    _days: dict[date, Day] = {}
    _weekdays: tuple[int, ...] = ()
    _today: date = date.min

    @rx.event
    @answered
    async def load(self) -> None:
        await self._open(await self._who(SUPERVISION), self.year)

    @rx.event
    @answered
    async def go(self, year: int) -> None:
        await self._open(await self._who(SUPERVISION), year)

    @rx.event
    @answered
    async def propose(self) -> None:
        """What is known of the year, in place of what is shown."""
        await self._who(ADMIN)
        if not self.year:
            raise BadInput(field="year")
        self._days = {one.day: one for one in query.proposal(self.year)}
        self.proposed = self.touched = True
        self._draw()

    @rx.event
    @answered
    async def pick(self, day: str) -> None:
        await self._who(SUPERVISION)
        self._pick(_day(day, self.year))

    @rx.event
    @answered
    async def set_day(self, form: dict[str, Any]) -> EventSpec | None:
        """What the chosen day is, in the draft."""
        await self._who(ADMIN)
        day = _day(self.chosen, self.year)
        try:
            made = _made(day, form)
        except BadInput as refused:
            self.wrong = str(refused.facts["field"])
            return toast("bad", say(self.locale, "setup.not_saved"))
        self._days = {**self._days, day: made} if made else {k: v for k, v in self._days.items() if k != day}
        self.touched, self.wrong = True, ""
        self._draw()
        self._pick(day)
        return None

    @rx.event
    @answered
    async def save(self) -> EventSpec:
        """Enter the year whole: from now on due dates may lie in it."""
        who, process = await self._who(ADMIN), wiring()
        days = tuple(DayWish(d.day, d.name, d.works_as, d.source, d.certainty) for d in self._days.values())
        await process.run(
            setup_calendar.save_year,
            process.work,
            who.office_id,
            self.year,
            days,
            actor=who.actor,
            now=process.now(),
            source=say("vi", "workdays.entered_here"),
        )
        await self._open(who, self.year)
        return toast("good", say(self.locale, "workdays.saved", year=self.year))

    async def _open(self, who: Who, year: int) -> None:
        process, now = wiring(), wiring().now()
        shown = year if FIRST <= year <= LAST else now.year
        found = await process.run(query.year_view, process.work, who.office_id, shown, now)
        if year not in range(FIRST, LAST + 1) and found.today.year != shown:
            found = await process.run(query.year_view, process.work, who.office_id, found.today.year, now)
        self.year, self.entered, self._today = found.year, list(found.entered), found.today
        self.entered_at = f"{found.entered_at.astimezone(found.zone):%H:%M %d/%m/%Y}" if found.entered_at else ""
        self.by_person, self.may = found.by_person, Role.ADMIN in who.roles
        self.next_missing, self.next_year = found.next_missing, found.today.year + 1
        self._days, self._weekdays = {one.day: one for one in found.days}, found.weekdays
        self.proposed, self.touched = found.entered_at is None, False
        self.nothing_known = self.proposed and not found.days
        self.chosen, self.wrong, self.values = "", "", {}
        self._draw()

    def _draw(self) -> None:
        self.months = months(self.year, self._days, self._weekdays, self._today)
        self.days = listed(self._days)
        self.unsure = sum(one.certainty != "decided" for one in self._days.values())

    def _pick(self, day: date) -> None:
        known = self._days.get(day)
        kind = "plain" if known is None else "off" if known.works_as is None else "works"
        self.chosen, self.chosen_shown, self.wrong = day.isoformat(), f"{day:%d/%m/%Y}", ""
        self.values = {
            "kind": kind,
            "name": known.name if known else "",
            "works_as": str(known.works_as or "") if known else "",
            "source": known.source if known else "",
            "certainty": known.certainty if known else CERTAINTIES[0],
        }
        self.draft += 1


def _day(text: str, year: int) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(field="day") from None
    if day.year != year:
        raise BadInput(field="day")
    return day


def _made(day: date, form: dict[str, Any]) -> Day | None:
    """What the form makes of a day; an ordinary day is none."""
    text = {name: " ".join(str(form.get(name) or "").split()) for name in (*LONGEST, "kind", "works_as", "certainty")}
    if text["kind"] == "plain":
        return None
    for name, most in LONGEST.items():
        if len(text[name]) > most or (name == "name" and not text[name]) or not text[name].isprintable():
            raise BadInput(field=name)
    works_as = int(text["works_as"]) if text["works_as"] in set("1234567") else None
    if text["kind"] == "works" and works_as is None:
        raise BadInput(field="works_as")
    certainty = text["certainty"] if text["certainty"] in CERTAINTIES else CERTAINTIES[-1]
    return Day(day, text["name"], works_as if text["kind"] == "works" else None, text["source"], certainty)
