"""A browser that left is forgotten after a while, unless it is back or busy; frozen defaults are one for all."""

import asyncio
from typing import Any

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from onestop.onestop import app
from onestop.web import leaving
from onestop.web.hall.state import Hall
from onestop.web.leaving import forget_leavers
from onestop.web.virtual.state import Virtual

TOKEN = "7c7f7a4e-3b0c-4c8e-9a57-0d9a4c1d2e3f"


class Namespace:
    def __init__(self) -> None:
        self.token_to_sid = {TOKEN: "sid-1"}
        self.sid_to_token = {"sid-1": TOKEN}

    def on_disconnect(self, sid: str) -> str:
        del self.token_to_sid[self.sid_to_token.pop(sid)]
        return "left"


class App:
    def __init__(self) -> None:
        self.event_namespace: Any = Namespace()
        self.state_manager: Any = StateManagerMemory()  # type: ignore[abstract]
        forget_leavers(self)  # type: ignore[arg-type]

    async def kept(self) -> bool:
        """Whether the state is still there a little after its time."""
        await asyncio.sleep(0.05)
        return TOKEN in self.state_manager.states


@pytest.fixture
async def here(monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr(leaving, "STAYS_S", 0.01)
    monkeypatch.setattr(leaving, "AGAIN_S", 0.01)
    made = App()
    await made.state_manager.get_state(BaseStateToken(ident=TOKEN, cls=State))
    return made


async def test_whoever_left_is_forgotten(here: App) -> None:
    assert here.event_namespace.on_disconnect("sid-1") == "left"
    assert not await here.kept()
    here.event_namespace.sid_to_token["sid-2"] = TOKEN
    here.event_namespace.token_to_sid[TOKEN] = "sid-2"
    here.event_namespace.on_disconnect("sid-2")
    assert not await here.kept()
    await here.state_manager.close()


async def test_whoever_is_back_finds_everything(here: App) -> None:
    here.event_namespace.on_disconnect("sid-1")
    here.event_namespace.token_to_sid[TOKEN] = "sid-2"
    assert await here.kept()
    await here.state_manager.close()


async def test_a_state_in_use_is_let_go_when_it_is_done(here: App) -> None:
    async with here.state_manager.modify_state(BaseStateToken(ident=TOKEN, cls=State)):
        here.event_namespace.on_disconnect("sid-1")
        assert await here.kept()
    assert not await here.kept()
    await here.state_manager.close()


def test_frozen_defaults_are_shared_and_others_are_not() -> None:
    assert app is not None
    fields = Hall.get_fields()
    assert fields["part"].default_value() is fields["part"].default_value()
    pictures = Virtual.get_fields()["pictures"]
    assert pictures.default_value() is not pictures.default_value()
