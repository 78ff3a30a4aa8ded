"""A dossier for whoever asks from outside: its code tells how far it is, the receipt's secret tells the rest.

Without log-in no more than code and degree of completion (TT 01/2018/TT-VPCP Đ16.2d). The secret is in a header or
a body and never in an address; a wrong one is answered like none, and only so many are taken a minute.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path
from sqlalchemy.orm import Session
from starlette.responses import Response

from displays import qr
from onestop.api.asking import HOLDER, Caller
from onestop.api.dossier_bodies import LookUp
from onestop.api.explaining import Explanation, explanation
from onestop.api.memory import memory
from onestop.api.routing import problems, router
from onestop.api.shaping import plain, private, shape
from onestop.domain.errors import Forbidden
from onestop.queries import dossier, lookup
from onestop.queries.fees import FeeDue
from onestop.queries.lookup import ResultSeen, Seen, StageSeen
from onestop.wiring import wiring

routes = router("lookup")
Asking = Annotated[Caller, Depends(HOLDER)]
Code = Annotated[
    str, Path(max_length=60, pattern=r"^[A-Za-z0-9.-]+$", description="The dossier's code, as on the receipt")
]


@dataclass(frozen=True, slots=True)
class Degree:
    """What anybody may know."""

    code: str
    public_status: str
    """`received`, `processing`, `ready`, `returned` or `ended`."""
    stages_done: int
    stages_total: int


@dataclass(frozen=True, slots=True)
class FeeTold(FeeDue):
    """A fee that is due, with its code as a picture."""

    picture: str = ""
    """An SVG as a data address; empty where nothing can be transferred."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the holder of the receipt is told besides."""

    status: str
    procedure: str
    authority: str
    received_at: datetime | None
    due: datetime | None
    original_due: datetime | None
    limited: bool
    """The law sets a limit: without a due date it has not begun to count."""
    stopped: bool
    light: str
    result_by: str
    purpose: str
    """What one most likely comes for: `supplement`, `payment`, `result` or `question`."""
    queue: str
    office: str
    """Whose dossier it is: a number for it is taken there."""
    phone_numbers: bool
    """Whether the office gives numbers to phones; else they are taken in the hall."""
    elsewhere: bool
    """`authority` is elsewhere: the dossier was received here and is handed on."""
    handed_on_at: datetime | None
    """With that authority since then; empty while it lies in this hall."""
    their_code: str
    """Its code there, once they told it."""
    result: ResultSeen | None
    """What `GET /lookup/{code}/result` answers; null before it was given out online."""
    fee: FeeTold | None
    """Still to be paid, and how a transfer names it; null when nothing is."""
    stages: tuple[StageSeen, ...]


FULL: Any = shape(Degree, Told, name="Followed")
ANSWERS: Any = {"response_model": FULL | shape(Degree), "responses": {**problems(401, 404, 422, 429)}}


@routes.get("/lookup/{code}", **ANSWERS)
async def follow(code: Code, caller: Asking) -> Response:
    """How far a dossier is; with `Authorization: Receipt <secret>` its stages, units and dates too."""
    return await _followed(code, caller.secret, caller)


@routes.post("/lookup", **ANSWERS)
async def follow_by_body(body: LookUp, caller: Asking) -> Response:
    """The same for clients that send code and secret in a body."""
    return await _followed(body.code, body.secret or caller.secret, caller)


async def _followed(code: str, secret: str, caller: Caller) -> Response:
    seen = await wiring().run(seen_by, code, secret)
    count(seen, secret, caller)
    zone = (await memory().office_by_id(seen.office_id)).zone
    degree = Degree(seen.code, seen.public_status, seen.stages_done, seen.stages_total)
    more = {name: getattr(seen, name) for name in Told.__dataclass_fields__} | {"fee": _fee(seen.fee)}
    return private(plain(degree, zone) | (plain(Told(**more), zone) if seen.full else {}))


def _fee(due: FeeDue | None) -> FeeTold | None:
    if due is None:
        return None
    return FeeTold(**asdict(due), picture=qr.address(due.vietqr) if due.vietqr else "")


def count(seen: Seen, secret: str, caller: Caller) -> None:
    if secret:
        wiring().count_guess(caller.address or str(caller.actor), seen.code, right=seen.full)


@routes.get(
    "/lookup/{code}/explain", response_model=shape(Explanation), responses={**problems(401, 403, 404, 409, 422, 429)}
)
async def explain(code: Code, caller: Asking) -> Response:
    """Why it is due when it is, line by line; for the holder of the receipt."""
    process = wiring()

    def see() -> tuple[Seen, Explanation | None]:
        with process.work.reading() as session:
            seen = lookup.look_up(session, code, caller.secret, process.now())
            return seen, _explained(session, seen)

    seen, told = await process.run(see)
    count(seen, caller.secret, caller)
    if told is None:
        raise Forbidden
    return private(plain(told, (await memory().office_by_id(seen.office_id)).zone))


def _explained(session: Session, seen: Seen) -> Explanation | None:
    return explanation(seen.due, dossier.explained(session, seen.id)) if seen.full else None


def seen_by(code: str, secret: str) -> Seen:
    process = wiring()
    with process.work.reading() as session:
        return lookup.look_up(session, code, secret, process.now())
