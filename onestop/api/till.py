"""Cash: what lies in one's till, closing it, and the papers for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from displays.forms.letters import TillList
from onestop.api.asking import Caller
from onestop.api.bodies import Body
from onestop.api.dossier_bodies import like
from onestop.api.files import Signed
from onestop.api.forms import give_out, listed
from onestop.api.routing import problems, router
from onestop.api.shaping import page_of, private, shape
from onestop.api.stepping import read
from onestop.domain.money import MOST_VND
from onestop.queries import cash
from onestop.queries.cash import CashRow, TillRow
from onestop.queries.form_material import Wanted
from onestop.usecases import till
from onestop.usecases.till import CASHIERS, Closed
from onestop.wiring import wiring

routes = router("money")
Cashier = Annotated[Caller, Depends(Signed(CASHIERS))]


@dataclass(frozen=True, slots=True)
class InTill:
    """One's own cash since the last closing."""

    items: tuple[CashRow, ...]
    expected_vnd: int


class Counted(Body):
    model_config = like(counted_vnd=1990000, note="Thiếu một tờ 10.000 đồng")

    counted_vnd: Annotated[int, Field(ge=0, le=MOST_VND)]
    note: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")] = ""
    """Why it differs; needed where it does."""


@routes.get("/till", response_model=shape(InTill), responses={**problems(401, 403)})
async def in_till(caller: Cashier) -> Response:
    """What lies in one's own till."""

    def look(session: Session, here: object) -> InTill:
        del here
        rows = cash.in_till(session, caller.officer.office_id, caller.actor)
        return InTill(rows, sum(row.amount_vnd for row in rows))

    return await read(caller, look)


@routes.post("/till/close", status_code=201, response_model=shape(Closed), responses={**problems(401, 403, 409, 422)})
async def close(body: Counted, caller: Cashier) -> Response:
    """Close one's own till: it takes all cash no closing took before."""
    process = wiring()
    made = await process.run(
        till.close,
        process.work,
        caller.officer.office_id,
        body.counted_vnd,
        actor=caller.actor,
        now=process.now(),
        note=body.note,
    )
    told = {"id": str(made.id), "payments": made.payments}
    return private({**told, "expected_vnd": made.expected_vnd, "counted_vnd": made.counted_vnd}, 201)


@routes.get("/tills", response_model=page_of(TillRow, "Tills"), responses={**problems(401, 403, 422)})
async def closings(caller: Cashier, day: Annotated[date, Query()]) -> Response:
    """The closings of a day: one's own, everybody's for a supervisor."""
    return await read(
        caller, lambda session, here: {"items": cash.closings(session, here.id, day, caller.actor), "next": None}
    )


@routes.get("/tills/{till_id}/list", response_class=Response, responses={**problems(401, 403, 404, 422)})
async def till_list(till_id: UUID, caller: Cashier) -> Response:
    """The list of a closing, to be signed when the cash is handed over."""

    def made(session: Session, office_id: UUID, now: datetime) -> TillList:
        return cash.till_list(session, office_id, now, till_id, caller.actor)

    return await listed(wiring(), caller, made)


@routes.get(
    "/payments/{payment_id}/receipt", response_class=Response, responses={**problems(401, 403, 404, 409, 422)}
)
async def receipt(payment_id: UUID, caller: Cashier, again: Annotated[bool, Query()] = False) -> Response:
    """The receipt of money that came in, in three copies; the same bytes at every call, `again` a marked reprint."""

    def look(session: Session) -> tuple[UUID, Wanted]:
        return cash.receipt(session, caller.officer.office_id, payment_id)

    return await give_out(caller, look, again=again)
