"""What of a hall's picture comes from dossiers: why somebody is here, that a scan lies at a counter; no content."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from onestop.domain import ticket
from onestop.domain.visit import PLACE_SCAN_LIES, SCAN_LIES, Purpose
from onestop.queries.facts import CounterView, TicketView
from onestop.storage.rows import Counter, CounterScan, Place, PlaceScan, Ticket, VisitDossier

_FIRST: Final = (Purpose.RESULT, Purpose.SUPPLEMENT, Purpose.PAYMENT, Purpose.QUESTION, Purpose.INTAKE)
"""Of several in one visit, what it is shown as."""
_BOUND = (
    select(VisitDossier.ticket_id, VisitDossier.purpose)
    .join(Ticket, Ticket.id == VisitDossier.ticket_id)
    .where(
        Ticket.office_id == bindparam("office_id"),
        Ticket.business_day == bindparam("day"),
        Ticket.status.in_(sorted(ticket.UNFINISHED)),
    )
)

_LYING = union_all(
    select(CounterScan.counter_id, CounterScan.kind)
    .join(Counter, Counter.id == CounterScan.counter_id)
    .where(Counter.office_id == bindparam("office_id"), CounterScan.at >= bindparam("since")),
    select(PlaceScan.place_id, PlaceScan.kind)
    .join(Place, Place.id == PlaceScan.place_id)
    .where(Place.office_id == bindparam("office_id"), PlaceScan.at >= bindparam("since_place")),
)


def businesses(session: Session, office_id: UUID, day: date) -> dict[UUID, str]:
    """What each unfinished visit of a day is about, of those bound to a dossier."""
    found: dict[UUID, str] = {}
    for ticket_id, purpose in session.execute(_BOUND, {"office_id": office_id, "day": day}):
        if ticket_id not in found or _rank(purpose) < _rank(found[ticket_id]):
            found[ticket_id] = purpose
    return found


def _rank(purpose: str) -> int:
    return _FIRST.index(Purpose(purpose))


def told(tickets: Sequence[TicketView], business: Mapping[UUID, str]) -> tuple[TicketView, ...]:
    """The same tickets, each with its business."""
    if not business:
        return tuple(tickets)
    return tuple(replace(t, business=business[t.id]) if t.id in business else t for t in tickets)


def scans(session: Session, office_id: UUID, now: datetime) -> dict[UUID, str]:
    """Kinds of the scans that lie at the counters and kiosks of an office."""
    told = {"office_id": office_id, "since": now - SCAN_LIES, "since_place": now - PLACE_SCAN_LIES}
    return dict(session.execute(_LYING, told).all())


def at_counters(
    counters: Sequence[CounterView], business: Mapping[UUID, str], lying: Mapping[UUID, str]
) -> tuple[CounterView, ...]:
    """The same counters, each with its scan and its visit's business."""
    found = []
    for seat in counters:
        here = seat.ticket
        if here is not None and here.id in business:
            here = replace(here, business=business[here.id])
        changed = here is not seat.ticket or seat.id in lying
        found.append(replace(seat, ticket=here, scan=lying.get(seat.id, "")) if changed else seat)
    return tuple(found)
