"""What every answer tells the browser: how long it may keep a file, and what it must not do with a page.

The socket and the session's address are for our own pages only: a cookie comes by itself, from a page on another
port of this machine too.
"""

from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers as Sent
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onestop.web import routes
from onestop.web.build import STAMP, web_dir
from onestop.web.policy import NOT_A_PAGE, inline_scripts, policy
from onestop.wiring import wiring

FOREVER: Final = ("/assets/", "/fonts/")
"""Their names change when their content does, so a browser asks once."""
A_WHILE: Final = ("/icons.svg", "/clips/")
"""Needed while the server is away, e.g. the sign that says so; asked for again after a day."""
OWN_PAGES_ONLY: Final = (
    routes.SOCKET,
    routes.SESSION,
    "/api/v1/dossiers/",
    "/api/v1/files/",
    "/api/v1/jobs/",
    "/api/v1/card-pictures",
)

ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}
_ALWAYS: Final = {name.encode(): value.encode() for name, value in ALWAYS.items()}
OVER_TLS: Final = "max-age=31536000"
"""`Strict-Transport-Security` [s], said once people reach us over TLS."""


Header = tuple[bytes, bytes]


class Headers:
    """Around the whole web process; touches the head of an answer only, so streams pass as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif scope["path"].startswith(OWN_PAGES_ONLY) and not from_own_page(Sent(scope=scope)):
            await self._refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._with_ours(message.get("headers", ()), path, message["status"])
            await send(message)

        await self._app(scope, receive, send_with_headers)

    @staticmethod
    async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Forbidden", HTTPStatus.FORBIDDEN)(scope, receive, send)

    @staticmethod
    def _with_ours(sent: Sequence[Header], path: str, status: int) -> list[Header]:
        """The answer's own headers win. One pass over bytes: this is on the way of every answer."""
        theirs = dict(sent)
        ours = {**_ALWAYS, b"cache-control": (_kept(path) if status == HTTPStatus.OK else "no-cache").encode()}
        if status != HTTPStatus.NOT_MODIFIED:  # it has no content; the rules of what the browser kept go on
            is_page = theirs.get(b"content-type", b"").startswith(b"text/html")
            ours[b"content-security-policy"] = (page_policy() if is_page else NOT_A_PAGE).encode()
        if wiring().settings.address.startswith("https:"):
            ours[b"strict-transport-security"] = OVER_TLS.encode()
        return [*sent, *((name, value) for name, value in ours.items() if name not in theirs)]


def page_policy() -> str:
    """Of the pages as they were built last; they may be built again beside a running process."""
    stamp = web_dir() / STAMP
    return _page_policy(web_dir() / "build" / "client", stamp.stat().st_mtime_ns if stamp.is_file() else 0)


@lru_cache(maxsize=1)
def _page_policy(built: Path, _built_at: int) -> str:
    return policy(inline_scripts(built), evaluates=True)


def from_own_page(sent: Sent) -> bool:
    """Whether a browser's page of another origin is not what asks; programs that are no browser name no origin."""
    origin = sent.get("origin")
    if origin is None:
        return True
    ours = {sent.get("host", ""), sent.get("x-forwarded-host", ""), urlsplit(wiring().settings.address).netloc}
    return urlsplit(origin).netloc in ours - {""}


def _kept(path: str) -> str:
    if path.startswith(FOREVER):
        return "public, max-age=31536000, immutable"
    return "public, max-age=86400" if path.startswith(A_WHILE) else "no-cache"
