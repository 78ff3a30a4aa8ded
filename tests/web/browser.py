"""What stands around a state in a test: the browser's cookie, and the lock a background event holds."""

import asyncio
import dataclasses
from typing import Any

import reflex as rx

from onestop.web.session import SESSION_COOKIE, OfficerSession


def signed_in(state: OfficerSession, token: str) -> None:
    """The officer behind `token` sits at this browser; nobody does when it is empty."""
    shown = f"other=1; {SESSION_COOKIE}={token}" if token else ""
    state.router = dataclasses.replace(state.router, headers=dataclasses.replace(state.router.headers, cookie=shown))


class Locked:
    """A state as a background event holds it: assignments within `async with`; `drawn` tells of the first."""

    def __init__(self, state: rx.State, drawn: asyncio.Event) -> None:
        object.__setattr__(self, "state", state)
        object.__setattr__(self, "drawn", drawn)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.state, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.state, name, value)

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None:
        self.drawn.set()
