"""The life of a dossier as one complete table, and the history that leads through it. No database, no screen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from onestop.domain import stage
from onestop.domain.errors import IllegalDossierStep


class Status(StrEnum):
    """Where a dossier is; all but the first have a code of the national portal (rules file, 3.1)."""

    DRAFT = "draft"
    """Being prepared; nobody has handed it in."""
    SUBMITTED = "submitted"
    RECEIVED = "received"
    REFUSED = "refused"
    PROCESSING = "processing"
    SUPPLEMENT = "supplement"
    PAYING = "paying"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    READY = "ready"
    RETURNED = "returned"


NATIONAL: Final[Mapping[Status, int]] = {
    Status.SUBMITTED: 1,
    Status.RECEIVED: 2,
    Status.REFUSED: 3,
    Status.PROCESSING: 4,
    Status.SUPPLEMENT: 5,
    Status.PAYING: 6,
    Status.WITHDRAWN: 7,
    Status.STOPPED: 8,
    Status.READY: 9,
    Status.RETURNED: 10,
}


class Step(StrEnum):
    SUBMIT = "submit"
    RECEIVE = "receive"
    REFUSE = "refuse"
    """Not taken in (form 03)."""
    BEGIN = "begin"
    """The first unit works on it."""
    ASK_SUPPLEMENT = "ask_supplement"
    """Something is missing or wrong (form 02)."""
    SUPPLEMENTED = "supplemented"
    ASK_FEE = "ask_fee"
    PAID = "paid"
    WITHDRAW = "withdraw"
    STOP = "stop"
    """Form 05."""
    CONCLUDE = "conclude"
    """The result is at the one-stop shop."""
    REOPEN = "reopen"
    """A result concluded by mistake is taken back; the log keeps both."""
    RETURN = "return"
    """The result is in the applicant's hand."""


LIFE: Final[Mapping[Status, Mapping[Step, Status]]] = {
    Status.DRAFT: {
        Step.SUBMIT: Status.SUBMITTED,
        Step.RECEIVE: Status.RECEIVED,
        Step.REFUSE: Status.REFUSED,
        Step.ASK_SUPPLEMENT: Status.SUPPLEMENT,
        Step.WITHDRAW: Status.WITHDRAWN,
    },
    Status.SUBMITTED: {
        Step.RECEIVE: Status.RECEIVED,
        Step.REFUSE: Status.REFUSED,
        Step.ASK_SUPPLEMENT: Status.SUPPLEMENT,
        Step.WITHDRAW: Status.WITHDRAWN,
    },
    Status.RECEIVED: {
        Step.BEGIN: Status.PROCESSING,
        Step.ASK_SUPPLEMENT: Status.SUPPLEMENT,
        Step.ASK_FEE: Status.PAYING,
        Step.WITHDRAW: Status.WITHDRAWN,
        Step.STOP: Status.STOPPED,
        Step.CONCLUDE: Status.READY,
    },
    Status.PROCESSING: {
        Step.ASK_SUPPLEMENT: Status.SUPPLEMENT,
        Step.ASK_FEE: Status.PAYING,
        Step.WITHDRAW: Status.WITHDRAWN,
        Step.STOP: Status.STOPPED,
        Step.CONCLUDE: Status.READY,
    },
    Status.SUPPLEMENT: {
        Step.RECEIVE: Status.RECEIVED,
        Step.SUPPLEMENTED: Status.PROCESSING,
        Step.REFUSE: Status.REFUSED,
        Step.WITHDRAW: Status.WITHDRAWN,
        Step.STOP: Status.STOPPED,
    },
    Status.PAYING: {
        Step.PAID: Status.PROCESSING,
        Step.WITHDRAW: Status.WITHDRAWN,
        Step.STOP: Status.STOPPED,
    },
    Status.READY: {Step.RETURN: Status.RETURNED, Step.REOPEN: Status.PROCESSING},
    Status.REFUSED: {},
    Status.WITHDRAWN: {},
    Status.STOPPED: {},
    Status.RETURNED: {},
}

ENDED: Final = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})
"""Nothing follows; a later correction is a dossier of its own (NĐ 61/2018 Đ21)."""
WITH_US: Final = frozenset({Status.RECEIVED, Status.PROCESSING})
"""The administration's turn: the clock runs, stages move."""
WITH_THEM: Final = frozenset({Status.SUPPLEMENT, Status.PAYING})
"""The applicant's turn: the clock stands."""
MAY_PAY: Final = WITH_US | {Status.SUPPLEMENT}
"""Where a fee may be paid that nobody waits for: it is noted, and moves nothing."""


def after(status: Status, step: Step) -> Status:
    """Where `step` leads from `status`; `IllegalDossierStep` when it leads nowhere."""
    try:
        return LIFE[status][step]
    except KeyError:
        raise IllegalDossierStep(status=status.value, step=step.value) from None


class Noted(StrEnum):
    """What else is written into a dossier's history; none of it moves the dossier by itself."""

    FULL = "full"
    """Found complete and valid."""
    FEE = "fee"
    """The fee was paid before anybody asked for it."""
    PART_PAID = "part_paid"
    """A part of the fee came in; the rest is still due."""
    PAID_BACK = "paid_back"
    """Money went back to whoever paid."""
    INSPECTED = "inspected"
    PUBLISHED = "published"
    REAPPOINTED = "reappointed"
    """A new date, once (form 04)."""
    RECOUNTED = "recounted"
    """The office's days off or hours changed, and with them the due date."""
    CORRECTED = "corrected"
    """An applicant's particulars were."""
    CORRECTION = "correction"
    """The result is put right by a dossier of its own (NĐ 61/2018 Đ21)."""
    PAPER = "paper"
    STAGE = "stage"
    OPINION = "opinion"
    VISIT = "visit"
    NOTE = "note"
    FORM = "form"
    RESULT = "result"
    FETCHED = "fetched"
    """The receipt's holder fetched the digital result, the first time."""
    DELIVERY = "delivery"
    ORIGINALS = "originals"
    HANDED_ON = "handed_on"
    """To the authority elsewhere that decides; again when its papers came back and went out once more."""
    THEIR_CODE = "their_code"
    """Its code there, told or corrected."""
    THEIR_ANSWER = "their_answer"
    """What the authority elsewhere says of it before its result."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a dossier, in order; `at` is when it took effect."""

    kind: str
    """A `Step` or a `Noted`."""
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def replay(events: Iterable[Event]) -> Status:
    """The status a history leads to.

    Raises:
        IllegalDossierStep: the history is not one.
    """
    status = Status.DRAFT
    steps = set(Step)
    for event in events:
        if event.kind in steps:
            status = after(status, Step(event.kind))
    return status


def degree(done: int, total: int, status: Status) -> float:
    """Degree of completion that may be told to everybody (TT 01/2018 Đ16.2d) [0–1]."""
    if status in (Status.READY, Status.RETURNED):
        return 1.0
    return min(0.95, done / total) if total else 0.0


def drawing() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    rows = [f"    {a.value} --> {b.value}: {step.value}" for a, row in LIFE.items() for step, b in row.items()]
    return "\n".join(["stateDiagram-v2", "    [*] --> draft: open", *rows])


def document() -> str:
    """The page `docs/dossier-life.md`; a test holds the file equal to the tables."""
    parts = (("The life of a dossier", drawing()), ("The life of one of its stages", stage.drawing()))
    drawn = "\n".join(f"## {title}\n\n```mermaid\n{picture}\n```\n" for title, picture in parts)
    return f"# The life of a dossier\n\nDrawn from `onestop/domain/dossier.py` and `stage.py`.\n\n{drawn}"
