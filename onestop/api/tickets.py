"""Tickets: taking a number, and every step of its life."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from onestop.api import answers, bodies
from onestop.api.answers import TakenAnswer, TicketAnswer, answer, interval, when
from onestop.api.asking import MAKE, Caller, Staff, repeat_key
from onestop.api.bodies import OfficeCode, Take
from onestop.api.memory import memory
from onestop.api.once import Answer, Inside, once
from onestop.api.routing import problems, router
from onestop.domain.errors import BadInput, Forbidden, TicketUnknown
from onestop.domain.people import COUNTER, FLOOR, RECEPTION
from onestop.domain.waiting import MOST_AHEAD
from onestop.queries.track import Directory
from onestop.storage.rows import Officer, Place, Ticket
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import calling, dossier_visits, moving, serving, ticketing
from onestop.usecases.dossier_visits import Claim
from onestop.usecases.ticketing import Taken, Wish
from onestop.wiring import wiring

routes = router("ticket")
Maker = Annotated[Caller, Depends(MAKE)]
AtCounter = Annotated[Caller, Depends(Staff(COUNTER | FLOOR))]
Reception = Annotated[Caller, Depends(Staff(RECEPTION))]
GIVES_NUMBERS = frozenset({"kiosk", "dispenser", "reception"})
"""Kinds of places where a number may be taken."""
STEP: Final[dict[str, Any]] = {"response_model": TicketAnswer, "responses": {**problems(401, 403, 404, 409, 422)}}


@routes.post(
    "/offices/{office}/tickets",
    status_code=201,
    response_model=TakenAnswer,
    responses={**problems(401, 403, 404, 409, 422, 429)},
)
async def take(office: OfficeCode, body: Take, request: Request, caller: Maker) -> Response:
    """The next number of a queue, or of the line a dossier's business has.

    A kiosk or dispenser shows its place credential, an officer a token.
    """
    if (body.queue is None) is (body.dossier is None):
        raise BadInput(field="queue")
    here, process = await memory().office(office), wiring()
    wish = _wish(here, body, caller)
    key = repeat_key(request, caller)
    if body.dossier is not None:
        return await _take_for_dossier(wish, body.dossier, body, here, caller, key)
    taken = await process.run(_take, process.work, wish, body.place, here, caller, key, process.now())
    return answer(taken_answer(taken, here, process.settings.address), 201)


def _wish(here: Directory, body: Take, caller: Caller) -> Wish:
    """What is asked for, and through which channel; `Forbidden` for a caller who may not take numbers here."""
    place_id, channel = None, "web"
    if caller.standing is not None:
        stands = caller.standing
        elsewhere = stands.office_id != here.id or body.place not in (None, stands.code)
        if elsewhere or stands.kind not in GIVES_NUMBERS:
            raise Forbidden
        place_id, channel = stands.place_id, stands.kind
    elif caller.who is not None:
        caller.actor.must(RECEPTION, here.id)
        channel = "reception"
    elif body.place is not None:
        raise Forbidden
    return Wish(
        office=here.code,
        queue=body.queue or "",
        channel=channel,
        lang=body.lang,
        priority=body.priority,
        proof=body.proof[:60],
        place_id=place_id,
        further=tuple(body.further),
        paper=body.paper,
    )


def _take(
    work: UnitOfWork, wish: Wish, place: str | None, here: Directory, caller: Caller, key: str | None, now: datetime
) -> Taken:
    return ticketing.take(work, _placed(work, wish, place, here), actor=caller.actor, now=now, key=key)


def _placed(work: UnitOfWork, wish: Wish, place: str | None, here: Directory) -> Wish:
    """An officer names the place at which the slip is to come out."""
    if place is None or wish.place_id is not None:
        return wish
    with work.reading() as session:
        return replace(wish, place_id=_place_id(session, here.id, place))


async def _take_for_dossier(
    wish: Wish, receipt: bodies.Receipt, body: Take, here: Directory, caller: Caller, key: str | None
) -> Response:
    process, now = wiring(), wiring().now()

    def act(inside: Inside) -> Answer:
        made = dossier_visits.take_for_dossier(
            inside,
            _placed(inside, wish, body.place, here),
            Claim(receipt.code, receipt.secret),
            actor=caller.actor,
            now=now,
        )
        return {**taken_answer(made.taken, here, process.settings.address), "purpose": made.purpose or None}

    asked = [here.code, str(caller.actor), body.model_dump()]
    return answer(await process.run(once, process.work, key, asked, now, act), 201)


def _place_id(session: Session, office_id: UUID, code: str) -> UUID:
    found = session.scalars(select(Place.id).where(Place.office_id == office_id, Place.code == code)).one_or_none()
    if found is None:
        raise BadInput(field="place")
    return found


def taken_answer(taken: Taken, here: Directory, address: str) -> dict[str, Any]:
    return {
        "id": str(taken.id),
        "number": taken.number,
        "queue": taken.queue,
        "ahead": min(taken.ahead, MOST_AHEAD),
        "more_than": taken.ahead > MOST_AHEAD,
        "wait": interval(taken.low_min, taken.high_min),
        "issued_at": when(taken.issued_at, here.zone),
        "track_token": taken.track_token,
        "track_url": f"{address}/t/{taken.track_token}",
        "printing": taken.printing,
    }


@routes.get("/tickets/{ticket_id}", response_model=TicketAnswer, responses={**problems(401, 403, 404, 422)})
async def see(ticket_id: UUID, caller: Reception) -> Response:
    process, here = wiring(), await memory().office_by_id(caller.officer.office_id)
    return answer(await process.run(_see, process.work, ticket_id, here))


def _see(work: UnitOfWork, ticket_id: UUID, here: Directory) -> dict[str, Any]:
    with work.reading() as session:
        row = session.get(Ticket, ticket_id)
        if row is None or row.office_id != here.id:
            raise TicketUnknown
        return answers.ticket(row, here)


Step = Callable[[Inside, datetime], object]


async def _step(request: Request, caller: Caller, ticket_id: UUID, asked: Any, step: Step) -> Response:
    """Take one step and answer the ticket as it is after it, from the same transaction."""
    process, here = wiring(), await memory().office_by_id(caller.officer.office_id)
    key, now = repeat_key(request, caller), process.now()

    def act(inside: Inside) -> Answer:
        step(inside, now)
        return answers.ticket(inside.tx.session.get_one(Ticket, ticket_id), here)

    asked = [request.url.path, asked]
    return answer(await process.run(once, process.work, key, asked, now, act))


@routes.post("/tickets/{ticket_id}/recall", **STEP)
async def recall(ticket_id: UUID, request: Request, caller: AtCounter) -> Response:
    """Call the same person again."""
    return await _step(
        request,
        caller,
        ticket_id,
        None,
        lambda work, now: calling.recall(work, ticket_id, actor=caller.actor, now=now),
    )


@routes.post("/tickets/{ticket_id}/start", **STEP)
async def start(ticket_id: UUID, request: Request, caller: AtCounter) -> Response:
    """The person is here."""
    return await _step(
        request,
        caller,
        ticket_id,
        None,
        lambda work, now: serving.start(work, ticket_id, actor=caller.actor, now=now),
    )


@routes.post("/tickets/{ticket_id}/finish", **STEP)
async def finish(ticket_id: UUID, request: Request, caller: AtCounter, body: bodies.Finish | None = None) -> Response:
    """End the service, or send the visit on to the next thing it asked for."""
    outcome = body.outcome if body else None
    return await _step(
        request,
        caller,
        ticket_id,
        outcome,
        lambda work, now: serving.finish(work, ticket_id, actor=caller.actor, now=now, outcome=outcome),
    )


@routes.post("/tickets/{ticket_id}/miss", **STEP)
async def miss(ticket_id: UUID, request: Request, caller: AtCounter) -> Response:
    """The person did not come."""
    return await _step(
        request, caller, ticket_id, None, lambda work, now: serving.miss(work, ticket_id, actor=caller.actor, now=now)
    )


@routes.post("/tickets/{ticket_id}/undo", **STEP)
async def undo(ticket_id: UUID, request: Request, caller: AtCounter) -> Response:
    """Take a mistaken finish back."""
    return await _step(
        request, caller, ticket_id, None, lambda work, now: serving.undo(work, ticket_id, actor=caller.actor, now=now)
    )


@routes.post("/tickets/{ticket_id}/park", **STEP)
async def park(ticket_id: UUID, request: Request, caller: AtCounter, body: bodies.Park | None = None) -> Response:
    """Send the person away for some minutes; the ticket comes back by itself."""
    wish = body or bodies.Park()
    return await _step(
        request,
        caller,
        ticket_id,
        wish.model_dump(),
        lambda work, now: moving.park(
            work, ticket_id, actor=caller.actor, now=now, minutes=wish.minutes, note=wish.note
        ),
    )


@routes.post("/tickets/{ticket_id}/reinstate", **STEP)
async def reinstate(ticket_id: UUID, request: Request, caller: Reception) -> Response:
    """Bring a missed or parked ticket back into its line."""
    return await _step(
        request,
        caller,
        ticket_id,
        None,
        lambda work, now: moving.reinstate(work, ticket_id, actor=caller.actor, now=now),
    )


@routes.post("/tickets/{ticket_id}/cancel", **STEP)
async def cancel(ticket_id: UUID, request: Request, caller: Reception) -> Response:
    """End a visit that will not go on."""
    return await _step(
        request,
        caller,
        ticket_id,
        None,
        lambda work, now: ticketing.cancel(work, ticket_id, actor=caller.actor, now=now),
    )


@routes.post("/tickets/{ticket_id}/transfer", **STEP)
async def transfer(ticket_id: UUID, body: bodies.Transfer, request: Request, caller: Reception) -> Response:
    """Hand a ticket to another queue, counter or officer; it keeps its age."""

    def step(work: Inside, now: datetime) -> None:
        officer = _officer_id(work.tx.session, body.officer) if body.officer is not None else None
        moving.transfer(
            work,
            ticket_id,
            actor=caller.actor,
            now=now,
            queue=body.queue,
            counter_code=body.counter,
            officer=officer,
            note=body.note,
        )

    return await _step(request, caller, ticket_id, body.model_dump(), step)


def _officer_id(session: Session, named: str) -> UUID:
    found = session.scalars(select(Officer.id).where(Officer.username == named, Officer.active)).one_or_none()
    if found is not None:
        return found
    try:
        known = session.get(Officer, UUID(named))
    except ValueError:
        known = None
    if known is None:
        raise BadInput(field="officer")
    return known.id


@routes.post("/tickets/{ticket_id}/note", **STEP)
async def note(ticket_id: UUID, body: bodies.Note, request: Request, caller: Reception) -> Response:
    """What the next officer should know."""
    return await _step(
        request,
        caller,
        ticket_id,
        body.text,
        lambda work, now: serving.note(work, ticket_id, body.text, actor=caller.actor, now=now),
    )


@routes.post("/tickets/{ticket_id}/further", **STEP)
async def further(ticket_id: UUID, body: bodies.Further, request: Request, caller: Reception) -> Response:
    """One more thing this visit asks for, with the same number."""
    return await _step(
        request,
        caller,
        ticket_id,
        body.queue,
        lambda work, now: ticketing.ask_further(work, ticket_id, body.queue, actor=caller.actor, now=now),
    )


@routes.post("/tickets/{ticket_id}/priority", **STEP)
async def priority(ticket_id: UUID, body: bodies.Priority, request: Request, caller: Reception) -> Response:
    """Move a waiting ticket to its queue's priority line."""
    return await _step(
        request,
        caller,
        ticket_id,
        body.model_dump(),
        lambda work, now: ticketing.grant_priority(
            work, ticket_id, body.priority, body.proof, actor=caller.actor, now=now
        ),
    )


@routes.post("/tickets/{ticket_id}/reprint", **STEP)
async def reprint(ticket_id: UUID, body: bodies.Reprint, request: Request, caller: Reception) -> Response:
    """Print the slip again, marked as a reprint, at a place's printer."""

    def step(work: Inside, now: datetime) -> None:
        place_id = _place_id(work.tx.session, caller.officer.office_id, body.place)
        ticketing.reprint(work, ticket_id, place_id, actor=caller.actor, now=now)

    return await _step(request, caller, ticket_id, body.place, step)
