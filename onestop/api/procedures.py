"""The catalogue for everybody: what is offered, its whole rules, when it would be due, which papers one needs."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Query
from pydantic import AwareDatetime, BeforeValidator
from starlette.responses import Response

from onestop.api.answers import answer
from onestop.api.asking import LOOK, Caller
from onestop.api.explaining import Explanation, explanation
from onestop.api.memory import memory
from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, plain, shape
from onestop.domain.errors import BadInput
from onestop.domain.procedure import Channel, Component, Rules
from onestop.queries import catalogue
from onestop.queries.catalogue import ProcedureRow, ProcedureView, VersionRow
from onestop.queries.track import Directory
from onestop.wiring import wiring

routes = router("procedure")
Public = Annotated[Caller, Depends(LOOK)]
Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
Office = Annotated[str, Query(max_length=24, description="The office's code; needed where there are several")]
Code = Annotated[str, Path(max_length=40, pattern=r"^[^\x00]+$", description="Our key, or the official code")]
Case = Annotated[str, Query(max_length=24, pattern=r"^[^\x00]*$", description="Code of the case")]
MOST_SKIPPED: Final = 100_000


def _plus(written: Any) -> Any:
    """A `+` left as it is in a query reads as a blank: `…T09:00:00 07:00` is meant as `+07:00`."""
    return "+".join(written.rsplit(" ", 1)) if isinstance(written, str) and "T" in written else written


Instant = Annotated[AwareDatetime, BeforeValidator(_plus)]


@dataclass(frozen=True, slots=True)
class Whole:
    """What stands around the rules in force."""

    authority_code: str
    unit: str
    source: str
    effective_from: date
    effective_to: date | None
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """What one person needs, and what is asked to find that out."""

    case: str
    papers: tuple[Component, ...]
    questions: tuple[Component, ...]
    """Needed by those who say yes: name the code in `yes`."""
    demonstration: bool


async def _here(office: str) -> Directory:
    """The office that is meant: the only one unless it is named."""
    known = await memory().offices()
    if office:
        return await memory().office(office)
    if len(known) != 1:
        raise BadInput(field="office")
    return next(iter(known.values()))


async def _view(here: Directory, code: str) -> ProcedureView:
    process = wiring()

    def read() -> ProcedureView:
        with process.work.reading() as session:
            return catalogue.read(session, here.id, code, process.now())

    return await process.run(read)


@routes.get(
    "/procedures",
    response_model=page_of(ProcedureRow, "Procedures"),
    responses={**problems(404, 422, 429)},
)
async def listed(
    _caller: Public,
    q: Word = "",
    field: Word = "",
    office: Office = "",
    following: Annotated[int, Query(alias="next", ge=0, le=MOST_SKIPPED)] = 0,
) -> Response:
    """Procedures in which every word of `q` occurs, with or without its marks; all of a field or of the office."""
    process, here = wiring(), await _here(office)

    def find() -> tuple[ProcedureRow, ...]:
        with process.work.reading() as session:
            return catalogue.find(session, here.id, q, field=field, skip=following)

    found = await process.run(find)
    more = str(following + len(found)) if len(found) == catalogue.MOST else None
    return answer({"items": plain(found, here.zone), "next": more})


@routes.get(
    "/procedures/{code}",
    response_model=shape(ProcedureRow, Whole, Rules, name="Procedure"),
    responses={**problems(404, 409, 422, 429)},
)
async def whole(code: Code, _caller: Public, office: Office = "") -> Response:
    """One procedure with the rules in force today; `demonstration` names the parts that are ours and not law."""
    here = await _here(office)
    view = await _view(here, code)
    around = Whole(view.authority_code, view.unit, view.source, view.effective_from, view.effective_to, view.versions)
    return answer({**plain(view.row, here.zone), **plain(around, here.zone), **plain(view.rules, here.zone)})


@routes.get("/procedures/{code}/due", response_model=shape(Explanation), responses={**problems(404, 409, 422, 429)})
async def due(
    code: Code,
    _caller: Public,
    received_at: Instant | None = None,
    channel: Channel = Channel.COUNTER,
    case: Case = "",
    office: Office = "",
) -> Response:
    """When something handed in at `received_at` (now) would be due, line by line; where no limit is set, null."""
    process, here = wiring(), await _here(office)
    rules, at = (await _view(here, code)).rules, received_at or process.now()
    _must_be_case(rules, case)

    def count() -> Explanation:
        with process.work.reading() as session:
            found = catalogue.promise(session, here.id, rules, channel, at, case)
            return explanation(found.due, found.lines)

    return answer(plain(await process.run(count), here.zone))


def _must_be_case(rules: Rules, case: str) -> None:
    if case and case not in {each.code for each in rules.cases}:
        raise BadInput(field="case")


@routes.get("/procedures/{code}/papers", response_model=shape(Papers), responses={**problems(404, 409, 422, 429)})
async def papers(
    code: Code,
    _caller: Public,
    case: Case = "",
    yes: Annotated[list[str], Query(max_length=80, description="Codes of the questions said yes to")] = [],  # noqa: B006
    office: Office = "",
) -> Response:
    """The papers one person needs: those of their case, and those whose question they say yes to."""
    here = await _here(office)
    rules = (await _view(here, code)).rules
    _must_be_case(rules, case)
    asked = tuple(c for c in rules.components_of(case) if c.question)
    if not set(yes) <= {each.code for each in asked}:
        raise BadInput(field="yes")
    found = Papers(case, catalogue.needed(rules, case, yes), asked, "components" in rules.demonstration)
    return answer(plain(found, here.zone))
