"""Who comes to the hall, when, and how long each takes: a seeded draw, the same for the same number."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OPENS_MIN: Final = 8 * 60
"""When the day begins [minutes after midnight]."""
PER_HOUR: Final = {8: 42, 9: 66, 10: 48, 11: 30, 12: 8, 13: 34, 14: 60, 15: 46, 16: 22}
"""People who come in each hour; the peaks are 8:30 to 10:30 and 14:00 to 15:30."""
SERVICE_MIN: Final = {"A": 11.0, "B": 14.0, "C": 9.0, "D": 10.0, "E": 12.0, "F": 8.0, "R": 3.0}
"""Median time at the counter [min]; queues not named take `USUAL_MIN`."""
USUAL_MIN, SPREAD = 7.0, 0.45
BUTTONS: Final = {"A": "1", "B": "2", "C": "3", "D": "4", "E": "5", "F": "6"}
PRIORITIES: Final = ("elderly", "elderly", "elderly", "disabled", "pregnant", "small_child")
P_BUTTON, P_PRIORITY, P_ENGLISH = 0.15, 0.08, 0.04


@dataclass(frozen=True, slots=True)
class Arrival:
    at_min: float
    queue: str
    priority: str | None
    lang: str
    button: bool
    """Takes a number at the dispenser, not at the kiosk."""


def service_min(queue: str, rng: random.Random) -> float:
    """Time at the counter, log-normal around the queue's median [min]."""
    return SERVICE_MIN.get(queue, USUAL_MIN) * math.exp(rng.gauss(0, SPREAD))


def arrivals(queues: list[str], hours: float, rng: random.Random) -> Iterator[Arrival]:
    """People in the order they come, by a Poisson process with an hourly rate."""
    at, end = 0.0, hours * 60
    busiest = max(PER_HOUR.values())
    while True:
        at += rng.expovariate(busiest / 60)
        if at >= end:
            return
        hour = int((OPENS_MIN + at) // 60)
        if rng.random() * busiest <= PER_HOUR.get(hour, 0):
            yield _somebody(at, queues, rng)


def _somebody(at_min: float, queues: list[str], rng: random.Random) -> Arrival:
    queue = rng.choice(queues)
    priority = rng.choice(PRIORITIES) if rng.random() < P_PRIORITY else None
    lang = "en" if rng.random() < P_ENGLISH else "vi"
    button = priority is None and queue in BUTTONS and rng.random() < P_BUTTON
    return Arrival(at_min, queue, priority, lang, button)
