"""A version while it is typed: every field as text; read back into rules with every fault at its own field."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from onestop.domain import procedure
from onestop.domain.clock import MOST, CountFrom, Limit, OnSupplement, Unit
from onestop.domain.eform import Blank
from onestop.domain.errors import BadInput
from onestop.domain.formats import blanks
from onestop.domain.procedure import Case, Channel, Component, LegalBasis, ResultRule, Rules, StageRule, Terms
from onestop.web.catalogue.columns import CHANNELS, COLUMNS, MARKS, OWN_CODES, Column

Row = dict[str, str]
MADE: Final[Mapping[str, type]] = {
    "cases": Case,
    "components": Component,
    "terms": Terms,
    "stages": StageRule,
    "results": ResultRule,
    "legal_basis": LegalBasis,
}
LONGEST: Final = 10_000
MOST_DIGITS: Final = 12
GROUPED: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
"""`1.200.000`, as sums are written here."""
MOST_ROWS: Final = 200
ON: Final = "on"
COUNTERS: Final = frozenset({"supplements_at_most", "originals", "copies"})
MOST_COUNT: Final = 999


@dataclass(slots=True)
class Draft:
    """Rows of text by part, and what belongs to the version as a whole."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {part: [] for part in COLUMNS})
    whole: Row = field(default_factory=dict)


def of(rules: Rules) -> Draft:
    """A version's rules as text."""
    rows = {part: [_row(part, one) for one in getattr(rules, part)] for part in COLUMNS}
    whole = {
        "requirements": rules.requirements,
        "count_from": rules.count_from.value,
        "on_supplement": rules.on_supplement.value,
        "at_once": ON if rules.at_once else "",
        "sets": str(rules.sets),
        **{f"mark_{part}": ON if part in rules.demonstration else "" for part in MARKS},
    }
    return Draft(rows, whole)


def _row(part: str, one: Any) -> Row:
    row: Row = {}
    for column in COLUMNS[part]:
        value = getattr(one, column.name)
        match column.kind:
            case "limit":
                row[column.name] = str(value.amount) if value else ""
                row[f"{column.name}_unit"] = value.unit.value if value else Unit.WORKING_DAYS.value
            case "flag":
                row[column.name] = ON if value else ""
            case "codes":
                row[column.name] = ", ".join(value)
            case "blanks":
                row[column.name] = blanks.written(value)
            case _:
                row[column.name] = "" if value is None else str(value)
    return row


def put(row: Row, part: str, name: str, value: str) -> Row:
    """The row with one field changed.

    Raises:
        BadInput: the part has no such field.
    """
    known = {c.name for c in COLUMNS[part]} | {f"{c.name}_unit" for c in COLUMNS[part] if c.kind == "limit"}
    if name not in known:
        raise BadInput(field=name[:40])
    return row | {name: value[:LONGEST]}


def new_row(part: str, others: Sequence[Row]) -> Row:
    """What an added row begins with; a stage follows the one above it."""
    row: Row = {}
    for column in COLUMNS[part]:
        row[column.name] = column.start
        if column.kind == "limit":
            row[f"{column.name}_unit"] = Unit.WORKING_DAYS.value
    used = {other.get("code") for other in others}
    if begins := OWN_CODES.get(part):
        row["code"] = next(code for n in range(1, MOST_ROWS + 2) if (code := f"{begins}{n}") not in used)
    if part == "stages" and others:
        row |= {"after": others[-1]["code"], "unit": others[-1]["unit"]}
    return row


def read(draft: Draft, units: Sequence[str], kept: Rules) -> tuple[Rules | None, dict[str, str]]:
    """The rules a draft says, or `None`; and every fault as place → code, `stages.2.unit` → `unknown`.

    Marks of parts the screen does not show are those of `kept`.
    """
    faults: dict[str, str] = {}
    parts = {part: tuple(_facts(part, rows, faults)) for part, rows in draft.rows.items()}
    _check(draft, units, faults)
    sets = _whole(draft.whole.get("sets", ""), "sets", faults, needed=True) or 0
    if "sets" not in faults and not 0 < sets <= MOST_COUNT:
        faults["sets"] = "number"
    if faults:
        return None, faults
    rules = Rules(
        **parts,
        requirements=draft.whole.get("requirements", "")[:LONGEST].strip(),
        count_from=CountFrom(draft.whole["count_from"]),
        on_supplement=OnSupplement(draft.whole["on_supplement"]),
        at_once=draft.whole.get("at_once") == ON,
        sets=sets,
        demonstration=tuple(
            part
            for part in sorted(procedure.PARTS)
            if (draft.whole.get(f"mark_{part}") == ON if part in MARKS else part in kept.demonstration)
        ),
    )
    if found := procedure.fault(rules, units):
        return None, {found[0]: "faulty"}
    return rules, {}


def _facts(part: str, rows: Sequence[Row], faults: dict[str, str]) -> Iterator[Any]:
    for i, row in enumerate(rows):
        values = {c.name: _value(c, row, f"{part}.{i}.{c.name}", faults) for c in COLUMNS[part]}
        if not any(place.startswith(f"{part}.{i}.") for place in faults):
            yield MADE[part](**values)


def _value(column: Column, row: Row, place: str, faults: dict[str, str]) -> Any:
    text = row.get(column.name, "").strip()
    if column.needed and not text:
        faults[place] = "missing"
        return None
    if column.kind == "whole":
        return _whole(text, place, faults, most=MOST_COUNT if column.name in COUNTERS else None)
    if column.kind == "limit":
        return _limit(text, row.get(f"{column.name}_unit", ""), place, faults)
    if column.kind == "blanks":
        return _blanks(text, place, faults)
    if column.kind == "channel" and text not in CHANNELS:
        faults[place] = "unknown"
    elif column.kind in PLAIN:
        return PLAIN[column.kind](text)
    return text


PLAIN: Final[Mapping[str, Callable[[str], Any]]] = {
    "flag": lambda text: text == ON,
    "codes": lambda text: tuple(code for each in text.split(",") if (code := each.strip())),
    "channel": Channel,
}


def _blanks(text: str, place: str, faults: dict[str, str]) -> tuple[Blank, ...]:
    try:
        return blanks.read(text)
    except BadInput:
        faults[place] = "blanks"
        return ()


def _whole(
    text: str, place: str, faults: dict[str, str], *, needed: bool = False, most: int | None = None
) -> int | None:
    plain = text.replace(".", "") if GROUPED.fullmatch(text) else text
    if not plain and not needed:
        return None
    if not (plain.isascii() and plain.isdigit()) or len(plain) > MOST_DIGITS or (most and int(plain) > most):
        faults[place] = "number"
        return None
    return int(plain)


def _limit(text: str, unit: str, place: str, faults: dict[str, str]) -> Limit | None:
    amount = _whole(text, place, faults, most=MOST)
    try:
        return None if amount is None else Limit(amount, Unit(unit))
    except (BadInput, ValueError):
        faults[place] = "number"
        return None


def _check(draft: Draft, units: Sequence[str], faults: dict[str, str]) -> None:
    """What no field can tell alone: codes given twice, and names of what is not there."""
    if not draft.rows["terms"]:
        faults["terms"] = "no_terms"
    for part in OWN_CODES:
        _once(part, [row.get("code", "").strip() for row in draft.rows[part]], faults)
    cases = {row.get("code", "").strip() for row in draft.rows["cases"]}
    for part in ("components", "terms"):
        for i, row in enumerate(draft.rows[part]):
            if not _codes(row["cases"]) <= cases:
                faults.setdefault(f"{part}.{i}.cases", "unknown")
    _once_a_channel(draft.rows["terms"], faults)
    before: set[str] = set()
    for i, row in enumerate(draft.rows["stages"]):
        if row["unit"] and row["unit"] not in units:
            faults.setdefault(f"stages.{i}.unit", "unknown")
        if not _codes(row["after"]) <= before:
            faults.setdefault(f"stages.{i}.after", "not_above")
        before.add(row["code"].strip())


def _codes(text: str) -> set[str]:
    return {code for each in text.split(",") if (code := each.strip())}


def _once(part: str, codes: Sequence[str], faults: dict[str, str]) -> None:
    for i, code in enumerate(codes):
        if code and code in codes[:i]:
            faults.setdefault(f"{part}.{i}.code", "twice")


def _once_a_channel(rows: Sequence[Row], faults: dict[str, str]) -> None:
    seen: set[tuple[str, str]] = set()
    for i, row in enumerate(rows):
        pairs = {(row["channel"], case) for case in _codes(row["cases"]) or {""}}
        if pairs & seen:
            faults.setdefault(f"terms.{i}.channel", "twice")
        seen |= pairs
