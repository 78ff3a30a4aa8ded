"""The life of a counter: open, paused, closed."""

from enum import StrEnum

from onestop.domain.errors import IllegalCounterStep


class Status(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Step(StrEnum):
    OPEN = "open"
    PAUSE = "pause"
    CLOSE = "close"


LIFE: dict[Status, dict[Step, Status]] = {
    Status.CLOSED: {Step.OPEN: Status.OPEN},
    Status.OPEN: {Step.PAUSE: Status.PAUSED, Step.CLOSE: Status.CLOSED},
    Status.PAUSED: {Step.OPEN: Status.OPEN, Step.CLOSE: Status.CLOSED},
}


class PauseReason(StrEnum):
    BREAK = "break"
    BACK_OFFICE = "back_office"
    MEETING = "meeting"
    DEVICE = "device"
    OTHER = "other"


def after(status: Status, step: Step) -> Status:
    try:
        return LIFE[status][step]
    except KeyError:
        raise IllegalCounterStep(status=status.value, step=step.value) from None
