"""Digital papers of a dossier: added, replaced, reused from an earlier one, and sent from a phone by a code in a QR.

The bytes are in the store before the row is written: a row never names a file that is not there.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.errors import BadInput, DossierUnknown, HandOverOver, PaperUnknown
from onestop.domain.formats.fold import fold
from onestop.domain.people import COUNTER, Actor, Role
from onestop.storage import dossiers
from onestop.storage.papers import Kept
from onestop.storage.rows import Dossier, DossierPaper, HandOver, PaperFile
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import WORKERS, said
from onestop.usecases.record import Record

READERS: Final = WORKERS | COUNTER
"""Who may see a dossier's papers: officers of its office."""
KINDS: Final = ("paper", "result", "internal")
SOURCES: Final = ("upload", "phone", "folder", "kiosk", "reused", "form")
HAND_OVER_FOR: Final = timedelta(minutes=15)
MOST_FROM_PHONE: Final = 20
"""Files one hand-over takes [count]."""
LONGEST_TEXT: Final = 200_000
"""Of the text found in a paper, kept for the search [characters]."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A digital copy that lies in the store."""

    kept: Kept
    name: str
    pages: int = 0
    text: str = ""
    checked: str = "unchecked"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the holder of a hand-over's code may do: send pictures of one paper of one dossier."""

    office_id: UUID
    dossier_id: UUID
    paper_code: str
    paper: str
    left: int


def attach(
    work: UnitOfWork,
    dossier_id: UUID,
    scan: Scan,
    *,
    actor: Actor,
    now: datetime,
    paper_code: str = "",
    kind: str = "paper",
    source: str = "upload",
) -> UUID:
    """Add a digital copy; one that stood for the same paper before is replaced and kept.

    A result is stamped with its hash in the dossier's history.

    Raises:
        BadInput: an unknown kind or source, a copy without its paper. PaperUnknown, DossierUnknown, Forbidden.
    """
    if kind not in KINDS or source not in SOURCES or (kind == "paper") is not bool(paper_code):
        raise BadInput(field="kind")
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        may_add(record, kind)
        return attached(record, scan, paper_code, kind, source)


def may_add(record: Record, kind: str) -> None:
    row, actor = record.row, record.actor
    if row.status in dossier.ENDED:
        dossier.after(row.status, dossier.Step.RECEIVE)
    if kind == "paper" and actor.kind in ("place", "holder") and actor.office_id == row.office_id:
        return
    actor.must(READERS if kind == "paper" else WORKERS, row.office_id)


def attached(record: Record, scan: Scan, paper_code: str, kind: str, source: str) -> UUID:
    session, row = record.session, record.row
    paper = dossiers.paper(session, row.id, paper_code) if paper_code else None
    made = PaperFile(
        id=new_id(),
        dossier_id=row.id,
        paper_id=paper.id if paper else None,
        kind=kind,
        name=said(scan.name, "name", 200, least=1),
        sha256=scan.kept.sha256,
        media_type=scan.kept.media_type,
        size=scan.kept.size,
        pages=scan.pages,
        text_found=scan.text[:LONGEST_TEXT],
        checked=scan.checked,
        source=source,
        added_at=record.now,
        added_by=str(record.actor)[:80],
    )
    if paper is not None and source != "form":
        paper.answers = []  # the copy that stands now says something else than the screen did
    for before in _standing(session, row.id, paper, kind):
        before.replaced_by = made.id
    session.add(made)
    happened = dossier.Noted.RESULT if kind == "result" else dossier.Noted.PAPER
    record.note(happened, file=made.id.hex, sha256=made.sha256, paper=paper_code, source=source)
    return made.id


def _standing(session: Session, dossier_id: UUID, paper: DossierPaper | None, kind: str) -> Sequence[PaperFile]:
    """What a new copy replaces: the same paper's, or the result's; internal papers stand side by side."""
    if kind == "internal":
        return ()
    return session.scalars(
        select(PaperFile).where(
            PaperFile.dossier_id == dossier_id,
            PaperFile.kind == kind,
            PaperFile.paper_id == (paper.id if paper else None),
            PaperFile.replaced_by.is_(None),
        )
    ).all()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A paper the applicant gave before, which need not be asked for again."""

    file_id: UUID
    name: str
    dossier: str
    added_at: datetime
    for_code: str
    """The paper of the present dossier it would serve."""


def earlier(session: Session, dossier_id: UUID, limit: int = 50) -> tuple[Earlier, ...]:
    """Papers of the same person's earlier dossiers that have the names of papers asked for now, the newest first.

    Not those of a draft nobody handed in, and none that an officer found wrong.
    """
    row = session.get(Dossier, dossier_id)
    if row is None:
        raise DossierUnknown
    if not row.applicant_number:
        return ()
    wanted = {fold(paper.name): paper.code for paper in dossiers.papers(session, dossier_id)}
    rows = session.execute(
        select(PaperFile, DossierPaper.name, Dossier.code)
        .join(DossierPaper, DossierPaper.id == PaperFile.paper_id)
        .join(Dossier, Dossier.id == PaperFile.dossier_id)
        .where(
            Dossier.applicant_number == row.applicant_number,
            Dossier.office_id == row.office_id,
            Dossier.id != dossier_id,
            Dossier.status != dossier.Status.DRAFT,
            DossierPaper.state != "wrong",
            PaperFile.replaced_by.is_(None),
        )
        .order_by(PaperFile.added_at.desc())
        .limit(limit * 4)
    )
    found = [
        Earlier(file.id, name, code or "", file.added_at, wanted[fold(name)])
        for file, name, code in rows
        if fold(name) in wanted
    ]
    return tuple(found[:limit])


def reuse(work: UnitOfWork, dossier_id: UUID, paper_code: str, file_id: UUID, *, actor: Actor, now: datetime) -> UUID:
    """Take a paper from an earlier dossier of the same applicant: nobody asks for it twice.

    Raises:
        PaperUnknown: it is not that applicant's, or not here. Forbidden.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(READERS, record.row.office_id)
        may_add(record, "paper")
        offered = {each.file_id for each in earlier(tx.session, dossier_id)}
        before = tx.session.get(PaperFile, file_id)
        if before is None or file_id not in offered:
            raise PaperUnknown(paper=paper_code[:40])
        kept = Kept(before.sha256, before.size, before.media_type)
        scan = Scan(kept, before.name, before.pages, before.text_found, before.checked)
        made = attached(record, scan, paper_code, "paper", "reused")
        dossiers.paper(tx.session, dossier_id, paper_code).state = "reused"
        return made


def invite(work: UnitOfWork, dossier_id: UUID, paper_code: str, *, actor: Actor, now: datetime) -> str:
    """Let a phone send pictures of a paper for a quarter of an hour; the code for its QR, kept nowhere.

    Raises:
        PaperUnknown, DossierUnknown, Forbidden.
    """
    token = secrets.token_urlsafe(18)
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        may_add(record, "paper")
        paper = dossiers.paper(tx.session, dossier_id, paper_code)
        tx.session.add(
            HandOver(
                token_hash=_digest(token),
                office_id=record.row.office_id,
                dossier_id=dossier_id,
                paper_id=paper.id,
                made_by=str(actor)[:80],
                made_at=now,
                expires_at=now + HAND_OVER_FOR,
            )
        )
    return token


def allowed(session: Session, token: str, now: datetime) -> Allowed:
    """What a hand-over's code allows.

    Raises:
        HandOverOver.
    """
    row = session.get(HandOver, _digest(token))
    if row is None or row.expires_at < now or row.files >= MOST_FROM_PHONE or row.paper_id is None:
        raise HandOverOver
    paper = session.get_one(DossierPaper, row.paper_id)
    return Allowed(row.office_id, row.dossier_id, paper.code, paper.name, MOST_FROM_PHONE - row.files)


def attach_from_phone(work: UnitOfWork, token: str, scan: Scan, *, now: datetime, source: str = "phone") -> UUID:
    """Add what a phone sent, or a kiosk's own camera.

    Raises:
        HandOverOver.
    """
    with work() as tx:
        may = allowed(tx.session, token, now)
        row = tx.session.get_one(HandOver, _digest(token), with_for_update=True, populate_existing=True)
        if row.files >= MOST_FROM_PHONE:
            raise HandOverOver
        row.files += 1
        record = Record.locked(tx, may.dossier_id, Actor("holder", "phone", may.office_id), now)
        may_add(record, "paper")
        return attached(record, scan, may.paper_code, "paper", source)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def file_of(session: Session, file_id: UUID, actor: Actor) -> PaperFile:
    """A file, for an officer of its office.

    Raises:
        PaperUnknown: none, or another office's. Forbidden.
    """
    row = session.get(PaperFile, file_id)
    if row is None:
        raise PaperUnknown(paper="")
    owner = session.get_one(Dossier, row.dossier_id)
    if actor.office_id != owner.office_id:
        raise PaperUnknown(paper="")
    actor.must(READERS | {Role.FLOOR}, owner.office_id)
    return row


def forget_hand_overs(work: UnitOfWork, *, now: datetime) -> None:
    """Drop codes whose time was over a day ago."""
    with work() as tx:
        for row in tx.session.scalars(
            select(HandOver).where(HandOver.expires_at < now - timedelta(days=1)).limit(500)
        ):
            tx.session.delete(row)
