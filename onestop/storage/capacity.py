"""Who serves a queue right now: read from the counters, remembered for a few seconds of the caller's clock."""

import threading
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import counter, line
from onestop.domain.waiting import Capacity
from onestop.storage import lines
from onestop.storage.rows import Counter, CounterQueue, Queue

KEEP = timedelta(seconds=3)


def capacities(session: Session, office_id: UUID, day: date) -> dict[UUID, Capacity]:
    """Capacity per queue: each open counter is shared among those of its queues where somebody waits."""
    queues_here = session.scalars(select(Queue.id).where(Queue.office_id == office_id, Queue.active)).all()
    all_lines = [line.queue_line(q, day, lane) for q in queues_here for lane in line.Lane]
    busy = {head.queue_id for head in lines.heads(session, all_lines)}
    served: dict[UUID, list[tuple[UUID, int]]] = {}
    rows = session.execute(
        select(CounterQueue.counter_id, CounterQueue.queue_id, CounterQueue.weight)
        .join(Counter, Counter.id == CounterQueue.counter_id)
        .where(Counter.office_id == office_id, Counter.status == counter.Status.OPEN)
    )
    for counter_id, queue_id, weight in rows:
        served.setdefault(counter_id, []).append((queue_id, weight))
    found: dict[UUID, Capacity] = {}
    for queues in served.values():
        for queue_id, weight in queues:
            rivals = sum(w for q, w in queues if q in busy or q == queue_id)
            before = found.get(queue_id, Capacity(0, 0.0))
            found[queue_id] = Capacity(before.counters + 1, before.share + weight / rivals)
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
