"""Forms 01–07 and letters as PDF/A: set once for each event, kept, signed where the office has a key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Path, Query
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, Response

from displays.forms.base import Form as FormFacts
from onestop.api.asking import Caller, Staff
from onestop.api.files import SAFE, Signed
from onestop.api.routing import problems, router
from onestop.api.shaping import private, shape
from onestop.domain.people import SUPERVISION
from onestop.queries import books
from onestop.queries import forms as material
from onestop.queries.form_material import Wanted
from onestop.usecases import forms, papers, registers
from onestop.wiring import Shop, wiring

routes = router("form")
Officer = Annotated[Caller, Depends(Signed(papers.READERS))]
Supervisor = Annotated[Caller, Depends(Staff(SUPERVISION))]
Form = Annotated[str, Path(max_length=24, pattern=r"^[a-z0-9]+$", description="`01` … `06`, `visit`, `originals`")]
PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class Set:
    """A form's bytes in the store."""

    sha256: str
    name: str


@routes.get(
    "/dossiers/{dossier_id}/forms/{form}", response_class=Response, responses={**problems(401, 403, 404, 409, 422)}
)
async def form(dossier_id: UUID, form: Form, caller: Officer, again: Annotated[bool, Query()] = False) -> Response:
    """A form of a dossier; the first call gives it out, later ones show the same bytes, `again` a marked reprint."""
    process = wiring()
    address, now = process.settings.address, process.now()

    def look(session: Session) -> tuple[UUID, Wanted]:
        return dossier_id, material.wanted(session, dossier_id, form, caller.actor, address, now)

    return await give_out(caller, look, again=again)


async def give_out(caller: Caller, look: Callable[[Session], tuple[UUID, Wanted]], *, again: bool) -> Response:
    """The form `look` finds, with the dossier it belongs to: set at the first call, the same bytes ever after."""
    process = wiring()
    return _shown(process, await process.run(_given_out, process, caller, look, again=again))


def _given_out(process: Shop, caller: Caller, look: Callable[[Session], tuple[UUID, Wanted]], *, again: bool) -> Set:
    with process.work.reading() as session:
        dossier_id, wanted = look(session)
        first = forms.given_out(session, dossier_id, wanted.form, wanted.number)
    name = f"mau-{wanted.form}-{wanted.number}"
    if first is not None and not again:
        return Set(first.sha256, name)
    pdf = material.set_form(wanted.facts, process.settings.data_dir / "forms", reprint=first is not None)
    pdf, signed = _signed(process, pdf)
    made = forms.give_out(
        process.work,
        process.papers,
        dossier_id,
        wanted.form,
        wanted.number,
        pdf,
        actor=caller.actor,
        now=process.now(),
        signed=signed,
        again=again,
    )
    return Set(made.sha256, name)


def _signed(process: Shop, pdf: bytes) -> tuple[bytes, bool]:
    """Signed with the office's key where it has one.

    Raises:
        SigningKeyUnusable: it is to have one, and it does not sign; nothing is given out unsigned instead.
    """
    settings = process.settings
    if settings.sign_key is None:
        return pdf, False
    from onestop.gateways import signing  # noqa: PLC0415 - 28 MB, for an office that has a key

    password = settings.sign_password.get_secret_value() if settings.sign_password else ""
    key = signing.key_of(settings.sign_key, password)
    return signing.sign(pdf, key, process.now()), True


def _shown(process: Shop, found: Set) -> Response:
    told = {**SAFE, "content-disposition": f"inline; filename*=UTF-8''{quote(found.name)}.pdf"}
    return FileResponse(process.papers.path(found.sha256), media_type=PDF, headers=told)


@routes.get(
    "/authorities/{authority}/register/{year}",
    response_class=Response,
    responses={**problems(401, 403, 404, 422)},
)
async def register(
    authority: Annotated[str, Path(max_length=40, description="Its code, or its id")],
    year: Annotated[int, Path(ge=2000, le=2200)],
    caller: Officer,
    book: Annotated[int, Query(ge=0, le=100_000, description="From 1; 0: the one written in last")] = 0,
) -> Response:
    """A book of the register of a year (form 07), A4, 500 lines at most."""
    process = wiring()
    return await listed(process, caller, books.register, authority, year, book)


@dataclass(frozen=True, slots=True)
class ClosedRegister:
    """A year of an authority's register that takes no further line."""

    year: int
    lines: int


@routes.post(
    "/authorities/{authority_id}/register/{year}/close",
    response_model=shape(ClosedRegister),
    responses={**problems(401, 403, 404, 409, 422)},
)
async def close_register(
    authority_id: UUID, year: Annotated[int, Path(ge=2000, le=2200)], caller: Supervisor
) -> Response:
    """Close the register of a year that is over; one that is closed stays as it is."""
    process = wiring()
    work, now = process.work, process.now()
    lines = await process.run(registers.close, work, authority_id, year, actor=caller.actor, now=now)
    return private({"year": year, "lines": lines})


@routes.get("/deliveries/lists/{list_no}", response_class=Response, responses={**problems(401, 403, 404, 422)})
async def post_list(list_no: Annotated[str, Path(max_length=24)], caller: Officer) -> Response:
    """The list on which items were handed to the post, to be signed by both sides."""
    process = wiring()
    return await listed(process, caller, books.post_list, list_no)


@routes.get("/deliveries/lists/{list_no}/labels", response_class=Response, responses={**problems(401, 403, 404, 422)})
async def post_labels(list_no: Annotated[str, Path(max_length=24)], caller: Officer) -> Response:
    """A label for each item of a list, its number in Code 128."""
    process = wiring()
    return await listed(process, caller, books.labels, list_no)


@routes.get("/onward/lists", response_class=Response, responses={**problems(401, 403, 404, 422)})
async def onward_list(list_no: Annotated[str, Query(max_length=24)], caller: Officer) -> Response:
    """The list on which dossiers went on to an authority elsewhere, to be signed by both sides."""
    process = wiring()
    return await listed(process, caller, books.onward, list_no)


@routes.get("/consultations/{consultation_id}", response_class=Response, responses={**problems(401, 403, 404, 422)})
async def consultation(consultation_id: UUID, caller: Officer) -> Response:
    """The written outcome of a consultation, for the person to take along."""
    process = wiring()
    return await listed(process, caller, books.consultation, consultation_id)


@routes.get("/results/{day}", response_class=Response, responses={**problems(401, 403, 404, 422)})
async def results(
    day: Annotated[str, Path(pattern=r"^\d{4}-\d{2}-\d{2}$", description="`2026-11-25`")], caller: Officer
) -> Response:
    """The results handed out at the counter on a day, to be signed for."""
    process = wiring()
    return await listed(process, caller, books.results, day)


async def listed(process: Shop, caller: Caller, made: Callable[..., FormFacts], *which: Any) -> Response:
    """A list that is set anew each time, and signed: it is what the office's tables say at that moment."""
    pdf = await process.run(_set_book, process, caller, made, *which)
    return Response(pdf, headers={**SAFE, "content-disposition": "inline"}, media_type=PDF)


def _set_book(process: Shop, caller: Caller, made: Callable[..., FormFacts], *which: Any) -> bytes:
    with process.work.reading() as session:
        facts = made(session, caller.officer.office_id, process.now(), *which)
    return _signed(process, material.set_form(facts, process.settings.data_dir / "forms"))[0]
