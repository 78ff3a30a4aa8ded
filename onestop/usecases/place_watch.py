"""Whether the screens of the hall are there: pages that follow are seen, and boards say what they have drawn."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from onestop.domain import counter
from onestop.storage.rows import Announcement, AnnouncementAck, Counter, Office, Place
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.announcing import of_zone
from onestop.usecases.sweeps import CLOCK

SEEN_EVERY: Final = timedelta(seconds=30)
"""How often an open page is written down as being there [s]."""
SILENT_AFTER: Final = timedelta(seconds=90)
"""Three times missed: its browser, its power or its network is away [s]."""
DRAWN_WITHIN: Final = timedelta(seconds=30)
LOOK_BACK: Final = timedelta(minutes=10)
SCREENS: Final = ("kiosk", "board", "tablet")


def seen(work: UnitOfWork, office_id: UUID, marks: Collection[str], *, now: datetime) -> None:
    """Pages of these credentials are open and followed; marks that are no place's are left alone."""
    with work() as tx:
        tx.session.execute(
            update(Place)
            .where(Place.office_id == office_id, Place.key_hash.in_(marks))
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )


def watch_places(work: UnitOfWork, *, now: datetime) -> int:
    """While a counter is open: alert for a screen that was there and is not, and for a board that stands still."""
    changed = 0
    with work() as tx:
        for office in tx.session.scalars(select(Office)):
            places = tx.session.scalars(
                select(Place).where(Place.office_id == office.id, Place.kind.in_(SCREENS), Place.seen_at.is_not(None))
            ).all()
            at_work = _at_work(tx, office)
            silent = {p.code for p in places if at_work and now - (p.seen_at or now) > SILENT_AFTER and p.key_hash}
            still = _standing_still(tx, office, [p for p in places if p.kind == "board"], now) - silent
            for place in places:
                for kind, there in (("place.silent", place.code in silent), ("board.behind", place.code in still)):
                    step = raise_in if there else settle_in
                    changed += step(tx, kind, office.id, place.code, CLOCK, now, **_facts(place, there=there))
    return changed


def _facts(place: Place, *, there: bool) -> dict[str, str]:
    return {"place": place.name} if there else {}


def _at_work(tx: Tx, office: Office) -> bool:
    opened = select(Counter.id).where(Counter.office_id == office.id, Counter.status != counter.Status.CLOSED)
    return tx.session.scalars(opened.limit(1)).first() is not None


def _standing_still(tx: Tx, office: Office, boards: Iterable[Place], now: datetime) -> set[str]:
    """Boards that have not drawn the newest call of their zone though it is older than `DRAWN_WITHIN`."""
    by_zone: dict[UUID | None, list[Place]] = {}
    for board in boards:
        by_zone.setdefault(board.zone_id, []).append(board)
    found: set[str] = set()
    for zone_id, there in by_zone.items():
        newest = tx.session.scalars(
            select(Announcement.id)
            .where(
                Announcement.office_id == office.id,
                Announcement.called_at.between(now - LOOK_BACK, now - DRAWN_WITHIN),
                of_zone(zone_id),
            )
            .order_by(Announcement.id.desc())
            .limit(1)
        ).one_or_none()
        if newest is not None:
            said = select(AnnouncementAck.receiver).where(AnnouncementAck.announcement_id == newest)
            drawn = set(tx.session.scalars(said))
            found |= {board.code for board in there if f"place:{board.code}" not in drawn}
    return found
