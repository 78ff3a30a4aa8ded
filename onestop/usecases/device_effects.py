"""What follows from an event of a device: a number, a mark, a press at a counter, an alert. One function each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.errors import BadInput, DomainError, Forbidden
from onestop.domain.people import Actor, Role
from onestop.domain.rating import Source
from onestop.storage.rows import Counter, Place, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import calling, place_scans, rating, scans, serving, text_reports, ticketing
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.devices import Known, locked

TOO_OLD = timedelta(seconds=30)
"""A press older than this asks for nothing: whoever pressed has gone or has been served otherwise [s]."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a device saw happen."""

    ep: str
    seq: int
    kind: str
    occurred_at: datetime
    data: dict[str, Any]
    personal: bytes = field(default=b"", repr=False)
    """What names a person: for the effect alone, never noted, never in a log."""


def _whole(event: Event, name: str) -> int:
    """A whole number of an event's payload."""
    value = event.data.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(field=name)
    return value


def _ticket_request(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    key = f"device:{device.id.hex}:{event.ep}:{event.seq}"
    if now - event.occurred_at > TOO_OLD:
        raise TooLate
    queue = device.config.get("buttons", {}).get(str(_whole(event, "button")))
    wish = ticketing.Wish(
        office=device.office,
        queue=str(queue),
        channel="dispenser",
        lang=str(event.data.get("lang", "vi")),
        place_id=_place_of(work, device),
    )
    ticketing.take(work, wish, actor=device.actor, now=now, key=key)


class TooLate(DomainError):
    code = "event.too_late"


def _place_of(work: UnitOfWork, device: Known) -> UUID | None:
    with work.reading() as session:
        found = _standing(session, device)
        return found.id if found is not None else None


def _standing(session: Session, device: Known) -> Place | None:
    """The place a device stands at: the one its setup names, else the one of its own code."""
    code = str(device.config.get("place") or device.code)
    return session.scalars(select(Place).where(Place.office_id == device.office_id, Place.code == code)).one_or_none()


def _scanned(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    if not event.personal:
        return  # too old when it came, or erased by its device
    if device.counter_id is not None:
        scans.take_scan(work, device.counter_id, event.personal, actor=device.actor, now=now)
        return
    if now - event.occurred_at > TOO_OLD:
        raise TooLate
    with work.reading() as session:
        place = _standing(session, device)
    if place is None:
        raise Forbidden
    if place_scans.take(work, place.id, event.personal, actor=device.actor, now=now):
        return
    scans.scan_at_place(work, device.office, place, event.personal, actor=device.actor, now=now)


def send_a_person(tx: Tx, device: Known, now: datetime) -> None:
    """A scanner cannot say why no number came; somebody of the hall can."""
    place = _standing(tx.session, device)
    name = place.name if place is not None else device.code
    raise_in(tx, "help.kiosk", device.office_id, device.code, device.actor, now, place=name)


def _rating(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    if device.counter_id is None:
        raise Forbidden
    value = _whole(event, "value")
    if value == 0:
        rating.criticise(work, device.counter_id, actor=device.actor, now=now, at=min(event.occurred_at, now))
        return
    rating.rate_at_counter(
        work,
        device.counter_id,
        rating.Mark(value),
        Source.KEYPAD,
        actor=device.actor,
        at=min(event.occurred_at, now),
        now=now,
        ticket_id=_armed_for(event),
    )


def _armed_for(event: Event) -> UUID | None:
    """The visit the keypad was armed for when it was pressed, if it says so."""
    named = event.data.get("ticket")
    try:
        return None if named is None else UUID(str(named))
    except ValueError:
        raise BadInput(field="ticket") from None


def _caller_key(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    if now - event.occurred_at > TOO_OLD:
        raise TooLate
    with work.reading() as session:
        # Columns only: a counter read here without its lock must not be taken for the locked one later.
        seat = session.execute(
            select(Counter.code, Counter.officer_id).where(Counter.id == device.counter_id)
        ).one_or_none()
        if seat is None or seat[1] is None:
            raise Forbidden
        here = session.scalars(
            select(Ticket.id).where(Ticket.counter_id == device.counter_id, Ticket.status.in_(["called", "serving"]))
        ).one_or_none()
    officer = Actor("officer", str(seat[1]), device.office_id, frozenset({Role.OFFICER}))
    key = str(event.data.get("key"))
    if key == "next":
        calling.call_next(work, seat[0], actor=officer, now=now)
    elif here is not None and key in _CALLER_STEPS:
        _CALLER_STEPS[key](work, here, actor=officer, now=now)


_CALLER_STEPS: dict[str, Callable[..., Any]] = {
    "recall": calling.recall,
    "start": serving.start,
    "finish": serving.finish,
    "miss": serving.miss,
}


_PRINTER_SAYS = ("online", "paper", "cover", "raw")


def _printer_status(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    said = {name: event.data[name] for name in _PRINTER_SAYS if name in event.data}
    if not isinstance(said.get("online"), bool) or not {type(v) for v in said.values()} <= {bool, str}:
        raise BadInput(field="online")
    with work() as tx:
        row = locked(tx, device.id)
        row.condition, row.seen_at = {**row.condition, **said}, now
        troubles = {
            "printer.paper_out": said.get("paper") == "out",
            "printer.paper_near_end": said.get("paper") == "near_end",
            "printer.cover_open": said.get("cover") == "open",
            "printer.silent": said["online"] is False and said.get("paper") != "out" and said.get("cover") != "open",
        }
        for kind, there in troubles.items():
            if there:
                raise_in(tx, kind, row.office_id, row.code, device.actor, now, device=row.name)
            else:
                settle_in(tx, kind, row.office_id, row.code, device.actor, now)
        tx.emit("device.condition", row.office_id, row.code, device.actor, now, **said)


def _stuck(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    button, stuck = _whole(event, "button"), bool(event.data.get("stuck"))
    with work() as tx:
        row = locked(tx, device.id)
        held = set(row.condition.get("stuck", []))
        held = held | {button} if stuck else held - {button}
        row.condition = {**row.condition, "stuck": sorted(held)}
        if held:
            raise_in(tx, "button.stuck", row.office_id, row.code, device.actor, now, device=row.name, button=button)
        else:
            settle_in(tx, "button.stuck", row.office_id, row.code, device.actor, now)
        tx.emit("device.condition", row.office_id, row.code, device.actor, now, stuck=sorted(held))


def _text_report(work: UnitOfWork, device: Known, event: Event, now: datetime) -> None:
    text_reports.take(work, device, event.data, now)


EFFECTS: dict[str, Callable[[UnitOfWork, Known, Event, datetime], None]] = {
    "ticket.request": _ticket_request,
    "rating": _rating,
    "caller.key": _caller_key,
    "printer.status": _printer_status,
    "button.stuck": _stuck,
    "scanned": _scanned,
    text_reports.KIND: _text_report,
}
