"""What a scanner read: the counter's officer is shown the few fields needed, at a kiosk it becomes a number.

The scan itself is kept nowhere. What was made of it lies at the counter until used, replaced, or two minutes old.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select

from onestop.domain.errors import NotAtCounter, ScanUnusable
from onestop.domain.formats import scans
from onestop.domain.formats.citizen_card import Card
from onestop.domain.people import Actor
from onestop.domain.visit import SCAN_LIES
from onestop.storage.rows import Counter, CounterScan, Place
from onestop.storage.unit_of_work import Inside, Tx, UnitOfWork
from onestop.usecases import dossier_visits
from onestop.usecases.dossier_visits import Claim
from onestop.usecases.ticketing import Wish

CLOCK: Final = Actor.system("clock")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was made of a scan."""

    kind: str
    """`card`, `dossier`, `ticket`, `post` or `unreadable`."""
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """`card`: number, name, born, address, missing, doubts, spelling; `dossier`: code, secret; `ticket`: token;
    `post`: code; `unreadable`: reason."""


def take_scan(work: UnitOfWork, counter_id: UUID, scan: bytes, *, actor: Actor, now: datetime) -> str:
    """Lay what was scanned before the officer of a counter, in place of the last; return its kind.

    Where nobody sits nothing is kept, and the kind is empty.
    """
    kind, data = read(scan, now.date())
    with work() as tx:
        seat = tx.session.get_one(Counter, counter_id)
        if seat.officer_id is None:
            return ""
        row = tx.session.get(CounterScan, counter_id, with_for_update=True)
        if row is None:
            row = CounterScan(counter_id=counter_id)
            tx.session.add(row)
        row.at, row.kind, row.data = now, kind, dict(data)
        tx.emit("scan.taken", seat.office_id, seat.code, actor, now, scan=kind)
        return kind


def read(scan: bytes, today: date) -> tuple[str, Mapping[str, Any]]:
    """Kind and needed fields of a scan; never what was scanned as it was."""
    match scans.recognise(scan, today=today):
        case scans.CardScan(card):
            return "card", _needed(card)
        case scans.ReceiptScan(code, secret):
            return "dossier", {"code": code, "secret": secret}
        case scans.DossierScan(code):
            return "dossier", {"code": code, "secret": ""}
        case scans.TicketScan(token):
            return "ticket", {"token": token}
        case scans.PostScan(post):
            return "post", {"code": str(post)}
        case scans.UnknownScan(reason):
            return "unreadable", {"reason": reason}


def _needed(card: Card) -> dict[str, Any]:
    """What a dossier asks of its applicant, and how far it can be trusted."""
    wanted = {"number", "name", "born", "address"}
    return {
        "number": card.number,
        "name": card.name,
        "born": str(card.born) if card.born else "",
        "address": card.address,
        "missing": [name for name in card.missing if name in wanted],
        "doubts": {name: doubt.value for name, doubt in card.doubts if name in wanted},
        "spelling": card.spelling.value,
    }


def use_scan(work: UnitOfWork, counter_id: UUID, *, actor: Actor, now: datetime) -> Scan | None:
    """Take what lies at a counter; afterwards it lies nowhere. `None`: nothing, or too old.

    Raises:
        NotAtCounter: the caller does not sit there.
    """
    with work() as tx:
        seat = tx.session.get(Counter, counter_id)
        if seat is None or actor.kind != "officer" or seat.officer_id != actor.officer_id:
            raise NotAtCounter
        row = tx.session.get(CounterScan, counter_id, with_for_update=True)
        if row is None:
            return None
        found = Scan(row.kind, row.at, row.data)
        tx.session.delete(row)
        tx.emit("scan.used", seat.office_id, seat.code, actor, now, scan=found.kind)
        return found if now - found.at <= SCAN_LIES else None


def forget_old(work: UnitOfWork, *, now: datetime) -> int:
    """Empty what nobody used in time; return how many."""
    old = CounterScan.at < now - SCAN_LIES
    with work.reading() as session:
        if session.scalars(select(CounterScan.counter_id).where(old).limit(1)).first() is None:
            return 0
    with work() as tx:
        gone = tx.session.scalars(delete(CounterScan).where(old).returning(CounterScan.counter_id)).all()
        for seat in tx.session.scalars(select(Counter).where(Counter.id.in_(gone))):
            tx.emit("scan.forgotten", seat.office_id, seat.code, CLOCK, now)
        return len(gone)


def scan_at_place(work: UnitOfWork, office: str, place: Place, scan: bytes, *, actor: Actor, now: datetime) -> None:
    """A receipt under the scanner of a kiosk, a dispenser or the reception: a number for its business, printed.

    Whoever stands in line for it already is given the same slip again.

    Raises:
        ScanUnusable: no receipt and no dossier's code. Everything `take_for_dossier` refuses.
    """
    kind, data = read(scan, now.date())
    if kind != "dossier":
        raise ScanUnusable(scan=kind)
    claim = Claim(str(data["code"]), str(data["secret"]))
    with work() as tx:
        there = dossier_visits.in_line(tx.session, office, claim, now)
        if there is None:
            wish = Wish(office, "", place.kind, place_id=place.id)
            dossier_visits.take_for_dossier(Inside(tx), wish, claim, actor=actor, now=now)
        elif place.printer_id is not None:
            _print_again(tx, there, place, actor, now)


def _print_again(tx: Tx, ticket_id: UUID, place: Place, actor: Actor, now: datetime) -> None:
    tx.emit("ticket.reprint", place.office_id, ticket_id, actor, now, place=place.id.hex)
