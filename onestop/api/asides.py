"""Beside the stages: opinions asked of other units, visits on the spot, and results on their way by post."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from onestop.api import stage_bodies as bodies
from onestop.api.once import Answer, Inside
from onestop.api.routing import problems, router
from onestop.api.shaping import private, shape
from onestop.api.signed import BySecret
from onestop.api.stages import StageId
from onestop.api.stepping import REPEATS, STEP, AtDesk, Worker, declared, done, owner, stepped
from onestop.queries.track import Directory
from onestop.storage.rows import Delivery, DossierStage, Opinion, SiteVisit
from onestop.usecases import asides, returning
from onestop.wiring import wiring

routes = router("stage")
Id = Annotated[UUID, Path(description="As on the dossier's page")]


@dataclass(frozen=True, slots=True)
class Asked:
    opinion: UUID


@dataclass(frozen=True, slots=True)
class Arranged:
    visit: UUID


@dataclass(frozen=True, slots=True)
class Handed:
    list_no: str
    """Of the list both sides sign."""


@dataclass(frozen=True, slots=True)
class ItemState:
    id: UUID
    state: str


@routes.post("/stages/{stage}/ask-opinion", **declared(Asked, name="OpinionAsked", status=201))
async def ask_opinion(stage: StageId, body: bodies.AskOpinion, request: Request, caller: Worker) -> Response:
    """Ask another unit; the stage and its clock go on."""
    return await stepped(
        request,
        caller,
        str(stage),
        body,
        lambda work, its, now: {
            "opinion": asides.ask_opinion(
                work, its, body.unit, body.question, actor=caller.actor, now=now, days=body.days
            )
        },
        of=DossierStage,
        status=201,
    )


@routes.post("/stages/{stage}/arrange-visit", **declared(Arranged, name="VisitArranged", status=201))
async def arrange_visit(stage: StageId, body: bodies.ArrangeVisit, request: Request, caller: Worker) -> Response:
    """Arrange a visit on the spot; its letter is a form of its own."""
    return await stepped(
        request,
        caller,
        str(stage),
        body,
        lambda work, its, now: {
            "visit": asides.arrange_visit(
                work, its, body.at, body.place, actor=caller.actor, now=now, members=body.members
            )
        },
        of=DossierStage,
        status=201,
    )


@routes.post("/opinions/{opinion}/answer", **STEP)
async def answer_opinion(opinion: Id, body: bodies.Opinion, request: Request, caller: Worker) -> Response:
    """Answer for one's unit, once."""
    return await stepped(
        request,
        caller,
        str(opinion),
        body,
        lambda work, its, now: asides.answer_opinion(work, its, body.answer, actor=caller.actor, now=now),
        of=Opinion,
    )


@routes.post("/visits/{visit}/report", **STEP)
async def report_visit(visit: Id, body: bodies.Report, request: Request, caller: Worker) -> Response:
    """What the visit found; where the law counts from the inspection, the clock starts here."""
    return await stepped(
        request,
        caller,
        str(visit),
        body,
        lambda work, its, now: asides.report_visit(
            work, its, body.report, passed=body.passed, actor=caller.actor, now=now
        ),
        of=SiteVisit,
    )


@routes.post(
    "/deliveries/hand-over",
    status_code=201,
    response_model=shape(Handed, name="PostHanded"),
    responses={**problems(401, 403, 404, 409, 422)},
    openapi_extra=REPEATS,
    tags=["post"],
)
async def hand_over(body: bodies.HandOver, request: Request, caller: AtDesk) -> Response:
    """Give ordered items to the post on one list."""
    now, items = wiring().now(), [(item.id, item.post_code) for item in body.deliveries]

    def act(inside: Inside, here: Directory) -> Answer:
        return {"list_no": returning.hand_to_post(inside, here.id, items, actor=caller.actor, now=now)}

    return await done(request, caller, body, act, 201)


@routes.post(
    "/deliveries/{delivery}/events",
    status_code=201,
    response_model=shape(ItemState, name="PostItem"),
    responses={**problems(401, 403, 404, 409, 422)},
    openapi_extra=REPEATS,
    tags=["post"],
)
async def post_says(delivery: Id, body: bodies.PostEvent, request: Request, caller: AtDesk) -> Response:
    """What the post says of an item, in whatever order it says it; a repeated event changes nothing."""
    now, event = wiring().now(), returning.PostEvent(**body.model_dump())

    def act(inside: Inside, here: Directory) -> Answer:
        owner(inside.tx.session, Delivery, delivery, here.id)
        state = returning.post_says(inside, delivery, event, actor=caller.actor, now=now)
        return {"id": str(delivery), "state": state}

    return await done(request, caller, body, act, 201)


@routes.post(
    "/post-events",
    response_model=shape(ItemState, name="PostItem"),
    responses={**problems(401, 404, 409, 422)},
    dependencies=[Depends(BySecret("post"))],
    tags=["post"],
)
async def post_tells(body: bodies.PostTold) -> Response:
    """What the post's own program says of an item: signed, in any order, as often as it likes."""
    process = wiring()
    event = returning.PostEvent(**body.model_dump(exclude={"item"}))
    delivery, state = await process.run(returning.posted, process.work, body.item, event, now=process.now())
    return private({"id": str(delivery), "state": state})
