"""One officer at one counter, and what the people served there say on leaving."""

import asyncio
import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from onestop.day.door import NOBODY_WAITS, OK, REFUSED, CannotDrive, Door, Tally
from onestop.day.pace import Pace
from onestop.day.people import service_min
from onestop.usecases import demo

P_NO_SHOW, P_TRANSFER, P_PAUSE, P_CRITICISM = 0.04, 0.03, 0.04, 0.006
P_KEYPAD, P_PHONE = 0.45, 0.2
MARKS, MARK_WEIGHTS = (4, 3, 2, 1), (62, 26, 8, 4)
PAUSES: Final = {"break": 10.0, "back_office": 15.0, "meeting": 20.0, "other": 5.0}
"""Reasons and how long they last [min]."""
NO_SHOW_PATIENCE_S = 10.3
"""Real time between the last call and a miss, as the shop wants it [s]."""


class Seat:
    """One officer at one counter."""

    def __init__(self, number: int, door: Door, tally: Tally, pace: Pace, rng: random.Random) -> None:
        self._number, self._door, self._tally, self._pace, self._rng = number, door, tally, pace, rng
        self._counter = f"{demo.CODE}-{number}"
        self._token = ""
        self._tokens: Mapping[str, str] = {}

    async def _ask(self, path: str, body: Any = None, method: str = "POST") -> tuple[int, dict[str, Any]]:
        return await self._door.ask(method, path, body, by=f"Bearer {self._token}")

    async def sit_down(self, password: str, tokens: Mapping[str, str]) -> None:
        """Log in, open the counter, finish what a day before left there; `tokens` are the slips people hold.

        Raises:
            CannotDrive: the password is not this installation's.
        """
        words = {"username": f"officer{self._number}", "password": password}
        status, signed = await self._door.ask("POST", "/session", words)
        if status != OK:
            sentence = f"officer{self._number} cannot log in ({signed.get('code', 'no answer')})."
            raise CannotDrive(sentence)
        self._tokens, self._token = tokens, signed["token"]
        _, who = await self._ask("/session", method="GET")
        if who.get("counter") is None:
            await self._ask(f"/counters/{self._counter}/open")
            return
        self._counter = who["counter"]
        await self._tidy()

    async def _tidy(self) -> None:
        _, seen = await self._ask(f"/offices/{demo.CODE}/counters", method="GET")
        [mine] = [one for one in seen.get("items", []) if one["counter"] == self._counter] or [{}]
        if (left := mine.get("ticket")) is not None:
            if left["status"] == "called":
                await self._ask(f"/tickets/{left['id']}/start")
            await self._ask(f"/tickets/{left['id']}/finish")
        if mine.get("status") == "paused":
            await self._ask(f"/counters/{self._counter}/open")

    async def work(self) -> None:
        """Call and serve until the hall is empty after the last arrival."""
        while not self._pace.over():
            status, called = await self._ask(f"/counters/{self._counter}/call-next")
            if status == OK:
                await self._meet(called["ticket"])
            elif status == NOBODY_WAITS and not self._pace.coming:
                break
            else:
                await self._pace.wait(self._rng.uniform(0.5, 1.5))
            if self._rng.random() < P_PAUSE and self._pace.coming:
                await self._pause()
        await self._ask(f"/counters/{self._counter}/close")

    async def _meet(self, ticket: dict[str, Any]) -> None:
        self._waited(ticket)
        step = f"/tickets/{ticket['id']}"
        if self._rng.random() < P_NO_SHOW:
            await self._miss(step)
            return
        await self._pace.wait(self._rng.uniform(0.3, 1.2))
        if self._rng.random() < P_NO_SHOW:
            await self._ask(f"{step}/recall")
        await self._ask(f"{step}/start")
        await self._pace.wait(service_min(ticket["queue"], self._rng))
        if self._rng.random() < P_TRANSFER:
            status, _ = await self._ask(f"{step}/transfer", {"queue": "R" if ticket["queue"] != "R" else "A"})
            self._tally.transferred += status == OK
            return
        status, _ = await self._ask(f"{step}/finish")
        self._tally.served += status == OK
        await asyncio.gather(self._rate(ticket), self._pace.wait(1.0))

    async def _miss(self, step: str) -> None:
        await self._ask(f"{step}/recall")
        await asyncio.sleep(NO_SHOW_PATIENCE_S)
        status, _ = await self._ask(f"{step}/miss")
        if status == OK:
            self._tally.missed += 1
        else:
            await self._tidy()

    async def _pause(self) -> None:
        reason = self._rng.choice(tuple(PAUSES))
        await self._ask(f"/counters/{self._counter}/pause", {"reason": reason})
        await self._pace.wait(PAUSES[reason])
        await self._ask(f"/counters/{self._counter}/open")

    async def _rate(self, ticket: dict[str, Any]) -> None:
        """What a person says on leaving: at the keypad, from the phone, or nothing."""
        [mark] = self._rng.choices(MARKS, MARK_WEIGHTS)
        how, keypad = self._rng.random(), f"keypad-{self._number}"
        if self._rng.random() < P_CRITICISM and await self._door.press(keypad, "0"):
            self._tally.criticism += 1
        elif how < P_KEYPAD:
            if await self._door.armed(keypad) and await self._door.press(keypad, str(mark)):
                self._tally.marks[mark] += 1
        elif how < P_KEYPAD + P_PHONE and ticket["id"] in self._tokens:
            body = {"track_token": self._tokens[ticket["id"]], "value": mark}
            status, _ = await self._door.ask("POST", "/ratings", body)
            self._tally.marks[mark] += 0 < status < REFUSED

    def _waited(self, ticket: dict[str, Any]) -> None:
        issued, called = (datetime.fromisoformat(ticket[name]) for name in ("issued_at", "called_at"))
        self._tally.waits_min.append((called - issued).total_seconds() / 60 * self._pace.speed)
