"""Digital papers: sent in by officers and by invited phones, opened by officers; never from a public folder."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote
from uuid import UUID, uuid4

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from onestop.api import jobs
from onestop.api.answers import when
from onestop.api.asking import LOOK, MAKE, Caller, Staff
from onestop.api.board import STREAM
from onestop.api.bodies import Body, Code
from onestop.api.memory import memory
from onestop.api.routing import problems, router
from onestop.api.shaping import private
from onestop.api.uploads import files_of
from onestop.domain.errors import DossierUnknown, NotSignedIn, PaperRefused
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.rows import Dossier, PaperFile
from onestop.usecases import accounts, digitising, papers
from onestop.usecases.papers import Allowed, Scan
from onestop.wiring import wiring
from onestop.words import LOCALES, say

routes = router("file")
SAFE: Final = {"cache-control": "no-store", "content-security-policy": "default-src 'none'; sandbox"}


class Signed(Staff):
    """An officer: a bearer's token, or the cookie of our own pages (which no other site's page can send)."""

    async def __call__(self, request: Request) -> Caller:
        token = request.cookies.get(accounts.COOKIE)
        if request.headers.get("authorization") is not None or token is None:
            return await super().__call__(request)
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise NotSignedIn
        who = await memory().who(token)
        who.actor.must(self.roles, who.office_id)
        return Caller(who.actor, "", who=who, token=token)


Officer = Annotated[Caller, Depends(Signed(papers.READERS))]
Phone = Annotated[Caller, Depends(MAKE)]
Looker = Annotated[Caller, Depends(LOOK)]
Kind = Literal["paper", "result", "internal"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FileAnswer(Strict):
    """A digital copy that was taken in."""

    id: UUID
    pages: int
    sha256: str
    checked: str


class Invitation(Body):
    """Which paper a phone may send pictures of."""

    paper: Code


class Invited(Strict):
    url: str
    expires_at: datetime


class AllowedAnswer(Strict):
    """What a phone that was invited may send."""

    paper: str
    left: int


class EarlierAnswer(Strict):
    file: UUID
    name: str
    dossier: str
    added_at: datetime
    paper: str


class EarlierList(Strict):
    items: list[EarlierAnswer]
    next: str | None


class Reuse(Body):
    file: UUID
    paper: Code


@routes.post(
    "/dossiers/{dossier_id}/files",
    status_code=201,
    response_model=FileAnswer,
    responses={**problems(401, 403, 404, 409, 422)},
)
async def send(
    dossier_id: UUID,
    request: Request,
    caller: Officer,
    paper: Annotated[str, Query(max_length=40)] = "",
    kind: Kind = "paper",
    job: UUID | None = None,
) -> Response:
    """Files (`files`, multipart) become one PDF of a paper, a result or an internal paper; `job` names the work."""
    process = wiring()
    title = await process.run(_title, dossier_id, paper, kind, caller.actor)
    work = jobs.job_of(str(caller.actor), job or uuid4())
    try:
        async with files_of(request) as sources:
            scan = await _taken_in(sources, title, work)
        made = await process.run(
            papers.attach,
            process.work,
            dossier_id,
            scan,
            actor=caller.actor,
            now=process.now(),
            paper_code=paper,
            kind=kind,
        )
    finally:
        work.end()
    return private(_told(made, scan), 201)


def _title(dossier_id: UUID, paper: str, kind: str, actor: Actor) -> str:
    """What the PDF is called: the component's name, never a person's; refused early, before anything is sent."""
    with wiring().work.reading() as session:
        row = session.get(Dossier, dossier_id)
        if row is None or row.office_id != actor.office_id:
            raise DossierUnknown
        if kind != "paper":
            return say(LOCALES[0], f"forms.file_{kind}")
        return dossiers.paper(session, dossier_id, paper).name[:200]


async def _taken_in(sources: Sequence[Path], title: str, work: jobs.Job) -> Scan:
    process = wiring()
    return await process.run_long(
        digitising.take_in,
        process.papers,
        sources,
        title,
        now=process.now(),
        scanner_url=process.settings.clamd_url,
        progress=work.tell,
    )


def _opens(row: PaperFile) -> PaperFile:
    """Raises: PaperRefused: the virus scanner shut it."""
    if row.checked == "infected":
        raise PaperRefused(reason="infected", number=1)
    return row


def _told(made: UUID, scan: Scan) -> dict[str, Any]:
    return {"id": str(made), "pages": scan.pages, "sha256": scan.kept.sha256, "checked": scan.checked}


@routes.get("/jobs/{job}/stream", response_class=Response, responses={**STREAM, **problems(401, 403)})
async def progress(job: UUID, caller: Officer) -> Response:
    """How far a job of one's own is: `{done, total, what}`, until it ends."""
    return jobs.job_of(str(caller.actor), job).watch()


@routes.get("/files/{file_id}", response_class=Response, responses={**problems(401, 403, 404, 422)})
async def open_file(file_id: UUID, caller: Officer) -> Response:
    """A digital paper, as it was kept; shown by a browser in a frame that can do nothing."""
    process = wiring()
    row = _opens(await process.run(_file, file_id, caller.actor))
    name = quote(f"{row.name[:120]}.pdf" if row.media_type == "application/pdf" else row.name[:120])
    told = {**SAFE, "content-disposition": f"inline; filename*=UTF-8''{name}"}
    return FileResponse(process.papers.path(row.sha256), media_type=row.media_type, headers=told)


@routes.get("/files/{file_id}/thumbnail", response_class=Response, responses={**problems(401, 403, 404)})
async def open_thumbnail(file_id: UUID, caller: Officer) -> Response:
    """The first page of a digital paper, small (JPEG), for whoever may open the paper."""
    return await glance((await wiring().run(_file, file_id, caller.actor)).sha256)


async def glance(sha256: str) -> Response:
    """The first page of what is kept under this hash; drawn apart when nobody has looked before."""
    process = wiring()
    there = process.papers.thumbnail(sha256).is_file()
    drawn = await (process.run if there else process.run_glance)(digitising.thumbnail, process.papers, sha256)
    return FileResponse(drawn, media_type="image/jpeg", headers=SAFE)


async def copy_of(made: UUID, actor: Actor) -> Response:
    """A copy that has just become a paper's."""
    row = await wiring().run(_file, made, actor)
    return private({"id": str(made), "pages": row.pages, "sha256": row.sha256, "checked": row.checked}, 201)


def _file(file_id: UUID, actor: Actor) -> PaperFile:
    with wiring().work.reading() as session:
        return papers.file_of(session, file_id, actor)


@routes.get("/dossiers/{dossier_id}/earlier", response_model=EarlierList, responses={**problems(401, 403, 404)})
async def earlier(dossier_id: UUID, caller: Officer) -> Response:
    """Papers of the same applicant's earlier dossiers that need not be asked for again."""
    process = wiring()
    found = await process.run(_earlier, dossier_id, caller.actor)
    office = await memory().office_by_id(caller.officer.office_id)
    items = [
        {
            "file": str(each.file_id),
            "name": each.name,
            "dossier": each.dossier,
            "added_at": when(each.added_at, office.zone),
            "paper": each.for_code,
        }
        for each in found
    ]
    return private({"items": items, "next": None})


def _earlier(dossier_id: UUID, actor: Actor) -> tuple[papers.Earlier, ...]:
    with wiring().work.reading() as session:
        row = session.get(Dossier, dossier_id)
        if row is None or row.office_id != actor.office_id:
            raise DossierUnknown
        return papers.earlier(session, dossier_id)


@routes.post(
    "/dossiers/{dossier_id}/reuse",
    status_code=201,
    response_model=FileAnswer,
    responses={**problems(401, 403, 404, 409, 422)},
)
async def reuse(dossier_id: UUID, body: Reuse, caller: Officer) -> Response:
    """Take a paper from an earlier dossier of the same applicant."""
    process = wiring()
    made = await process.run(
        papers.reuse, process.work, dossier_id, body.paper, body.file, actor=caller.actor, now=process.now()
    )
    return await copy_of(made, caller.actor)


@routes.post(
    "/dossiers/{dossier_id}/hand-over",
    status_code=201,
    response_model=Invited,
    responses={**problems(401, 403, 404, 409, 422)},
)
async def invite(dossier_id: UUID, body: Invitation, caller: Officer) -> Response:
    """An address for a phone, shown as a QR: for a quarter of an hour it may send pictures of one paper."""
    process = wiring()
    now = process.now()
    await process.run(_title, dossier_id, body.paper, "paper", caller.actor)
    token = await process.run(papers.invite, process.work, dossier_id, body.paper, actor=caller.actor, now=now)
    office = await memory().office_by_id(caller.officer.office_id)
    url = f"{process.settings.address}/h/{token}"
    return private({"url": url, "expires_at": when(now + papers.HAND_OVER_FOR, office.zone)}, 201)


@routes.get("/hand-over/{token}", response_model=AllowedAnswer, responses={**problems(404, 422, 429)})
async def may_send(token: str, _caller: Looker) -> Response:
    """What the phone that holds this code may send."""
    may = await wiring().run(_allowed, token)
    return private({"paper": may.paper, "left": may.left})


def _allowed(token: str) -> Allowed:
    process = wiring()
    with process.work.reading() as session:
        return papers.allowed(session, token[:64], process.now())


@routes.post(
    "/hand-over/{token}/files",
    status_code=201,
    response_model=FileAnswer,
    responses={**problems(404, 409, 422, 429)},
)
async def send_from_phone(
    token: str, request: Request, _caller: Phone, by: Literal["phone", "kiosk"] = "phone"
) -> Response:
    """Pictures (`files`, multipart) of the one paper the code is for."""
    process = wiring()
    may = await process.run(_allowed, token)
    work = jobs.job_of("phone", uuid4())
    try:
        async with files_of(request) as sources:
            scan = await _taken_in(sources, may.paper[:200], work)
        made = await process.run(papers.attach_from_phone, process.work, token, scan, now=process.now(), source=by)
    finally:
        work.end()
    return private(_told(made, scan), 201)
