"""How fast something goes again and again, measured turn about with what it is compared to."""

import time
from collections.abc import Callable, Sequence
from typing import Any

ROUND_S = 0.25
"""One side runs this long, then the other: what else the machine does falls on both alike [s]."""


def per_second(sides: Sequence[Callable[[], Any]], rounds: int = 16, warm: int = 30) -> list[float]:
    """Turns per second of each side; the median of its rounds."""
    for side in sides:
        for _ in range(warm):
            side()
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, rates in zip(sides, found, strict=True):
            rates.append(_rate(side))
    return [sorted(rates)[len(rates) // 2] for rates in found]


def _rate(side: Callable[[], Any]) -> float:
    began, count = time.perf_counter(), 0
    while (took := time.perf_counter() - began) < ROUND_S:
        side()
        count += 1
    return count / took
