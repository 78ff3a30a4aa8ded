"""What people tell the office of its work, with the law's time limits: suggestions (phản ánh, kiến nghị), complaints
(khiếu nại). A denunciation (tố cáo) is another law's: it is referred, never kept here.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from onestop.domain import deadline
from onestop.domain.calendar import WorkCalendar
from onestop.domain.deadline import Limit, Unit
from onestop.domain.errors import IllegalFeedbackStep


class Kind(StrEnum):
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"


class Status(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    FORWARDED = "forwarded"
    DECLINED = "declined"


class Step(StrEnum):
    ACCEPT = "accept"
    ANSWER = "answer"
    FORWARD = "forward"
    DECLINE = "decline"


LIFE: Final[Mapping[Status, Mapping[Step, Status]]] = {
    Status.SENT: {
        Step.ACCEPT: Status.ACCEPTED,
        Step.FORWARD: Status.FORWARDED,
        Step.DECLINE: Status.DECLINED,
    },
    Status.ACCEPTED: {Step.ANSWER: Status.ANSWERED, Step.FORWARD: Status.FORWARDED},
    Status.ANSWERED: {},
    Status.FORWARDED: {},
    Status.DECLINED: {},
}
OPEN: Final = frozenset({Status.SENT, Status.ACCEPTED})
LONGEST: Final = 4000
"""Of what is told, and of an answer [characters]."""
TO_DECIDE: Final[Mapping[Kind, Limit]] = {
    Kind.SUGGESTION: Limit(5, Unit.WORKING_DAYS),
    Kind.COMPLAINT: Limit(10, Unit.DAYS),
}
"""From its coming to a decision whether it is for this office: NĐ 20/2008 (forwarded within 5 working days), Law on
Complaints 02/2011 (accepted within 10 days)."""
TO_ANSWER: Final[Mapping[Kind, Limit]] = {
    Kind.SUGGESTION: Limit(15, Unit.WORKING_DAYS),
    Kind.COMPLAINT: Limit(30, Unit.DAYS),
}
"""From acceptance to the answer: complaints by Law 02/2011 (30 days); for suggestions no limit was seen, ours is 15
working days."""
COMPLEX: Final = Limit(45, Unit.DAYS)
"""A complex complaint (Law 02/2011)."""


def after(status: Status, step: Step) -> Status:
    """Where a step leads.

    Raises:
        IllegalFeedbackStep: it leads nowhere from there.
    """
    if step not in LIFE[status]:
        raise IllegalFeedbackStep(status=status.value, step=step.value)
    return LIFE[status][step]


def due(kind: Kind, status: Status, since: datetime, calendar: WorkCalendar, *, involved: bool = False) -> datetime:
    """Until when the next thing must happen; `since` is when it came, or was accepted.

    Raises:
        CalendarMissing: the answer lies in a year whose days off nobody entered.
    """
    if status is Status.SENT:
        return deadline.due(TO_DECIDE[kind], since, calendar)
    limit = COMPLEX if involved and kind is Kind.COMPLAINT else TO_ANSWER[kind]
    return deadline.due(limit, since, calendar)


def number(year: int, serial: int) -> str:
    """`PA-2026-00042`."""
    return f"PA-{year}-{serial:05d}"
