"""Signing in and out of the screens: the session's cookie is set and taken away here, and no script can read it."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from onestop.usecases import accounts, workplaces
from onestop.web import routes
from onestop.web.session import SESSION_COOKIE
from onestop.wiring import site, wiring

router = APIRouter()


class SignIn(BaseModel):
    """What the log-in page sends."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=60)]
    password: Annotated[str, Field(max_length=200)]
    then: Annotated[str, Field(max_length=500)] = routes.HOME
    """Where the officer was going to."""


class Move(BaseModel):
    """Which of their offices an officer goes on in."""

    model_config = ConfigDict(extra="forbid")

    office: Annotated[str, Field(max_length=24)]


def _secure(request: Request) -> bool:
    """Whether people reach us over TLS, here or at a proxy before us."""
    return request.url.scheme == "https" or wiring().settings.address.startswith("https:")


@router.post(routes.SESSION, include_in_schema=False)
async def sign_in(body: SignIn, request: Request) -> Response:
    """Open a session; the answer says where to go on, the cookie says who is asking from now on."""
    process = wiring()
    process.count_asking("log-in", site(request.client.host if request.client else ""))
    hours = process.settings.session_hours
    signed = await process.run(
        accounts.log_in, process.work, body.username.strip(), body.password, now=process.now(), hours=hours
    )
    return _let_in(request, signed, hours * 3600, routes.own(body.then))


@router.put(routes.SESSION, include_in_schema=False)
async def go_on_in(body: Move, request: Request) -> Response:
    """Leave this office's session for one in another office; the answer says where to go on."""
    process = wiring()
    token, now = request.cookies.get(SESSION_COOKIE, ""), process.now()
    signed = await process.run(workplaces.go_on_in, process.work, token, body.office, now=now)
    return _let_in(request, signed, round((signed.expires_at - now).total_seconds()), routes.HOME)


def _let_in(request: Request, signed: accounts.SignedIn, seconds: int, then: str) -> Response:
    answer = JSONResponse({"then": then})
    answer.set_cookie(
        SESSION_COOKIE,
        signed.token,
        max_age=seconds,
        secure=_secure(request),
        httponly=True,
        samesite="strict",
    )
    return answer


@router.delete(routes.SESSION, include_in_schema=False, status_code=204)
async def sign_out(request: Request) -> Response:
    """End the session behind the cookie and forget the cookie; without one nothing happens."""
    process = wiring()
    if token := request.cookies.get(SESSION_COOKIE):
        await process.run(accounts.log_out, process.work, token, now=process.now())
    answer = Response(status_code=204)
    answer.delete_cookie(SESSION_COOKIE, secure=_secure(request), httponly=True, samesite="strict")
    return answer
