"""Stages: taken, worked on, handed over; the applicant asked, the handling stopped."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from onestop.api import dossier_bodies, stage_bodies
from onestop.api.bodies import Body
from onestop.api.once import Answer, Inside
from onestop.api.routing import problems, router
from onestop.api.shaping import shape
from onestop.api.stepping import REPEATS, STEP, Step, Worker, declared, done, owner, stepped
from onestop.queries.track import Directory
from onestop.storage.rows import DossierStage
from onestop.usecases import fees, processing
from onestop.wiring import wiring

routes = router("stage")
StageId = Annotated[UUID, Path(description="As in the dossier's `stages`")]


@dataclass(frozen=True, slots=True)
class Concluded:
    concluded: bool
    """It was the last stage: the result is at the one-stop shop."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many stages were taken, and how many were not: a colleague's, another unit's, or over."""

    taken: int
    left: int


async def _step(request: Request, caller: Worker, stage: UUID, body: Body | None, step: Step) -> Response:
    return await stepped(request, caller, str(stage), body, step, of=DossierStage)


@routes.post(
    "/stages/take",
    response_model=shape(Taken, name="StagesTaken"),
    responses={**problems(401, 403, 404, 422)},
    openapi_extra=REPEATS,
)
async def take_several(body: stage_bodies.Stages, request: Request, caller: Worker) -> Response:
    """Take several at once; those that cannot be taken are left."""
    now = wiring().now()

    def act(inside: Inside, here: Directory) -> Answer:
        ids = sorted(set(body.stages))
        for stage_id in ids:
            owner(inside.tx.session, DossierStage, stage_id, here.id)
        taken, left = processing.take_all(inside, ids, actor=caller.actor, now=now)
        return {"taken": taken, "left": left}

    return await done(request, caller, body, act)


@routes.post("/stages/{stage}/take", **STEP)
async def take(stage: StageId, request: Request, caller: Worker) -> Response:
    """Take an open stage of one's own unit."""
    return await _step(
        request, caller, stage, None, lambda work, its, now: processing.take(work, its, actor=caller.actor, now=now)
    )


@routes.post("/stages/{stage}/assign", **STEP)
async def assign(stage: StageId, body: stage_bodies.Assign, request: Request, caller: Worker) -> Response:
    """A head gives it to an officer of the unit."""
    return await _step(
        request,
        caller,
        stage,
        body,
        lambda work, its, now: processing.assign(work, its, body.officer, actor=caller.actor, now=now),
    )


@routes.post("/stages/{stage}/release", **STEP)
async def release(stage: StageId, request: Request, caller: Worker) -> Response:
    """Put it back to its unit."""
    return await _step(
        request,
        caller,
        stage,
        None,
        lambda work, its, now: processing.release(work, its, actor=caller.actor, now=now),
    )


@routes.post("/stages/{stage}/done", **declared(Concluded, name="StageDone"))
async def finish(stage: StageId, request: Request, caller: Worker, body: stage_bodies.Done | None = None) -> Response:
    """Hand it over: what waited for it opens; the last one ends with a result."""
    wish = body or stage_bodies.Done()
    return await _step(
        request,
        caller,
        stage,
        wish,
        lambda work, its, now: {
            "concluded": processing.done(
                work, its, actor=caller.actor, now=now, outcome=wish.outcome, result=wish.result
            )
        },
    )


@routes.post("/stages/{stage}/send-back", **STEP)
async def send_back(stage: StageId, body: stage_bodies.SendBack, request: Request, caller: Worker) -> Response:
    """A fault was found: an earlier stage begins again."""
    return await _step(
        request,
        caller,
        stage,
        body,
        lambda work, its, now: processing.send_back(work, its, body.to, body.reason, actor=caller.actor, now=now),
    )


@routes.post("/stages/{stage}/skip", **STEP)
async def skip(stage: StageId, body: dossier_bodies.Reason, request: Request, caller: Worker) -> Response:
    """Leave it out, with a reason; a head of its unit decides."""
    return await _step(
        request,
        caller,
        stage,
        body,
        lambda work, its, now: processing.skip(work, its, body.reason, actor=caller.actor, now=now),
    )


@routes.post("/stages/{stage}/ask-supplement", **STEP)
async def ask_supplement(
    stage: StageId, body: stage_bodies.AskSupplement, request: Request, caller: Worker
) -> Response:
    """Ask the applicant for all that is lacking (form 02); the clock stands until it is there."""
    return await _step(
        request,
        caller,
        stage,
        body,
        lambda work, its, now: processing.ask_supplement(
            work, its, body.lines, body.reason, actor=caller.actor, now=now, basis=body.basis
        ),
    )


@routes.post("/stages/{stage}/ask-fee", **STEP)
async def ask_fee(stage: StageId, body: stage_bodies.AskFee, request: Request, caller: Worker) -> Response:
    """A fee is due; the clock stands until it is paid."""
    return await _step(
        request,
        caller,
        stage,
        body,
        lambda work, its, now: fees.ask(work, its, body.amount_vnd, actor=caller.actor, now=now),
    )


@routes.post("/stages/{stage}/stop", **STEP)
async def stop(stage: StageId, body: dossier_bodies.Reason, request: Request, caller: Worker) -> Response:
    """Stop handling the dossier, with the reason (form 05); a head of the unit decides."""
    return await _step(
        request,
        caller,
        stage,
        body,
        lambda work, its, now: processing.stop(work, its, body.reason, actor=caller.actor, now=now),
    )
