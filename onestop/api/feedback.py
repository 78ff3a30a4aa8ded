"""Suggestions and complaints: sent by anybody, followed with their secret, worked on by supervisors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from onestop.api.asking import HOLDER, MAKE, Caller, repeat_key
from onestop.api.bodies import Body, OfficeCode
from onestop.api.dossier_bodies import like
from onestop.api.memory import memory
from onestop.api.once import Answer, Inside, once
from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, plain, private, shape
from onestop.api.stepping import Supervision, read
from onestop.domain.errors import DomainError
from onestop.domain.feedback import LONGEST, Kind, Step
from onestop.queries import feedback as looked
from onestop.queries.feedback import FeedbackRow, Followed
from onestop.usecases import feedback
from onestop.wiring import wiring

routes = router("feedback")
Maker = Annotated[Caller, Depends(MAKE)]
Asking = Annotated[Caller, Depends(HOLDER)]
Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00]*$")]
Number = Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9-]+$", description="`PA-2026-00042`")]


class Sent(Body):
    model_config = like(kind="suggestion", name="Nguyễn Văn A", told="Bảng chờ khó đọc từ xa.", phone="0912345678")

    kind: Kind
    name: Text
    told: Words
    phone: Text = ""
    email: Text = ""
    address: Text = ""
    about: Text = ""
    """Code of a dossier, if it is about one."""


@dataclass(frozen=True, slots=True)
class FeedbackTaken:
    """What its sender keeps."""

    number: str
    secret: str
    due: datetime | None


@routes.post(
    "/offices/{office}/feedback",
    status_code=201,
    response_model=shape(FeedbackTaken),
    responses={**problems(401, 403, 404, 409, 422, 429)},
)
async def send(office: OfficeCode, body: Sent, request: Request, caller: Maker) -> Response:
    """Tell the office; the answer's `secret` shows what becomes of it."""
    process, here = wiring(), await memory().office(office)
    key, now = repeat_key(request, caller), process.now()

    def act(inside: Inside) -> Answer:
        taken = feedback.send(inside, here.id, feedback.Said(**body.model_dump()), actor=caller.actor, now=now)
        return dict(plain(FeedbackTaken(taken.number, taken.secret, taken.due), here.zone))

    asked: list[Any] = [here.code, body.model_dump(mode="json")]
    return private(await process.run(once, process.work, key, asked, now, act), 201)


@routes.get(
    "/feedback/{feedback_no}",
    response_model=shape(Followed, name="FeedbackFollowed"),
    responses={**problems(401, 404, 422, 429)},
)
async def follow(feedback_no: Number, caller: Asking) -> Response:
    """What became of it, with `Authorization: Receipt <secret>`; without the right one it is answered like none."""
    process = wiring()
    where = caller.address or str(caller.actor)
    try:
        office_id, found = await process.run(_followed, feedback_no, caller.secret)
    except DomainError:
        process.count_guess(where, feedback_no, right=False)
        raise
    process.count_guess(where, feedback_no, right=True)
    return private(plain(found, (await memory().office_by_id(office_id)).zone))


def _followed(number: str, secret: str) -> tuple[UUID, Followed]:
    with wiring().work.reading() as session:
        return looked.followed(session, number, secret)


@routes.get("/feedback", response_model=page_of(FeedbackRow, "FeedbackList"), responses={**problems(401, 403)})
async def listed(caller: Supervision, ended: Annotated[bool, Query()] = False) -> Response:
    """Those that are open, the most urgent first; or those that ended. At most 200."""
    now = wiring().now()
    return await read(
        caller,
        lambda session, here: {"items": looked.listed(session, here.id, now, ended=ended), "next": None},
    )


class Decided(Body):
    model_config = like(step="answer", words="Đã chỉnh cỡ chữ của bảng, cảm ơn ông/bà.", involved=False)

    step: Step
    words: Words = ""
    """For its sender: the answer, the reason, or to whom it was forwarded."""
    involved: bool = False
    """A complex complaint: 45 days."""


@dataclass(frozen=True, slots=True)
class FeedbackState:
    status: str


@routes.post(
    "/feedback/{feedback_id}/decide",
    response_model=shape(FeedbackState),
    responses={**problems(401, 403, 404, 409, 422)},
)
async def decide(feedback_id: UUID, body: Decided, caller: Supervision) -> Response:
    """Accept it, forward it, decline it or answer it."""
    process = wiring()
    status = await process.run(
        feedback.decide,
        process.work,
        feedback_id,
        body.step,
        body.words,
        actor=caller.actor,
        now=process.now(),
        involved=body.involved,
    )
    return private({"status": status.value})
