"""What the scanner of a kiosk read, for the one page that stands there and asks: laid down, taken up, gone.

A page that asks says so again and again; where none does, a receipt becomes a number at once (`scans.scan_at_place`).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from onestop.domain.people import Actor
from onestop.domain.visit import PLACE_SCAN_LIES
from onestop.storage.rows import Place, PlaceScan
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.scans import CLOCK, Scan, read

ASKS_FOR: Final = timedelta(minutes=1)
"""A page that was not closed but lost is waited for this long."""


def ask(work: UnitOfWork, place_id: UUID, asker: str, *, first: bool, now: datetime) -> None:
    """Say that a page of this place asks for scans; the `first` time it takes over from any other page."""
    with work() as tx:
        row = tx.session.get(PlaceScan, place_id, with_for_update=True)
        if row is None:
            row = PlaceScan(place_id=place_id, asker=asker, asks_until=now)
            tx.session.add(row)
        if row.asker != asker:
            if not first and row.asks_until > now:
                return
            row.asker, row.at, row.kind, row.data = asker, None, "", {}
        row.asks_until = now + ASKS_FOR


def leave(work: UnitOfWork, place_id: UUID, asker: str) -> None:
    """The page asks no more; nothing stays behind of what it asked for."""
    with work() as tx:
        tx.session.execute(delete(PlaceScan).where(PlaceScan.place_id == place_id, PlaceScan.asker == asker))


def take(work: UnitOfWork, place_id: UUID, scan: bytes, *, actor: Actor, now: datetime) -> bool:
    """Lay what was scanned before the page that asks, in place of the last; `False` when none does."""
    with work() as tx:
        row = tx.session.get(PlaceScan, place_id, with_for_update=True)
        if row is None or row.asks_until <= now:
            return False
        kind, data = read(scan, now.date())
        row.at, row.kind, row.data = now, kind, dict(data)
        _tell(tx, "scan.taken", place_id, actor, now, kind)
        return True


def use(work: UnitOfWork, place_id: UUID, asker: str, *, actor: Actor, now: datetime) -> Scan | None:
    """Take up what lies there; afterwards it lies nowhere. `None`: nothing, too old, or another page's."""
    with work() as tx:
        row = tx.session.get(PlaceScan, place_id, with_for_update=True)
        if row is None or row.asker != asker or row.at is None:
            return None
        found = Scan(row.kind, row.at, row.data)
        row.at, row.kind, row.data = None, "", {}
        _tell(tx, "scan.used", place_id, actor, now, found.kind)
        return found if now - found.at <= PLACE_SCAN_LIES else None


def _tell(tx: Tx, fact: str, place_id: UUID, actor: Actor, now: datetime, kind: str) -> None:
    place = tx.session.get_one(Place, place_id)
    tx.emit(fact, place.office_id, place.code, actor, now, scan=kind)


def forget_old(work: UnitOfWork, *, now: datetime) -> int:
    """Empty what no page took up in time, and drop pages that were lost; return how many places it was."""
    old, lost = PlaceScan.at < now - PLACE_SCAN_LIES, PlaceScan.asks_until < now
    with work.reading() as session:
        if session.scalars(select(PlaceScan.place_id).where(or_(old, lost)).limit(1)).first() is None:
            return 0
    with work() as tx:
        emptied = update(PlaceScan).where(old).values(at=None, kind="", data={}).returning(PlaceScan.place_id)
        touched = set(tx.session.scalars(emptied))
        for place in tx.session.scalars(select(Place).where(Place.id.in_(touched))):
            tx.emit("scan.forgotten", place.office_id, place.code, CLOCK, now)
        gone = delete(PlaceScan).where(lost).returning(PlaceScan.place_id)
        return len(touched | set(tx.session.scalars(gone)))
