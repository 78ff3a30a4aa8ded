"""A number from home: what can be booked, whose telephone it is, the booking itself, and its holder's arrival.

Telephones and codes are in bodies only, for addresses are written to logs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends
from pydantic import AwareDatetime, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from onestop.api.answers import TakenAnswer, answer
from onestop.api.asking import HOLDER, LOOK, MAKE, Caller, repeat_key
from onestop.api.bodies import Body, Code, Lang, OfficeCode
from onestop.api.dossier_bodies import like
from onestop.api.memory import memory
from onestop.api.once import Answer, Inside, once
from onestop.api.routing import problems, router
from onestop.api.shaping import plain, private, shape
from onestop.api.tickets import GIVES_NUMBERS, taken_answer
from onestop.domain.errors import BookingUnknown, Forbidden
from onestop.domain.people import RECEPTION
from onestop.queries import slots
from onestop.queries.slots import Offer
from onestop.queries.track import Directory
from onestop.storage.bookings import Booked
from onestop.usecases import booking, one_time_codes
from onestop.usecases.booking import Wanted
from onestop.wiring import wiring

routes = router("booking")
Looker = Annotated[Caller, Depends(LOOK)]
Maker = Annotated[Caller, Depends(MAKE)]
Asking = Annotated[Caller, Depends(HOLDER)]
Phone = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
Written = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
CODE: Final = "K7M4-X2QP"


class ForPhone(Body):
    model_config = like(phone="0912 345 678")

    phone: Phone


class Prove(Body):
    model_config = like(phone="0912 345 678", code="048213")

    phone: Phone
    code: Written


class Book(Body):
    model_config = like(queue="A", slot_at="2026-11-27T09:00:00+07:00", proof="p", lang="vi")

    queue: Code
    slot_at: AwareDatetime
    proof: Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
    """Of the telephone, from `POST /phone-proofs`."""
    lang: Lang = "vi"


class WithCode(Body):
    model_config = like(code=CODE)

    code: Written


@dataclass(frozen=True, slots=True)
class Proof:
    proof: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    sent: bool


@routes.get("/offices/{office}/slots", response_model=shape(Offer), responses={**problems(401, 403, 404, 429)})
async def what_is_free(office: OfficeCode, caller: Looker) -> Response:
    """Each queue's days and slots, and the places left of each."""
    del caller
    process, here = wiring(), await memory().office(office)

    def see() -> Offer:
        with process.work.reading() as session:
            return slots.offer(session, here.id, process.now())

    return answer(plain(await process.run(see), here.zone))


@routes.post(
    "/offices/{office}/phone-codes",
    status_code=202,
    response_model=shape(Sent),
    responses={**problems(401, 403, 404, 422, 429)},
)
async def send_code(office: OfficeCode, body: ForPhone, caller: Maker) -> Response:
    """A one-time code to a mobile telephone; it is told whether it could be written, never whose it is."""
    del caller
    process, here = wiring(), await memory().office(office)
    await process.run(_send, here, body.phone, process.now())
    return private(plain(Sent(sent=True), here.zone), 202)


def _send(here: Directory, phone: str, now: datetime) -> None:
    one_time_codes.ask(wiring().work, here.code, phone, now=now)


@routes.post("/phone-proofs", response_model=shape(Proof), responses={**problems(401, 403, 404, 422, 429)})
async def prove(body: Prove, caller: Maker) -> Response:
    """Say the code back; what comes for it proves the telephone for a quarter of an hour."""
    del caller
    process = wiring()
    now = process.now()
    proof = await process.run(_prove, body, now)
    return private({"proof": proof, "ends_at": (now + one_time_codes.PROVED_FOR).isoformat()})


def _prove(body: Prove, now: datetime) -> str:
    return one_time_codes.prove(wiring().work, body.phone, body.code, now=now)


@routes.post(
    "/offices/{office}/bookings",
    status_code=201,
    response_model=shape(Booked),
    responses={**problems(401, 403, 404, 409, 422, 429)},
)
async def book(office: OfficeCode, body: Book, request: Request, caller: Maker) -> Response:
    """Keep one place of a slot for the holder of the telephone."""
    process, here = wiring(), await memory().office(office)
    key, now = repeat_key(request, caller), process.now()
    wanted = Wanted(here.code, body.queue, body.slot_at, body.proof, body.lang)

    def act(inside: Inside) -> Answer:
        made = booking.book(inside, wanted, actor=caller.actor, now=now)
        return dict(plain(made, here.zone))

    asked = [here.code, body.model_dump()]
    return private(await process.run(once, process.work, key, asked, now, act), 201)


@routes.post("/bookings/look-up", response_model=shape(Booked), responses={**problems(401, 403, 404, 422, 429)})
async def look_up(body: WithCode, caller: Asking) -> Response:
    """A booking, for whoever has its code."""
    process = wiring()

    def see() -> Booked | None:
        with process.work.reading() as session:
            return slots.by_code(session, body.code)

    return await _told(await process.run(see), body.code, caller)


@routes.post("/bookings/cancel", response_model=shape(Booked), responses={**problems(401, 403, 404, 409, 422, 429)})
async def cancel(body: WithCode, caller: Asking) -> Response:
    """Give the place back; asked for again it is refused as over."""
    process = wiring()
    now = process.now()

    def act() -> Booked | None:
        try:
            return booking.cancel(process.work, body.code, actor=caller.actor, now=now)
        except BookingUnknown:
            return None

    return await _told(await process.run(act), body.code, caller)


async def _told(found: Booked | None, tried: str, caller: Caller) -> Response:
    """Wrong codes are counted, so that nobody tries them out."""
    wiring().count_guess(caller.address or str(caller.actor), tried.upper(), right=found is not None)
    if found is None:
        raise BookingUnknown
    return private(plain(found, (await memory().office(found.office)).zone))


@routes.post(
    "/offices/{office}/arrivals",
    status_code=201,
    response_model=TakenAnswer,
    responses={**problems(401, 403, 404, 409, 422, 429)},
)
async def arrive(office: OfficeCode, body: WithCode, caller: Maker) -> Response:
    """Whoever booked is in the hall: the number. A kiosk, the reception or an officer there says so."""
    process, here = wiring(), await memory().office(office)
    place_id, channel = None, "reception"
    if caller.standing is not None:
        if caller.standing.office_id != here.id or caller.standing.kind not in GIVES_NUMBERS:
            raise Forbidden
        place_id, channel = caller.standing.place_id, caller.standing.kind
    else:
        caller.officer.actor.must(RECEPTION, here.id)
    now = process.now()

    def act() -> Any:
        return booking.arrive(
            process.work, here.code, body.code, place_id=place_id, channel=channel, actor=caller.actor, now=now
        )

    return answer(taken_answer(await process.run(act), here, process.settings.address), 201)
