"""The clock a dossier's events wind: what starts, stops, restarts and ends it; replayed by `deadline.reckon`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from onestop.domain.deadline import CountFrom, Move, OnSupplement, Tick
from onestop.domain.dossier import Event, Noted, Step

_ENDS: Final = frozenset({Step.CONCLUDE, Step.WITHDRAW, Step.STOP, Step.REFUSE})


def ticks(events: Iterable[Event], count_from: CountFrom, on_supplement: OnSupplement) -> Iterator[Tick]:
    """The moves of a dossier's clock; replayed by `deadline.reckon`, told by `deadline.explain`.

    What starts it may be noted before the receipt (found full at the counter): then the receipt starts it.
    It may come while the applicant's turn lasts: the clock starts standing.
    """
    received = begun = started = False
    waits = ""
    for event in events:
        received = received or event.kind in _BEGINS[CountFrom.RECEIPT]
        begun = begun or event.kind in _BEGINS[count_from]
        waits = event.kind if event.kind in _ASKS else "" if event.kind in _ANSWERS else waits
        if received and begun and not started:
            started = True
            yield Tick(Move.START, event.at, event.kind)
            if waits:
                yield Tick(Move.STOP, event.at, waits)
        elif event.kind in _ENDS:
            yield Tick(Move.END, event.at, event.kind)
        elif (started or event.kind == Step.REOPEN) and (tick := _tick(event, on_supplement)) is not None:
            yield tick


MOVES_CLOCK: Final[frozenset[str]] = frozenset({
    *(Step.RECEIVE, Step.SUPPLEMENTED, Step.ASK_SUPPLEMENT, Step.ASK_FEE, Step.PAID, Step.REOPEN),
    *(Noted.FULL, Noted.FEE, Noted.INSPECTED, Noted.PUBLISHED, Noted.REAPPOINTED),
})  # fmt: skip
"""Events after which a due date may be another one."""
_ASKS: Final[frozenset[str]] = frozenset({Step.ASK_SUPPLEMENT, Step.ASK_FEE})
_ANSWERS: Final[frozenset[str]] = frozenset({Step.RECEIVE, Step.SUPPLEMENTED, Step.PAID})
_BEGINS: Final[Mapping[CountFrom, frozenset[str]]] = {
    CountFrom.RECEIPT: frozenset({Step.RECEIVE, Step.SUPPLEMENTED}),
    CountFrom.FULL: frozenset({Noted.FULL, Step.SUPPLEMENTED}),
    CountFrom.FEE: frozenset({Step.PAID, Noted.FEE}),
    CountFrom.INSPECTION: frozenset({Noted.INSPECTED}),
    CountFrom.PUBLICATION: frozenset({Noted.PUBLISHED}),
}


def _tick(event: Event, on_supplement: OnSupplement) -> Tick | None:
    match event.kind:
        case Step.ASK_SUPPLEMENT | Step.ASK_FEE:
            return Tick(Move.STOP, event.at, event.kind)
        case Step.SUPPLEMENTED | Step.RECEIVE:  # a second receipt follows a supplement asked for after the first
            again = Move.RESTART if on_supplement is OnSupplement.RESTART else Move.RESUME
            return Tick(again, event.at, event.kind)
        case Step.PAID:
            return Tick(Move.RESUME, event.at, event.kind)
        case Step.REOPEN:
            return Tick(Move.REOPEN, event.at, event.kind)
        case Noted.REAPPOINTED:
            return Tick(Move.EXTEND, event.at, event.kind, datetime.fromisoformat(event.data["due"]))
    return None
