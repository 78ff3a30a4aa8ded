"""What happened to a dossier, in words of both languages: event by event, and the due date line by line; pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from onestop.domain import dossier
from onestop.domain.clock import IN_DAYS
from onestop.domain.deadline import Line, Rule
from onestop.queries.dossier_facts import DossierView, EventView
from onestop.web.dossiers.facts import Times, Two, both, same
from onestop.web.dossiers.sheet import Told, Why
from onestop.words import LOCALES, area, say

DID: Final = frozenset({dossier.Noted.STAGE, dossier.Noted.OPINION, dossier.Noted.VISIT, dossier.Noted.DELIVERY})
"""Kinds whose words hang on what was done (`did`)."""
BEFORE: Final = frozenset({dossier.Noted.STAGE, dossier.Noted.THEIR_CODE})
"""Kinds that say in a word what stood there before."""
DAYS: Final = frozenset({Rule.FIRST_DAY, Rule.DAY_OFF, Rule.MAKE_UP, Rule.MONTH_END, Rule.ROLLED})
"""Rules about a whole day."""
SAID: Final = ("reason", "outcome", "text", "note", "reference", "basis", "authorisation")
"""What a person wrote with an event, in the order it is shown."""


def history(view: DossierView, times: Times) -> list[Told]:
    """The newest first."""
    stages = {s.code: s.name for s in view.stages}
    papers = {p.code: p.name for p in view.papers}
    return [_told(event, stages, papers, times) for event in reversed(view.events)]


def _told(event: EventView, stages: Mapping[str, str], papers: Mapping[str, str], times: Times) -> Told:
    late = (event.noted_at - event.at).total_seconds() > 60  # noqa: PLR2004 - a minute
    return Told(
        seq=event.seq,
        at=times.at(event.at),
        who=same(event.who) if event.who else both("dossiers.by_itself"),
        what=_what(event, stages, times),
        said=" · ".join(str(event.data[name]) for name in SAID if event.data.get(name)),
        points=_points(event, papers),
        noted=times.at(event.noted_at) if late else "",
    )


def _what(event: EventView, stages: Mapping[str, str], times: Times) -> Two:
    data = event.data
    did = str(data.get("did", "")) if event.kind in DID else str(data.get("result") or data.get("how") or "")
    if event.kind == dossier.Noted.THEIR_CODE and data.get("before"):
        did = "corrected"
    if did == "take" and data.get("officer") != event.who:
        did = "given"
    key = f"dossiers.event_{event.kind}_{did}" if did else f"dossiers.event_{event.kind}"
    facts = {
        "stage": stages.get(str(data.get("stage", "")), ""),
        "officer": data.get("officer", ""),
        "before": data.get("before", "") if event.kind in BEFORE else "",
        "their_code": data.get("their_code", ""),
        "amount": f"{data['amount']:,}".replace(",", ".") if data.get("amount") else "",
        "taker": data.get("taker", ""),
        "list": data.get("list", ""),
        "by": data.get("by", ""),
        "due": _due(data, times),
    }
    return both(key if _known(key) else f"dossiers.event_{event.kind}", **facts)


def _due(data: Mapping[str, Any], times: Times) -> str:
    return times.at(datetime.fromisoformat(data["due"])) if data.get("due") else ""


def _known(key: str) -> bool:
    return area(LOCALES[0], "dossiers").gettext(key) != key


def _points(event: EventView, papers: Mapping[str, str]) -> list[Two]:
    """What was asked for, which papers it was about, or what stood there before a correction."""
    data = event.data
    if event.kind == dossier.Noted.CORRECTED:
        return [_stood(name, value) for name, value in data.get("before", {}).items()]
    if event.kind == dossier.Noted.HANDED_ON:
        return [both("dossiers.onward_list", list=data["list"])] if data.get("list") else []
    lines = [str(line) for line in data.get("lines", ())]
    named = [*data.get("papers", ()), *([data["paper"]] if data.get("paper") else [])]
    codes = [str(p.get("code", "") if isinstance(p, Mapping) else p) for p in named]
    return [same(point) for point in (*lines, *(papers.get(code, code) for code in codes))]


def _stood(name: str, value: object) -> Two:
    key = f"dossiers.field_{name.removeprefix('applicant_')}"
    field = both(key) if _known(key) else same(name)
    shown = str(value) if value and not isinstance(value, Mapping) else "–"
    return Two(f"{field.vi}: {shown}", f"{field.en}: {shown}")


def why(lines: tuple[Line, ...], times: Times) -> list[Why]:
    return [_why(line, times) for line in lines]


def _why(line: Line, times: Times) -> Why:
    words = Two(*(say(locale, line.key, **line.facts) for locale in LOCALES))
    return Why(times.day(line.at) if _of_a_day(line) else times.at(line.at), words, line.source)


def _of_a_day(line: Line) -> bool:
    """Whether it speaks of a day and not of an instant."""
    return line.rule in DAYS or (line.rule is Rule.COUNTED and line.facts.get("unit") in {u.value for u in IN_DAYS})
