"""The first thing a request meets: a body larger than we ever need is refused, and never kept."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onestop.api.problems import problem
from onestop.api.uploads import most as most_at

MOST_DISCARDED: Final = 32 * 1024 * 1024
"""Read and thrown away so that the sender hears the refusal instead of a reset connection [bytes]."""
TOO_LARGE: Final = 413
COVERED: Final = ("/api/", "/session")


class Limited:
    """Around the API and the log-in only: the screens' own uploads pass by."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(COVERED):
            await self._app(scope, receive, send)
            return
        most = most_at(scope["path"])
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not announced.isdigit() or int(announced) > most:
            await _discard(receive)
            refusal = problem(Request(scope), TOO_LARGE, "body.too_large")
            await refusal(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                await _discard(receive, more=message.get("more_body", False))
                raise HTTPException(TOO_LARGE)
            return message

        await self._app(scope, counted, send)


async def _discard(receive: Receive, *, more: bool = True) -> None:
    read = 0
    while more and read < MOST_DISCARDED:
        message = await receive()
        read += len(message.get("body", b""))
        more = message.get("more_body", False)
