"""The expected wait, as an interval, from today's real service times and the counters really serving."""

import math
from dataclasses import dataclass

MIN_SAMPLES = 5
"""Fewer services today than this: say "unknown" rather than guess [count]."""
MOST_AHEAD = 2000
"""People counted one by one; beyond, a place is "more than" and its wait unknown: counting may not cost more in a
fuller hall [count]."""
Z_80 = 1.2816
"""Standard normal quantile that leaves 10 % on each side."""


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """Today's finished services of one queue."""

    n: int
    sum_s: float
    """Sum of service times [s]."""
    sum_sq_s2: float
    """Sum of their squares [s²]."""

    @property
    def mean_s(self) -> float:
        return self.sum_s / self.n

    @property
    def sd_s(self) -> float:
        """Sample standard deviation [s]."""
        if self.n < 2:  # noqa: PLR2004 - a spread needs two
            return 0.0
        return math.sqrt(max(0.0, (self.sum_sq_s2 - self.sum_s**2 / self.n) / (self.n - 1)))


@dataclass(frozen=True, slots=True)
class Capacity:
    """Counters now serving a queue, as whole counters and as its fair share of them."""

    counters: int
    """Open counters that serve the queue [count]."""
    share: float
    """Their capacity after the other queues with people waiting take their part [counters, <= `counters`]."""


@dataclass(frozen=True, slots=True)
class Wait:
    low_min: int
    high_min: int


def expected_wait(*, ahead: int, capacity: Capacity, times: ServiceTimes) -> Wait | None:
    """How long the next person of a queue will wait.

    Args:
        ahead: people who will be called before this person [count, >= 0].
        capacity: the counters now serving the queue.
        times: today's services of the queue.

    Returns:
        An interval [min] that holds the wait in 8 of 10 cases, as far as today is like itself: from the services
        ahead to those and one more, for the visits under way; `None` when no counter serves or too little is
        known today.

    Source:
        Sum of n independent service times over parallel counters: mean n·m/c, standard deviation √n·s/c
        (central limit theorem), with c the queue's share of the counters.
    """
    if capacity.counters == 0 or capacity.share <= 0 or times.n < MIN_SAMPLES:
        return None
    low = (ahead * times.mean_s - Z_80 * math.sqrt(ahead) * times.sd_s) / capacity.share
    behind = ahead + 1
    high = (behind * times.mean_s + Z_80 * math.sqrt(behind) * times.sd_s) / capacity.share
    low_min = max(0, math.floor(low / 60))
    return Wait(low_min, max(low_min + 1, math.ceil(high / 60)))
