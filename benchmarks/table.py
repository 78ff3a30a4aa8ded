"""One line per figure: what was measured, where, what it should be and what it was."""

import math
import operator
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

HOLDS: Final[dict[str, Callable[[float, float], bool]]] = {"≥": operator.ge, "≤": operator.le, "=": operator.eq}
WIDTHS: Final = (58, 12, 14, 14)


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

    @property
    def met(self) -> bool | None:
        return None if self.target is None else HOLDS[self.sign](round(self.reached, 3), self.target)

    def told(self) -> str:
        aim = "" if self.target is None else f"{self.sign} {shown(self.target)} {self.unit}"
        verdict = {None: "", True: "met", False: "NOT MET"}[self.met]
        cells = (self.what, self.database, aim, f"{shown(self.reached)} {self.unit}")
        return " ".join(f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True)) + f" {verdict}"


def head() -> str:
    names = ("what", "database", "target", "reached")
    return " ".join(f"{name:{width}}" for name, width in zip(names, WIDTHS, strict=True)) + " met"


def shown(figure: float) -> str:
    """Three digits that matter; whole numbers from a hundred on."""
    if math.isnan(figure):
        return "never"
    return f"{figure:.0f}" if abs(figure) >= 100 or figure == int(figure) else f"{figure:.3g}"


def median_ms(times_s: Sequence[float]) -> float:
    return statistics.median(times_s) * 1000


def p99_ms(times_s: Sequence[float]) -> float:
    """The nearest-rank percentile: 99 of 100 took no longer."""
    ordered = sorted(times_s)
    return ordered[max(0, -(-len(ordered) * 99 // 100) - 1)] * 1000
