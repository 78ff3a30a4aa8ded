"""A due date line by line, each line in both languages with its rule and source; for the law and for one dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onestop.domain.deadline import Line
from onestop.words import say


@dataclass(frozen=True, slots=True)
class Text:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class DueStep:
    """One line: what happens at this instant, by which rule, and where the rule stands."""

    at: datetime
    rule: str
    source: str
    text: Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """When something is due, and why; no due date where the law sets none or the count has not begun."""

    due: datetime | None
    steps: tuple[DueStep, ...]


def explanation(due: datetime | None, lines: Sequence[Line]) -> Explanation:
    return Explanation(due, tuple(_step(line) for line in lines))


def _step(line: Line) -> DueStep:
    text = Text(say("vi", line.key, **line.facts), say("en", line.key, **line.facts))
    return DueStep(line.at, line.rule.value, line.source, text)
