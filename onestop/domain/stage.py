"""The stages of a dossier: their life as one table, which may begin when, and the plan with its due instants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from onestop.domain import deadline
from onestop.domain.calendar import WorkCalendar
from onestop.domain.errors import IllegalStageStep
from onestop.domain.procedure import StageRule


class Status(StrEnum):
    WAITING = "waiting"
    """A stage before it is not done."""
    OPEN = "open"
    """At its unit; nobody has taken it."""
    HELD = "held"
    """One officer's."""
    DONE = "done"
    SKIPPED = "skipped"


class Step(StrEnum):
    OPEN = "open"
    TAKE = "take"
    """By the officer, or given by the unit's head."""
    RELEASE = "release"
    DONE = "done"
    SEND_BACK = "send_back"
    """A later stage found a fault: this one begins again."""
    WAIT_AGAIN = "wait_again"
    """One before it was sent back: its turn comes anew."""
    SKIP = "skip"
    CLOSE = "close"
    """The dossier ended while the stage was under way."""


LIFE: Final[Mapping[Status, Mapping[Step, Status]]] = {
    Status.WAITING: {
        Step.OPEN: Status.OPEN,
        Step.WAIT_AGAIN: Status.WAITING,
        Step.SKIP: Status.SKIPPED,
        Step.CLOSE: Status.SKIPPED,
    },
    Status.OPEN: {
        Step.TAKE: Status.HELD,
        Step.WAIT_AGAIN: Status.WAITING,
        Step.SKIP: Status.SKIPPED,
        Step.CLOSE: Status.SKIPPED,
    },
    Status.HELD: {
        Step.TAKE: Status.HELD,
        Step.RELEASE: Status.OPEN,
        Step.DONE: Status.DONE,
        Step.WAIT_AGAIN: Status.WAITING,
        Step.SKIP: Status.SKIPPED,
        Step.CLOSE: Status.SKIPPED,
    },
    Status.DONE: {Step.SEND_BACK: Status.OPEN, Step.WAIT_AGAIN: Status.WAITING},
    Status.SKIPPED: {Step.SEND_BACK: Status.OPEN, Step.WAIT_AGAIN: Status.WAITING},
}

UNDER_WAY: Final = frozenset({Status.OPEN, Status.HELD})
OVER: Final = frozenset({Status.DONE, Status.SKIPPED})


def after(status: Status, step: Step) -> Status:
    """Where `step` leads from `status`; `IllegalStageStep` when it leads nowhere."""
    try:
        return LIFE[status][step]
    except KeyError:
        raise IllegalStageStep(status=status.value, step=step.value) from None


def drawing() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    rows = [f"    {a.value} --> {b.value}: {step.value}" for a, row in LIFE.items() for step, b in row.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> waiting: plan", *rows])


def ready(after_of: Mapping[str, Sequence[str]], statuses: Mapping[str, Status]) -> list[str]:
    """Stages that may open now: they wait and all before them are over; several at once run side by side."""
    return [
        code
        for code, before in after_of.items()
        if statuses[code] is Status.WAITING and all(statuses[b] in OVER for b in before)
    ]


class Standing(Protocol):
    """A stage, as a row or as a page shows it."""

    @property
    def status(self) -> str: ...


S = TypeVar("S", bound=Standing)


def left_before_last(stages: Sequence[S]) -> list[S]:
    """What must be over before the last stage's turn; `stages` in the order of the plan."""
    return [each for each in stages[:-1] if each.status not in OVER]


@dataclass(frozen=True, slots=True)
class Planned:
    """One stage of a plan."""

    code: str
    name: str
    unit: str
    starts: datetime
    due: datetime | None


def plan(stages: Sequence[StageRule], received: datetime, calendar: WorkCalendar) -> tuple[Planned, ...]:
    """When each stage would begin and be due if nothing stopped; the first begins when papers reach the unit.

    Raises:
        CalendarMissing.
    """
    reaches = deadline.hand_over(received, calendar)
    ends: dict[str, datetime] = {}
    found = []
    for rule in stages:
        starts = max((ends[code] for code in rule.after), default=reaches)
        due = deadline.due(rule.limit, starts, calendar) if rule.limit else None
        ends[rule.code] = due or starts
        found.append(Planned(rule.code, rule.name, rule.unit, starts, due))
    return tuple(found)
