"""Who serves a queue right now: read from the counters, remembered for a few seconds of the caller's clock."""

import threading
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import counter, line
from onestop.domain.policy import Balance
from onestop.domain.waiting import Capacity
from onestop.storage import hall, lines
from onestop.storage.rows import Counter, CounterQueue, Office, Queue

KEEP = timedelta(seconds=3)


def capacities(session: Session, office_id: UUID, day: date) -> dict[UUID, Capacity]:
    """Capacity per queue: each open counter is shared among its queues, as the office's policy would share it.

    By longest wait a counter's time goes where the people are; by weights it goes by weight where somebody waits.
    """
    policy = hall.policy_of(session.get_one(Office, office_id))
    served: dict[UUID, list[tuple[UUID, int]]] = {}
    rows = session.execute(
        select(CounterQueue.counter_id, CounterQueue.queue_id, CounterQueue.weight)
        .join(Counter, Counter.id == CounterQueue.counter_id)
        .join(Queue, Queue.id == CounterQueue.queue_id)
        .where(Counter.office_id == office_id, Counter.status == counter.Status.OPEN, Queue.active)
    ).all()
    people = _people(session, {row[1] for row in rows}, day)
    for counter_id, queue_id, weight in rows:
        served.setdefault(counter_id, []).append((queue_id, weight))
    found: dict[UUID, Capacity] = {}
    for queues in served.values():
        claims = {q: people[q] if policy.balance is Balance.LONGEST_WAIT else w * bool(people[q]) for q, w in queues}
        total = sum(claims.values())
        for queue_id, weight in queues:
            own = claims[queue_id] or (1 if policy.balance is Balance.LONGEST_WAIT else weight)
            before = found.get(queue_id, Capacity(0, 0.0))
            share = own / (total - claims[queue_id] + own)
            found[queue_id] = Capacity(before.counters + 1, before.share + share)
    return found


def _people(session: Session, queue_ids: Collection[UUID], day: date) -> dict[UUID, int]:
    """How many wait in each queue."""
    owners = {line.queue_line(q, day, lane): q for q in queue_ids for lane in line.Lane}
    found = dict.fromkeys(queue_ids, 0)
    for name, n in (lines.counts(session, list(owners)) if owners else {}).items():
        found[owners[name]] += n
    return found


class CapacityMemo:
    """An estimate may be a few seconds old; the path of every ticket must not pay for it each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[UUID, tuple[datetime, dict[UUID, Capacity]]] = {}

    def of(self, session: Session, office_id: UUID, queue_id: UUID, day: date, now: datetime) -> Capacity:
        with self._lock:
            kept = self._kept.get(office_id)
        if kept is None or abs(now - kept[0]) > KEEP:
            kept = (now, capacities(session, office_id, day))
            with self._lock:
                self._kept[office_id] = kept
        return kept[1].get(queue_id, Capacity(0, 0.0))

    def forget(self, office_id: UUID) -> None:
        """A counter opened, paused or closed: the next estimate looks again."""
        with self._lock:
            self._kept.pop(office_id, None)
