"""Lists of dossiers: an officer's inbox or a unit's, what is late, what a search finds.

What is searched for may be a name: it is sent in a body, for addresses are written to logs.
"""

from typing import Annotated, Any, Final

from fastapi import Query
from starlette.responses import Response

from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, shape
from onestop.api.stage_bodies import Search
from onestop.api.stepping import AtIntake, Reader, read
from onestop.queries import drafts, inbox
from onestop.queries.dossier_facts import InboxView, ListRow
from onestop.wiring import wiring

routes = router("dossier")
ROWS: Final[Any] = page_of(ListRow, "Dossiers")
Unit = Annotated[
    str, Query(max_length=24, pattern=r"^[^\x00]*$", description="A unit's code: all that is under way in it")
]


@routes.get("/inbox", response_model=shape(InboxView, name="Inbox"), responses={**problems(401, 403, 404, 422)})
async def mine(caller: Reader, unit: Unit = "") -> Response:
    """What the officer holds or may take, the most urgent first; with `unit` all of a unit they belong to."""
    now = wiring().now()
    return await read(caller, lambda session, _: inbox.inbox(session, caller.actor, now, unit=unit))


@routes.get("/dossiers/late", response_model=ROWS, responses={**problems(401, 403, 422)})
async def late(caller: Reader) -> Response:
    """Whose due date has passed while the clock runs, the latest first; at most 200."""
    now = wiring().now()
    return await read(caller, lambda session, here: _page(inbox.late(session, here.id, now)))


@routes.get(
    "/dossiers/handed-in", response_model=page_of(drafts.DraftRow, "Drafts"), responses={**problems(401, 403, 422)}
)
async def handed_in(caller: AtIntake) -> Response:
    """What waits to be received, the longest waiting first, then drafts left half done; at most 200."""
    return await read(
        caller,
        lambda session, here: {"items": drafts.waiting(session, here.id, actor=caller.actor), "next": None},
    )


@routes.post("/dossiers/search", response_model=ROWS, responses={**problems(401, 403, 422)})
async def search(body: Search, caller: Reader) -> Response:
    """By code, by personal number, or by words of the applicant's name; at most 50, the newest first."""
    now = wiring().now()
    return await read(caller, lambda session, here: _page(inbox.search(session, here.id, body.text, now)))


def _page(rows: tuple[ListRow, ...]) -> dict[str, Any]:
    return {"items": rows, "next": None}
