"""What the hall's tests share: a small hall, its hands over HTTP, clips, and waiting with a deadline."""

import json
import threading
import time
import wave
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

KEY = bytes(range(32))
TOKEN = "a-hall-of-our-own"


def eventually(true: Callable[[], object], within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "not within the time allowed"
        threading.Event().wait(0.02)


def settings(folder: Path, mqtt: str = "mqtt://127.0.0.1:9", **more: object) -> dict[str, Any]:
    """Two counters with LED signs (a scanner at the first), one with a pole, a dispenser with printer, a voice."""
    key = KEY.hex()
    counters: list[dict[str, Any]] = [
        {
            "sign": {"id": f"sign-{at}", "key": key, "unit": at},
            "keypad": {"id": f"keypad-{at}", "key": key},
        }
        for at in (1, 2)
    ]
    counters[0]["scanner"] = {"id": "scanner-1", "key": key}
    counters.append({"sign": {"id": "pole-3", "key": key, "model": "pole"}})
    dispenser = {
        "buttons": {"id": "dispenser-1", "key": key, "count": 3},
        "printer": {"id": "printer-1", "key": key},
    }
    return {
        "folder": str(folder / "hall"),
        "office": "demo",
        "mqtt": mqtt,
        "token": TOKEN,
        "counters": counters,
        "dispensers": [dispenser],
        "voice": {"id": "voice-1", "key": key, "clips": str(clips(folder / "clips")), "paced": False},
        **more,
    }


def clips(folder: Path) -> Path:
    (folder / "vi").mkdir(parents=True, exist_ok=True)
    with wave.open(str(folder / "vi" / "chin.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
    return folder


class Hands:
    """Speaks to the control interface."""

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self._host, self._token = url.removeprefix("http://"), token

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        connection = HTTPConnection(self._host, timeout=10)
        try:
            connection.request(method, path, body, {"X-Hall-Token": self._token, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def post(self, path: str, **said: object) -> tuple[int, Any]:
        status, body = self.ask("POST", path, json.dumps(said).encode())
        return status, json.loads(body)

    def state(self) -> Any:
        status, body = self.ask("GET", "/state")
        assert status == 200
        return json.loads(body)

    def device(self, name: str) -> Any:
        return self.state()["devices"][name]
