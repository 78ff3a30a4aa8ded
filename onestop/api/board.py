"""The board of a hall, once or as a stream."""

from typing import Annotated, Any, Final

from fastapi import Depends
from starlette.responses import Response

from onestop.api.answers import Board
from onestop.api.asking import LOOK, Caller
from onestop.api.bodies import OfficeCode
from onestop.api.hub import hub
from onestop.api.memory import memory
from onestop.api.routing import problems, router

routes = router("board")
Public = Annotated[Caller, Depends(LOOK)]
STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@routes.get("/offices/{office}/board", response_model=Board, responses={**problems(404, 429)})
async def board(office: OfficeCode, _caller: Public) -> Response:
    """Who is called where, and how many wait."""
    here = await memory().office(office)
    return Response(await hub(here.id).board(), media_type="application/json")


@routes.get("/offices/{office}/board/stream", response_class=Response, responses={**STREAM, **problems(404, 429)})
async def board_stream(office: OfficeCode, caller: Public) -> Response:
    """First the board, then again after every change; `id:` is its rev, a comment comes every 10 s."""
    here = await memory().office(office)
    return await hub(here.id).board_stream(caller.address)
