"""What goes on to authorities elsewhere: what lies here by where it goes, and what is out with whom."""

from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import UUID

import reflex as rx
from reflex.event import EventSpec

from onestop.live.changes import changes
from onestop.queries import across_list
from onestop.queries.across_list import AcrossRow
from onestop.queries.dossier_desk import desk
from onestop.usecases import across
from onestop.usecases.accounts import Who
from onestop.web.dossiers.facts import NONE, Times, Two, both
from onestop.web.dossiers.state import AGAIN_S, REST_S, chosen
from onestop.web.dossiers.words import worded
from onestop.web.session import OfficerSession, answered, follows
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import say


@dataclass(frozen=True)
class Going:
    """One dossier, lying here or out."""

    dossier: str = ""
    code: str = ""
    applicant: str = ""
    procedure: str = ""
    due: str = ""
    """Here: until when it must go. Out: what the applicant was promised."""
    left: Two = NONE
    light: str = "none"
    authority: str = ""
    since: str = ""
    way: Two = NONE
    list_no: str = ""
    list_href: str = ""
    their_code: str = ""
    said: str = ""


@dataclass(frozen=True)
class Bound:
    """What lies here for one authority: it goes on one list."""

    authority: str = ""
    lines: list[Going] = field(default_factory=list)


def going(row: AcrossRow, times: Times) -> Going:
    told, due = row.across, row.onward_due if row.across.here else row.due
    return Going(
        dossier=str(row.dossier_id),
        code=row.code,
        applicant=row.applicant,
        procedure=row.procedure,
        due=times.at(due),
        left=NONE if row.light == "stopped" else times.left(due),
        light=row.light,
        authority=row.authority,
        since=times.at(told.handed_on_at),
        way=both(f"dossiers.how_{told.how}") if told.how else NONE,
        list_no=told.list_no,
        list_href=f"/api/v1/onward/lists?list_no={quote(told.list_no, safe='')}" if told.list_no else "",
        their_code=told.their_code,
        said=" · ".join(part for part in (times.at(told.said_at), told.said) if part),
    )


def bound(rows: Iterable[AcrossRow], times: Times) -> list[Bound]:
    """What lies here, by where it goes; the most urgent authority first."""
    found: dict[str, list[Going]] = {}
    for row in rows:
        if row.across.here:
            found.setdefault(row.authority, []).append(going(row, times))
    return [Bound(authority, lines) for authority, lines in found.items()]


class Onward(OfficerSession):
    here: list[Bound] = []
    out: list[Going] = []
    beat: str = ""

    @rx.event(background=True)
    @answered
    async def watch(self) -> None:
        who = await self._who(across.DESK)
        with follows(who, across.DESK) as still:
            async with aclosing(changes().follow(who.office_id, again_s=AGAIN_S, rest_s=REST_S)) as looks:
                async for _ in looks:
                    still()
                    rows, times = await self._read(who)
                    async with self:
                        self._put(rows, times)

    async def _read(self, who: Who) -> tuple[tuple[AcrossRow, ...], Times]:
        process = wiring()

        def see() -> tuple[tuple[AcrossRow, ...], Times]:
            with process.work.reading() as session:
                now = process.now()
                rows = across_list.waiting(session, who.office_id, now)
                return rows, Times(desk(session, who.actor).zone, now)

        return await process.run(see)

    def _put(self, rows: tuple[AcrossRow, ...], times: Times) -> None:
        self.here = bound(rows, times)
        self.out = [going(row, times) for row in rows if not row.across.here]
        self.beat = times.now.isoformat()

    @rx.event
    @answered
    @worded
    async def hand_on(self, form: dict[str, Any]) -> EventSpec:
        """Hand the chosen ones on to one authority, on one list."""
        who, process = await self._who(across.DESK), wiring()
        picked: list[UUID] = chosen(form)
        if not picked:
            return toast("info", say(self.locale, "dossiers.none_chosen"))
        number = await process.run(
            across.hand_on_list,
            process.work,
            who.office_id,
            picked,
            str(form.get("how", "")),
            actor=who.actor,
            now=process.now(),
        )
        self._put(*await self._read(who))
        return toast("good", say(self.locale, "onward.done", number=number))
