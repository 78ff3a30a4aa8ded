"""What the law offers: papers, channels with their limits and fees, stages, results; as versions with dates.

A rule carries its source. What no source was seen for stays empty, or is marked `demonstration` and is shown so on
every screen and form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

from onestop.domain.deadline import CountFrom, Limit, OnSupplement
from onestop.domain.eform import MOST_BLANKS, Blank
from onestop.domain.errors import ProcedureRefused


class Channel(StrEnum):
    """How a dossier is handed in. National codes: 1 counter, 2 online, 3 post (rules file, 3.2)."""

    COUNTER = "counter"
    ASSISTED = "assisted"
    """Online, helped on the spot."""
    ONLINE = "online"
    POST = "post"


class Copy(StrEnum):
    """What kind of paper was handed in (form 01, table of papers)."""

    ORIGINAL = "original"
    CERTIFIED = "certified"
    PLAIN = "plain"
    DIGITAL = "digital"


@dataclass(frozen=True, slots=True)
class Component:
    """One paper the law asks for."""

    code: str
    """Ours when no official code was seen; unique in its version."""
    name: str
    originals: int = 0
    """How many originals [count]."""
    copies: int = 0
    """How many copies, certified or compared at the counter [count]."""
    form: str = ""
    """The name of the form to fill in, if it is one."""
    sample: str = ""
    """Where a sample is shown; its personal data is masked (TT 01/2018 Đ5)."""
    required: bool = True
    cases: tuple[str, ...] = ()
    """Only in these cases; empty: in all."""
    question: str = ""
    """Asked in the interview of people not used to it; the paper is needed when they say yes."""
    note: str = ""
    demonstration: bool = False
    blanks: tuple[Blank, ...] = ()
    """What the form asks beyond the applicant, where the office has drawn it up for a screen; none: it is filled in
    on paper."""
    blanks_ours: bool = False
    """The blanks are ours and not the law's form."""


@dataclass(frozen=True, slots=True)
class Case:
    """A situation the procedure treats apart (trường hợp)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What one channel promises and costs; time and fee hang on the channel (rules file, 3.4)."""

    channel: Channel
    limit: Limit | None
    """`None`: the law sets no due date for this procedure."""
    fee_vnd: int | None = None
    """`None`: not known here; 0: free [VND]."""
    fee_note: str = ""
    intake_decision: Limit | None = None
    """How soon a dossier handed in must be accepted, supplemented or refused."""
    note: str = ""
    cases: tuple[str, ...] = ()
    """Only in these cases; empty: in every case that has no terms of its own."""


@dataclass(frozen=True, slots=True)
class StageRule:
    """One step of the plan: who, how long, after what."""

    code: str
    name: str
    unit: str
    """Code of the unit."""
    limit: Limit | None = None
    after: tuple[str, ...] = ()
    """Stages that must be done before; several stages with the same `after` run side by side."""
    site_visit: bool = False
    """A visit on the spot belongs to it, with its own letter and report."""
    may_ask_supplement: bool = True
    may_ask_opinion: bool = True
    supplements_at_most: int = 1
    """NĐ 61/2018 Đ15.3: guidance is given once; a parameter of each stage (rules file, 1.2)."""
    heads_only: bool = False
    """Only a head of the unit takes it: signing, deciding."""
    demonstration: bool = False


WHOLE: Final = "whole"
"""The one stage of what is decided here by a version that names no stages: somebody has to answer for it."""


@dataclass(frozen=True, slots=True)
class ResultRule:
    code: str
    name: str
    valid_months: int | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    number: str
    """`NĐ 142/2020/NĐ-CP`."""
    articles: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a procedure; a dossier keeps the version under which it was received."""

    components: tuple[Component, ...] = ()
    cases: tuple[Case, ...] = ()
    terms: tuple[Terms, ...] = ()
    stages: tuple[StageRule, ...] = ()
    results: tuple[ResultRule, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    requirements: str = ""
    count_from: CountFrom = CountFrom.RECEIPT
    on_supplement: OnSupplement = OnSupplement.RESTART
    at_once: bool = False
    """Returned while the person waits (NĐ 61/2018 Đ17.4): no receipt unless asked, recorded all the same."""
    sets: int = 1
    """How many sets of papers [count]."""
    demonstration: tuple[str, ...] = ()
    """Parts of this version that are ours and not law, by name: `components`, `stages`…"""

    def stage(self, code: str) -> StageRule | None:
        """The rule of a stage; `WHOLE` has the usual one, with no limit of its own."""
        usual = StageRule(WHOLE, "", "") if code == WHOLE else None
        return next((rule for rule in self.stages if rule.code == code), usual)

    def terms_of(self, channel: Channel, case: str = "") -> Terms:
        """The channel's terms in this case; online ones where help on the spot has none of its own.

        Raises:
            ProcedureRefused: the procedure is not offered through this channel, or its limit hangs on a case that
                was not named.
        """
        offered = [terms for terms in self.terms if terms.channel is channel]
        if not offered and channel is Channel.ASSISTED:
            offered = [terms for terms in self.terms if terms.channel is Channel.ONLINE]
        own = [terms for terms in offered if case and case in terms.cases]
        found = own or [terms for terms in offered if not terms.cases]
        if not found:
            raise ProcedureRefused(channel=channel.value, case=case)
        return found[0]

    def components_of(self, case: str = "") -> tuple[Component, ...]:
        """The papers of one case; without a case, those of every case."""
        return tuple(c for c in self.components if not c.cases or not case or case in c.cases)


PARTS: Final = frozenset(field.name for field in fields(Rules)) - {"demonstration"}
"""What `Rules.demonstration` may name."""


def fault(rules: Rules, units: Sequence[str]) -> tuple[str, str] | None:
    """The first thing wrong with a version as `(field, value)`, in the order a form shows them; `None`: it holds."""
    for field, codes in _codes(rules).items():
        for code in codes:
            if not code or codes.count(code) > 1:
                return field, code
    if rules.sets < 1:
        return "sets", str(rules.sets)
    unknown = [part for part in rules.demonstration if part not in PARTS]
    if unknown:
        return "demonstration", unknown[0]
    return _component_fault(rules) or _terms_fault(rules) or _named_fault(rules) or _stage_fault(rules.stages, units)


def _component_fault(rules: Rules) -> tuple[str, str] | None:
    known = {case.code for case in rules.cases}
    for component in rules.components:
        counts = component.originals, component.copies
        asks = all(blank.holds() for blank in component.blanks) and len(component.blanks) <= MOST_BLANKS
        if not component.name.strip() or not set(component.cases) <= known or min(counts) < 0 or not asks:
            return "components", component.code
    return None


def _terms_fault(rules: Rules) -> tuple[str, str] | None:
    if not rules.terms:
        return "terms", ""
    known = {case.code for case in rules.cases}
    for terms in rules.terms:
        if not set(terms.cases) <= known or (terms.fee_vnd or 0) < 0:
            return "terms", terms.channel.value
    return None


def _named_fault(rules: Rules) -> tuple[str, str] | None:
    for case in rules.cases:
        if not case.name.strip():
            return "cases", case.code
    for result in rules.results:
        if not result.name.strip() or (result.valid_months is not None and result.valid_months < 1):
            return "results", result.code
    return None


def _codes(rules: Rules) -> Mapping[str, list[str]]:
    return {
        "cases": [case.code for case in rules.cases],
        "components": [component.code for component in rules.components],
        "terms": [f"{t.channel} {case}".strip() for t in rules.terms for case in t.cases or ("",)],
        "stages": [stage.code for stage in rules.stages],
        "results": [result.code for result in rules.results],
    }


def _stage_fault(stages: Sequence[StageRule], units: Sequence[str]) -> tuple[str, str] | None:
    before: set[str] = set()
    for stage in stages:  # `after` names only stages above: no circle can be written down
        if stage.unit not in units or not set(stage.after) <= before or not stage.name.strip():
            return "stages", stage.code
        before.add(stage.code)
    return None


def in_force(versions: Sequence[tuple[date, date | None]], day: date) -> int | None:
    """Index of the version in force on `day`: the latest that has begun and not ended; `None` when none is."""
    found = [i for i, (begins, ends) in enumerate(versions) if begins <= day and (ends is None or day <= ends)]
    return max(found, key=lambda i: versions[i][0]) if found else None
