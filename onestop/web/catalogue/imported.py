"""What a file of the national catalogue said, as it is shown and as it becomes a version."""

from dataclasses import dataclass, field, replace
from typing import Any

from onestop.domain.procedure import Rules, Terms
from onestop.words import LOCALES, say


@dataclass(frozen=True)
class Strange:
    path: str = ""
    vi: str = ""
    en: str = ""


@dataclass(frozen=True)
class Limited:
    """A channel with its limit and fee [VND]; no amount: none was read."""

    channel: str = ""
    amount: str = ""
    unit: str = ""
    fee: str = ""


@dataclass(frozen=True)
class Found:
    """What the file says, counted."""

    code: str = ""
    name: str = ""
    field_name: str = ""
    agency: str = ""
    order: str = ""
    components: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    terms: list[Limited] = field(default_factory=list)


def counted(rules: Rules) -> dict[str, Any]:
    """The parts of a version as lines to read."""
    return {
        "components": [one.name for one in rules.components],
        "cases": [one.name for one in rules.cases],
        "results": [one.name for one in rules.results],
        "bases": [" · ".join(filter(None, (one.number, one.name))) for one in rules.legal_basis],
        "terms": [
            Limited(
                one.channel.value, str(one.limit.amount) if one.limit else "", one.limit.unit if one.limit else ""
            )
            for one in rules.terms
        ],
    }


def _limit(terms: Terms) -> tuple[str, str]:
    return (str(terms.limit.amount), terms.limit.unit.value) if terms.limit else ("", "")


def unread(rules: Rules) -> Rules:
    """A limit that was not read is not one the law does not set: the channel's note says so until it is typed."""
    said = say(LOCALES[0], "catalogue.limit_unread")
    terms = tuple(
        one if one.limit else replace(one, note=" ".join(filter(None, (said, one.note)))) for one in rules.terms
    )
    return replace(rules, terms=terms)


def merged(read: Rules, kept: Rules) -> Rules:
    """What the file says, with what it cannot say from the version before: stages, forms drawn up, clock, sets."""
    marks = tuple(part for part in kept.demonstration if part in {"stages", "count_from", "on_supplement", "sets"})
    drawn_up = {one.code: one for one in kept.components if one.blanks}
    components = tuple(
        replace(one, blanks=before.blanks, blanks_ours=before.blanks_ours)
        if (before := drawn_up.get(one.code))
        else one
        for one in read.components
    )
    return replace(
        read,
        components=components,
        stages=kept.stages,
        count_from=kept.count_from,
        on_supplement=kept.on_supplement,
        at_once=kept.at_once,
        sets=kept.sets,
        demonstration=marks,
    )
