"""Slips: a ticket's facts become a document for its place's printer, as a command done once."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from displays.ticket_slip import TicketSlip, render
from onestop.domain.waiting import MOST_AHEAD
from onestop.storage import hall
from onestop.storage.rows import Device, DeviceCommand, Fact, Office, Place, Queue, Ticket
from onestop.storage.rows.base import new_id
from onestop.words import say

KEEP_FOR = timedelta(minutes=2)
"""A slip not printed within this is not printed any more: the person has gone."""
ORDERS = frozenset({"ticket.issued", "ticket.reprint", "slip.unknown"})


def order(session: Session, fact: Fact, address: str, now: datetime) -> DeviceCommand | None:
    """The print command a fact asks for; `None` when it asks for none. Added to the session."""
    ticket = session.get_one(Ticket, UUID(fact.subject))
    place_id = UUID(fact.data["place"]) if fact.kind == "ticket.reprint" else ticket.place_id
    place = session.get(Place, place_id) if place_id else None
    if place is None or place.printer_id is None or (fact.kind == "ticket.issued" and not fact.data["printing"]):
        return None
    printer = session.get_one(Device, place.printer_id)
    again = fact.kind != "ticket.issued"
    document = render(_slip(session, ticket, address, reprint=again), partial(say, ticket.lang), width_of(printer))
    command = DeviceCommand(
        id=new_id(),
        device_id=printer.id,
        ticket_id=ticket.id,
        fact_id=fact.id,
        kind="print",
        body={"document": document.model_dump(mode="json", exclude_defaults=False)},
        created_at=now,
        expires_at=now + KEEP_FOR,
        reprint_of=ticket.id if again else None,
    )
    session.add(command)
    return command


def width_of(printer: Device) -> int:
    """Printable width [dots]."""
    return int(printer.config.get("width", 576))


def _slip(session: Session, ticket: Ticket, address: str, *, reprint: bool) -> TicketSlip:
    office = session.get_one(Office, ticket.office_id)
    queue = session.get_one(Queue, ticket.queue_id)
    english = ticket.lang == "en"
    wait = None
    if ticket.wait_low_min is not None and ticket.wait_high_min is not None:
        wait = (ticket.wait_low_min, ticket.wait_high_min)
    bring = queue.bring_en if english else queue.bring_vi
    return TicketSlip(
        office=office.name_en if english else office.name_vi,
        queue_vi=queue.name_vi,
        queue_en=queue.name_en,
        number=ticket.number,
        issued=ticket.issued_at.astimezone(hall.zone_of(office)),
        ahead=min(ticket.ahead_at_issue, MOST_AHEAD),
        more_ahead=ticket.ahead_at_issue > MOST_AHEAD,
        wait_min=wait,
        track_url=f"{address}/t/{ticket.track_token}",
        lang=ticket.lang,
        ready=tuple(part.strip() for part in bring.split(",") if part.strip()),
        seat=queue.where_en if english else queue.where_vi,
        priority=ticket.priority is not None,
        reprint=reprint,
    )
