"""What every answer tells the browser: how long it may keep a file, and what it must not do with a page."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREVER: Final = ("/assets/", "/fonts/")
"""Their names change when their content does, so a browser asks once."""
A_WHILE: Final = ("/icons.svg", "/clips/")
"""Needed while the server is away, e.g. the sign that says so; asked for again after a day."""

ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}


class Headers:
    """Around the whole web process; touches the head of an answer only, so streams pass as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), path, message["status"])
            await send(message)

        await self._app(scope, receive, send_with_headers)

    @staticmethod
    def _add(headers: MutableHeaders, path: str, status: int) -> None:
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("cache-control", _kept(path) if status == HTTPStatus.OK else "no-cache")


def _kept(path: str) -> str:
    if path.startswith(FOREVER):
        return "public, max-age=31536000, immutable"
    return "public, max-age=86400" if path.startswith(A_WHILE) else "no-cache"
