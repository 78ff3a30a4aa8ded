"""The administration's own fault in a result: it puts it right, apologises and bears all costs (NĐ 61/2018 Đ21).

What was returned stays as it was returned. The correction is a dossier of its own, received at once: the applicant's
particulars and papers are here already, so nobody is asked for anything twice and nothing is to be paid.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.errors import CorrectionUnderWay, IllegalDossierStep
from onestop.domain.numbering import track_token
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.rows import Dossier, DossierPaper, PaperFile
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import said
from onestop.usecases.intake import INTAKE, SECRET_LENGTH
from onestop.usecases.receiving import Receipt, receive_in
from onestop.usecases.record import Record
from onestop.words import say

LANGUAGE: Final = "vi"
SAME: Final = (
    "office_id",
    "authority_id",
    "unit_id",
    "procedure_id",
    "version_id",
    "case_code",
    "channel",
    "sets",
    "result_by",
    "applicant_kind",
    "applicant_name",
    "applicant_number",
    "applicant_born",
    "applicant_phone",
    "applicant_email",
    "applicant_address",
    "submitter",
)
"""What a correction takes over. The rules too: what was decided under them is put right under them."""


def correct(
    work: UnitOfWork,
    dossier_id: UUID,
    fault: str,
    *,
    actor: Actor,
    now: datetime,
    counter_id: UUID | None = None,
) -> Receipt:
    """Receive a dossier that puts the returned result right; `fault` says what is wrong in it.

    The law names no limit of its own for this: it may take as long as the procedure itself, counted from now.

    Raises:
        IllegalDossierStep: no result was returned. CorrectionUnderWay: it is being put right already.
        BadInput: no words for the fault. Forbidden, CalendarMissing.
    """
    with work() as tx:
        before = Record.locked(tx, dossier_id, actor, now)
        actor.must(INTAKE, before.row.office_id)
        if before.row.status is not dossier.Status.RETURNED:
            raise IllegalDossierStep(status=before.row.status.value, step=dossier.Noted.CORRECTION.value)
        _must_be_first(tx.session, before.row)
        wrong = said(fault, "fault", 500, least=5)
        row = _opened(before.row, wrong, now)
        tx.session.add(row)
        tx.session.flush()
        _take_over_papers(tx.session, before.row, row)
        receipt = receive_in(Record(tx, row, actor, now), now, counter_id, kind="correction")
        before.note(dossier.Noted.CORRECTION, by=receipt.code, reason=wrong)
        return receipt


def _must_be_first(session: Session, row: Dossier) -> None:
    others = select(Dossier.code).where(Dossier.corrects_id == row.id, Dossier.status.not_in(dossier.ENDED))
    under_way = session.scalars(others.limit(1)).first()
    if under_way is not None:
        raise CorrectionUnderWay(dossier=under_way)


def _opened(before: Dossier, fault: str, now: datetime) -> Dossier:
    return Dossier(
        id=new_id(),
        secret=track_token()[:SECRET_LENGTH],
        corrects_id=before.id,
        subject=say(LANGUAGE, "dossiers.correction_subject", code=before.code or "", fault=fault),
        fee_vnd=0,
        opened_at=now,
        **{name: getattr(before, name) for name in SAME},
    )


def _take_over_papers(session: Session, before: Dossier, row: Dossier) -> None:
    """Every paper that was good, with its digital copy, and the result that is wrong beside them."""
    papers = {paper.id: _again(paper, row) for paper in dossiers.papers(session, before.id)}
    session.add_all(papers.values())
    session.flush()
    standing = select(PaperFile).where(
        PaperFile.dossier_id == before.id, PaperFile.replaced_by.is_(None), PaperFile.kind.in_(("paper", "result"))
    )
    session.add_all(_copied(each, row, papers) for each in session.scalars(standing))


def _again(paper: DossierPaper, row: Dossier) -> DossierPaper:
    state = paper.state if paper.state == "not_needed" else "reused"
    return DossierPaper(
        id=new_id(),
        dossier_id=row.id,
        code=paper.code,
        name=paper.name,
        position=paper.position,
        required=paper.required,
        state=state,
        originals=paper.originals,
        certified=paper.certified,
        plain=paper.plain,
    )


def _copied(file: PaperFile, row: Dossier, papers: Mapping[UUID, DossierPaper]) -> PaperFile:
    """The wrong result comes along as an internal paper: it is no result of this dossier."""
    return PaperFile(
        id=new_id(),
        dossier_id=row.id,
        paper_id=papers[file.paper_id].id if file.paper_id else None,
        kind="internal" if file.kind == "result" else file.kind,
        name=file.name,
        sha256=file.sha256,
        media_type=file.media_type,
        size=file.size,
        pages=file.pages,
        text_found=file.text_found,
        checked=file.checked,
        source="reused",
        added_at=row.opened_at,
        added_by=file.added_by,
    )
