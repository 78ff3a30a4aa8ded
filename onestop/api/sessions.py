"""Signing in and out for scripts and other systems."""

from typing import Annotated, Any

from fastapi import Depends
from starlette.responses import Response

from onestop.api.answers import SessionAnswer, WhoAnswer, answer, when
from onestop.api.asking import LOG_IN, Caller, Staff
from onestop.api.bodies import LogIn
from onestop.api.memory import memory
from onestop.api.routing import problems, router
from onestop.usecases import accounts
from onestop.usecases.accounts import SignedIn, Who
from onestop.wiring import wiring

routes = router("session")
Officer = Annotated[Caller, Depends(Staff())]


def _officer(one: SignedIn | Who) -> dict[str, Any]:
    return {"id": str(one.officer_id), "username": one.username, "name": one.name, "office": one.office}


@routes.post("/session", response_model=SessionAnswer, responses={**problems(401, 403, 422, 429)})
async def log_in(body: LogIn, _caller: Annotated[Caller, Depends(LOG_IN)]) -> Response:
    """Sign in; five wrong passwords lock an account for a quarter of an hour."""
    process = wiring()
    hours = process.settings.session_hours
    signed = await process.run(
        accounts.log_in,
        process.work,
        body.username,
        body.password,
        now=process.now(),
        hours=hours,
        office=body.office,
    )
    office = await memory().office_by_id(signed.office_id)
    content = {
        "token": signed.token,
        "expires_at": when(signed.expires_at, office.zone),
        "officer": _officer(signed),
        "roles": [str(role) for role in signed.roles],
    }
    return answer(content)


@routes.get("/session", response_model=WhoAnswer, responses={**problems(401)})
async def who(caller: Officer) -> Response:
    """Who the token belongs to."""
    officer = caller.officer
    office = await memory().office_by_id(officer.office_id)
    content = {
        "expires_at": when(officer.expires_at, office.zone),
        "officer": _officer(officer),
        "roles": sorted(str(role) for role in officer.roles),
        "counter": officer.counter,
    }
    return answer(content)


@routes.delete("/session", status_code=204, response_class=Response, responses={**problems(401)})
async def log_out(caller: Officer) -> Response:
    """End the session behind the token."""
    process = wiring()
    await process.run(accounts.log_out, process.work, caller.token, now=process.now())
    memory().forget(caller.token)
    return Response(status_code=204)
