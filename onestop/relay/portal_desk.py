"""The national portal is told: claimed, sent in batches, settled, in a thread that holds up nobody else.

Killed anywhere, lines come back when their claim is over; before they are sent again the portal is asked what it has,
so what arrived is not told twice. Order within a dossier is kept: its first line leaves in an earlier batch than its
second.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final, TypeVar

from onestop.domain.formats.portal_facts import SentProgress
from onestop.gateways.portal import Held, Portal
from onestop.gateways.portal_wire import AT_ONCE, PortalFault, PortalRefused
from onestop.queries import portal_load
from onestop.relay.portal_errand import Errand
from onestop.usecases import portal_queue
from onestop.wiring import Shop, attempt

log = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_EVERY_S: Final = 2.0
"""A change may wait this long before it is sent [s]."""
DOSSIERS: Final = 400
"""Claimed together: told well before their claims end [count]."""
BATCH: Final = 50
"""Records in one call [count]."""
LONGEST_PAUSE_S: Final = 60.0
"""Between two tries while the portal is away [s]."""
MOST_FAULTS: Final = 3
"""One after the other, and the rest of a turn is not tried: the portal is away or choking [count]."""
LONGEST_TURN_S: Final = 150.0
"""Well within a claim; what is left then is put off [s]."""
ANSWERS_FOR: Final = timedelta(minutes=30)
"""So long after its last proper answer the portal counts as answering, and silence as the line's own."""


class PortalDesk:
    """One sender. `turn` tells what is due; `pause_s` is how long to wait while nobody is there."""

    def __init__(self, shop: Shop, portal: Portal, *, batch: int = BATCH, dossiers: int = DOSSIERS) -> None:
        self._shop, self._portal, self._batch, self._dossiers = shop, portal, batch, dossiers
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="portal")
        self.pause_s = 0.0
        self._answered_at: datetime | None = None
        self._faults = 0
        self._until = 0.0

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._portal.close()

    def turn(self) -> int:
        """Tell what is due; return how many lines were tried."""
        claimed = attempt(portal_queue.claim, self._shop.work, self._shop.now(), self._dossiers)
        if not claimed:
            return 0
        with self._shop.work.reading() as session:
            pictures = portal_load.load(session, [each.dossier_id for each in claimed])
        errands = [Errand(c, pictures[c.dossier_id], list(c.seqs), c.last_sent > 0) for c in claimed]
        self._faults, self._until, begun = 0, time.monotonic() + LONGEST_TURN_S, self._shop.now()
        self._look_up([errand for errand in errands if errand.of.doubtful or not errand.known])
        self._settle(errands)
        while going := [errand for errand in errands if errand.left]:
            self._round(going)
            self._settle(going)
        self._breathe(good=self._answered_at is not None and self._answered_at >= begun)
        return sum(len(each.seqs) for each in claimed)

    def _breathe(self, *, good: bool) -> None:
        """After a turn without one proper answer wait ever longer; with the first one nobody waits any more."""
        if not good:
            self.pause_s = min(LONGEST_PAUSE_S, self.pause_s * 2 or LOOK_EVERY_S)
        elif self.pause_s:
            self.pause_s = 0.0
            attempt(portal_queue.hurry, self._shop.work, self._shop.now())

    def _settle(self, errands: Sequence[Errand]) -> None:
        ended = [outcome for errand in errands for outcome in errand.ended]
        for errand in errands:
            errand.ended.clear()
        now = self._shop.now()
        answers = self._answered_at is not None and now - self._answered_at < ANSWERS_FOR
        attempt(portal_queue.settle, self._shop.work, ended, now=now, answers=answers)

    # --- what it has ---

    def _look_up(self, errands: Sequence[Errand]) -> None:
        """Ask for each whether the portal has it; lines it has already are done."""
        list(self._pool.map(self._found, errands))

    def _found(self, errand: Errand) -> None:
        held = self._tried([errand], lambda: self._portal.find(errand.picture.now.code))
        if errand.left:
            errand.known = held is not None
            self._strike_out(errand, held)

    def _strike_out(self, errand: Errand, held: Held | None) -> None:
        """Everything up to the newest entry the portal shows arrived before."""
        if held is None or not held.progress or not errand.of.doubtful:
            return
        there = [seq for seq in errand.left if self._shows(held, errand.picture.progress(seq))]
        while there and errand.left and errand.seq <= there[-1]:
            errand.end("sent")

    def _shows(self, held: Held, entry: SentProgress | None) -> bool:
        return entry is not None and self._portal.mark(entry) in held.progress

    # --- telling ---

    def _round(self, errands: Sequence[Errand]) -> None:
        """The next line of each dossier: dossiers first, in batches side by side, then their progress."""
        for errand in errands:
            self._check(errand)
        going = [errand for errand in errands if errand.left and not errand.ended]
        parts = [
            part
            for known in (False, True)
            for part in _parts([errand for errand in going if errand.known is known], self._batch)
        ]
        list(self._pool.map(self._told, parts))

    def _check(self, errand: Errand) -> None:
        """What the portal would not take for want of a field is not sent; a fault of ours stops this dossier only."""
        try:
            lack = self._portal.lacking(errand.facts)
        except Exception:
            log.exception("dossier %s could not be put into the portal's words", errand.of.dossier_id)
            errand.end("refused", "portal.unspeakable")
            return
        if lack:
            errand.end("refused", f"portal.incomplete.{lack[0]}")

    def _told(self, errands: Sequence[Errand]) -> None:
        """One batch; one that is refused is taken apart until the culprit is alone."""
        known = errands[0].known
        try:
            if not self._spoken(errands, lambda: self._portal.tell([e.facts for e in errands], known=known)):
                return
        except PortalRefused as no:
            if len(errands) > 1:
                for half in _halves(errands):
                    self._told(half)
            else:
                self._told_otherwise(errands[0], no)
            return
        self._progressed([errand for errand in errands if errand.entry is not None])
        for errand in errands:
            if not errand.ended:
                errand.end("sent")

    def _told_otherwise(self, errand: Errand, no: PortalRefused) -> None:
        """It has what we took for new, or has not what we took for known; anything else is a refusal."""
        turned = no.exists
        if errand.known:
            turned = self._tried([errand], lambda: self._portal.find(errand.picture.now.code)) is None
            if errand.ended:
                return
        if not turned:
            errand.end("refused", "portal.refused", no.code)
            return
        errand.known = not errand.known
        try:
            facts = errand.facts
            if self._spoken([errand], lambda: self._portal.tell([facts], known=errand.known)):
                self._progressed([errand] if errand.entry is not None else [])
                if not errand.ended:
                    errand.end("sent")
        except PortalRefused as again:
            errand.end("refused", "portal.refused", again.code)

    def _progressed(self, errands: Sequence[Errand]) -> None:
        entries = {id(errand): entry for errand in errands if (entry := errand.entry) is not None}
        if not entries:
            return
        try:
            self._spoken(errands, lambda: self._portal.progress(list(entries.values())))
        except PortalRefused as no:
            if len(errands) == 1:
                errands[0].end("refused", "portal.refused.progress", no.code)
                return
            for half in _halves(errands):
                self._progressed(half)

    def _spoken(self, errands: Sequence[Errand], say: Callable[[], object]) -> bool:
        """Whether it was taken; what could not be told just now is put off.

        Raises:
            PortalRefused.
        """
        if self._faults >= MOST_FAULTS or time.monotonic() > self._until:
            for errand in errands:
                errand.end("away", "portal.put_off")
            return False
        try:
            say()
        except PortalFault as fault:
            log.warning("the portal was not told of %d dossiers: %s", len(errands), fault.fault)
            self._faults += 1
            for errand in errands:
                errand.end("away" if fault.away else "again", fault.fault)
            return False
        except PortalRefused:
            self._answered()
            raise
        self._answered()
        return True

    def _answered(self) -> None:
        self._faults, self._answered_at = 0, self._shop.now()

    def _tried(self, errands: Sequence[Errand], ask: Callable[[], T]) -> T | None:
        found: list[T] = []
        try:
            self._spoken(errands, lambda: found.append(ask()))
        except PortalRefused as no:
            for errand in errands:
                errand.end("refused", "portal.refused.look_up", no.code)
        return found[0] if found else None


def _parts(errands: Sequence[Errand], size: int) -> list[Sequence[Errand]]:
    return [errands[i : i + size] for i in range(0, len(errands), size)]


def _halves(errands: Sequence[Errand]) -> tuple[Sequence[Errand], Sequence[Errand]]:
    middle = len(errands) // 2
    return errands[:middle], errands[middle:]
