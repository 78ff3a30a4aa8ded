"""Dossiers at the counter: opened, applicant and papers written down, received, guided or refused; and their page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from onestop.api import dossier_bodies as bodies
from onestop.api.asking import Caller
from onestop.api.explaining import Explanation, explanation
from onestop.api.once import Answer, Inside
from onestop.api.routing import problems, router
from onestop.api.shaping import plain, shape
from onestop.api.stepping import (
    REPEATS,
    STEP,
    AtIntake,
    Key,
    Reader,
    declared,
    done,
    found,
    progress,
    read,
    stepped,
)
from onestop.domain.errors import BadInput
from onestop.queries import dossier
from onestop.queries.dossier_facts import DossierView
from onestop.queries.track import Directory
from onestop.storage.rows import Dossier
from onestop.usecases import correcting, intake, receiving
from onestop.wiring import wiring

routes = router("dossier")
READ: Final[dict[int | str, dict[str, Any]]] = {**problems(401, 403, 404, 422)}


@dataclass(frozen=True, slots=True)
class Guidance:
    lines: tuple[str, ...]
    """What is missing or wrong, as on the form."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person takes home; the secret stands after `#` in its address, which no server is sent."""

    id: UUID
    code: str
    secret: str
    url: str
    received_at: datetime
    due: datetime | None
    register_year: int
    register_no: int


@routes.post("/dossiers", **declared(status=201))
async def begin(body: bodies.Open, request: Request, caller: AtIntake) -> Response:
    """Open a dossier under the rules in force today, with its checklist."""
    now = wiring().now()

    def act(inside: Inside, here: Directory) -> Answer:
        made = intake.open_dossier(
            inside,
            here.id,
            body.procedure,
            actor=caller.actor,
            now=now,
            ticket_id=body.ticket,
            channel=body.channel,
            case=body.case,
        )
        opened: Answer = plain(progress(inside.tx.session, made), here.zone)
        return opened

    return await done(request, caller, body, act, 201)


@routes.get("/dossiers/{dossier}", response_model=shape(DossierView, name="Dossier"), responses=READ)
async def page(dossier: Key, caller: Reader) -> Response:
    """Everything about one dossier: applicant, papers, stages, history, notices, forms, post."""
    return await read(caller, lambda session, here: _page(session, found(session, dossier, here.id), caller))


def _page(session: Any, dossier_id: UUID, caller: Caller) -> DossierView:
    return dossier.view(session, dossier_id, caller.actor, wiring().now())


@routes.get(
    "/dossiers/{dossier}/explain",
    response_model=shape(Explanation),
    responses={**READ, **problems(409)},
)
async def explain(dossier: Key, caller: Reader) -> Response:
    """Why it is due when it is, line by line."""
    return await read(caller, lambda session, here: _explained(session, found(session, dossier, here.id)))


def _explained(session: Any, dossier_id: UUID) -> Explanation:
    return explanation(session.get_one(Dossier, dossier_id).due, dossier.explained(session, dossier_id))


@routes.put("/dossiers/{dossier}/applicant", **STEP)
async def describe(dossier: Key, body: bodies.Applicant, request: Request, caller: AtIntake) -> Response:
    """Whose dossier it is; after receipt a correction, and the history keeps what stood before."""
    who = body.model_dump(exclude={"submitter"})
    submitter = body.submitter.model_dump(exclude_defaults=True) if body.submitter else {}
    applicant = intake.Applicant(**who, submitter=submitter)
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: intake.describe(work, its, applicant, actor=caller.actor, now=now),
    )


@routes.put("/dossiers/{dossier}/papers", **STEP)
async def check(dossier: Key, body: bodies.Papers, request: Request, caller: AtIntake) -> Response:
    """What was looked at: whether each paper is there, what is wrong with it, how many copies."""
    seen = [intake.PaperSeen(**line.model_dump()) for line in body.papers]
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: intake.check_papers(work, its, seen, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/guide", **declared(Guidance, name="Guided"))
async def guide(dossier: Key, request: Request, caller: AtIntake) -> Response:
    """Say in writing all that is missing or wrong (form 02); once, before receipt."""
    return await stepped(
        request,
        caller,
        dossier,
        None,
        lambda work, its, now: {"lines": intake.guide(work, its, actor=caller.actor, now=now)},
    )


@routes.post(
    "/dossiers/{dossier}/receive",
    response_model=shape(Receipt),
    responses={**problems(401, 403, 404, 409, 422)},
    openapi_extra=REPEATS,
)
async def receive(dossier: Key, request: Request, caller: AtIntake, body: bodies.Receive | None = None) -> Response:
    """Take it in: code, register line, plan, clock and notices; answers the receipt, which prints by itself."""
    wish, now, address = body or bodies.Receive(), wiring().now(), wiring().settings.address

    def act(inside: Inside, here: Directory) -> Answer:
        given = receiving.receive(
            inside,
            found(inside.tx.session, dossier, here.id),
            actor=caller.actor,
            now=now,
            counter_id=_counter(here, wish.counter or caller.officer.counter),
            received_at=wish.received_at,
            reason=wish.reason,
        )
        receipt: Answer = plain(_receipt(given, address), here.zone)
        return receipt

    return await done(request, caller, wish, act)


@routes.post(
    "/dossiers/{dossier}/correct",
    status_code=201,
    response_model=shape(Receipt),
    responses={**problems(401, 403, 404, 409, 422)},
    openapi_extra=REPEATS,
)
async def correct(dossier: Key, body: bodies.Correct, request: Request, caller: AtIntake) -> Response:
    """Put a returned result right that is wrong by the administration's fault: a new dossier, received at once."""
    now, address = wiring().now(), wiring().settings.address

    def act(inside: Inside, here: Directory) -> Answer:
        wrong, counter = found(inside.tx.session, dossier, here.id), _counter(here, caller.officer.counter)
        given = correcting.correct(inside, wrong, body.fault, actor=caller.actor, now=now, counter_id=counter)
        receipt: Answer = plain(_receipt(given, address), here.zone)
        return receipt

    return await done(request, caller, body, act, 201)


def _receipt(given: receiving.Receipt, address: str) -> Receipt:
    return Receipt(
        id=given.dossier_id,
        code=given.code,
        secret=given.secret,
        url=f"{address}/d/{given.code}#s={given.secret}",
        received_at=given.received_at,
        due=given.due,
        register_year=given.register_year,
        register_no=given.register_no,
    )


def _counter(here: Directory, code: str | None) -> UUID | None:
    if code is None:
        return None
    for counter_id, known in here.counters.items():
        if known == code:
            return counter_id
    raise BadInput(field="counter")


@routes.post("/dossiers/{dossier}/refuse", **STEP)
async def refuse(dossier: Key, body: bodies.Reason, request: Request, caller: AtIntake) -> Response:
    """Do not take it in, with the reason (form 03)."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: intake.refuse(work, its, body.reason, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/give-back", **STEP)
async def give_back(dossier: Key, body: bodies.GiveBack, request: Request, caller: AtIntake) -> Response:
    """Originals taken for comparison go back."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: intake.give_back(work, its, body.papers, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/discard", **STEP)
async def discard(dossier: Key, request: Request, caller: AtIntake) -> Response:
    """Give up a draft nobody handed in."""
    return await stepped(
        request, caller, dossier, None, lambda work, its, now: intake.discard(work, its, actor=caller.actor, now=now)
    )
