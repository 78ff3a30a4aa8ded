"""Scans of a counter's network scanner: they wait at the counter until its officer puts them to a paper."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onestop.domain.errors import NotFound
from onestop.domain.people import Actor
from onestop.storage import dossiers, hall
from onestop.storage.papers import Kept
from onestop.storage.rows import Counter, GonePaper, IncomingScan
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Inside, Tx, UnitOfWork
from onestop.usecases import papers
from onestop.usecases.papers import LONGEST_TEXT, READERS, Scan

SCANNER: Final = Actor.system("scanner")
KEPT_FOR: Final = timedelta(days=1)
"""A scan nobody put anywhere is forgotten after this; its bytes go with the next clearing."""


def take(work: UnitOfWork, counter_code: str, source_sha256: str, scan: Scan, *, now: datetime) -> bool:
    """Note what a scanner sent; `False` when the same file came before.

    Raises:
        CounterUnknown.
    """
    with work() as tx:
        counter, _, _ = hall.seat(tx.session, counter_code)
        before = select(IncomingScan.id).where(
            IncomingScan.counter_id == counter.id, IncomingScan.source_sha256 == source_sha256
        )
        if tx.session.scalars(before).first() is not None:
            return False
        tx.session.add(
            IncomingScan(
                id=new_id(),
                office_id=counter.office_id,
                counter_id=counter.id,
                source_sha256=source_sha256,
                sha256=scan.kept.sha256,
                media_type=scan.kept.media_type,
                size=scan.kept.size,
                pages=scan.pages,
                text_found=scan.text[:LONGEST_TEXT],
                checked=scan.checked,
                at=now,
            )
        )
        tx.emit("scan.incoming", counter.office_id, counter.id, SCANNER, now, counter=counter.number)
        return True


def use(work: UnitOfWork, dossier_id: UUID, scan_id: UUID, paper_code: str, *, actor: Actor, now: datetime) -> UUID:
    """Put a waiting scan to a paper of a dossier; by the officer who sits at that counter.

    Raises:
        NotFound: it was used, forgotten, or lies at another counter. PaperUnknown, DossierUnknown, Forbidden.
    """
    with work() as tx:
        row = _locked(tx, scan_id, actor)
        row.used_at = now
        name = dossiers.paper(tx.session, dossier_id, paper_code).name[:200]
        scan = Scan(Kept(row.sha256, row.size, row.media_type), name, row.pages, row.text_found, row.checked)
        inside = Inside(tx)
        made = papers.attach(inside, dossier_id, scan, actor=actor, now=now, paper_code=paper_code, source="folder")
        _tell(tx, row, "scan.used", actor, now)
        return made


def discard(work: UnitOfWork, scan_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Throw a waiting scan away: a slip of the hand, a blank sheet, somebody else's paper.

    Raises:
        NotFound, Forbidden.
    """
    with work() as tx:
        row = _locked(tx, scan_id, actor)
        row.used_at = now
        _tell(tx, row, "scan.discarded", actor, now)


def one(session: Session, scan_id: UUID, actor: Actor) -> IncomingScan:
    """A waiting scan, for the officer who sits at its counter.

    Raises:
        NotFound, Forbidden.
    """
    return _mine(session, session.get(IncomingScan, scan_id), actor)


def _locked(tx: Tx, scan_id: UUID, actor: Actor) -> IncomingScan:
    return _mine(tx.session, tx.session.get(IncomingScan, scan_id, with_for_update=True), actor)


def _mine(session: Session, row: IncomingScan | None, actor: Actor) -> IncomingScan:
    if row is None or row.used_at is not None:
        raise NotFound(scan="")
    actor.must(READERS, row.office_id)
    if session.get_one(Counter, row.counter_id).officer_id != actor.officer_id:
        raise NotFound(scan="")
    return row


def _tell(tx: Tx, row: IncomingScan, kind: str, actor: Actor, now: datetime) -> None:
    tx.emit(kind, row.office_id, row.counter_id, actor, now, pages=row.pages)


def forget_old(work: UnitOfWork, *, now: datetime) -> None:
    """Drop what is older than a day; the bytes nobody put anywhere leave the store with the next clearing."""
    with work() as tx:
        old = delete(IncomingScan).where(IncomingScan.at < now - KEPT_FOR).returning(IncomingScan.sha256)
        for sha256 in set(tx.session.scalars(old)):
            tx.session.merge(GonePaper(sha256=sha256, look_at=now))
