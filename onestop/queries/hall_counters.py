"""The counters of a hall's picture: who sits there, who is with them, whose visit ended last."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import counter, ticket
from onestop.domain.rating import awaits_reasons
from onestop.queries.facts import CounterView, TicketView
from onestop.queries.hall_tickets import ticket_view
from onestop.storage.rows import Counter, CounterQueue, CounterSpell, Officer, Rating, Ticket


class Today(NamedTuple):
    """The business day that is looked at."""

    day: date
    midnight: datetime
    """When it began."""
    low_mark: int
    """Marks up to this one ask why."""


def counters(
    session: Session,
    office_id: UUID,
    today: Today,
    codes: Mapping[UUID, str],
    sent_on: Mapping[UUID | None, TicketView],
) -> tuple[CounterView, ...]:
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
        t.counter_id: ticket_view(t, codes)
        for t in session.scalars(
            select(Ticket).where(
                Ticket.counter_id.in_([seat.id for seat, _ in seats]), Ticket.status.in_(list(ticket.AT_COUNTER))
            )
        )
    }
    last = _last_served(session, [seat.id for seat, _ in seats], today.day, codes)
    paused = _paused(session, [seat.id for seat, _ in seats], today.midnight)
    rated = _rated(session, [t.id for t in last.values()])
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
            pauses=paused.get(seat.id, {}),
            sent_on=sent_on.get(seat.id),
            rated=seat.id in last and last[seat.id].id in rated,
            why=seat.id in last and _awaits(rated.get(last[seat.id].id), today.low_mark),
            free_since=seat.last_free_at,
        )
        for seat, name in seats
    )


def _paused(session: Session, counter_ids: Sequence[UUID], midnight: datetime) -> dict[UUID, dict[str, int]]:
    """Per counter the pauses that ended since midnight, by reason [s]."""
    spells = select(CounterSpell).where(
        CounterSpell.counter_id.in_(counter_ids),
        CounterSpell.ended_at >= midnight,
        CounterSpell.status == counter.Status.PAUSED,
    )
    found: dict[UUID, dict[str, int]] = {}
    for spell in session.scalars(spells):
        per_reason, reason = found.setdefault(spell.counter_id, {}), spell.reason or ""
        lasted = (spell.ended_at or midnight) - max(spell.started_at, midnight)
        per_reason[reason] = per_reason.get(reason, 0) + int(lasted.total_seconds())
    return found


def _rated(session: Session, ticket_ids: Sequence[UUID]) -> dict[UUID, Rating]:
    if not ticket_ids:
        return {}
    return {row.ticket_id: row for row in session.scalars(select(Rating).where(Rating.ticket_id.in_(ticket_ids)))}


def _awaits(given: Rating | None, low_mark: int) -> bool:
    return given is not None and awaits_reasons(
        given.value, given.source, explained=bool(given.reasons or given.comment), low_mark=low_mark
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
        found[row.counter_id] = ticket_view(row, codes)
    return found
