"""A day at the hall, driven through the doors everybody uses: REST for kiosk, officers and phones, fingers for keys.

The server's clock is not moved: `speed` only makes people come, serve and pause that much faster, so what the shop
counts in real seconds (the wait before a miss, an armed keypad) keeps its length.
"""

import asyncio
import random
import statistics
import sys
from collections.abc import Iterator

from onestop.config import Settings
from onestop.day.door import OK, REFUSED, CannotDrive, Door, Tally
from onestop.day.officer import MARKS, Seat
from onestop.day.pace import Pace
from onestop.day.people import BUTTONS, OPENS_MIN, Arrival, arrivals
from onestop.usecases import demo


class Day:
    """One run: people who come, officers who serve them, one who watches the clock."""

    def __init__(self, settings: Settings, *, speed: float, hours: float, seed: int) -> None:
        self._settings, self._rng = settings, random.Random(seed)
        self.tally = Tally()
        self.door, self._pace = Door(settings, self.tally), Pace(speed, hours)
        self._tokens: dict[str, str] = {}

    async def run(self) -> None:
        """The whole day.

        Raises:
            CannotDrive: the shop does not answer, or is not the demonstration.
        """
        queues, password = await self._queues(), demo.demo_password(self._settings)
        seats = [Seat(n, self.door, self.tally, self._pace, self._dice()) for n in range(1, demo.COUNTERS + 1)]
        for seat in seats:
            await seat.sit_down(password, self._tokens)
        self._pace.begin()
        clock = asyncio.create_task(self._clock())
        officers = [asyncio.create_task(seat.work()) for seat in seats]
        await self._people(queues)
        await asyncio.gather(*officers)
        clock.cancel()

    def _dice(self) -> random.Random:
        return random.Random(self._rng.random())

    async def _queues(self) -> list[str]:
        status, answer = await self.door.ask("GET", f"/offices/{demo.CODE}/queues")
        if status != OK:
            sentence = f"Nothing answers at {self._settings.address}; start it with `onestop up --demo`."
            raise CannotDrive(sentence)
        return [one["queue"] for one in answer["items"] if one["open"]]

    async def _people(self, queues: list[str]) -> None:
        for person in arrivals(queues, self._pace.ends_min / 60, self._dice()):
            await self._pace.until(person.at_min)
            await (self._press_button(person) if person.button else self._take_at_kiosk(person))
        await self._pace.until(self._pace.ends_min)
        self._pace.coming = False

    async def _take_at_kiosk(self, person: Arrival) -> None:
        body = {"queue": person.queue, "lang": person.lang}
        if person.priority:
            body["priority"] = person.priority
        key = f"Place {demo.place_key(self._settings, 'kiosk-1')}"
        status, ticket = await self.door.ask("POST", f"/offices/{demo.CODE}/tickets", body, by=key)
        if 0 < status < REFUSED:
            self.tally.kiosk += 1
            self._tokens[ticket["id"]] = ticket["track_token"]

    async def _press_button(self, person: Arrival) -> None:
        if await self.door.press("dispenser-1", BUTTONS[person.queue]):
            self.tally.buttons += 1

    async def _clock(self) -> None:
        quarter = 0
        while True:
            await self._pace.until(quarter * 15)
            _, board = await self.door.ask("GET", f"/offices/{demo.CODE}/board")
            waiting = sum(board.get("waiting", {}).values())
            _say(self._line(quarter * 15, waiting))
            quarter += 1

    def _line(self, at_min: int, waiting: int) -> str:
        tally, hour, minute = self.tally, *divmod(OPENS_MIN + at_min, 60)
        issued, marks = tally.kiosk + tally.buttons, sum(tally.marks.values())
        counts = f"issued {issued:4}  waiting {waiting:3}  served {tally.served:4}  missed {tally.missed:3}"
        return f"{hour:02}:{minute:02}  {counts}  marks {marks:4}  refused {sum(tally.refusals.values()):3}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def drive(settings: Settings, *, speed: float, hours: float, seed: int) -> None:
    """Run a day and print it; exit code 2 when there is no shop to drive."""
    day = Day(settings, speed=speed, hours=hours, seed=seed)
    try:
        asyncio.run(day.run())
    except CannotDrive as sentence:
        sys.stderr.write(f"{sentence}\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        _say("stopped")
    finally:
        day.door.close()
    for line in summary(day.tally):
        _say(line)


def summary(tally: Tally) -> Iterator[str]:
    """The day in a few lines."""
    yield f"numbers      {tally.kiosk + tally.buttons} ({tally.kiosk} at the kiosk, {tally.buttons} by button)"
    yield f"served       {tally.served}, missed {tally.missed}, transferred {tally.transferred}"
    if tally.waits_min:
        longest = max(tally.waits_min)
        yield f"wait         median {statistics.median(tally.waits_min):.0f} min, longest {longest:.0f} min"
    marks = ", ".join(f"{value}: {tally.marks[value]}" for value in MARKS)
    yield f"marks        {sum(tally.marks.values())} ({marks}), criticism {tally.criticism}"
    told = ", ".join(f"{code} {times}" for code, times in tally.refusals.most_common()) or "none"
    yield f"refusals     {told}"
