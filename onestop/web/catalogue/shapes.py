"""What the catalogue's pages show, ready to be read; sentences in both languages, the browser shows the reader's."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from onestop.domain.clock import CountFrom
from onestop.domain.deadline import Line
from onestop.domain.procedure import Rules
from onestop.queries.catalogue import Promise
from onestop.queries.setup_catalogue import Facts, Kept, Version
from onestop.words import say


@dataclass(frozen=True)
class Option:
    value: str = ""
    name: str = ""


@dataclass(frozen=True)
class Listed:
    """A line of the list of procedures."""

    id: str = ""
    code: str = ""
    name: str = ""
    field: str = ""
    authority: str = ""
    queue: str = ""
    since: str = ""
    stages: int = 0
    mark: str = ""
    """`off`, `no_version`, `demonstration` or nothing."""


@dataclass(frozen=True)
class Dated:
    """A version in the list of a procedure's."""

    id: str = ""
    begins: str = ""
    ends: str = ""
    note: str = ""
    made: str = ""
    by_person: bool = False
    received: bool = False
    now: bool = False


@dataclass(frozen=True)
class Told:
    """A line of an explanation."""

    at: str = ""
    vi: str = ""
    en: str = ""
    source: str = ""


@dataclass(frozen=True)
class Step:
    """A stage of a plan."""

    code: str = ""
    name: str = ""
    unit: str = ""
    starts: str = ""
    due: str = ""
    demonstration: bool = False


@dataclass(frozen=True)
class Shown:
    """The promise for a receipt that was chosen; `refusal` says why there is none."""

    due: str = ""
    no_due: bool = False
    lines: list[Told] = field(default_factory=list)
    plan: list[Step] = field(default_factory=list)
    refusal_vi: str = ""
    refusal_en: str = ""
    late_plan: bool = False
    """The plan's last stage ends after the due instant, though both begin with the receipt."""


def listed(one: Kept) -> Listed:
    if not one.active:
        mark = "off"
    elif one.in_force is None:
        mark = "no_version"
    else:
        mark = "demonstration" if one.demonstration else ""
    since = f"{one.in_force:%d/%m/%Y}" if one.in_force else ""
    return Listed(str(one.id), one.code, one.name, one.field, one.authority, one.queue, since, one.stages, mark)


def dated(one: Version, zone: ZoneInfo, today: str) -> Dated:
    ends = one.ends.isoformat() if one.ends else "9999"
    return Dated(
        id=str(one.id),
        begins=f"{one.begins:%d/%m/%Y}",
        ends=f"{one.ends:%d/%m/%Y}" if one.ends else "",
        note=one.note,
        made=f"{one.made_at.astimezone(zone):%H:%M %d/%m/%Y}",
        by_person=one.made_by.startswith("officer"),
        received=one.received,
        now=one.begins.isoformat() <= today <= ends,
    )


def facts_text(one: Facts) -> dict[str, str]:
    """The facts as the text of form fields."""
    names = ("key", "code", "name_vi", "name_en", "authority", "unit", "queue", "field_code", "field_vi", "source")
    plain = {name: str(getattr(one, name)) for name in names}
    return plain | {"position": str(one.position), "active": "on" if one.active else ""}


def at(instant: datetime | None, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M %d/%m/%Y}" if instant else ""


def shown(promise: Promise, rules: Rules, units: dict[str, str], zone: ZoneInfo) -> Shown:
    """The promise in words; the plan with the names of its units."""
    ours = {stage.code for stage in rules.stages if stage.demonstration or "stages" in rules.demonstration}
    plan = [
        Step(s.code, s.name, units.get(s.unit, s.unit), at(s.starts, zone), at(s.due, zone), s.code in ours)
        for s in promise.plan
    ]
    from_receipt = rules.count_from is CountFrom.RECEIPT
    last = max((s.due for s in promise.plan if s.due), default=None)
    return Shown(
        due=at(promise.due, zone),
        no_due=promise.due is None,
        lines=[_told(line, zone) for line in promise.lines],
        plan=plan,
        late_plan=bool(from_receipt and last and promise.due and last > promise.due),
    )


def _told(line: Line, zone: ZoneInfo) -> Told:
    vi, en = (say(locale, line.key, **line.facts) for locale in ("vi", "en"))
    return Told(at(line.at, zone), vi, en, line.source)
