"""Counters: sitting down, pausing, leaving, and calling people."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from onestop.api import answers, bodies
from onestop.api.answers import CallAnswer, CounterAnswer, answer
from onestop.api.asking import Caller, Staff, repeat_key
from onestop.api.bodies import CounterCode
from onestop.api.memory import memory
from onestop.api.once import Answer, Inside, once
from onestop.api.problems import locale_of
from onestop.api.routing import problems, router
from onestop.domain.people import COUNTER, FLOOR
from onestop.storage.rows import Counter, Ticket
from onestop.usecases import calling, counters
from onestop.usecases.calling import Called
from onestop.usecases.counters import Seated
from onestop.wiring import wiring
from onestop.words import say

routes = router("counter")
Seat = Annotated[Caller, Depends(Staff(COUNTER))]
SeatOrFloor = Annotated[Caller, Depends(Staff(COUNTER | FLOOR))]
STEP: Final[dict[str, Any]] = {"response_model": CounterAnswer, "responses": {**problems(401, 403, 404, 409, 422)}}
CALL: Final[dict[str, Any]] = {"response_model": CallAnswer, "responses": {**problems(401, 403, 404, 409, 422)}}
Step = Callable[[Inside, datetime], Seated | None]


async def _step(request: Request, caller: Caller, counter: str, asked: Any, step: Step) -> Response:
    process, here = wiring(), await memory().office_by_id(caller.officer.office_id)
    now = process.now()

    def act(inside: Inside) -> Answer:
        seated = step(inside, now)
        row = inside.tx.session.scalars(select(Counter).where(Counter.code == counter)).one()
        return answers.counter(row, here, seated.handover if seated else "")

    asked = [request.url.path, asked]
    return answer(await process.run(once, process.work, repeat_key(request, caller), asked, now, act))


@routes.post("/counters/{counter}/open", **STEP)
async def sit_down(counter: CounterCode, request: Request, caller: Seat) -> Response:
    """Sit down, or go on after a pause; `handover` is what the shift before left to know."""
    return await _step(
        request,
        caller,
        counter,
        None,
        lambda work, now: counters.open_counter(work, counter, actor=caller.actor, now=now),
    )


@routes.post("/counters/{counter}/pause", **STEP)
async def pause(counter: CounterCode, body: bodies.Pause, request: Request, caller: SeatOrFloor) -> Response:
    """Call nobody for a while; the time is counted under its reason."""
    return await _step(
        request,
        caller,
        counter,
        body.reason,
        lambda work, now: counters.pause(work, counter, body.reason, actor=caller.actor, now=now),
    )


@routes.post("/counters/{counter}/close", **STEP)
async def leave(
    counter: CounterCode, request: Request, caller: SeatOrFloor, body: bodies.Close | None = None
) -> Response:
    """Leave the counter, with a word for the next shift."""
    word = body.word if body else ""
    return await _step(
        request,
        caller,
        counter,
        word,
        lambda work, now: counters.close(work, counter, actor=caller.actor, now=now, word=word),
    )


@routes.post("/counters/{counter}/auto-call", **STEP)
async def auto_call(counter: CounterCode, body: bodies.AutoCall, request: Request, caller: Seat) -> Response:
    """Let the hall call the next person by itself while this counter is idle."""
    return await _step(
        request,
        caller,
        counter,
        body.on,
        lambda work, now: counters.set_auto_call(work, counter, on=body.on, actor=caller.actor, now=now),
    )


async def _call(
    request: Request, caller: Caller, asked: Any, call: Callable[[Inside, datetime], Called | None]
) -> Response:
    process, here = wiring(), await memory().office_by_id(caller.officer.office_id)
    now = process.now()

    def act(inside: Inside) -> Answer | None:
        called = call(inside, now)
        if called is None:
            return None
        row = inside.tx.session.get_one(Ticket, called.id)
        return {"ticket": answers.ticket(row, here), "reason": {"code": called.why, "facts": dict(called.facts)}}

    asked = [request.url.path, asked]
    done = await process.run(once, process.work, repeat_key(request, caller), asked, now, act)
    if done is None:
        return Response(status_code=204)
    reason = done["reason"]
    sentence = say(locale_of(request), f"why.{reason['code']}", **reason["facts"])
    return answer({**done, "reason": {**reason, "sentence": sentence}})


@routes.post("/counters/{counter}/call-next", **CALL)
async def call_next(counter: CounterCode, request: Request, caller: Seat) -> Response:
    """Call whose turn it is, and say why; 204 when nobody waits."""
    return await _call(
        request, caller, None, lambda work, now: calling.call_next(work, counter, actor=caller.actor, now=now)
    )


@routes.post("/counters/{counter}/call", **CALL)
async def call_chosen(counter: CounterCode, body: bodies.CallChosen, request: Request, caller: Seat) -> Response:
    """Call one waiting or parked ticket out of turn; the log says it was chosen."""
    return await _call(
        request,
        caller,
        str(body.ticket),
        lambda work, now: calling.call_chosen(work, counter, body.ticket, actor=caller.actor, now=now),
    )
