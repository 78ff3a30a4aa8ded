"""Who does whose work while they are away: said by themselves, by a head of their unit, or by a supervisor."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from onestop.api.asking import Caller, Staff
from onestop.api.bodies import Body
from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, private
from onestop.api.stepping import read
from onestop.domain.people import Role
from onestop.queries import away
from onestop.queries.away import AwayRow
from onestop.usecases import setup_units
from onestop.usecases.hands import WORKERS
from onestop.wiring import wiring

routes = router("dossier")
Worker = Annotated[Caller, Depends(Staff(WORKERS | {Role.POST}))]


class Made(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: UUID


class Substitute(Body):
    """Both days count."""

    officer: UUID
    by: UUID
    from_day: date
    to_day: date


@routes.get("/substitutions", response_model=page_of(AwayRow, "Substitutions"), responses={**problems(401, 403)})
async def substitutions(caller: Worker) -> Response:
    """Those that go on or are to come and concern the caller: their own, of units they head, all for a supervisor."""
    now = wiring().now()
    return await read(caller, lambda session, _: {"items": away.view(session, caller.actor, now).rows, "next": None})


@routes.post("/substitutions", status_code=201, response_model=Made, responses={**problems(401, 403, 422)})
async def substitute(body: Substitute, caller: Worker) -> Response:
    """Say who does an officer's work from one day to another."""
    process = wiring()
    made = await process.run(
        setup_units.substitute,
        process.work,
        caller.officer.office_id,
        body.officer,
        body.by,
        (body.from_day, body.to_day),
        actor=caller.actor,
        now=process.now(),
    )
    return private({"id": str(made)}, 201)


@routes.post("/substitutions/{substitution_id}/end", status_code=204, responses={**problems(401, 403, 404)})
async def end(substitution_id: UUID, caller: Worker) -> Response:
    """Back earlier than planned."""
    process = wiring()
    await process.run(
        setup_units.end_substitution, process.work, substitution_id, actor=caller.actor, now=process.now()
    )
    return Response(status_code=204)
