"""The doors: the shop's REST interface and the keys of its virtual hall. Refusals are counted, never raised."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from onestop.config import Settings
from onestop.gateways.virtual_hall import HallAway, HallRefused, VirtualHall

ARMED_WITHIN_S: Final = 1.5
TIMEOUT_S: Final = 10.0
EVERYWHERE: Final = ("0.0.0.0", "")  # noqa: S104 - compared, not bound
OK, NOBODY_WAITS, REFUSED = 200, 204, 400


class CannotDrive(Exception):
    """One clear sentence for the person who typed the command."""


@dataclass
class Tally:
    """What happened, counted."""

    kiosk: int = 0
    buttons: int = 0
    served: int = 0
    missed: int = 0
    transferred: int = 0
    marks: Counter[int] = field(default_factory=Counter)
    criticism: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    waits_min: list[float] = field(default_factory=list)


class Door:
    """The shop's REST interface; a refusal is counted and answered with its status, never raised."""

    def __init__(self, settings: Settings, tally: Tally) -> None:
        self._at = ("127.0.0.1" if settings.http_host in EVERYWHERE else settings.http_host, settings.http_port)
        self._tally, self._data_dir = tally, settings.data_dir
        self._hands = ThreadPoolExecutor(24, "door")

    async def ask(self, method: str, path: str, body: Any = None, *, by: str = "") -> tuple[int, dict[str, Any]]:
        """Status 0: nobody answered."""
        status: int
        answer: dict[str, Any]
        status, answer = await self.do(lambda: self._ask(method, path, body, by))
        if status == 0 or status >= REFUSED:
            self._tally.refusals[str(answer.get("code", "no answer"))] += 1
        return status, answer

    async def do(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._hands, work)

    def _ask(self, method: str, path: str, body: Any, by: str) -> tuple[int, dict[str, Any]]:
        line = HTTPConnection(*self._at, timeout=TIMEOUT_S)
        headers = {"Content-Type": "application/json"} | ({"Authorization": by} if by else {})
        try:
            line.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else {}
        except (OSError, HTTPException, ValueError):
            return 0, {}
        finally:
            line.close()

    async def press(self, device: str, key: str) -> bool:
        return bool(await self.do(lambda: self._press(device, key)))

    def _press(self, device: str, key: str) -> bool:
        try:
            VirtualHall.found(self._data_dir).press(device, key)
        except (HallAway, HallRefused) as why:
            self._tally.refusals[getattr(why, "code", "hall.away")] += 1
            return False
        return True

    async def armed(self, keypad: str) -> bool:
        """Whether the lamp of a keypad comes on soon after a visit."""
        deadline = time.monotonic() + ARMED_WITHIN_S
        while time.monotonic() < deadline:
            if await self.do(lambda: self._lamp(keypad)):
                return True
            await asyncio.sleep(0.2)
        return False

    def _lamp(self, keypad: str) -> bool:
        try:
            device = VirtualHall.found(self._data_dir).state()["devices"][keypad]
        except (HallAway, HallRefused, KeyError):
            return False
        return bool(device["armed"])

    def close(self) -> None:
        self._hands.shutdown(wait=False, cancel_futures=True)
