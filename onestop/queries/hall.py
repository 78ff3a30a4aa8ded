"""One picture of a hall: a fixed number of indexed reads, whatever the history and however many wait."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.domain import calendar, ticket
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import NotFound
from onestop.domain.waiting import Capacity, ServiceTimes, expected_wait
from onestop.queries import hall_around, hall_business, hall_counters, hall_tickets
from onestop.queries.facts import HallView, OfficeView, QueueView, TicketView
from onestop.queries.hall_counters import Today
from onestop.storage import capacity, hall
from onestop.storage.rows import BusinessDay, Office, Queue, Series, Ticket


def view(session: Session, office_id: UUID, now: datetime, rev: int) -> HallView:
    """The hall at `now`.

    Raises:
        NotFound: no such office.
    """
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound(office="")
    policy, zone = hall.policy_of(office), hall.zone_of(office)
    day = calendar.business_day(now, zone)
    queues = session.scalars(
        select(Queue).where(Queue.office_id == office_id, Queue.active).order_by(Queue.position)
    ).all()
    codes = {q.id: q.code for q in queues}
    business = hall_business.businesses(session, office_id, day)
    waiting = hall_business.told(hall_tickets.waiting(session, queues, day, codes), business)
    ahead, per_queue = hall_tickets.places(waiting, codes)
    business_day = session.get(BusinessDay, (office_id, day))
    day_closed = business_day is not None and business_day.closed_at is not None
    scans = hall_business.scans(session, office_id, now)
    today = Today(day, datetime.combine(day, time(), zone), policy.low_mark)
    seats = hall_counters.counters(session, office_id, today, codes, hall_tickets.sent_on(waiting))
    return HallView(
        rev=rev,
        at=now,
        office=OfficeView(
            office.id,
            office.code,
            office.name_vi,
            office.name_en,
            office.address,
            office.timezone,
            policy,
            DossierPolicy.of(office.policy).result_queue,
        ),
        day=day,
        day_closed=day_closed,
        queues=_queues(session, office, queues, day, per_queue, now, day_closed=day_closed),
        counters=hall_business.at_counters(seats, business, scans),
        waiting=waiting,
        parked=hall_business.told(
            hall_tickets.by_status(session, office_id, day, ticket.Status.PARKED, codes), business
        ),
        missed=hall_tickets.by_status(session, office_id, day, ticket.Status.MISSED, codes),
        calls=hall_around.calls(session, office_id, now),
        alerts=hall_around.alerts(session, office_id),
        devices=hall_around.devices(session, office_id),
        places=hall_around.places(session, office_id),
        priorities=hall_around.priorities(session, office_id),
        broadcasts=hall_around.broadcasts(session, office_id, now),
        ahead=ahead,
        scans=frozenset(scans),
    )


def _queues(
    session: Session,
    office: Office,
    queues: Sequence[Queue],
    day: date,
    per_queue: Mapping[str, Sequence[TicketView]],
    now: datetime,
    *,
    day_closed: bool,
) -> tuple[QueueView, ...]:
    policy, zone = hall.policy_of(office), hall.zone_of(office)
    series = {
        s.queue_id: s
        for s in session.scalars(
            select(Series).where(Series.business_day == day, Series.queue_id.in_([q.id for q in queues]))
        )
    }
    serving = capacity.capacities(session, office.id, day)
    counts = (
        _exact_counts(session, office.id, day)
        if sum(map(len, per_queue.values())) >= hall_tickets.MOST_WAITING
        else {}
    )
    found = []
    for q in queues:
        s, here = series.get(q.id), per_queue.get(q.code, ())
        times = ServiceTimes(s.served, s.service_sum_s, s.service_sum_sq_s2) if s else ServiceTimes(0, 0.0, 0.0)
        counters = serving.get(q.id, Capacity(0, 0.0))
        in_line = counts.get(q.id, len(here))
        wait = expected_wait(ahead=in_line, capacity=counters, times=times)
        hours = calendar.shifts(q.hours)
        on = not policy.enforce_hours or not hours or calendar.shift_at(hours, now, zone, policy.days) is not None
        issued = s.issued if s else 0
        found.append(
            QueueView(
                id=q.id,
                code=q.code,
                name_vi=q.name_vi,
                name_en=q.name_en,
                where_vi=q.where_vi,
                where_en=q.where_en,
                bring_vi=q.bring_vi,
                bring_en=q.bring_en,
                zone_id=q.zone_id,
                open=on and not day_closed,
                full=q.daily_limit is not None and issued >= q.daily_limit,
                waiting=in_line,
                oldest_at=min((t.issued_at for t in here), default=None),
                issued=issued,
                served=times.n,
                counters=counters.counters,
                low_min=wait.low_min if wait else None,
                high_min=wait.high_min if wait else None,
                mean_service_s=times.mean_s if times.n else None,
                promise_kept=s.kept / s.promised if s and s.promised else None,
            )
        )
    return tuple(found)


def _exact_counts(session: Session, office_id: UUID, day: date) -> dict[UUID, int]:
    rows = session.execute(
        select(Ticket.queue_id, func.count())
        .where(Ticket.office_id == office_id, Ticket.business_day == day, Ticket.status == ticket.Status.WAITING)
        .group_by(Ticket.queue_id)
    )
    return {row[0]: row[1] for row in rows}
