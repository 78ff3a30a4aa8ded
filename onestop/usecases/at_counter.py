"""Who may act on a ticket at a counter, and when a counter or a day takes part: the guards of calling and serving."""

from uuid import UUID

from sqlalchemy.orm import Session

from onestop.domain import counter
from onestop.domain.errors import (
    CounterBusy,
    CounterNotOpen,
    DayClosed,
    NotAtCounter,
)
from onestop.domain.people import FLOOR, Actor
from onestop.domain.policy import Policy
from onestop.storage import hall, tickets
from onestop.storage.rows import BusinessDay, Counter, Office, Ticket
from onestop.storage.unit_of_work import Tx


def must_sit(seat: Counter, actor: Actor) -> None:
    if actor.kind == "system":
        return
    if seat.officer_id is None or seat.officer_id != actor.officer_id:
        raise NotAtCounter(counter=seat.number)


def must_run_it(seat: Counter, actor: Actor) -> None:
    """A visit at a counter is its officer's, or the floor's.

    Raises:
        NotAtCounter.
    """
    if not actor.roles & FLOOR:
        must_sit(seat, actor)


def must_be_free(seat: Counter, busy_with: str | None) -> None:
    if seat.status is not counter.Status.OPEN:
        raise CounterNotOpen(counter=seat.number)
    if busy_with is not None:
        raise CounterBusy(counter=seat.number, number=busy_with)


def must_be_of_an_open_day(tx: Tx, row: Ticket) -> None:
    must_be_open(tx.session.get(BusinessDay, (row.office_id, row.business_day)), row)


def must_be_open(day: BusinessDay | None, row: Ticket) -> None:
    """A carried-over visit is settled from its list; nobody calls yesterday's line."""
    if day is None or day.closed_at is not None:
        raise DayClosed(day=row.business_day.isoformat())


def at_my_counter(tx: Tx, ticket_id: UUID, actor: Actor) -> tuple[Ticket, Counter]:
    """The ticket, locked, and its counter, if `actor` sits there or runs the floor."""
    row, seat = tickets.locked_at(tx.session, ticket_id)
    if seat is None:
        raise NotAtCounter(number=row.number)
    if actor.kind == "system" or (actor.kind == "officer" and seat.officer_id == actor.officer_id):
        return row, seat
    if row.officer_id is None or actor.kind != "officer" or row.officer_id != actor.officer_id:
        actor.must(FLOOR, row.office_id)
    return row, seat


def policy_for(session: Session, row: Ticket) -> Policy:
    return hall.policy_of(session.get_one(Office, row.office_id))
