"""An officer's intake screen in a test: looking at a dossier, told to do things, read."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from onestop.domain.people import Actor
from onestop.usecases import serving
from onestop.web.intake import reading
from tests.usecases.dossiers import Bureau
from tests.web.browser import signed_in

CARD = "001190012345|012345678|Nguyễn Thị Hồng Nhung|05031990|Nữ|Số 12 Láng Hạ, Hà Nội|10052021"


def event(screen: type[Any], name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = screen.event_handlers[name].fn
    return found


def at(screen: type[Any], bureau: Bureau, dossier_id: UUID | None = None, username: str = "officer1") -> Any:
    """The screen of an officer who looks at a dossier, as the watcher would have shown it."""
    state = screen()
    signed_in(state, bureau.hall.token(username) if username else "")
    if dossier_id is not None:
        actor = bureau.hall.officer(username)
        state._put(reading.look(bureau.work, dossier_id, actor, bureau.clock()))
    return state


def paper(state: Any, code: str) -> Any:
    return next(one for one in state.page.papers if one.code == code)


def served(bureau: Bureau) -> tuple[UUID, Actor]:
    """A visit being served at counter 1."""
    taken, actor = bureau.hall.take("A"), bureau.hall.sit(1)
    bureau.hall.call(1, actor)
    serving.start(bureau.work, taken.id, actor=actor, now=bureau.clock())
    return taken.id, actor


def read(told: object) -> str:
    """An event as text, its letters unescaped."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), str(told))
