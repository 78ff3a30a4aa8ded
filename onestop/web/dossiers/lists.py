"""From what was read to the lines of a list: grouped, sifted and sorted; pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from onestop.domain.deadline import Light
from onestop.domain.formats.fold import fold
from onestop.queries.dossier_desk import RegisterBooks, RegisterRow, ResultRow
from onestop.queries.dossier_facts import InboxView, ListRow, OpinionView
from onestop.web.dossiers.facts import NONE, Books, Entry, Group, Line, Result, Times

GROUPS: Final = ("escalated", "late", "today", "coming", "waiting", "free", "opinions", "apologies")
COLUMNS: Final = ("due", "code", "applicant", "procedure", "stage", "who")
LONGEST_SIFT: Final = 60
_NEVER: Final = "9999"


def line(row: ListRow, times: Times) -> Line:
    due = row.stage_due if row.stage_id is not None else row.due
    return Line(
        key=str(row.stage_id or row.dossier_id),
        dossier=str(row.dossier_id),
        stage_id=str(row.stage_id or ""),
        code=row.code,
        applicant=row.applicant,
        procedure=row.procedure,
        stage=row.stage,
        who=row.officer or row.unit,
        due=times.at(due),
        left=NONE if row.light == Light.STOPPED else times.left(due),
        light=row.light,
        status=row.status,
        received=times.at(row.received_at),
        free=bool(row.stage_id) and not row.officer,
        beyond=row.beyond,
    )


def asked(opinion: OpinionView, times: Times) -> Line:
    """An opinion to answer, as a line: the question stands where a stage does."""
    return Line(
        key=str(opinion.id),
        dossier=str(opinion.dossier_id),
        code=opinion.dossier,
        stage=opinion.question,
        who=opinion.asked_by,
        due=times.at(opinion.due),
        left=times.left(opinion.due),
        light="red" if opinion.due < times.now else "green",
    )


def groups(inbox: InboxView, times: Times, sift: str = "", sort: str = "due") -> list[Group]:
    """The inbox in its order of urgency; a group's lines sorted as the reader wishes."""
    rows = {name: [(row, line(row, times)) for row in getattr(inbox, name)] for name in GROUPS if name != "opinions"}
    made = {name: _ordered(pairs, sift, sort) for name, pairs in rows.items()}
    made["opinions"] = _ordered([(o, asked(o, times)) for o in inbox.opinions], sift, sort)
    return [Group(name, len(made[name]), made[name]) for name in GROUPS]


def lines(rows: Iterable[ListRow], times: Times, sift: str = "", sort: str = "") -> list[Line]:
    return _ordered([(row, line(row, times)) for row in rows], sift, sort)


def _ordered(pairs: Sequence[tuple[ListRow | OpinionView, Line]], sift: str, sort: str) -> list[Line]:
    kept = [(row, made) for row, made in pairs if fits(made, sift)]
    column, backwards = sort.lstrip("-"), sort.startswith("-")
    if column in COLUMNS:
        kept.sort(key=_by(column), reverse=backwards)
    return [made for _, made in kept]


def _by(column: str) -> Callable[[tuple[ListRow | OpinionView, Line]], str]:
    if column == "due":
        return lambda pair: _due(pair[0])
    return lambda pair: fold(str(getattr(pair[1], column)))


def _due(row: ListRow | OpinionView) -> str:
    due = row.stage_due or row.due if isinstance(row, ListRow) else row.due
    return due.isoformat() if due else _NEVER


def fits(made: Line, sift: str) -> bool:
    """Every word of `sift` stands somewhere in the line, whatever its marks."""
    text = fold(f"{made.code} {made.applicant} {made.procedure} {made.stage} {made.who}")
    return all(word in text for word in fold(sift).split())


def scan(text: str) -> bool:
    """Whether it looks like what a scanner types: an address with a secret, or a card; never kept as a filter."""
    return "/" in text or "|" in text


def result(row: ResultRow, times: Times) -> Result:
    return Result(
        dossier=str(row.dossier_id),
        delivery=str(row.delivery_id or ""),
        code=row.code,
        applicant=row.applicant,
        procedure=row.procedure,
        outcome=row.outcome,
        by=row.result_by,
        ready=times.at(row.ready_at),
        post_code=row.post_code,
        state=row.state,
        list_no=row.list_no,
        may_order=row.address and not row.state,
    )


def entry(row: RegisterRow, times: Times) -> Entry:
    return Entry(
        dossier=str(row.dossier_id),
        number=row.number,
        code=row.code,
        applicant=row.applicant,
        procedure=row.procedure,
        status=row.status,
        received=times.day(row.received_at),
        due=times.at(row.due),
        returned=times.day(row.returned_at),
        by=row.result_by,
    )


def books(found: RegisterBooks, times: Times, *, may: bool) -> Books:
    return Books(found.lines, times.day(found.closed_at), found.closed_by, may and found.may_close)
