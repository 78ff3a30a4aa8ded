"""Money: what banks tell of transfers, signed; those that wait for a person; what moved for a dossier.

Banks' own formats differ: a small program beside the bank's connection tells them here in this one.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import AwareDatetime, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from onestop.api.bodies import Body
from onestop.api.dossier_bodies import Short, like
from onestop.api.examples import DOSSIER
from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, private, shape
from onestop.api.signed import BySecret
from onestop.api.stepping import STEP, Key, Reader, Supervision, found, read, stepped
from onestop.domain.money import MOST_VND
from onestop.queries import money
from onestop.queries.money import NoticeRow, PaymentRow
from onestop.usecases import bank, fees
from onestop.usecases.bank import Told
from onestop.wiring import wiring

routes = router("money")
Amount = Annotated[int, Field(gt=0, le=MOST_VND)]


class BankTold(Body):
    model_config = like(
        reference="FT26331000123",
        bank="970436",
        account="0011001932418",
        amount_vnd=150000,
        at="2026-11-27T09:41:05+07:00",
        purpose="000000 0G06 261127 0001 le phi",
    )

    reference: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]
    """The bank's own, one per transfer."""
    bank: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    account: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4,19}$")]
    amount_vnd: Amount
    at: AwareDatetime
    purpose: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True)
class BankNoted:
    """How it fitted: `whole`, `part`, `over`, or `unknown` when a person must look."""

    fit: str


@routes.post(
    "/bank-notices",
    response_model=shape(BankNoted),
    responses={**problems(401, 404, 409, 422)},
    dependencies=[Depends(BySecret("bank"))],
)
async def told(body: BankTold) -> Response:
    """A transfer came in. Told again it is answered the same, and counts once."""
    process = wiring()
    facts = Told(**body.model_dump())
    return private({"fit": (await process.run(bank.note, process.work, facts, now=process.now())).value})


@routes.get("/bank-notices", response_model=page_of(NoticeRow, "BankNotices"), responses={**problems(401, 403)})
async def waiting(caller: Supervision) -> Response:
    """Transfers a person must look at, the longest waiting first; at most 200."""
    return await read(caller, lambda session, here: {"items": money.waiting(session, here.id), "next": None})


class Assign(Body):
    model_config = like(dossier=DOSSIER)

    dossier: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]


@routes.post(
    "/bank-notices/{notice_id}/assign",
    response_model=shape(BankNoted),
    responses={**problems(401, 403, 404, 409, 422)},
)
async def assign(notice_id: UUID, body: Assign, caller: Supervision) -> Response:
    """Say for which dossier it was."""
    process = wiring()
    work, now = process.work, process.now()
    fit = await process.run(bank.assign, work, notice_id, body.dossier, actor=caller.actor, now=now)
    return private({"fit": fit.value})


class Outcome(Body):
    model_config = like(outcome="Đã chuyển trả phần nộp thừa", back="FT26331000999")

    outcome: Short
    """What became of the money no fee took."""
    back: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""
    """Reference of the transfer by which it went back; empty: it did not."""


@routes.post("/bank-notices/{notice_id}/settle", status_code=204, responses={**problems(401, 403, 404, 409, 422)})
async def settle(notice_id: UUID, body: Outcome, caller: Supervision) -> Response:
    """Nobody needs to look at it any more."""
    process = wiring()
    work, now = process.work, process.now()
    await process.run(bank.settle, work, notice_id, body.outcome, actor=caller.actor, now=now, back=body.back)
    return Response(status_code=204)


@routes.get(
    "/dossiers/{dossier}/payments",
    response_model=page_of(PaymentRow, "Payments"),
    responses={**problems(401, 403, 404)},
)
async def payments(dossier: Key, caller: Reader) -> Response:
    """What came in for a dossier and went back, in order of time."""
    return await read(
        caller,
        lambda session, here: {"items": money.of_dossier(session, found(session, dossier, here.id)), "next": None},
    )


class Refund(Body):
    model_config = like(amount_vnd=20000, reference="FT26331000999", reason="Nộp thừa", way="transfer")

    amount_vnd: Amount
    reference: Short
    reason: Short
    way: Annotated[str, StringConstraints(pattern=r"^(cash|transfer)$")] = "transfer"


@routes.post("/dossiers/{dossier}/refund", **STEP)
async def refund(dossier: Key, body: Refund, request: Request, caller: Supervision) -> Response:
    """Money went back to whoever paid, at most what came in."""
    return await stepped(
        request,
        caller,
        dossier,
        body,
        lambda work, its, now: fees.refund(
            work, its, body.amount_vnd, body.reference, body.reason, actor=caller.actor, now=now, way=body.way
        ),
    )
