"""The lists of one officer's tab: inbox, search, late, results, register; every act is a use case's."""

from collections.abc import Callable
from contextlib import aclosing
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import BadInput
from onestop.domain.people import SUPERVISION, Role
from onestop.domain.register import book_of
from onestop.live.changes import changes
from onestop.queries.dossier_desk import Desk, RegisterRow
from onestop.queries.dossier_facts import ListRow
from onestop.queries.inbox import MOST
from onestop.storage.dossiers import MOST_FOUND
from onestop.usecases import processing, registers, returning
from onestop.usecases.accounts import Who
from onestop.web import routes
from onestop.web.dossiers import lists, reading
from onestop.web.dossiers.facts import Books, Choice, Entry, Group, Line, Result, Times, same
from onestop.web.dossiers.reading import Work, identifier
from onestop.web.dossiers.words import worded
from onestop.web.parts.dialogs import close_dialog
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

T = TypeVar("T")

DESK: Final = frozenset({Role.OFFICER, Role.UNIT, Role.POST, Role.SUPERVISOR, Role.ADMIN})
"""Who may see dossiers with their people: those who take them in, work on them and hand them out."""
TABS: Final[dict[str, frozenset[Role]]] = {
    "inbox": DESK,
    "search": DESK,
    "late": SUPERVISION,
    "results": returning.DESK,
    "register": DESK,
}
AGAIN_S: Final = 20.0
"""Lights turn and the page shows its age even while nothing happens [s]."""
REST_S: Final = 1.0
"""A busy office moves a list at most so often [s]."""
LONGEST: Final = {"late": MOST, "results": MOST, "search": MOST_FOUND}
"""Lines a tab shows; as many of them are taken for the first ones of more. The register goes on by itself [count]."""
LONGEST_SEARCH: Final = 400
"""A scanned card is long [characters]."""


class Dossiers(OfficerSession):
    tab: str = rx.SessionStorage("inbox", name="onestop.dossiers.tab")
    whole: str = rx.LocalStorage("", name="onestop.dossiers.whole")
    """`unit` when the list is the unit's and not only mine."""
    sort: str = rx.LocalStorage("due", name="onestop.dossiers.sort")
    """A column, with `-` before it backwards."""
    sift: str = rx.SessionStorage("", name="onestop.dossiers.sift")
    """May be a person's name: kept while the tab is open, no longer."""
    only: str = rx.SessionStorage("", name="onestop.dossiers.only")
    """The one group that is shown; empty: all."""
    ready: bool = False
    groups: list[Group] = []
    lines: list[Line] = []
    results: list[Result] = []
    entries: list[Entry] = []
    books: Books = Books()
    cut: bool = False
    """The list shown has more lines than it shows."""
    sought: str = ""
    units: str = ""
    colleagues: list[Choice] = []
    authorities: list[Choice] = []
    authority: str = ""
    year: str = ""
    today: str = ""
    older: str = ""
    """The number above which the register goes on; empty: that was all."""
    beat: str = ""
    _work: Work | None = None
    _rows: tuple[ListRow, ...] = ()

    @rx.var
    def shown(self) -> int:
        """Lines on the screen: none, or the filter leaves none."""
        return sum(group.count for group in self.groups if self.only in ("", group.key))

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who, clock = await self._who(DESK), wiring().now
        with follows(who, DESK) as still:
            async with aclosing(changes().follow(who.office_id, again_s=AGAIN_S, rest_s=REST_S)) as looks:
                async for _ in looks:
                    still()
                    read = await self._read(who)
                    more = await self._tab_rows(who, read.desk)
                    async with self:
                        self._put(read)
                        self._put_tab(read.desk, more)
                        self.beat = clock().isoformat()

    async def _read(self, who: Who) -> Work:
        process = wiring()
        read = partial(reading.work_of, whole_unit=self.whole == "unit")
        return await process.run(read, process.work, who.actor, process.now())

    def _put(self, read: Work) -> None:
        self._work, self.ready = read, True
        self.groups = lists.groups(read.inbox, self._times(read.desk), self.sift, self.sort)
        self.units = ", ".join(read.desk.mine)
        once = {c.officer_id: c.name for c in read.desk.colleagues}
        self.colleagues = [Choice(str(officer_id), same(name)) for officer_id, name in once.items()]
        self.year = self.year or str(wiring().now().astimezone(read.desk.zone).year)
        self.authorities = [Choice(str(found), same(name)) for found, name in read.desk.authorities]

    @staticmethod
    def _times(desk: Desk) -> Times:
        return Times(desk.zone, wiring().now())

    async def _tab_rows(self, who: Who, desk: Desk) -> tuple[Any, ...]:
        """What the tab beside the inbox lists, fresh."""
        process = wiring()
        if not TABS.get(self.tab, DESK) & who.roles:
            return ()
        match self.tab:
            case "late":
                return await process.run(reading.late, process.work, who.office_id, process.now())
            case "results":
                return await process.run(reading.results, process.work, who.office_id)
            case "search" if self.sought:
                _, _, rows = await process.run(reading.find, process.work, who.office_id, self.sought, process.now())
                return rows
            case "register" if desk.authorities and not self.entries:
                return await self._register(who, desk, None)
        return ()

    async def _register(self, who: Who, desk: Desk, before: int | None) -> tuple[RegisterRow, ...]:
        process = wiring()
        self.authority = self.authority or str(desk.authorities[0][0])
        which = (who.office_id, identifier(self.authority), self._shown_year(), before)
        written = await process.run(reading.register, process.work, *which, process.now())
        self.books = lists.books(written.books, self._times(desk), may=bool(who.roles & SUPERVISION))
        return written.rows

    def _shown_year(self) -> int:
        if not self.year.isdecimal() or len(self.year) != 4:  # noqa: PLR2004 - as years are written
            raise BadInput(field="year")
        return int(self.year)

    def _put_tab(self, desk: Desk, rows: tuple[Any, ...]) -> None:
        times = self._times(desk)
        self.today = wiring().now().astimezone(desk.zone).date().isoformat()
        mine = self.tab == "inbox" and self._work is not None and self._work.inbox.cut
        self.cut = mine or len(rows) >= LONGEST.get(self.tab, len(rows) + 1)
        if self.tab in ("late", "search"):
            self._rows = rows
            self.lines = lists.lines(rows, times, self.sift if self.tab == "late" else "", self.sort)
        elif self.tab == "results":
            self.results = [lists.result(row, times) for row in rows]
        elif self.tab == "register" and rows:
            self._put_entries(rows, times)

    def _put_entries(self, rows: tuple[Any, ...], times: Times) -> None:
        self.entries = [lists.entry(row, times) for row in rows]
        self.older = str(rows[-1].number) if rows and rows[-1].number > 1 else ""

    async def _again(self, who: Who) -> None:
        """Look at once after an act of this screen."""
        read = await self._read(who)
        self._put(read)
        self._put_tab(read.desk, await self._tab_rows(who, read.desk))

    async def _do(self, step: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        who, process = await self._who(DESK), wiring()
        return await process.run(step, process.work, *args, actor=who.actor, now=process.now(), **kwargs)

    # --- looking ---

    @rx.var
    def register_href(self) -> str:
        """Form 07: the book in which the topmost line stands."""
        if not self.entries:
            return ""
        return f"/api/v1/authorities/{self.authority}/register/{self.year}?book={self.book}"

    @rx.var
    def book(self) -> int:
        return book_of(self.entries[0].number) if self.entries else 0

    @rx.var
    def results_href(self) -> str:
        """The list of what was handed out today, to be signed."""
        return f"/api/v1/results/{self.today}" if self.today else ""

    @rx.event
    @answered
    async def look_at(self, tab: str) -> None:
        who = await self._who(TABS.get(tab, DESK))
        self.tab = tab if tab in TABS else "inbox"
        self.lines, self.results, self.entries = [], [], []
        await self._again(who)

    @rx.event
    @answered
    async def narrow(self, text: str) -> None:
        """Show only the lines with these words in them."""
        await self._who(DESK)
        self.sift = "" if lists.scan(text) else text.strip()[: lists.LONGEST_SIFT]
        self._arrange()

    @rx.event
    @answered
    async def sort_by(self, column: str) -> None:
        await self._who(DESK)
        if column in lists.COLUMNS:
            self.sort = f"-{column}" if self.sort == column else column
        self._arrange()

    def _arrange(self) -> None:
        """The same rows in another order; nothing is read again."""
        if self._work is not None:
            times = self._times(self._work.desk)
            self.groups = lists.groups(self._work.inbox, times, self.sift, self.sort)
            self.lines = lists.lines(self._rows, times, self.sift if self.tab == "late" else "", self.sort)

    @rx.event
    @answered
    async def show_only(self, group: str) -> None:
        await self._who(DESK)
        self.only = group if group in lists.GROUPS and group != self.only else ""

    @rx.event
    @answered
    async def widen(self, whole: str) -> None:
        """My own work, or all that is under way in my units."""
        who = await self._who(DESK)
        self.whole = "unit" if whole == "unit" else ""
        await self._again(who)

    @rx.event
    @answered
    async def find(self, form: dict[str, Any]) -> EventSpec | None:
        """Search the whole office; what a scanner reads from a receipt opens at once."""
        who, process = await self._who(DESK), wiring()
        text = str(form.get("search", "")).strip()[:LONGEST_SEARCH]
        found, words, rows = await process.run(reading.find, process.work, who.office_id, text, process.now())
        if found is not None:
            return rx.redirect(routes.dossier(found))
        self.tab, self.sought, self.sift = "search", words[: lists.LONGEST_SIFT], ""
        if self._work is not None:
            self._put_tab(self._work.desk, rows)
        return None

    @rx.event
    @answered
    async def open_register(self, form: dict[str, Any]) -> None:
        """A year of an authority's register; `before` goes on from a number."""
        who = await self._who(DESK)
        self.authority, self.year = str(form.get("authority", "")), str(form.get("year", "")).strip()
        before = str(form.get("before", ""))
        read = self._work or await self._read(who)
        if read.desk.authorities:
            rows = await self._register(who, read.desk, int(before) if before.isdecimal() else None)
            self._put_entries(rows, self._times(read.desk))

    @rx.event
    @answered
    async def close_register(self, form: dict[str, Any]) -> list[EventSpec]:
        """No line more in the year that is shown: its number of lines is typed, so that it is meant."""
        who = await self._who(SUPERVISION)
        if str(form.get("lines", "")).strip() != str(self.books.lines):
            return [toast("warn", say(self.locale, "dossiers.register_count", lines=self.books.lines))]
        lines = await self._do(registers.close, identifier(self.authority), self._shown_year())
        await self._register(who, (await self._read(who)).desk, None)
        return [
            close_dialog("register-close"),
            self._said("dossiers.register_closed_now", year=self.year, lines=lines),
        ]

    # --- doing ---

    @rx.event
    @answered
    @worded
    async def take(self, stage_id: str) -> EventSpec:
        who = await self._who(DESK)
        await self._do(processing.take, identifier(stage_id))
        await self._again(who)
        return self._said("dossiers.done_take")

    @rx.event
    @answered
    @worded
    async def move_chosen(self, form: dict[str, Any]) -> list[EventSpec] | EventSpec:
        """Take the chosen stages, or give them to a colleague."""
        who = await self._who(DESK)
        picked = chosen(form)
        if not picked:
            return toast("info", say(self.locale, "dossiers.none_chosen"))
        to = str(form.get("to", ""))
        act = partial(self._do, processing.assign_all) if to else partial(self._do, processing.take_all)
        did, left = await act(picked, *([identifier(to)] if to else []))
        await self._again(who)
        skipped = [toast("warn", say(self.locale, "dossiers.left_over", n=left))] if left else []
        return [self._said("dossiers.done_moved", n=did), *skipped]

    @rx.event
    @answered
    @worded
    async def order_post(self, dossier_id: str) -> EventSpec:
        who = await self._who(returning.DESK)
        await self._do(returning.order_post, identifier(dossier_id))
        await self._again(who)
        return self._said("dossiers.done_order_post")

    @rx.event
    @answered
    @worded
    async def hand_list(self, form: dict[str, Any]) -> EventSpec:
        """Give the chosen orders to the post on one list."""
        who = await self._who(returning.DESK)
        items = [(found, str(form.get(f"code-{found}", ""))) for found in chosen(form)]
        number = await self._do(returning.hand_to_post, who.office_id, items)
        await self._again(who)
        return self._said("dossiers.done_list", number=number)

    def _said(self, key: str, **facts: object) -> EventSpec:
        return toast("good", say(self.locale, key, **facts))


def chosen(form: dict[str, Any]) -> list[UUID]:
    """What was ticked: boxes named `pick-<id>`."""
    return [identifier(name.removeprefix("pick-")) for name, on in form.items() if name.startswith("pick-") and on]
