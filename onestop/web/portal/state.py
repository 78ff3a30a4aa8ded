"""One tab's page of the portal, kept true while it is looked at."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import DomainError
from onestop.domain.formats.portal_facts import SentDossier
from onestop.domain.people import SUPERVISION
from onestop.live.feed import live
from onestop.queries import portal_lines
from onestop.queries.portal_lines import LineRow, Queue, Which
from onestop.usecases import portal_queue
from onestop.usecases.accounts import Who
from onestop.web.dossiers.reading import identifier
from onestop.web.parts.dialogs import open_dialog
from onestop.web.portal import asking
from onestop.web.portal.asking import Verdict
from onestop.web.session import OfficerSession, answered
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say

AGAIN_S: Final = 10.0
"""Looked at again this often while nothing rings [s]."""
AT_ONCE: Final = 4
"""Dossiers compared side by side [count]."""


@dataclass(frozen=True)
class Line:
    key: str = ""
    code: str = ""
    procedure: str = ""
    state: str = ""
    fault: str = ""
    answer: str = ""
    lines: int = 0
    attempts: int = 0
    at: str = ""
    verdict: str = ""
    """`same`, `differs`, `absent`, `failed`, `asking`; empty: nobody asked."""


@dataclass(frozen=True)
class Pair:
    """A field both sides have differently."""

    field: str
    ours: str
    theirs: str


class Portal(OfficerSession):
    beat: str = ""
    configured: bool = False
    on: bool = False
    pending: int = 0
    oldest: str = ""
    refused: int = 0
    stuck: int = 0
    which: str = "left"
    lines: list[Line] = []
    asked: Line = Line()
    """The dossier whose two sides are shown."""
    pairs: list[Pair] = []
    comparing: bool = False
    _verdicts: dict[str, Verdict] = {}

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        await self._kept_true(SUPERVISION, self._look, AGAIN_S)

    async def _look(self, who: Who) -> None:
        process = wiring()
        zone = ZoneInfo((await live().current(who.office_id)).office.timezone)
        queue, rows = await process.run(_read, who.office_id, cast("Which", self.which))
        self.configured, self.on = bool(process.settings.portal_url), queue.on
        self.pending, self.refused, self.stuck = queue.pending, queue.refused, queue.stuck
        self.oldest = _moment(queue.oldest, zone) if queue.oldest else ""
        self.lines = [self._line(row, zone) for row in rows]
        self.beat = process.now().isoformat()

    def _line(self, row: LineRow, zone: ZoneInfo) -> Line:
        verdict = self._verdicts.get(str(row.dossier_id))
        return Line(
            key=str(row.dossier_id),
            code=row.code,
            procedure=row.procedure,
            state=row.state,
            fault="" if row.fault == portal_queue.CLAIMED else row.fault,
            answer=row.answer,
            lines=row.lines,
            attempts=row.attempts,
            at=_moment(row.at, zone),
            verdict=verdict.outcome if verdict else "",
        )

    @rx.event
    @answered
    async def show(self, which: str) -> None:
        who = await self._who(SUPERVISION)
        self.which = which if which in get_args(Which) else "left"
        await self._look(who)

    @rx.event(background=True)
    @answered
    async def compare_all(self) -> None:
        """Ask the portal for every dossier of the list, a few side by side; each verdict shows as it comes."""
        who = await self._who(SUPERVISION)
        if self.comparing:
            return
        async with self:
            self.comparing = True
            keys = [line.key for line in self.lines]
            self.lines = [replace(line, verdict="asking") for line in self.lines]
        try:
            facts = await wiring().run(_ours, who.office_id, [identifier(key) for key in keys])
            turns = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(self._compared(str(of), one, turns) for of, one in facts.items()))
        finally:
            async with self:
                self.comparing = False
                await self._look(who)

    async def _compared(self, key: str, facts: SentDossier, turns: asyncio.Semaphore) -> None:
        async with turns:
            verdict = await wiring().run_long(asking.compare, facts)
        async with self:
            self._verdicts = {**self._verdicts, key: verdict}
            self.lines = [replace(line, verdict=verdict.outcome) if line.key == key else line for line in self.lines]

    @rx.event
    @answered
    async def compare(self, key: str) -> EventSpec | None:
        """Ours beside theirs, asked just now."""
        who = await self._who(SUPERVISION)
        facts = (await wiring().run(_ours, who.office_id, [identifier(key)])).get(identifier(key))
        line = next((line for line in self.lines if line.key == key), None)
        if facts is None or line is None:
            return None
        verdict = await wiring().run_long(asking.compare, facts)
        self._verdicts = {**self._verdicts, key: verdict}
        self.lines = [replace(one, verdict=verdict.outcome) if one.key == key else one for one in self.lines]
        self.asked = replace(line, verdict=verdict.outcome, fault=verdict.fault)
        self.pairs = [Pair(one.field, one.ours, one.theirs) for one in verdict.differences]
        return open_dialog("portal-both")

    @rx.event
    @answered
    async def send_again(self, key: str) -> EventSpec:
        """What was refused or is stuck once more; else the whole dossier as it stands."""
        who, dossier_id, process = await self._who(SUPERVISION), identifier(key), wiring()
        line = next((line for line in self.lines if line.key == key), Line())
        act = portal_queue.retell if line.state == "sent" else portal_queue.again
        try:
            await process.run(act, process.work, dossier_id, actor=who.actor, now=process.now())
        except DomainError as refused:
            return toast("bad", say(self.locale, f"refusal.{refused.code}", **refused.facts))
        self._verdicts = {of: verdict for of, verdict in self._verdicts.items() if of != key}
        await self._look(who)
        return toast("good", say(self.locale, "portal.queued"))


def _read(office_id: UUID, which: Which) -> tuple[Queue, tuple[LineRow, ...]]:
    with wiring().work.reading() as session:
        return portal_lines.queue(session, office_id), portal_lines.lines(session, office_id, which)


def _ours(office_id: UUID, dossier_ids: Sequence[UUID]) -> dict[UUID, SentDossier]:
    with wiring().work.reading() as session:
        return portal_lines.ours(session, office_id, dossier_ids)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M %d/%m/%Y}"
