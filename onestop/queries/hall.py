"""One picture of a hall: a fixed number of indexed reads, whatever the history and however many wait."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onestop.domain import calendar, line, ticket
from onestop.domain.errors import NotFound
from onestop.domain.waiting import Capacity, ServiceTimes, expected_wait
from onestop.queries.facts import (
    AlertView,
    BroadcastView,
    CallView,
    CounterView,
    DeviceView,
    HallView,
    OfficeView,
    PriorityView,
    QueueView,
    TicketView,
)
from onestop.storage import capacity, hall
from onestop.storage.rows import (
    Alert,
    Announcement,
    Broadcast,
    BusinessDay,
    Counter,
    CounterQueue,
    Device,
    DeviceCommand,
    Office,
    Officer,
    PriorityClass,
    Queue,
    Rating,
    Series,
    Ticket,
)

MOST_WAITING = 2000
"""People of one office whose place is followed one by one; beyond, a place is "more than" [count]."""
MOST_CALLS = 16
MOST_MISSED = 40


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
    waiting = _waiting(session, queues, day, codes)
    ahead, per_queue = _places(waiting, codes)
    business_day = session.get(BusinessDay, (office_id, day))
    day_closed = business_day is not None and business_day.closed_at is not None
    counters = _counters(session, office_id, day, codes)
    return HallView(
        rev=rev,
        at=now,
        office=OfficeView(
            office.id, office.code, office.name_vi, office.name_en, office.address, office.timezone, policy
        ),
        day=day,
        day_closed=day_closed,
        queues=_queues(session, office, queues, day, per_queue, now, day_closed=day_closed),
        counters=counters,
        waiting=waiting,
        parked=_by_status(session, office_id, day, ticket.Status.PARKED, codes),
        missed=_by_status(session, office_id, day, ticket.Status.MISSED, codes),
        calls=_calls(session, office_id, now),
        alerts=_alerts(session, office_id),
        devices=_devices(session, office_id),
        priorities=_priorities(session, office_id),
        broadcasts=_broadcasts(session, office_id, now),
        ahead=ahead,
    )


_IN_LINE = (
    Ticket.id,
    Ticket.number,
    Ticket.queue_id,
    Ticket.line,
    Ticket.rank_at,
    Ticket.issued_at,
    Ticket.recalls,
    Ticket.priority,
    Ticket.pinned_to,
    Ticket.counter_id,
    Ticket.further,
    Ticket.note,
    Ticket.channel,
    Ticket.slip,
    Ticket.track_token,
)
"""What is read of a waiting ticket, without a row object: a picture may hold two thousand of them."""


def _in_line(row: Any, codes: Mapping[UUID, str]) -> TicketView:
    """A waiting ticket; what belongs to an earlier call of it is left out."""
    ticket_id, number, queue_id, own_line, rank_at, issued_at, recalls, priority, pinned_to, counter_id, *rest = row
    further, note, channel, slip, track_token = rest
    return TicketView(
        id=ticket_id,
        number=number,
        queue=codes.get(queue_id, ""),
        status=ticket.Status.WAITING.value,
        line=own_line,
        rank_at=rank_at,
        issued_at=issued_at,
        called_at=None,
        started_at=None,
        finished_at=None,
        last_call_at=None,
        returns_at=None,
        recalls=recalls,
        priority=priority,
        pinned_to=pinned_to,
        counter_id=counter_id,
        further=tuple(codes.get(UUID(q), "") for q in further) if further else (),
        note=note,
        channel=channel,
        slip=slip,
        track_token=track_token,
    )


def _ticket(row: Ticket, codes: Mapping[UUID, str]) -> TicketView:
    return TicketView(
        id=row.id,
        number=row.number,
        queue=codes.get(row.queue_id, ""),
        status=row.status.value,
        line=row.line,
        rank_at=row.rank_at,
        issued_at=row.issued_at,
        called_at=row.called_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_call_at=row.last_call_at,
        returns_at=row.returns_at,
        recalls=row.recalls,
        priority=row.priority,
        pinned_to=row.pinned_to,
        counter_id=row.counter_id,
        further=tuple(codes.get(UUID(q), "") for q in row.further) if row.further else (),
        note=row.note,
        channel=row.channel,
        slip=row.slip,
        track_token=row.track_token,
    )


def _waiting(
    session: Session, queues: Sequence[Queue], day: date, codes: Mapping[UUID, str]
) -> tuple[TicketView, ...]:
    if not queues:
        return ()
    rows = session.execute(
        select(*_IN_LINE)
        .where(
            Ticket.office_id == queues[0].office_id,
            Ticket.business_day == day,
            Ticket.status == ticket.Status.WAITING,
        )
        .order_by(Ticket.rank_at, Ticket.id)
        .limit(MOST_WAITING)
    )
    return tuple(_in_line(row, codes) for row in rows)


def _places(
    waiting: Sequence[TicketView], codes: Mapping[UUID, str]
) -> tuple[dict[UUID, int], dict[str, list[TicketView]]]:
    """People ahead of each waiting ticket, and the tickets per queue."""
    per_queue: dict[str, list[TicketView]] = {code: [] for code in codes.values()}
    preferred: dict[str, int] = defaultdict(int)
    for t in waiting:
        per_queue.setdefault(t.queue, []).append(t)
        preferred[t.queue] += t.line.endswith(line.Lane.PREFERRED)
    seen: dict[str, int] = defaultdict(int)
    ahead: dict[UUID, int] = {}
    for t in waiting:
        ordinary = t.line.endswith(line.Lane.ORDINARY)
        ahead[t.id] = seen[t.line] + (preferred[t.queue] if ordinary else 0)
        seen[t.line] += 1
    return ahead, per_queue


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
    counts = _exact_counts(session, office.id, day) if sum(map(len, per_queue.values())) >= MOST_WAITING else {}
    found = []
    for q in queues:
        s, here = series.get(q.id), per_queue.get(q.code, ())
        times = ServiceTimes(s.served, s.service_sum_s, s.service_sum_sq_s2) if s else ServiceTimes(0, 0.0, 0.0)
        counters = serving.get(q.id, Capacity(0, 0.0))
        in_line = counts.get(q.id, len(here))
        wait = expected_wait(ahead=in_line, capacity=counters, times=times)
        hours = calendar.shifts(q.hours)
        on = not policy.enforce_hours or not hours or calendar.shift_at(hours, now, zone) is not None
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


def _counters(session: Session, office_id: UUID, day: date, codes: Mapping[UUID, str]) -> tuple[CounterView, ...]:
    seats = session.execute(
        select(Counter, Officer.name)
        .outerjoin(Officer, Officer.id == Counter.officer_id)
        .where(Counter.office_id == office_id, Counter.active)
        .order_by(Counter.number)
    ).all()
    weights: dict[UUID, dict[str, int]] = defaultdict(dict)
    for counter_id, queue_id, weight in session.execute(
        select(CounterQueue.counter_id, CounterQueue.queue_id, CounterQueue.weight).where(
            CounterQueue.counter_id.in_([seat.id for seat, _ in seats])
        )
    ):
        if queue_id in codes:
            weights[counter_id][codes[queue_id]] = weight
    here = {
        t.counter_id: _ticket(t, codes)
        for t in session.scalars(
            select(Ticket).where(
                Ticket.counter_id.in_([seat.id for seat, _ in seats]), Ticket.status.in_(list(ticket.AT_COUNTER))
            )
        )
    }
    last = _last_served(session, [seat.id for seat, _ in seats], day, codes)
    rated = set(session.scalars(select(Rating.ticket_id).where(Rating.ticket_id.in_([t.id for t in last.values()]))))
    return tuple(
        CounterView(
            id=seat.id,
            code=seat.code,
            number=seat.number,
            name_vi=seat.name_vi,
            name_en=seat.name_en,
            zone_id=seat.zone_id,
            status=seat.status.value,
            since=seat.since,
            pause_reason=seat.pause_reason,
            officer_id=seat.officer_id,
            officer=name or "",
            auto_call=seat.auto_call,
            queues=tuple(sorted(weights[seat.id])),
            weights=weights[seat.id],
            preferred_run=seat.preferred_run,
            credits=seat.credits,
            ticket=here.get(seat.id),
            last=last.get(seat.id),
            rated=seat.id in last and last[seat.id].id in rated,
            free_since=seat.last_free_at,
        )
        for seat, name in seats
    )


def _last_served(
    session: Session, counter_ids: Sequence[UUID], day: date, codes: Mapping[UUID, str]
) -> dict[UUID, TicketView]:
    found: dict[UUID, TicketView] = {}
    newest = (
        select(Ticket.id)
        .where(Ticket.counter_id == Counter.id, Ticket.status == ticket.Status.SERVED, Ticket.business_day == day)
        .order_by(Ticket.finished_at.desc())
        .limit(1)
        .correlate(Counter)
        .scalar_subquery()
    )
    rows: Any = session.scalars(
        select(Ticket).where(Ticket.id.in_(select(newest).select_from(Counter).where(Counter.id.in_(counter_ids))))
    )
    for row in rows:
        found[row.counter_id] = _ticket(row, codes)
    return found


def _by_status(
    session: Session, office_id: UUID, day: date, status: ticket.Status, codes: Mapping[UUID, str]
) -> tuple[TicketView, ...]:
    rows = session.scalars(
        select(Ticket)
        .where(Ticket.office_id == office_id, Ticket.business_day == day, Ticket.status == status)
        .order_by(Ticket.last_call_at.desc())
        .limit(MOST_MISSED)
    )
    return tuple(_ticket(row, codes) for row in rows)


def _calls(session: Session, office_id: UUID, now: datetime) -> tuple[CallView, ...]:
    rows = session.execute(
        select(Announcement, Ticket.status, Ticket.counter_id)
        .join(Ticket, Ticket.id == Announcement.ticket_id)
        .where(Announcement.office_id == office_id)
        .order_by(Announcement.id.desc())
        .limit(MOST_CALLS * 2)
    )
    found, shown = [], set()
    for row, status, counter_id in rows:
        if row.number in shown or (now - row.called_at).total_seconds() > 12 * 3600:
            continue
        shown.add(row.number)
        live = status in ticket.AT_COUNTER and counter_id == row.counter_id
        found.append(
            CallView(
                row.id,
                row.ticket_id,
                row.number,
                row.counter,
                row.zone_id,
                row.nth,
                row.lang,
                row.called_at,
                row.status.value,
                live,
            )
        )
    return tuple(found[:MOST_CALLS])


def _alerts(session: Session, office_id: UUID) -> tuple[AlertView, ...]:
    rows = session.scalars(
        select(Alert).where(Alert.office_id == office_id, Alert.closed_at.is_(None)).order_by(Alert.raised_at)
    )
    return tuple(AlertView(a.id, a.kind, a.subject, a.facts, a.raised_at, a.seen_at) for a in rows)


def _devices(session: Session, office_id: UUID) -> tuple[DeviceView, ...]:
    under_way = (
        select(DeviceCommand.device_id, func.count().label("n"))
        .where(DeviceCommand.state.in_(["pending", "sent", "accepted", "held"]))
        .group_by(DeviceCommand.device_id)
        .subquery()
    )
    rows = session.execute(
        select(Device, func.coalesce(under_way.c.n, 0))
        .outerjoin(under_way, under_way.c.device_id == Device.id)
        .where(Device.office_id == office_id, Device.active)
        .order_by(Device.code)
    )
    return tuple(
        DeviceView(
            id=d.id,
            code=d.code,
            kind=d.kind,
            name=d.name,
            counter_id=d.counter_id,
            presence=d.presence,
            seen_at=d.seen_at,
            condition=d.condition,
            shows=str(d.reported.get("shows", "")),
            in_step=d.reported_rev >= d.rev,
            unfinished=n,
        )
        for d, n in rows
    )


def _priorities(session: Session, office_id: UUID) -> tuple[PriorityView, ...]:
    rows = session.scalars(
        select(PriorityClass)
        .where(PriorityClass.office_id == office_id, PriorityClass.active)
        .order_by(PriorityClass.position)
    )
    return tuple(PriorityView(p.code, p.name_vi, p.name_en, p.icon, p.needs_proof) for p in rows)


def _broadcasts(session: Session, office_id: UUID, now: datetime) -> tuple[BroadcastView, ...]:
    rows = session.scalars(
        select(Broadcast).where(Broadcast.office_id == office_id, Broadcast.ends_at > now).order_by(Broadcast.sent_at)
    )
    return tuple(BroadcastView(b.text_vi, b.text_en, b.ends_at) for b in rows)
