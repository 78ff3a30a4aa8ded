"""A received dossier: what the applicant brings, pays or takes back; notes; a new date; the result handed out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from onestop.api import dossier_bodies as bodies
from onestop.api.once import Inside
from onestop.api.routing import router
from onestop.api.stepping import STEP, AtDesk, Key, Reader, Supervision, Worker, declared, stepped
from onestop.usecases import apologising, fees, processing, publishing, returning
from onestop.usecases.returning import Taker

routes = router("dossier")


@dataclass(frozen=True, slots=True)
class Ordered:
    delivery: UUID
    post_code_holds: bool
    """Whether the code's check digit is right; a wrong one is taken all the same."""


@routes.post("/dossiers/{dossier}/supplemented", **STEP)
async def supplemented(dossier: Key, request: Request, caller: Reader, body: bodies.Words | None = None) -> Response:
    """What was asked for is here: the clock goes on, or begins again."""
    note = body.note if body else ""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: processing.supplemented(work, its, actor=caller.actor, now=now, note=note),
    )


@routes.post("/dossiers/{dossier}/paid", **STEP)
async def paid(dossier: Key, body: bodies.Paid, request: Request, caller: Reader) -> Response:
    """The fee is paid."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: fees.paid(work, its, body.reference, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/withdraw", **STEP)
async def withdraw(dossier: Key, body: bodies.Reason, request: Request, caller: Reader) -> Response:
    """The applicant takes it back, before its result is there."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: processing.withdraw(work, its, body.reason, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/reopen", **STEP)
async def reopen(dossier: Key, body: bodies.Reason, request: Request, caller: Supervision) -> Response:
    """A result concluded by mistake goes back to its last stage; a supervisor decides."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: processing.reopen(work, its, body.reason, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/note", **STEP)
async def note(dossier: Key, body: bodies.Words, request: Request, caller: Reader) -> Response:
    """An internal note; the applicant does not read it."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: processing.note(work, its, body.note, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/apologise", **STEP)
async def apologise(dossier: Key, body: bodies.Apologise, request: Request, caller: Worker) -> Response:
    """Name a new date, once (form 04); a head of the unit or a supervisor decides."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: apologising.apologise(
            work, its, body.new_due_at, body.reason, actor=caller.actor, now=now
        ),
    )


@routes.post("/dossiers/{dossier}/published", **STEP)
async def published(dossier: Key, body: bodies.Published, request: Request, caller: Worker) -> Response:
    """What the law counts from its publication was published: the clock starts."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: publishing.published(
            work, its, body.reference, at=body.at, actor=caller.actor, now=now
        ),
    )


@routes.post("/dossiers/{dossier}/hand-out", **STEP)
async def hand_out(dossier: Key, body: bodies.HandOut, request: Request, caller: AtDesk) -> Response:
    """Give the result to the applicant, or to somebody with an authorisation."""
    taker = Taker(**body.model_dump())
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: returning.hand_out(work, its, taker, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/hand-out-online", **STEP)
async def hand_out_online(dossier: Key, request: Request, caller: AtDesk) -> Response:
    """The digital result is the result, for those who asked for it online."""
    return await stepped(
        request,
        caller,
        dossier,
        None,
        lambda work, its, now: returning.hand_out_online(work, its, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/order-post", **declared(Ordered, name="PostOrdered", status=201))
async def order_post(
    dossier: Key, request: Request, caller: AtDesk, body: bodies.OrderPost | None = None
) -> Response:
    """Ask the post to take a result that is ready."""
    post_code = body.post_code if body else ""

    def step(work: Inside, its: UUID, now: datetime) -> dict[str, object]:
        made, holds = returning.order_post(work, its, actor=caller.actor, now=now, post_code=post_code)
        return {"delivery": made, "post_code_holds": holds}

    return await stepped(request, caller, dossier, body, step, status=201)
