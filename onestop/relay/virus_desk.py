"""Has the papers judged that came unchecked: one after the other, as long as the virus scanner answers."""

import logging
from typing import Final
from uuid import UUID

from onestop.gateways.digitising.clam import Scanner, Verdict
from onestop.usecases import virus_round
from onestop.wiring import Shop, attempt

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 60.0
AT_ONCE: Final = 50
"""Papers looked for at a time [count]."""


class VirusDesk:
    """Goes round from the oldest to the newest and begins anew; a paper too big for the scanner holds up no other."""

    def __init__(self, shop: Shop, scanner: Scanner) -> None:
        self._shop, self._scanner, self._at = shop, scanner, virus_round.FIRST

    def turn(self) -> int:
        """Judge the next ones; how many were, `0` at the end of the round or while nobody answers."""
        found = virus_round.next_unchecked(self._shop.work, self._at, AT_ONCE)
        if not found:
            self._at = virus_round.FIRST
        told = 0
        for file_id, sha256 in found:
            verdict = self._verdict(sha256)
            if verdict is Verdict.UNCHECKED and not self._scanner.answers():
                return 0  # away: the same paper again, a minute later
            told += self._write(file_id, verdict)
            self._at = file_id
        return told

    def _verdict(self, sha256: str) -> Verdict:
        try:
            return self._scanner.check(self._shop.papers.path(sha256))
        except FileNotFoundError:  # erased between the look and the check
            return Verdict.NONE

    def _write(self, file_id: UUID, verdict: Verdict) -> bool:
        if verdict is Verdict.CLEAN:
            attempt(virus_round.judged_clean, self._shop.work, file_id)
        elif verdict is Verdict.INFECTED:
            log.error("paper %s is infected", file_id)
            attempt(virus_round.judged_infected, self._shop.work, file_id, now=self._shop.now())
        return verdict in (Verdict.CLEAN, Verdict.INFECTED)
