"""A form drawn up for a screen: read, and filled in for whoever sits in front of one."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from pydantic import Field
from starlette.responses import Response

from onestop.api.asking import Caller, Staff
from onestop.api.bodies import Body
from onestop.api.files import FileAnswer, copy_of
from onestop.api.routing import problems, router
from onestop.api.shaping import shape
from onestop.api.stepping import read
from onestop.domain.eform import MOST_BLANKS
from onestop.domain.people import Actor
from onestop.queries import eforms as sheets
from onestop.queries import forms as material
from onestop.queries.eforms import Sheet
from onestop.usecases import eforms, papers
from onestop.wiring import Shop, wiring

routes = router("form")
Officer = Annotated[Caller, Depends(Staff(papers.READERS))]
Paper = Annotated[str, Path(max_length=40, description="The paper's code")]


class Filling(Body):
    """What is said, blank by blank; an empty text where nothing is."""

    answers: list[Annotated[str, Field(max_length=3000)]] = Field(
        max_length=MOST_BLANKS, examples=[["Máy X-quang chụp tổng hợp", "01/04/2026"]]
    )


@routes.get(
    "/dossiers/{dossier_id}/papers/{paper}/form",
    response_model=shape(Sheet),
    responses={**problems(401, 403, 404, 422)},
)
async def sheet(dossier_id: UUID, paper: Paper, caller: Officer) -> Response:
    """What the form asks, and what was said so far."""
    return await read(caller, lambda session, _: sheets.sheet(session, dossier_id, paper, caller.actor))


@routes.put(
    "/dossiers/{dossier_id}/papers/{paper}/form",
    status_code=201,
    response_model=FileAnswer,
    responses={**problems(401, 403, 404, 409, 422)},
)
async def fill(dossier_id: UUID, paper: Paper, body: Filling, caller: Officer) -> Response:
    """Fill it in: the paper set from the answers becomes the digital copy; an earlier filling stays, replaced."""
    process = wiring()
    made = await process.run(_filled, process, dossier_id, paper, tuple(body.answers), caller.actor)
    return await copy_of(made, caller.actor)


def _filled(process: Shop, dossier_id: UUID, paper: str, said: tuple[str, ...], actor: Actor) -> UUID:
    now = process.now()
    with process.work.reading() as session:
        facts = sheets.application(session, dossier_id, paper, said, actor, now)
    pdf = material.set_form(facts, process.settings.data_dir / "forms")
    return eforms.fill(process.work, process.papers, dossier_id, paper, said, pdf, actor=actor, now=now)
