"""One line per figure: what was measured, where, what it should be, what that is on this machine, and what it was."""

import math
import operator
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

HOLDS: Final[dict[str, Callable[[float, float], bool]]] = {"≥": operator.ge, "≤": operator.le, "=": operator.eq}
WIDTHS: Final = (58, 12, 14, 14, 14)
AT_THIS_PACE: Final = "met at this pace"
Work = Literal["visits", "requests"]
VISITS: Final = "visits"
"""Four transactions in one process: scaled by the bare sketch of the same statements."""
REQUESTS: Final = "requests"
"""The same through a web process: scaled by the sketch behind FastAPI."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure. One without a target is told for comparison only."""

    what: str
    database: str
    reached: float
    unit: str
    sign: str = ""
    target: float | None = None
    ratio: bool = False
    """Both sides were measured in this run on this machine: `--strict` holds us to it."""
    work: Work | None = None
    """What the machine's pace is measured by; `None`: a target no machine's pace excuses."""
    bare: float | None = None
    """What the bare sketch did turn about with this [per second]."""

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self._holds(self.target)

    def _holds(self, target: float) -> bool:
        return HOLDS[self.sign](round(self.reached, 3), target)

    def stretched(self, slower: float) -> float | None:
        """The target on a machine so many times slower: times take longer, rates are lower."""
        if self.target is None or self.ratio or self.work is None:
            return None
        return self.target * slower if self.sign == "≤" else self.target / slower

    def verdict(self, slower: float) -> str:
        here = self.stretched(slower)
        if self.met is False and here is not None and self._holds(here):
            return AT_THIS_PACE
        return {None: "", True: "met", False: "NOT MET"}[self.met]

    def told(self, slower: float = 1.0) -> str:
        aims = [
            "" if target is None else f"{self.sign} {shown(target)} {self.unit}"
            for target in (self.target, self.stretched(slower))
        ]
        return row(self.what, self.database, *aims, f"{shown(self.reached)} {self.unit}", self.verdict(slower))


def row(*cells: str) -> str:
    *padded, verdict = cells
    return " ".join(f"{cell:{width}}" for cell, width in zip(padded, WIDTHS, strict=True)) + f" {verdict}"


def head() -> str:
    return row("what", "database", "target", "at this pace", "reached", "met")


def shown(figure: float) -> str:
    """Three digits that matter; whole numbers from a hundred on."""
    if math.isnan(figure):
        return "never"
    return f"{figure:.0f}" if abs(figure) >= 100 or figure == int(figure) else f"{figure:.3g}"


def median_ms(times_s: Sequence[float]) -> float:
    return statistics.median(times_s) * 1000


def p95_ms(times_s: Sequence[float]) -> float:
    """The nearest-rank percentile: 95 of 100 took no longer."""
    ordered = sorted(times_s)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] * 1000


def p99_ms(times_s: Sequence[float]) -> float:
    """The nearest-rank percentile: 99 of 100 took no longer."""
    ordered = sorted(times_s)
    return ordered[max(0, -(-len(ordered) * 99 // 100) - 1)] * 1000
