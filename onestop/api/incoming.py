"""Scans that wait at the counter one sits at: looked at, put to a paper of a dossier, or thrown away."""

from datetime import datetime
from uuid import UUID

from starlette.responses import FileResponse, Response

from onestop.api.answers import when
from onestop.api.bodies import Body, Code
from onestop.api.files import SAFE, FileAnswer, Officer, Strict, copy_of, glance
from onestop.api.memory import memory
from onestop.api.routing import problems, router
from onestop.api.shaping import private
from onestop.domain.people import Actor
from onestop.queries import intake_desk
from onestop.queries.intake_desk import WaitingScan
from onestop.storage.rows import IncomingScan
from onestop.usecases import incoming
from onestop.wiring import wiring

routes = router("file")


class ScanAnswer(Strict):
    id: UUID
    pages: int
    at: datetime


class ScanList(Strict):
    items: list[ScanAnswer]
    next: str | None


class Taken(Body):
    """Which scan becomes the copy of which paper."""

    scan: UUID
    paper: Code


@routes.get("/incoming-scans", response_model=ScanList, responses={**problems(401, 403)})
async def waiting(caller: Officer) -> Response:
    """What the network scanner sent to the counter one sits at and nobody has used, the newest first."""
    found = await wiring().run(_waiting, caller.officer.officer_id)
    zone = (await memory().office_by_id(caller.officer.office_id)).zone
    items = [{"id": str(scan.id), "pages": scan.pages, "at": when(scan.at, zone)} for scan in found]
    return private({"items": items, "next": None})


def _waiting(officer_id: UUID) -> tuple[WaitingScan, ...]:
    with wiring().work.reading() as session:
        return intake_desk.seat(session, officer_id).incoming


@routes.get("/incoming-scans/{scan_id}", response_class=Response, responses={**problems(401, 403, 404)})
async def look(scan_id: UUID, caller: Officer) -> Response:
    """A waiting scan, as it would be kept."""
    process = wiring()
    row = await process.run(_one, scan_id, caller.actor)
    told = {**SAFE, "content-disposition": "inline"}
    return FileResponse(process.papers.path(row.sha256), media_type=row.media_type, headers=told)


@routes.get("/incoming-scans/{scan_id}/thumbnail", response_class=Response, responses={**problems(401, 403, 404)})
async def first_page(scan_id: UUID, caller: Officer) -> Response:
    """Its first page, small (JPEG)."""
    return await glance((await wiring().run(_one, scan_id, caller.actor)).sha256)


def _one(scan_id: UUID, actor: Actor) -> IncomingScan:
    with wiring().work.reading() as session:
        return incoming.one(session, scan_id, actor)


@routes.post(
    "/dossiers/{dossier_id}/incoming-scans",
    status_code=201,
    response_model=FileAnswer,
    responses={**problems(401, 403, 404, 409, 422)},
)
async def use(dossier_id: UUID, body: Taken, caller: Officer) -> Response:
    """Put a waiting scan to a paper of a dossier; a second time there is none."""
    process = wiring()
    made = await process.run(
        incoming.use, process.work, dossier_id, body.scan, body.paper, actor=caller.actor, now=process.now()
    )
    return await copy_of(made, caller.actor)


@routes.post("/incoming-scans/{scan_id}/discard", status_code=204, responses={**problems(401, 403, 404, 409)})
async def discard(scan_id: UUID, caller: Officer) -> Response:
    """Throw a waiting scan away."""
    process = wiring()
    await process.run(incoming.discard, process.work, scan_id, actor=caller.actor, now=process.now())
    return Response(status_code=204)
