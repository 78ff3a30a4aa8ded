"""Facts become rows for devices in one transaction with the mark "sent": none is acted on twice, none is lost.

Sending comes after the commit; what was not sent is still a pending row, and is sent by whoever comes next.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from onestop.domain.people import Actor
from onestop.relay import checklists, faces, papers, receipts, refusals
from onestop.storage import outbox
from onestop.storage.rows import Device, Fact, Office
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import portal_queue
from onestop.usecases.alerts import raise_in

log = logging.getLogger(__name__)

BATCH = 200
RELAY = Actor.system("relay")
_MOVED = ("ticket.", "counter.", "day.", "setup.", "rating.", "device.condition", "device.presence", "device.hello")
_SHOWN_BY = {
    "ticket.issued": frozenset({"dispenser"}),
    "ticket.": frozenset({"sign", "keypad"}),
    "counter.": frozenset({"sign", "keypad"}),
    "rating.": frozenset({"keypad"}),
    "device.": frozenset({"dispenser", "sign"}),
}
"""Which devices show what happened, by the first of these the fact begins with; any device shows the rest."""
_NO_FACE = frozenset({"ticket.noted", "ticket.further", "ticket.reprint", "rating.reasons"})


@dataclass(frozen=True, slots=True)
class Step:
    """What one turn of the relay did."""

    facts: int
    changed: tuple[Device, ...] = ()
    speaks: bool = False
    prints: bool = False
    setup: bool = False
    """Something about devices may have changed: look them up again."""


def step(work: UnitOfWork, address: str, now: datetime) -> Step:
    """Act on the oldest facts; a batch that fails is taken apart and the culprit counted."""
    try:
        return _batch(work, address, now, BATCH)
    except OperationalError:
        raise  # the database was away or busy: no fault of any fact
    except Exception:
        log.exception("a batch of facts failed; taking them one by one")
        return _singly(work, address, now)


def refresh(work: UnitOfWork, now: datetime) -> tuple[Device, ...]:
    """What devices should show because time passed: buttons when the queue's hours begin, a keypad's end."""
    with work() as tx:
        offices = tx.session.scalars(select(Office.id)).all()
        return tuple(device for office_id in offices for device in faces.refresh(tx.session, office_id, now))


def _batch(work: UnitOfWork, address: str, now: datetime, limit: int) -> Step:
    with work() as tx:
        facts = outbox.unsent(tx.session, limit)
        if not facts:
            return Step(0)
        done = _act(tx, facts, address, now)
        outbox.mark_sent(tx.session, facts, now)
        return done


def _act(tx: Tx, facts: Sequence[Fact], address: str, now: datetime) -> Step:
    orders = [papers.order(tx.session, f, address, now) for f in facts if f.kind in papers.ORDERS]
    orders += [refusals.order(tx.session, f, now) for f in facts if refusals.asks(f)]
    own = [f for f in facts if checklists.asks(f)]
    orders += [checklists.order(tx.session, f, address, now) for f in own]
    orders += [
        receipts.order(tx.session, f, address, now) for f in facts if f.kind in receipts.ORDERS and f not in own
    ]
    portal_queue.queue(tx.session, {UUID(f.subject) for f in facts if f.kind.startswith("dossier.")}, now)
    changed: list[Device] = []
    for office_id, kinds in _touched(facts).items():
        changed += faces.refresh(tx.session, office_id, now, kinds)
    return Step(
        len(facts),
        tuple(changed),
        speaks=any(f.kind.startswith(("ticket.called", "ticket.recalled", "announcement.")) for f in facts),
        prints=any(orders),
        setup=any(f.kind.startswith("setup.") for f in facts),
    )


def _touched(facts: Sequence[Fact]) -> dict[UUID, frozenset[str] | None]:
    """Offices where some face may have changed, and the kinds of devices that show it; `None`: any."""
    found: dict[UUID, frozenset[str] | None] = {}
    for fact in facts:
        if fact.kind in _NO_FACE or not fact.kind.startswith(_MOVED):
            continue
        shown_by = next((kinds for prefix, kinds in _SHOWN_BY.items() if fact.kind.startswith(prefix)), None)
        before = found.get(fact.office_id, frozenset())
        found[fact.office_id] = None if before is None or shown_by is None else before | shown_by
    return found


def _singly(work: UnitOfWork, address: str, now: datetime) -> Step:
    with work.reading() as session:
        ids = [fact.id for fact in outbox.unsent(session, BATCH)]
    done = 0
    for fact_id in ids:
        try:
            done += _batch(work, address, now, 1).facts
        except OperationalError:
            raise
        except Exception:
            log.exception("fact %d could not be acted on", fact_id)
            _count_failure(work, fact_id, now)
            break
    return Step(done, speaks=True, prints=True)


def _count_failure(work: UnitOfWork, fact_id: int, now: datetime) -> None:
    with work() as tx:
        fact = tx.session.get_one(Fact, fact_id)
        if outbox.count_failure(tx.session, fact_id, now):
            raise_in(tx, "relay.parked", fact.office_id, str(fact_id), RELAY, now, fact=fact.kind)
