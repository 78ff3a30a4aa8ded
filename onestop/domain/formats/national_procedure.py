"""The national catalogue's JSON of one procedure (rules file, 3.4), read into a version's rules.

Nothing is invented: what is missing or strange is left empty and told as a finding with its path.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from onestop.domain.clock import MOST, Limit, Unit
from onestop.domain.errors import ProcedureFaulty
from onestop.domain.formats.national_reading import Finding, Found, Item
from onestop.domain.procedure import Case, Channel, Component, LegalBasis, ResultRule, Rules, Terms

LARGEST: Final = 10 * 2**20
"""Of a file [bytes]; one of this size or more is none."""
CHANNELS: Final[Mapping[str, Channel]] = {"1": Channel.COUNTER, "2": Channel.ONLINE, "3": Channel.POST}
UNITS: Final[Mapping[str, Unit]] = {
    "ngày làm việc": Unit.WORKING_DAYS,
    "ngay lam viec": Unit.WORKING_DAYS,
    "ngày": Unit.DAYS,
    "ngày lịch": Unit.DAYS,
    "ngay": Unit.DAYS,
    "giờ": Unit.HOURS,
    "giờ làm việc": Unit.HOURS,
    "gio": Unit.HOURS,
    "gio lam viec": Unit.HOURS,
    "buổi": Unit.HALF_DAYS,
    "buổi làm việc": Unit.HALF_DAYS,
    "tháng": Unit.MONTHS,
    "thang": Unit.MONTHS,
}
"""Units in words, as people type them; hours are working hours (rules file, 4.1)."""
DONG: Final = frozenset({"", "đồng", "đ", "vnd", "vnđ", "dong", "việt nam đồng"})
KNOWN: Final = frozenset(
    {
        *("MATTHC", "MADONVI", "TENTTHC", "LINHVUCTHUCHIEN", "TRINHTUTHUCHIEN", "CACHTHUCTHUCHIEN", "THANHPHANHOSO"),
        *("KETQUATHUCHIEN", "CANCUPHAPLY", "COQUANTHUCHIEN", "YEUCAU"),
    }
)


@dataclass(frozen=True, slots=True)
class Imported:
    """One procedure as the catalogue tells it."""

    code: str
    name: str
    field_code: str
    field_name: str
    agency: str
    rules: Rules
    """Without stages: the catalogue's order of work (TRINHTUTHUCHIEN) is prose, in `requirements` it has no place."""
    order: str
    """TRINHTUTHUCHIEN as text, to be read while stages are written by hand."""
    findings: tuple[Finding, ...]


def read(content: bytes) -> Imported:
    """Read a file of the catalogue.

    Raises:
        ProcedureFaulty: `field` is `file`: too large, not UTF-8, not JSON, nested too deep, or no procedure.
    """
    if len(content) >= LARGEST:
        raise ProcedureFaulty(field="file", value=len(content))
    try:
        whole = json.loads(content.decode("utf-8-sig"), parse_constant=_refused)
    except (ValueError, RecursionError) as wrong:
        raise ProcedureFaulty(field="file", value=type(wrong).__name__) from None
    if not isinstance(whole, dict):
        raise ProcedureFaulty(field="file", value=type(whole).__name__)
    return of(whole)


def _refused(constant: str) -> float:
    raise ValueError(constant)


def of(stored: Mapping[str, Any]) -> Imported:
    """Read one procedure that was parsed already."""
    found = Found()
    top = Item("", stored, found)
    for key in sorted(set(stored) - KNOWN):
        found.note("unknown_key", str(key)[:40])
    field = next(iter(top.items("LINHVUCTHUCHIEN")), Item("LINHVUCTHUCHIEN", {}, Found()))
    agencies = [one.text("TENDONVI") for one in top.items("COQUANTHUCHIEN")]
    cases, components = _components(top, found)
    rules = Rules(
        cases=cases,
        components=components,
        terms=_terms(top, found),
        results=_results(top),
        legal_basis=_bases(top),
        requirements=top.text("YEUCAU", needed=False),
    )
    return Imported(
        code=top.text("MATTHC", needed=False),
        name=top.text("TENTTHC"),
        field_code=field.text("MALINHVUC"),
        field_name=field.text("TENLINHVUC"),
        agency="; ".join(filter(None, agencies)),
        rules=rules,
        order=_order(top),
        findings=tuple(found.findings),
    )


def _order(top: Item) -> str:
    steps = [step.text("TENTRINHTU") for one in top.items("TRINHTUTHUCHIEN") for step in one.items("TRINHTU")]
    return "\n".join(filter(None, steps))


def _terms(top: Item, found: Found) -> tuple[Terms, ...]:
    """One per channel, the first the catalogue names; another time for the same channel is a finding."""
    terms: dict[Channel, Terms] = {}
    for way in top.items("CACHTHUCTHUCHIEN"):
        channel = CHANNELS.get(way.text("KENH"))
        if channel is None:
            found.note("unknown_channel", way.at("KENH"))
            continue
        for time in way.items("THOIGIAN"):
            if channel in terms:
                found.note("another_time", time.path)
            else:
                terms[channel] = _channel(channel, time)
    return tuple(terms.values())


def _channel(channel: Channel, time: Item) -> Terms:
    fee, notes = _fee(time)
    return Terms(channel, _limit(time), fee, "; ".join(notes), note=time.text("MOTA", needed=False))


def _limit(time: Item) -> Limit | None:
    amount, word = time.whole("THOIGIANGIAIQUYET"), " ".join(time.text("DONVITINH").lower().split())
    unit = UNITS.get(word)
    if word and unit is None:
        time.found.note("unknown_unit", time.at("DONVITINH"))
    if amount is not None and not 0 < amount <= MOST:
        time.found.note("strange_amount", time.at("THOIGIANGIAIQUYET"))
        return None
    return None if unit is None or amount is None else Limit(amount, unit)


def _fee(time: Item) -> tuple[int | None, list[str]]:
    """The fee when there is one and it is plain; several stand in the note [VND]."""
    amounts, notes = [], []
    for one in time.items("PHILEPHI", needed=False):
        amount, currency, note = one.whole("SOTIEN"), one.text("DONVI", needed=False), one.text("MOTA", needed=False)
        if currency.lower() not in DONG:
            one.found.note("unknown_currency", one.at("DONVI"))
        elif amount is not None and amount < 0:
            one.found.note("strange_amount", one.at("SOTIEN"))
        elif amount is not None:
            amounts.append(amount)
        notes.append(" ".join(filter(None, [str(amount) if amount is not None else "", currency, note])))
    if len(amounts) > 1:
        time.found.note("several_fees", time.at("PHILEPHI"))
    return (amounts[0] if len(amounts) == 1 else None), [note for note in notes if note]


def _components(top: Item, found: Found) -> tuple[tuple[Case, ...], tuple[Component, ...]]:
    """Papers and the cases they belong to; a paper without a code or with one used before gets one of ours."""
    cases, components, used = list[Case](), list[Component](), set[str]()
    for group in top.items("THANHPHANHOSO"):
        name = group.text("TRUONGHOP", needed=False)
        case = f"TH{len(cases) + 1}" if name else ""
        if name:
            cases.append(Case(case, name))
        for paper in group.items("GIAYTO"):
            code = paper.text("MAGIAYTO", needed=False)
            if not code or code in used:
                found.note("own_code", paper.at("MAGIAYTO"))
                code = next(own for n in count(1) if (own := f"ours-{n}") not in used)
            used.add(code)
            components.append(_paper(code, paper, (case,) if case else ()))
    return tuple(cases), tuple(components)


def _paper(code: str, paper: Item, cases: tuple[str, ...]) -> Component:
    return Component(
        code=code,
        name=paper.text("TENGIAYTO"),
        originals=max(0, paper.whole("SOBANCHINH", needed=False) or 0),
        copies=max(0, paper.whole("SOBANSAO", needed=False) or 0),
        form=paper.text("TENMAUDON", needed=False),
        sample=paper.text("URL", needed=False),
        cases=cases,
    )


def _results(top: Item) -> tuple[ResultRule, ...]:
    found = []
    for i, one in enumerate(top.items("KETQUATHUCHIEN"), 1):
        found.append(ResultRule(one.text("MAKETQUA", needed=False) or f"KQ{i}", one.text("TENKETQUA")))
    return tuple(found)


def _bases(top: Item) -> tuple[LegalBasis, ...]:
    return tuple(
        LegalBasis(one.text("SOVANBAN"), name=one.text("TENVANBAN", needed=False)) for one in top.items("CANCUPHAPLY")
    )
