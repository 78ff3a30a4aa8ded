"""For machines: is the process alive, may it be given work, and its figures for Prometheus."""

from typing import Annotated, Final

from fastapi import Depends
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from onestop.api.answers import Health, Ready, answer
from onestop.api.asking import LOOK, Caller
from onestop.api.metrics import rendered
from onestop.api.problems import problem
from onestop.api.routing import problems, router
from onestop.queries import track
from onestop.storage.migrate import at_head
from onestop.wiring import Shop, wiring

routes = router("machine")
Public = Annotated[Caller, Depends(LOOK)]
_AT_HEAD: Final[set[str]] = set()
"""Databases found at the newest migration: they do not go back while a process runs."""


@routes.get("/health/live", response_model=Health, responses={**problems(429)})
async def live(_caller: Public) -> Response:
    return answer({"status": "ok"})


@routes.get("/health/ready", response_model=Ready, responses={**problems(429, 503)})
async def ready(request: Request, _caller: Public) -> Response:
    """200 when the database answers and has the newest schema; `hub` tells whether facts are being relayed."""
    process = wiring()
    try:
        found = await process.run(_state, process)
    except SQLAlchemyError:
        found = {"database": False, "migrations": False, "hub": False}
    if found["database"] and found["migrations"]:
        return answer({"status": "ready", **found})
    return problem(request, 503, "not_ready", found)


def _state(shop: Shop) -> dict[str, bool]:
    url = shop.settings.database
    if url not in _AT_HEAD:
        if not at_head(shop.engine):
            return {"database": True, "migrations": False, "hub": False}
        _AT_HEAD.add(url)
    with shop.work.reading() as session:
        return {"database": True, "migrations": True, "hub": any(track.leases(session, shop.now()).values())}


@routes.get("/metrics", response_class=Response, responses={**problems(429)})
async def metrics(_caller: Public) -> Response:
    """Prometheus text; requests and watchers are this process's own, the rest is the office's."""
    process = wiring()
    return Response(await process.run(rendered, process), media_type=CONTENT_TYPE_LATEST)
