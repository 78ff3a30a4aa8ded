"""The life of a ticket, as one complete table with one door (`after`). No clock, no database, no screen."""

from enum import StrEnum

from onestop.domain.errors import IllegalStep


class Status(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    SERVED = "served"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    FORWARD = "forward"
    """Finished here, goes on to the next thing the visit asked for, with the same number."""
    UNDO = "undo"
    """A finish was a mistake, of the visit or of its first thing: back to the counter it just left."""
    PARK = "park"
    RETURN = "return"
    """A parked ticket comes back by its timer."""
    MISS = "miss"
    REINSTATE = "reinstate"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    RELEASE = "release"
    """The day closes while the ticket is at a counter: the counter lets go, the visit is carried over."""


LIFE: dict[Status, dict[Step, Status]] = {
    Status.WAITING: {
        Step.CALL: Status.CALLED,
        Step.TRANSFER: Status.WAITING,
        Step.CANCEL: Status.CANCELLED,
        Step.UNDO: Status.SERVING,
    },
    Status.CALLED: {
        Step.RECALL: Status.CALLED,
        Step.START: Status.SERVING,
        Step.MISS: Status.MISSED,
        Step.PARK: Status.PARKED,
        Step.TRANSFER: Status.WAITING,
        Step.CANCEL: Status.CANCELLED,
        Step.RELEASE: Status.WAITING,
    },
    Status.SERVING: {
        Step.FINISH: Status.SERVED,
        Step.FORWARD: Status.WAITING,
        Step.PARK: Status.PARKED,
        Step.TRANSFER: Status.WAITING,
        Step.CANCEL: Status.CANCELLED,
        Step.RELEASE: Status.PARKED,
    },
    Status.PARKED: {
        Step.CALL: Status.CALLED,
        Step.RETURN: Status.WAITING,
        Step.REINSTATE: Status.WAITING,
        Step.TRANSFER: Status.WAITING,
        Step.CANCEL: Status.CANCELLED,
    },
    Status.SERVED: {Step.UNDO: Status.SERVING},
    Status.MISSED: {Step.REINSTATE: Status.WAITING},
    Status.CANCELLED: {},
}

AT_COUNTER = frozenset({Status.CALLED, Status.SERVING})
UNFINISHED = frozenset({Status.WAITING, Status.CALLED, Status.SERVING, Status.PARKED})


def after(status: Status, step: Step) -> Status:
    """Where `step` leads from `status`; `IllegalStep` when it leads nowhere."""
    try:
        return LIFE[status][step]
    except KeyError:
        raise IllegalStep(status=status.value, step=step.value) from None


def drawing() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    rows = [f"    {a.value} --> {b.value}: {step.value}" for a, row in LIFE.items() for step, b in row.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> waiting: take", *rows])


def document() -> str:
    """The page `docs/ticket-life.md`; a test holds the file equal to the table."""
    return f"# The life of a ticket\n\nDrawn from `onestop/domain/ticket.py`.\n\n```mermaid\n{drawing()}\n```\n"
