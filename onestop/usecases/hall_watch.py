"""What a hall's floor manager should not have to look for: long waits, idle counters, people nobody will call."""

from collections import Counter as Tally
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from onestop.domain import calendar, counter, line, ticket
from onestop.storage import hall, lines
from onestop.storage.rows import Alert, BusinessDay, Counter, Office, Officer, Queue, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.sweeps import CLOCK


def watch_waits(work: UnitOfWork, *, now: datetime) -> int:
    """Alert when the first of a queue has waited longer than the office allows; settle when it no longer is so."""
    changed = 0
    with work() as tx:
        for office in tx.session.scalars(select(Office)):
            policy, day = hall.policy_of(office), calendar.business_day(now, hall.zone_of(office))
            today = tx.session.get(BusinessDay, (office.id, day))
            if today is not None and today.closed_at is not None:
                changed += _settle_waits(tx, office.id, now)
                continue
            queues = tx.session.scalars(select(Queue).where(Queue.office_id == office.id)).all()
            for queue in queues:
                heads = lines.heads(tx.session, [line.queue_line(queue.id, day, lane) for lane in line.Lane])
                oldest = min((h.issued_at for h in heads), default=now)
                waited = now - oldest
                if queue.active and waited > timedelta(minutes=policy.wait_alert_min):
                    minutes = int(waited.total_seconds() // 60)
                    changed += raise_in(
                        tx, "wait.long", office.id, queue.code, CLOCK, now, queue=queue.code, minutes=minutes
                    )
                else:
                    changed += settle_in(tx, "wait.long", office.id, queue.code, CLOCK, now)
            changed += _watch_idle(tx, office, now)
            changed += _watch_named(tx, office, day, now)
    return changed


def _settle_waits(tx: Tx, office_id: UUID, now: datetime) -> int:
    """On a day that is over nobody waits and no counter is idle."""
    kinds = ("wait.long", "wait.nobody", "counter.idle")
    found = tx.session.execute(
        select(Alert.kind, Alert.subject).where(
            Alert.office_id == office_id, Alert.kind.in_(kinds), Alert.closed_at.is_(None)
        )
    ).all()
    return sum(settle_in(tx, kind, office_id, subject, CLOCK, now) for kind, subject in found)


def _watch_idle(tx: Tx, office: Office, now: datetime) -> int:
    policy, day = hall.policy_of(office), calendar.business_day(now, hall.zone_of(office))
    limit = timedelta(minutes=policy.idle_alert_min)
    changed = 0
    for seat in tx.session.scalars(select(Counter).where(Counter.office_id == office.id)).all():
        if seat.status is not counter.Status.OPEN:
            changed += settle_in(tx, "counter.idle", office.id, seat.code, CLOCK, now)
            continue
        here = tx.session.scalars(
            select(Ticket.id).where(Ticket.counter_id == seat.id, Ticket.status.in_(list(ticket.AT_COUNTER)))
        ).first()
        served = hall.served_by(tx.session, seat.id)
        asked = [line.queue_line(s.queue_id, day, lane) for s in served for lane in line.Lane]
        idle = here is None and seat.last_free_at is not None and now - seat.last_free_at > limit
        if idle and lines.heads(tx.session, asked):
            changed += raise_in(tx, "counter.idle", office.id, seat.code, CLOCK, now, counter=seat.number)
        else:
            changed += settle_in(tx, "counter.idle", office.id, seat.code, CLOCK, now)
    return changed


def _watch_named(tx: Tx, office: Office, day: date, now: datetime) -> int:
    """Alert where people were handed to a counter or an officer by name, and nobody is there to call them."""
    waiting = select(Ticket.pinned_to).where(
        Ticket.office_id == office.id,
        Ticket.business_day == day,
        Ticket.status == ticket.Status.WAITING,
        Ticket.pinned_to.is_not(None),
    )
    wanted = Tally(owner for owner in tx.session.scalars(waiting) if owner is not None)
    there = _at_work(tx, office) if wanted else set()
    alone = {owner.hex: owner for owner in wanted if owner not in there}
    told = select(Alert.subject).where(
        Alert.office_id == office.id, Alert.kind == "wait.nobody", Alert.closed_at.is_(None)
    )
    over = [subject for subject in tx.session.scalars(told) if subject not in alone]
    changed = sum(settle_in(tx, "wait.nobody", office.id, subject, CLOCK, now) for subject in over)
    for subject, owner in alone.items():
        facts = {"people": wanted[owner], "whom": _whom(tx, owner)}
        changed += raise_in(tx, "wait.nobody", office.id, subject, CLOCK, now, **facts)
    return changed


def _at_work(tx: Tx, office: Office) -> set[UUID]:
    """Counters somebody sits at, and who sits there; a pause ends."""
    seated = select(Counter.id, Counter.officer_id).where(
        Counter.office_id == office.id, Counter.status != counter.Status.CLOSED
    )
    return {each for row in tx.session.execute(seated) for each in row if each is not None}


def _whom(tx: Tx, owner: UUID) -> str:
    seat = tx.session.get(Counter, owner)
    if seat is not None:
        return str(seat.number)
    person = tx.session.get(Officer, owner)
    return person.name if person else ""
