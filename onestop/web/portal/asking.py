"""What the portal has of a dossier, asked just now; one log-in for the whole process, nothing of it kept."""

import threading
from dataclasses import dataclass
from typing import Final, Literal

from onestop.config import Settings
from onestop.domain.formats.portal_adapter import Difference
from onestop.domain.formats.portal_facts import SentDossier
from onestop.gateways.portal import Portal, portal_of
from onestop.gateways.portal_wire import PortalFault, PortalRefused
from onestop.wiring import wiring


@dataclass(frozen=True, slots=True)
class Verdict:
    """How both sides compare."""

    outcome: Literal["same", "differs", "absent", "failed"]
    fault: str = ""
    differences: tuple[Difference, ...] = ()


_OPEN: Final[dict[str, Portal]] = {}
"""By address: one session each."""
_TURN: Final = threading.Lock()


def _portal(settings: Settings) -> Portal | None:
    url = settings.portal_url
    with _TURN:
        if url not in _OPEN and (made := portal_of(settings)) is not None:
            _OPEN[url] = made
        return _OPEN.get(url)


def compare(facts: SentDossier) -> Verdict:
    """Ask, and compare with what the portal should have by now; a portal that does not answer is a verdict too."""
    there = _portal(wiring().settings)
    if there is None:
        return Verdict("failed", "portal.nowhere")
    try:
        held = there.find(facts.code)
    except PortalFault as fault:
        return Verdict("failed", fault.fault)
    except PortalRefused as no:
        return Verdict("failed", f"portal.refused.{no.code}"[:80])
    if held is None:
        return Verdict("absent")
    found = there.compare(facts, held)
    return Verdict("differs" if found else "same", "", found)


def close() -> None:
    """Let the connections go."""
    while _OPEN:
        _OPEN.popitem()[1].close()
