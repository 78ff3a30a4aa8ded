"""Dossiers as the national portal is told of them: each as it stood after any of its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from onestop.domain.dossier import NATIONAL, Noted, Status, Step
from onestop.domain.formats.portal_facts import SentDossier, SentProgress, SentSupplement
from onestop.domain.portal import PROGRESS, standing
from onestop.words import say

_ENDS: Final = frozenset({Step.REFUSE, Step.STOP, Step.WITHDRAW})
_HANDED: Final = frozenset({Status.READY, Status.RETURNED})
LANGUAGE: Final = "vi"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, with the name of whoever did it."""

    seq: int
    kind: str
    at: datetime
    noted_at: datetime
    by: str
    title: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """A stage as far as progress shows it."""

    name: str
    unit: str
    opened_at: datetime | None
    due: datetime | None


@dataclass(frozen=True)
class Picture:
    """Everything the portal may be told of one dossier."""

    now: SentDossier
    """As it stands; its `status` and dates are of the last event."""
    events: tuple[Happened, ...]
    desks: Mapping[str, Desk]

    @cached_property
    def _statuses(self) -> Mapping[int, Status]:
        return {event.seq: status for event, status in standing(self.events)}

    def after(self, seq: int) -> SentDossier:
        """As it stood after event `seq`: its status and what had come of it; particulars are today's."""
        past = [event for event in self.events if event.seq <= seq]
        status = self._statuses[seq]
        received = any(event.kind == Step.RECEIVE for event in past)
        last = {event.kind: event for event in past}
        end = next((last[kind] for kind in _ENDS if kind in last), None)
        back = last.get(Step.RETURN)
        return replace(
            self.now,
            status=status,
            received_at=self.now.received_at if received else None,
            original_due=self.now.original_due if received else None,
            due=self.now.due if received else None,
            ready_at=last[Step.CONCLUDE].at if status in _HANDED else None,
            returned_at=back.at if back else None,
            refused_at=end.at if end and end.kind == Step.REFUSE else None,
            returned_how=say(LANGUAGE, f"to_portal.how_{back.data.get('how', 'counter')}") if back else "",
            reason=str(end.data.get("reason", "")) if end else "",
            fee_stage="supplement" if Step.ASK_FEE in last else "intake",
            supplements=tuple(_supplements(past)),
            results=self.now.results if status in _HANDED else (),
        )

    def progress(self, seq: int) -> SentProgress | None:
        """The entry event `seq` makes in the progress list; `None`: none."""
        event = next((event for event in self.events if event.seq == seq), None)
        if event is None or event.kind not in PROGRESS or self._statuses[seq] not in NATIONAL:
            return None
        desk = self.desks.get(str(event.data.get("stage", "")))
        return SentProgress(
            code=self.now.code,
            status=self._statuses[seq],
            at=event.noted_at,
            by=event.by or self.now.unit,
            title=event.title,
            unit=desk.unit if desk else self.now.unit,
            did=_words(event, desk),
            begun_at=desk.opened_at if desk else self.now.received_at,
            due=desk.due if desk else self.now.due,
        )


def _words(event: Happened, desk: Desk | None) -> str:
    if event.kind != Noted.STAGE:
        return say(LANGUAGE, f"to_portal.did_{event.kind}")
    return say(LANGUAGE, f"to_portal.stage_{event.data.get('did', 'take')}", stage=desk.name if desk else "")


def _supplements(past: Sequence[Happened]) -> list[SentSupplement]:
    """Each request, and the first answer after it."""
    found: list[SentSupplement] = []
    for event in past:
        if event.kind == Step.ASK_SUPPLEMENT:
            lines = tuple(str(line) for line in event.data.get("lines", ()))
            reason = str(event.data.get("reason", ""))
            found.append(SentSupplement(len(found) + 1, event.at, event.by, lines, reason))
        elif event.kind in (Step.SUPPLEMENTED, Step.RECEIVE) and found and found[-1].answered_at is None:
            note = str(event.data.get("note", ""))
            found[-1] = replace(found[-1], answered_at=event.at, answered_by=event.by, note=note)
    return found
