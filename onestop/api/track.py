"""A ticket's place for whoever holds its code, and what they may do: leave the queue, rate, ask a manager to look."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from onestop.api import answers
from onestop.api.answers import answer, when
from onestop.api.asking import LOOK, MAKE, Caller, repeat_key
from onestop.api.board import STREAM
from onestop.api.bodies import Mark, TrackToken, Why
from onestop.api.hub import holder, hub, hub_of
from onestop.api.memory import memory
from onestop.api.once import Answer, Inside, once
from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, plain, private
from onestop.domain.people import Actor
from onestop.queries import visit
from onestop.usecases import rating, ticketing
from onestop.wiring import wiring

routes = router("track")
Public = Annotated[Caller, Depends(LOOK)]
Maker = Annotated[Caller, Depends(MAKE)]


@routes.get("/track/{token}", response_model=answers.Track, responses={**problems(404, 422, 429)})
async def place(token: TrackToken, _caller: Public) -> Response:
    """Where the ticket is: in line, at a counter, served."""
    return answer(await (await hub_of(token)).phone(token))


@routes.get("/track/{token}/stream", response_class=Response, responses={**STREAM, **problems(404, 422, 429)})
async def place_stream(token: TrackToken, caller: Public) -> Response:
    """The same, again whenever something about this ticket changes."""
    return await (await hub_of(token)).phone_stream(token, caller.address)


@routes.get(
    "/track/{token}/dossiers",
    response_model=page_of(visit.Received, "VisitDossiers"),
    responses={**problems(404, 422, 429)},
)
async def dossiers(token: TrackToken, _caller: Public) -> Response:
    """Dossiers received in this visit, each with its code and degree of completion; the rest needs its receipt."""
    process, mine = wiring(), await holder(token)

    def find() -> tuple[visit.Received, ...]:
        with process.work.reading() as session:
            return visit.received(session, mine.id)

    zone = (await memory().office_by_id(mine.office_id)).zone
    return private({"items": plain(await process.run(find), zone), "next": None})


@routes.post("/track/{token}/cancel", response_model=answers.Track, responses={**problems(404, 409, 422, 429)})
async def cancel(token: TrackToken, request: Request, caller: Maker) -> Response:
    """Leave the queue; nothing is lost that another number would not bring back."""
    process, mine = wiring(), await holder(token)
    actor, now = Actor("holder", mine.track_token, mine.office_id), process.now()

    def step(inside: Inside) -> Answer:
        ticketing.cancel(inside, mine.id, actor=actor, now=now)
        return {"status": "cancelled"}

    done = await process.run(once, process.work, repeat_key(request, caller), ["cancel", token], now, step)
    seen = await hub(mine.office_id).phone(token)
    return answer({**seen, **(done or {}), "ahead": None, "more_than": False, "wait": None, "counter": None})


@routes.post(
    "/track/{token}/criticism",
    status_code=201,
    response_model=answers.Opened,
    responses={**problems(404, 409, 422, 429)},
)
async def criticise(token: TrackToken, request: Request, caller: Maker) -> Response:
    """Ask a manager to look now; for a ticket that is or was at a counter."""
    process = wiring()
    now = process.now()

    def step(inside: Inside) -> Answer:
        return {"new": rating.criticise_from_phone(inside, token, now=now)}

    done = await process.run(once, process.work, repeat_key(request, caller), ["criticism", token], now, step)
    return answer(done, 201)


@routes.post(
    "/track/{token}/reasons",
    status_code=201,
    response_model=answers.Explained,
    responses={**problems(404, 409, 422, 429)},
    tags=["rating"],
)
async def explain(token: TrackToken, body: Why, request: Request, caller: Maker) -> Response:
    """Why a mark given at the counter was low; once, as long as the office takes marks."""
    process, mine = wiring(), await holder(token)
    now = process.now()

    def step(inside: Inside) -> Answer:
        rating.explain_from_phone(inside, token, tuple(body.reasons), body.comment, now=now)
        return {"reasons": list(dict.fromkeys(body.reasons))}

    key = repeat_key(request, caller)
    done = await process.run(once, process.work, key, ["reasons", token, body.model_dump()], now, step)
    hub(mine.office_id).forget(token)
    return answer(done, 201)


@routes.post(
    "/ratings",
    status_code=201,
    response_model=answers.Rated,
    responses={**problems(404, 409, 422, 429)},
    tags=["rating"],
)
async def rate(body: Mark, request: Request, caller: Maker) -> Response:
    """A mark for a visit that ended, 4 is best; once per ticket, as long as the office takes them."""
    mine = await holder(body.track_token)
    process, office = wiring(), await memory().office_by_id(mine.office_id)
    now, mark = process.now(), rating.Mark(body.value, tuple(body.reasons), body.comment)

    def step(inside: Inside) -> Answer:
        rating.rate_from_phone(inside, mine.track_token, mark, now=now)
        return {"value": body.value, "at": when(now, office.zone)}

    key = repeat_key(request, caller)
    done = await process.run(once, process.work, key, ["rate", body.model_dump()], now, step)
    hub(mine.office_id).forget(mine.track_token)
    return answer(done, 201)
