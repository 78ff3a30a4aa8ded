"""The life of a call in the hall: shown at once, spoken in order, one voice at a time, marked when too late."""

from enum import StrEnum
from uuid import UUID

SPEAK_WITHIN_S = 60
"""A call not spoken within this is dropped from the voice with a mark and an alert, never from the board [s]."""


class Status(StrEnum):
    PENDING = "pending"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    UNHEARD = "unheard"
    SILENT = "silent"
    """The zone has no voice: nobody was to speak it."""


class Step(StrEnum):
    SPEAK = "speak"
    RETRY = "retry"
    HEARD = "heard"
    GIVE_UP = "give_up"
    LET_BE = "let_be"
    """Nobody was there to speak it."""


LIFE: dict[Status, dict[Step, Status]] = {
    Status.PENDING: {
        Step.SPEAK: Status.SPEAKING,
        Step.GIVE_UP: Status.UNHEARD,
        Step.LET_BE: Status.SILENT,
    },
    Status.SPEAKING: {
        Step.HEARD: Status.SPOKEN,
        Step.RETRY: Status.PENDING,
        Step.GIVE_UP: Status.UNHEARD,
        Step.LET_BE: Status.SILENT,
    },
    Status.SPOKEN: {},
    Status.UNHEARD: {Step.HEARD: Status.SPOKEN},
    Status.SILENT: {},
}


def concerns(called: UUID | None, zone: UUID | None) -> bool:
    """Whether a call from zone `called` is shown and heard in `zone`.

    A counter without a zone is called everywhere; a board or voice without one tells everything.
    """
    return called is None or zone is None or called == zone


def after(status: Status, step: Step) -> Status | None:
    """Where `step` leads; `None` when the report is late or repeated and changes nothing."""
    return LIFE[status].get(step)
