"""How fast the day goes by: simulated minutes against real seconds, from the moment the doors open."""

import asyncio
import time
from typing import Final

CLOSES_WITHIN_MIN: Final = 90.0
"""How long after the last arrival officers go on serving [min]."""


class Pace:
    def __init__(self, speed: float, hours: float) -> None:
        self.speed, self.ends_min = speed, hours * 60
        self._began = time.monotonic()
        self.coming = True
        """People still arrive."""

    def begin(self) -> None:
        self._began = time.monotonic()

    @property
    def now_min(self) -> float:
        """Simulated time since the doors opened [min]."""
        return (time.monotonic() - self._began) * self.speed / 60

    async def wait(self, minutes: float) -> None:
        await asyncio.sleep(max(0.0, minutes) * 60 / self.speed)

    async def until(self, minute: float) -> None:
        await self.wait(minute - self.now_min)

    def over(self) -> bool:
        """Nobody comes any more, and officers have had their time to serve those who wait."""
        return not self.coming and self.now_min > self.ends_min + CLOSES_WITHIN_MIN
