"""The page of the virtual hall: what it shows, who may press, and what it does when there is no hall."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from onestop.gateways.virtual_hall import HallAway, HallRefused, VirtualHall
from onestop.web.virtual import reader
from onestop.web.virtual.page import virtual
from onestop.web.virtual.segments import LIT, SHAPES, outline
from onestop.web.virtual.state import Virtual
from onestop.web.virtual.view import scene, slips_wanted
from tests.factories import Hall
from tests.web.browser import signed_in

TOKEN = "a token of sixteen letters"
STATE: dict[str, Any] = {
    "office": "most",
    "counters": [{"sign": "sign-1", "keypad": "keypad-1"}, {"sign": None, "keypad": None}],
    "dispensers": [{"buttons": "dispenser-1", "printer": "printer-1"}],
    "voice": "voice-1",
    "faults": {"printer": ["cable_cut", "paper_out"], "sign": ["cable_cut"], "keypad": ["stuck"], "broker": ["down"]},
    "devices": {
        "sign-1": {
            "kind": "sign",
            "faults": [],
            "text": "A012",
            "cells": 6,
            "agent": {"connected": False, "shows": "", "ok": True},
        },
        "keypad-1": {"kind": "keypad", "faults": [], "keys": ["4", "0"], "armed": True},
        "dispenser-1": {"kind": "dispenser", "faults": [], "keys": ["1", "2"], "armed": False},
        "printer-1": {
            "kind": "printer",
            "faults": ["paper_out"],
            "printed": 7,
            "holding": True,
            "slips": [{"id": f"printer-1-{n}"} for n in (7, 6, 5, 4)],
        },
        "voice-1": {
            "kind": "voice",
            "faults": [],
            "sentences": [{"id": 3, "sentence": "Xin mời số", "length_s": 4.71}],
        },
        "broker": {"kind": "broker", "faults": []},
    },
}
ACTS: list[tuple[str, tuple[Any, ...]]] = [
    ("press", ("keypad-1", "4")),
    ("pull", ("printer-1", "paper_out", True)),
    ("listen", (3,)),
]


class Control(BaseHTTPRequestHandler):
    """Stands in for the hall's interface, as its description says."""

    asked: ClassVar[list[Any]] = []

    def do_GET(self) -> None:
        if self.path == "/state":
            self._say(200, json.dumps(STATE).encode())
        else:
            self._say(200, b"picture" if self.path.endswith(".png") else b"sound")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        known = body["device"] in STATE["devices"]
        self._say(200 if known else 404, b"{}" if known else b'{"code": "hall.unknown_device"}')

    def log_message(self, format: str, *args: Any) -> None: ...

    def _say(self, status: int, content: bytes) -> None:
        right = self.headers["X-Hall-Token"] == TOKEN
        self.send_response(status if right else 401)
        self.end_headers()
        self.wfile.write(content if right else b"not json")


@pytest.fixture
def control(lite_hall: Hall) -> Iterator[Hall]:
    """A hall whose data folder says where the virtual one is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Control)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    Control.asked.clear()
    leave_word(lite_hall.shop.settings.data_dir, f"http://127.0.0.1:{server.server_port}")
    yield lite_hall
    reader.forget()
    server.shutdown()
    thread.join()
    server.server_close()


def leave_word(folder: Path, url: str, token: str = TOKEN) -> None:
    (folder / "virtual.json").write_text(json.dumps({"url": url, "token": token}))


def tab(hall: Hall, username: str | None) -> Virtual:
    state = Virtual()
    if username:
        hall_token = hall.token(username)
        signed_in(state, hall_token)
    return state


async def press(state: Virtual, name: str, *arguments: Any) -> str:
    handler: Any = getattr(Virtual, name)
    return str(await handler.fn(state, *arguments))


@pytest.fixture
def now(control: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(control.shop, "now", control.clock)
    return control


@pytest.mark.parametrize(("username", "answer"), [(None, "/login"), ("officer1", "onestop.toast")])
@pytest.mark.parametrize(("name", "arguments"), [*ACTS, ("watch", ())])
async def test_only_the_floor_has_hands_here(
    now: Hall, username: str | None, answer: str, name: str, arguments: tuple[Any, ...]
) -> None:
    assert answer in await press(tab(now, username), name, *arguments)
    assert Control.asked == []


def test_every_handler_is_tried() -> None:
    own = {name for name in Virtual.event_handlers if name in vars(Virtual)} - {"setvar", "watch"}
    assert own == {name for name, _ in ACTS}


async def test_pressing_and_pulling(now: Hall) -> None:
    state = tab(now, "floor1")
    for name, arguments in ACTS[:2]:
        assert await press(state, name, *arguments) == "None"
    assert Control.asked == [
        ("/press", {"device": "keypad-1", "key": "4"}),
        ("/fault", {"device": "printer-1", "fault": "paper_out", "on": True}),
    ]
    assert "onestop.toast" in await press(state, "press", "keypad-99", "4")


async def test_listening_plays_in_the_browser(now: Hall) -> None:
    state = tab(now, "floor1")
    state.shown = scene(STATE)
    assert "data:audio/wav;base64,c291bmQ=" in await press(state, "listen", 3)


async def test_one_reader_shows_the_hall_and_rests_when_nobody_looks(now: Hall) -> None:
    one = reader.reader(now.shop.settings.data_dir)
    looks = one.follow()
    async with asyncio.timeout(10):
        seen = await anext(looks)
        assert not seen.away
        assert seen.shown == scene(STATE)
        assert list(seen.pictures) == ["printer-1-7", "printer-1-6", "printer-1-5"]
        assert seen.pictures["printer-1-7"] == "data:image/png;base64,cGljdHVyZQ=="
        (now.shop.settings.data_dir / "virtual.json").unlink()
        one.look_soon()
        assert (await anext(looks)).away
        await looks.aclose()
        assert one.watchers == 0
        assert one._task is not None
        one.look_soon()
        await one._task


async def test_watching_fills_the_page(now: Hall) -> None:
    state, drawn = tab(now, "floor1"), asyncio.Event()

    class Locked:
        """A state as a background event holds it."""

        def __getattr__(self, name: str) -> Any:
            return getattr(state, name)

        def __setattr__(self, name: str, value: Any) -> None:
            setattr(state, name, value)

        async def __aenter__(self) -> None: ...

        async def __aexit__(self, *_: object) -> None:
            drawn.set()

    handler: Any = Virtual.watch
    watching = asyncio.create_task(handler.fn(Locked()))
    async with asyncio.timeout(10):
        await drawn.wait()
    assert state.shown.seats[0].text == "A012"
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def test_a_scene_says_what_is_there() -> None:
    shown = scene(STATE)
    first, second = shown.seats
    assert (first.text, first.lit, first.letters, len(first.cells)) == ("A012", True, ["4", "0"], 6)
    assert not first.sign.linked
    assert not second.sign.there
    (stand,) = shown.stands
    assert (stand.printed, stand.holding, stand.printer.broken) == ("7", True, 1)
    assert [(plug.fault, plug.on) for plug in stand.printer.plugs] == [("cable_cut", False), ("paper_out", True)]
    assert slips_wanted(shown) == ["printer-1-7", "printer-1-6", "printer-1-5"]
    assert (shown.sentences[0].text, shown.sentences[0].length) == ("Xin mời số", "4.7 s")
    assert [(one.id, one.plugs[0].fault) for one in shown.others] == [("broker", "down")]


def test_letters_are_made_of_segments() -> None:
    assert all(set(lit) <= set(SHAPES) for lit in LIT.values())
    assert outline("1") == SHAPES["b"] + SHAPES["c"]
    assert outline(" ") == ""


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"url": "http://192.0.2.1:80", "token": "x"}', '{"url": 5}'])
def test_a_wrong_file_is_no_hall(tmp_path: Path, content: str) -> None:
    (tmp_path / "virtual.json").write_text(content)
    with pytest.raises(HallAway):
        VirtualHall.found(tmp_path)


def test_no_answer_is_no_hall_and_a_refusal_has_its_code(control: Hall, tmp_path: Path) -> None:
    folder = control.shop.settings.data_dir
    with pytest.raises(HallRefused) as refused:
        VirtualHall.found(folder).press("lamp-1", "1")
    assert refused.value.code == "hall.unknown_device"
    leave_word(tmp_path, json.loads((folder / "virtual.json").read_text())["url"], "another token")
    with pytest.raises(HallRefused) as refused:
        VirtualHall.found(tmp_path).state()
    assert refused.value.code == "hall.refused"
    leave_word(tmp_path, "http://127.0.0.1:9")
    with pytest.raises(HallAway):
        VirtualHall.found(tmp_path).state()


def test_the_page_is_whole() -> None:
    assert virtual().render()
