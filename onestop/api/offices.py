"""Offices, their queues, counters and tickets, alerts, and a line on every board."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from onestop.api import answers
from onestop.api.answers import answer, page
from onestop.api.asking import LOOK, Caller, Staff, repeat_key
from onestop.api.bodies import Broadcast, Help, OfficeCode, Outcome
from onestop.api.memory import memory
from onestop.api.once import Answer, Inside, once
from onestop.api.routing import problems, router
from onestop.domain.errors import Forbidden
from onestop.domain.people import FLOOR, RECEPTION
from onestop.live.feed import live
from onestop.queries.track import Directory
from onestop.usecases import alerts
from onestop.wiring import wiring

routes = router("office")
Public = Annotated[Caller, Depends(LOOK)]
Reception = Annotated[Caller, Depends(Staff(RECEPTION))]
FloorStaff = Annotated[Caller, Depends(Staff(FLOOR))]


async def _own(office: str, caller: Caller) -> Directory:
    """The office, if the caller works there."""
    found = await memory().office(office)
    if caller.officer.office_id != found.id:
        raise Forbidden
    return found


@routes.get("/offices", response_model=answers.Offices, responses={**problems(429)})
async def offices(_caller: Public) -> Response:
    found = (await memory().offices()).values()
    return answer(page([_office(one) for one in found]))


def _office(one: Directory) -> dict[str, Any]:
    return {
        "office": one.code,
        "name_vi": one.name_vi,
        "name_en": one.name_en,
        "address": one.address,
        "timezone": one.zone.key,
    }


@routes.get("/offices/{office}/queues", response_model=answers.Queues, responses={**problems(404, 429)})
async def queues(office: OfficeCode, _caller: Public) -> Response:
    """Each queue as it is now: open, how many wait, how long that takes."""
    view = await live().current((await memory().office(office)).id)
    return answer(page([answers.queue(one) for one in view.queues]))


@routes.get("/offices/{office}/counters", response_model=answers.Counters, responses={**problems(401, 403, 404)})
async def counters(office: OfficeCode, caller: Reception) -> Response:
    here = await _own(office, caller)
    view = await live().current(here.id)
    return answer(page([answers.counter_seen(one, here) for one in view.counters]))


@routes.get("/offices/{office}/tickets", response_model=answers.Tickets, responses={**problems(401, 403, 404, 422)})
async def tickets(
    office: OfficeCode, caller: Reception, status: Literal["waiting", "parked", "missed"] = "waiting"
) -> Response:
    """Who waits (in the order of the lines), who is away for a while, who was missed today."""
    here = await _own(office, caller)
    view = await live().current(here.id)
    chosen = {"waiting": view.waiting, "parked": view.parked, "missed": view.missed}[status]
    return answer(page([answers.ticket(one, here) for one in chosen]))


@routes.get("/offices/{office}/alerts", response_model=answers.Alerts, responses={**problems(401, 403, 404)})
async def open_alerts(office: OfficeCode, caller: Reception) -> Response:
    """Open alerts; officers see calls for help, the floor sees all."""
    here = await _own(office, caller)
    view = await live().current(here.id)
    all_of_them = bool(caller.officer.roles & FLOOR)
    chosen = [one for one in view.alerts if all_of_them or one.kind.startswith("help.")]
    return answer(page([answers.alert(one, here) for one in chosen]))


async def _done(request: Request, caller: Caller, asked: list[Any], step: Any) -> Response:
    process = wiring()
    now = process.now()

    def act(inside: Inside) -> Answer:
        step(inside, now)
        return {}

    await process.run(once, process.work, repeat_key(request, caller), asked, now, act)
    return Response(status_code=204)


@routes.post(
    "/alerts/{alert_id}/see", status_code=204, response_class=Response, responses={**problems(401, 403, 404, 422)}
)
async def see(alert_id: UUID, request: Request, caller: Reception) -> Response:
    """Somebody is on the way."""
    return await _done(
        request,
        caller,
        ["see", str(alert_id)],
        lambda work, now: alerts.see(work, alert_id, actor=caller.actor, now=now),
    )


@routes.post(
    "/alerts/{alert_id}/close", status_code=204, response_class=Response, responses={**problems(401, 403, 404, 422)}
)
async def close(alert_id: UUID, body: Outcome, request: Request, caller: Reception) -> Response:
    """Say what came of it; criticism is not closed without words."""
    return await _done(
        request,
        caller,
        ["close", str(alert_id), body.outcome],
        lambda work, now: alerts.close(work, alert_id, body.outcome, actor=caller.actor, now=now),
    )


@routes.post(
    "/offices/{office}/help", status_code=204, response_class=Response, responses={**problems(401, 403, 404, 422)}
)
async def call_for_help(office: OfficeCode, body: Help, request: Request, caller: Reception) -> Response:
    """Ask somebody to come; an open call for the same place is not doubled."""
    here = await _own(office, caller)
    return await _done(
        request,
        caller,
        ["help", office, body.where],
        lambda work, now: alerts.call_for_help(work, here.id, body.where, actor=caller.actor, now=now),
    )


@routes.post(
    "/offices/{office}/broadcast",
    status_code=204,
    response_class=Response,
    responses={**problems(401, 403, 404, 422)},
)
async def broadcast(office: OfficeCode, body: Broadcast, request: Request, caller: FloorStaff) -> Response:
    """A line on every board for some minutes."""
    here = await _own(office, caller)
    return await _done(
        request,
        caller,
        ["broadcast", office, body.model_dump()],
        lambda work, now: alerts.broadcast(
            work, here.id, body.text_vi, body.text_en, body.minutes, actor=caller.actor, now=now
        ),
    )
