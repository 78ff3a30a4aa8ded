"""The business day closes by itself; unfinished visits are carried over, nothing is deleted; it can be reopened."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from onestop.domain import calendar, counter, ticket
from onestop.domain.errors import BadInput, DayClosed, DayOpen, NotFound
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import hall
from onestop.storage.rows import BusinessDay, CarryOver, Counter, CounterSpell, Office, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork

STRAGGLERS_FOR = timedelta(minutes=10)
"""How long after closing somebody may still be found who slipped through [min]."""
REOPENED = "reopened"
"""How an entry of the list was settled whose day went on; closing it again lists who is left then."""


def close_due(work: UnitOfWork, *, now: datetime) -> int:
    """Close every open day whose hour has come, and every day that is over; return how many."""
    with work.reading() as session:
        rows = session.execute(
            select(BusinessDay.office_id, BusinessDay.day, BusinessDay.reopened, Office)
            .join(Office, Office.id == BusinessDay.office_id)
            .where(BusinessDay.closed_at.is_(None))
        ).all()
    due = [(office_id, day) for office_id, day, reopened, office in rows if _is_due(office, day, reopened, now)]
    for office_id, day in due:
        close_day(work, office_id, day, actor=Actor.system(), now=now)
    return len(due)


def list_stragglers(work: UnitOfWork, *, now: datetime) -> int:
    """Put on the list who got in line, or back to a counter, in the instant their day closed; return how many.

    Taking a number does not wait for closing, nor closing for it: whoever slips through is found here.
    """
    with work.reading() as session:
        closed = session.execute(
            select(BusinessDay.office_id, BusinessDay.day).where(BusinessDay.closed_at >= now - STRAGGLERS_FOR)
        ).all()
        late = [(office_id, day, _stragglers(session, office_id, day)) for office_id, day in closed]
    for office_id, day, count in late:
        if count:
            with work() as tx:
                _list_late(tx, office_id, day, now)
    return sum(count for _, _, count in late)


def _list_late(tx: Tx, office_id: UUID, day: date, now: datetime) -> None:
    row = tx.session.get(BusinessDay, (office_id, day), with_for_update=True)
    if row is not None and row.closed_at is not None:
        _carry_over(tx, office_id, day, Actor.system(), now)
        tx.emit("day.listed", office_id, day.isoformat(), Actor.system(), now)


def _is_due(office: Office, day: date, reopened: int, now: datetime) -> bool:
    zone = hall.zone_of(office)
    if day < calendar.business_day(now, zone):
        return True
    closing = calendar.closing_instant(day, hall.policy_of(office).close_at, zone)
    return closing is not None and not reopened and now >= closing


def close_day(work: UnitOfWork, office_id: UUID, day: date, *, actor: Actor, now: datetime) -> int:
    """Close a business day; return how many visits are carried over.

    Counters let go of their tickets and close; those tickets and all who wait or are parked go on the list.

    Raises:
        NotFound, DayClosed, Forbidden.
    """
    with work() as tx:
        actor.must(SUPERVISION, office_id)
        row = tx.session.get(BusinessDay, (office_id, day), with_for_update=True)
        if row is None:
            raise NotFound(day=day.isoformat())
        if row.closed_at is not None:
            raise DayClosed(day=day.isoformat())
        row.closed_at = now
        carried = _carry_over(tx, office_id, day, actor, now)
        _empty_counters(tx, row, actor, now)
        tx.emit("day.closed", office_id, day.isoformat(), actor, now, carried=carried)
        return carried


def _stragglers(session: Session, office_id: UUID, day: date) -> int:
    """Unfinished visits of a closed day that are not listed or still at a counter [count]."""
    listed = select(CarryOver.ticket_id).where(
        CarryOver.office_id == office_id,
        CarryOver.day == day,
        func.coalesce(CarryOver.settled_how, "") != REOPENED,
    )
    found = select(func.count(Ticket.id)).where(
        Ticket.office_id == office_id,
        Ticket.business_day == day,
        Ticket.status.in_(list(ticket.UNFINISHED)),
        or_(Ticket.status.in_(list(ticket.AT_COUNTER)), Ticket.id.not_in(listed)),
    )
    return session.scalars(found).one()


def _carry_over(tx: Tx, office_id: UUID, day: date, actor: Actor, now: datetime) -> int:
    open_visits = tx.session.scalars(
        select(Ticket)
        .where(Ticket.office_id == office_id, Ticket.business_day == day, Ticket.status.in_(list(ticket.UNFINISHED)))
        .with_for_update()
    ).all()
    entries = select(CarryOver).where(CarryOver.office_id == office_id, CarryOver.day == day)
    listed = {entry.ticket_id: entry for entry in tx.session.scalars(entries)}
    for row in open_visits:
        entry = listed.get(row.id)
        if entry is None:
            tx.session.add(CarryOver(office_id=office_id, day=day, ticket_id=row.id, status=row.status))
        elif entry.settled_how == REOPENED:
            entry.status, entry.settled_at, entry.settled_how = row.status, None, None
        if row.status in ticket.AT_COUNTER:
            row.take(ticket.Step.RELEASE)
            tx.emit("ticket.released", office_id, row.id, actor, now, number=row.number)
    return len(open_visits)


def _empty_counters(tx: Tx, day: BusinessDay, actor: Actor, now: datetime) -> None:
    """All but those where somebody sat down on a later day: yesterday may be closed while today is under way."""
    office_id, zone = day.office_id, hall.zone_of(tx.session.get_one(Office, day.office_id))
    seats = tx.session.scalars(
        select(Counter)
        .where(Counter.office_id == office_id, Counter.status != counter.Status.CLOSED)
        .with_for_update()
    ).all()
    for seat in seats:
        if seat.since is not None and calendar.business_day(seat.since, zone) > day.day:
            continue
        for spell in tx.session.scalars(
            select(CounterSpell).where(CounterSpell.counter_id == seat.id, CounterSpell.ended_at.is_(None))
        ):
            spell.ended_at = now
        seat.status = counter.after(seat.status, counter.Step.CLOSE)
        seat.officer_id, seat.since, seat.pause_reason = None, now, None
        seat.preferred_run, seat.credits = 0, {}
        tx.emit("counter.closed", office_id, seat.code, actor, now, counter=seat.number)


def reopen(work: UnitOfWork, office_id: UUID, day: date, *, actor: Actor, now: datetime) -> None:
    """A supervisor opens a closed day again: those on the list are where they were in line. Today's day only.

    Raises:
        NotFound, DayOpen, BadInput: a past day; its people are settled from the list.
    """
    with work() as tx:
        actor.must(SUPERVISION, office_id)
        row = tx.session.get(BusinessDay, (office_id, day), with_for_update=True)
        office = tx.session.get_one(Office, office_id)
        if row is None:
            raise NotFound(day=day.isoformat())
        if row.closed_at is None:
            raise DayOpen(day=day.isoformat())
        if day != calendar.business_day(now, hall.zone_of(office)):
            raise BadInput(field="day")
        row.closed_at, row.reopened = None, row.reopened + 1
        tx.session.execute(
            update(CarryOver)
            .where(CarryOver.office_id == office_id, CarryOver.day == day, CarryOver.settled_at.is_(None))
            .values(settled_at=now, settled_how=REOPENED)
            .execution_options(synchronize_session=False)
        )
        tx.emit("day.reopened", office_id, day.isoformat(), actor, now)


def settle(work: UnitOfWork, carry_id: UUID, how: str, *, actor: Actor, now: datetime) -> None:
    """Say what became of a carried-over visit: called back, came again, not needed."""
    with work() as tx:
        row = tx.session.get(CarryOver, carry_id, with_for_update=True)
        if row is None:
            raise NotFound(carry="")
        actor.must(SUPERVISION, row.office_id)
        row.settled_at, row.settled_how = now, how.strip()[:40] or "settled"
        tx.emit("day.settled", row.office_id, row.ticket_id, actor, now, how=row.settled_how)
