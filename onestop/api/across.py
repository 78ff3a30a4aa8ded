"""Non-boundary intake: handed on to the authority elsewhere that decides, and what comes back from it."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from onestop.api.bodies import Body, Text
from onestop.api.dossier_bodies import Line, Short, like
from onestop.api.examples import ID
from onestop.api.once import Answer, Inside
from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, shape
from onestop.api.stepping import REPEATS, STEP, AtDesk, Key, done, found, read, stepped
from onestop.queries import across_list
from onestop.queries.across_list import AcrossRow
from onestop.queries.track import Directory
from onestop.usecases import across
from onestop.usecases.across import Sent
from onestop.wiring import wiring

routes = router("across")
ROWS: Final[Any] = page_of(AcrossRow, "Onward")
Way = Literal["post", "courier", "online"]


class HandOn(Body):
    model_config = like(how="post", list_no="07/BG", note="Bưu cục Yên Hòa")

    how: Way
    at: AwareDatetime | None = None
    """When it went, if not now."""
    list_no: Annotated[str, StringConstraints(max_length=24, pattern=r"^[^\x00]*$")] = ""
    """Of a list on paper; `POST /onward/lists` makes one of ours."""
    note: Short = ""


class TheirCode(Body):
    model_config = like(code="H12.34-261124-0017")

    code: Short


class TheirAnswer(Body):
    model_config = like(note="Chờ kết quả giám định", new_due_at="2026-12-14T17:00:00+07:00")

    note: Text
    at: AwareDatetime | None = None
    """When they said it, if not now."""
    new_due_at: AwareDatetime | None = None
    """Their new date; the applicant is told. Once, at least a day before the old one."""


class TheirResult(Body):
    model_config = like(result="granted", outcome="Nhận qua bưu chính")

    result: Literal["granted", "rejected"]
    outcome: Line = ""


class OnwardList(Body):
    model_config = like(dossiers=[ID], how="post")

    dossiers: Annotated[list[UUID], Field(min_length=1, max_length=across.MOST_AT_ONCE)]
    how: Way


@dataclass(frozen=True, slots=True)
class Listed:
    list_no: str
    """Its page to sign is `GET /onward/lists?list_no=…`."""


@routes.post("/dossiers/{dossier}/hand-on", **STEP)
async def hand_on(dossier: Key, body: HandOn, request: Request, caller: AtDesk) -> Response:
    """It went on to the authority that decides; the stage for that is over."""
    sent = Sent(body.how, body.at, body.list_no, body.note)
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: across.hand_on(work, its, sent, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/their-code", **STEP)
async def their_code(dossier: Key, body: TheirCode, request: Request, caller: AtDesk) -> Response:
    """Its code there; another one corrects it, and the history keeps both."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: across.answered(work, its, body.code, actor=caller.actor, now=now),
    )


@routes.post("/dossiers/{dossier}/their-answer", **STEP)
async def their_answer(dossier: Key, body: TheirAnswer, request: Request, caller: AtDesk) -> Response:
    """What they say of it before the result: words, and perhaps a new date."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: across.reported(
            work, its, body.note, actor=caller.actor, now=now, at=body.at, new_due=body.new_due_at
        ),
    )


@routes.post("/dossiers/{dossier}/their-result", **STEP)
async def their_result(dossier: Key, body: TheirResult, request: Request, caller: AtDesk) -> Response:
    """Their result is in this hall: the dossier is concluded and waits to be handed out."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: across.arrived(
            work, its, body.result, actor=caller.actor, now=now, outcome=body.outcome
        ),
    )


@routes.get("/onward", response_model=ROWS, responses={**problems(401, 403, 422)})
async def onward(caller: AtDesk) -> Response:
    """What lies here to be handed on, then what is out and with whom; each the most urgent first, at most 400."""
    now = wiring().now()
    return await read(
        caller, lambda session, here: {"items": across_list.waiting(session, here.id, now), "next": None}
    )


@routes.post(
    "/onward/lists",
    status_code=201,
    response_model=shape(Listed, name="OnwardListed"),
    responses={**problems(401, 403, 404, 409, 422)},
    openapi_extra=REPEATS,
)
async def make_list(body: OnwardList, request: Request, caller: AtDesk) -> Response:
    """Hand several on to one authority, on one list: all of them, or none."""
    now = wiring().now()

    def act(inside: Inside, here: Directory) -> Answer:
        ids = [found(inside.tx.session, str(each), here.id) for each in body.dossiers]
        return {"list_no": across.hand_on_list(inside, here.id, ids, body.how, actor=caller.actor, now=now)}

    return await done(request, caller, body, act, 201)
