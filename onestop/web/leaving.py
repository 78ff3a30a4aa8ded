"""What a browser leaves behind: its state is dropped a while after it went away, not an hour later as Reflex does.

A browser that comes back within the while finds everything as it was; later its page is filled anew, as when opened.
"""

import asyncio
from functools import partial
from typing import Any, Final

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

STAYS_S: Final = 5.0
"""Longer than a page takes to come back when it is loaded again, or its network hiccups [s]."""
AGAIN_S: Final = 5.0
"""A state somebody is just changing is looked at again after this [s]."""


def forget_leavers(app: rx.App) -> None:
    """From now on drop the states of those who leave; call it once the app's namespace is there."""
    namespace: Any = app.event_namespace
    leave = namespace.on_disconnect

    def on_disconnect(sid: str) -> Any:
        token = namespace.sid_to_token.get(sid)
        done = leave(sid)
        if token:
            asyncio.get_running_loop().call_later(STAYS_S, partial(_drop, app, token))
        return done

    namespace.on_disconnect = on_disconnect


def _drop(app: rx.App, token: str) -> None:
    """Forget one browser's state, unless it is back or its state is in use."""
    manager, namespace = app.state_manager, app.event_namespace
    if namespace is None or token in namespace.token_to_sid or not isinstance(manager, StateManagerMemory):
        return
    if _in_use(manager, token):
        asyncio.get_running_loop().call_later(AGAIN_S, partial(_drop, app, token))
        return
    _, known = manager._token_expires_at.get(token, (0.0, None))  # noqa: SLF001 - Reflex has no door to this
    if known is not None:
        manager._purge_token(known)  # noqa: SLF001


def _in_use(manager: StateManagerMemory, token: str) -> bool:
    lock = manager._states_locks.get(BaseStateToken(ident=token, cls=State).lock_key)  # noqa: SLF001
    return lock is not None and lock.locked()
