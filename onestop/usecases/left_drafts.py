"""Drafts people prepared themselves and left: emptied of everything personal; that there was one stays.

A paper's bytes go later and by themselves, once no row names them: a kill between the two loses none.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, exists, select, true
from sqlalchemy.orm import Session

from onestop.domain import dossier, ticket
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.papers import PaperStore
from onestop.storage.rows import (
    Dossier,
    FormIssue,
    GonePaper,
    HandOver,
    IncomingScan,
    Office,
    PaperFile,
    Ticket,
    VisitDossier,
)
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.record import Record

CLOCK: Final = Actor.system("drafts")
BATCH: Final = 50
"""Drafts of one office, or papers, that one round takes [count]."""
AGAIN_AFTER: Final = timedelta(hours=1)
"""When bytes that were handed in again lately are looked at the next time."""
PERSONAL: Final = (
    "applicant_name",
    "applicant_number",
    "applicant_born",
    "applicant_phone",
    "applicant_email",
    "applicant_address",
    "subject",
)


def erase_left(work: UnitOfWork, *, now: datetime) -> int:
    """Empty the drafts nobody touched for as long as their office's rules say; return how many."""
    with work.reading() as session:
        offices = {office.id: DossierPolicy.of(office.policy) for office in session.scalars(select(Office))}
        before = {office: now - timedelta(days=policy.draft_days) for office, policy in offices.items()}
        found = [(each, before[office]) for office in before for each in left(session, office, before[office])]
    return sum(_erase(work, dossier_id, until, now) for dossier_id, until in found)


def left(session: Session, office_id: UUID, before: datetime, limit: int = BATCH) -> list[UUID]:
    """Drafts of an office last touched before an instant, the longest left first; none whose number still waits."""
    waits = (
        select(VisitDossier.ticket_id)
        .join(Ticket, Ticket.id == VisitDossier.ticket_id)
        .where(VisitDossier.dossier_id == Dossier.id, Ticket.status.in_(sorted(ticket.UNFINISHED)))
    )
    mine = select(Dossier.id).where(Dossier.office_id == office_id, Dossier.left_at < before, ~waits.exists())
    return list(session.scalars(mine.order_by(Dossier.left_at).limit(limit)))


def _erase(work: UnitOfWork, dossier_id: UUID, before: datetime, now: datetime) -> bool:
    with work() as tx:
        record = Record.locked(tx, dossier_id, CLOCK, now)
        row = record.row
        if row.left_at is None or row.left_at >= before:
            return False  # somebody went on with it meanwhile
        empty(record)
        record.step(dossier.Step.WITHDRAW, how="left")
        return True


def empty(record: Record) -> None:
    """Take everything personal out of a draft that ends."""
    row = record.row
    for name in PERSONAL:
        setattr(row, name, "")
    row.submitter = {}
    dossiers.index(record.session, row, ())
    _empty_papers(record.session, row.id, record.now)


def _empty_papers(session: Session, dossier_id: UUID, now: datetime) -> None:
    """Copies, what officers wrote about papers, and codes that still let a phone send more."""
    gone = delete(PaperFile).where(PaperFile.dossier_id == dossier_id).returning(PaperFile.sha256)
    for sha256 in set(session.scalars(gone)):
        session.merge(GonePaper(sha256=sha256, look_at=now))
    session.execute(delete(HandOver).where(HandOver.dossier_id == dossier_id))
    for paper in dossiers.papers(session, dossier_id):
        paper.fault = ""
        if paper.code.startswith("more-"):  # the list does not name it: its name is somebody's own words
            session.delete(paper)


def clear_store(store: PaperStore, work: UnitOfWork, *, now: datetime) -> int:
    """Remove bytes whose papers were erased, unless something else names them, and what killed writers left; return
    how many papers.
    """
    store.clear_torn(now.timestamp())
    with work.reading() as session:
        due = select(GonePaper.sha256).where(GonePaper.look_at <= now).order_by(GonePaper.look_at).limit(BATCH)
        found = session.scalars(due).all()
    return sum(_clear(store, work, sha256, now) for sha256 in found)


def _clear(store: PaperStore, work: UnitOfWork, sha256: str, now: datetime) -> bool:
    with work() as tx:
        row = tx.session.get(GonePaper, sha256, with_for_update=True)
        if row is None:
            return False
        named = _named(tx.session, sha256)
        if not named and not store.forget(sha256, now.timestamp()):
            row.look_at = now + AGAIN_AFTER
            return False
        tx.session.delete(row)
        return not named


def _named(session: Session, sha256: str) -> bool:
    """Whether a dossier's paper, a scan that waits at a counter or a form given out has these bytes."""
    anywhere = [exists().where(kind.sha256 == sha256) for kind in (PaperFile, IncomingScan, FormIssue)]
    return any(session.scalar(select(true()).where(each)) for each in anywhere)
