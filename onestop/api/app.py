"""`api`: every route under `/api`, its manners and its documentation; the composition root mounts it.

Routers are laid flat into one list, so that `api.routes` is the whole table and matching is one pass.
"""

from typing import Final

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Route

from onestop.api import (
    across,
    asides,
    away,
    bank,
    board,
    bookings,
    cards,
    counters,
    dossier_lists,
    dossier_steps,
    dossiers,
    eforms,
    feedback,
    files,
    forms,
    health,
    incoming,
    lookup,
    offices,
    procedures,
    results,
    sessions,
    stages,
    tickets,
    till,
    track,
)
from onestop.api.docs_page import page
from onestop.api.edge import Limited
from onestop.api.metrics import Counted
from onestop.api.problems import answer_problems, problem
from onestop.api.routing import document

METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

api = FastAPI(
    title="OneStop",
    version="1",
    description="Tickets, counters, boards, procedures, dossiers of a one-stop shop. "
    "Errors are problems (RFC 9457) with a stable code.",
    openapi_url="/api/openapi.json",
    docs_url=None,
    redoc_url=None,
)


@api.get("/api/docs", include_in_schema=False)
async def docs() -> Response:
    """The calls, readable by people."""
    return HTMLResponse(page(api.openapi()))


NOUNS: Final = (
    *(
        sessions,
        offices,
        tickets,
        bookings,
        counters,
        board,
        track,
        files,
        incoming,
        results,
        cards,
        forms,
        eforms,
        health,
    ),
    *(procedures, lookup, dossier_lists, dossiers, dossier_steps, across, stages, asides, away, bank, till, feedback),
)
"""In order of matching: `/dossiers/late` before `/dossiers/{dossier}`."""
for noun in NOUNS:
    api.router.routes.extend(noun.routes.routes)
    for declared in noun.routes.routes:
        if isinstance(declared, APIRoute):
            document(declared)


async def elsewhere(request: Request) -> Response:
    """No such route, or not with this method; what is not under `/api` goes on to the screens."""
    allowed: set[str] = set()
    for route in api.routes:
        if isinstance(route, Route) and route.path != LAST and route.matches(request.scope)[0] is Match.PARTIAL:
            allowed |= route.methods or set()
    if allowed:
        return problem(request, 405, "method.not_allowed", headers={"allow": ", ".join(sorted(allowed))})
    return problem(request, 404, "route.unknown")


LAST: Final = "/api/{rest:path}"
api.router.routes.append(Route(LAST, elsewhere, methods=METHODS, include_in_schema=False))
answer_problems(api)
api.add_middleware(Limited)
api.add_middleware(Counted)
