"""Which of a dossier's events the national portal is told, and where the dossier stood after each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self

from onestop.domain.dossier import NATIONAL, Noted, Status, Step, after

PROGRESS: Final[frozenset[str]] = frozenset({*Step, Noted.STAGE})
"""Events that are an entry of the portal's progress list."""
TOLD: Final[frozenset[str]] = PROGRESS | {Noted.REAPPOINTED, Noted.CORRECTED, Noted.FEE, Noted.RESULT}
"""Events after which the portal's picture of the dossier is out of date."""
LEFT: Final = ("refused", "stuck")
"""States in which a line waits for a person."""
_STEPS: Final[frozenset[str]] = frozenset(Step)


@dataclass(frozen=True, slots=True)
class PortalPolicy:
    """What one office decided about the portal; kept in the office's row."""

    on: bool = False
    """Its dossiers are told to the national portal."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        return cls(on=bool(stored.get("portal", {}).get("on", False)))

    def stored(self) -> dict[str, Any]:
        """The part of the office's policy that is ours."""
        return {"portal": {"on": self.on}}


class Numbered(Protocol):
    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...


def standing(events: Iterable[Numbered]) -> Iterator[tuple[Numbered, Status]]:
    """Each event in order, and the status after it."""
    status = Status.DRAFT
    for event in events:
        if event.kind in _STEPS:
            status = after(status, Step(event.kind))
        yield event, status


def told(events: Iterable[Numbered]) -> list[int]:
    """Numbers of the events to tell; while a dossier is being prepared there is nothing to tell."""
    return [event.seq for event, status in standing(events) if event.kind in TOLD and status in NATIONAL]
