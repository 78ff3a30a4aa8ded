"""Reads what the national portal is told of a batch of dossiers: as many statements for fifty as for one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.dossier import Step
from onestop.domain.errors import BadInput
from onestop.domain.formats.codes import procedure_code
from onestop.domain.formats.portal_facts import SentDossier, SentFile, SentPaper
from onestop.queries.portal_picture import Desk, Happened, Picture
from onestop.storage.rows import (
    Authority,
    Dossier,
    DossierEvent,
    DossierPaper,
    DossierStage,
    Office,
    Officer,
    PaperFile,
    Procedure,
    Unit,
)


def load(session: Session, dossier_ids: Collection[UUID]) -> Mapping[UUID, Picture]:
    """Pictures of these dossiers, by id."""
    events, desks = _events(session, dossier_ids), _desks(session, dossier_ids)
    files, papers = _files(session, dossier_ids), _papers(session, dossier_ids)
    found = session.execute(
        select(Dossier, Procedure, Authority.name_vi, Office.name_vi, Unit.name_vi)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Authority, Authority.id == Dossier.authority_id)
        .join(Office, Office.id == Dossier.office_id)
        .outerjoin(Unit, Unit.id == Dossier.unit_id)
        .where(Dossier.id.in_(dossier_ids))
    )
    return {
        row.id: Picture(
            _standing(row, procedure, unit or authority, office, events[row.id], files[row.id], papers[row.id]),
            tuple(events[row.id]),
            desks[row.id],
        )
        for row, procedure, authority, office, unit in found
    }


def _standing(
    row: Dossier,
    procedure: Procedure,
    unit: str,
    place: str,
    events: list[Happened],
    files: list[PaperFile],
    papers: list[DossierPaper],
) -> SentDossier:
    by_id: dict[UUID | None, str] = {paper.id: paper.code for paper in papers}
    digital = {file.paper_id for file in files}
    return SentDossier(
        code=row.code or "",
        procedure_code=_bare(procedure.code),
        procedure=procedure.name_vi,
        field_code=procedure.field_code,
        field=procedure.field_vi,
        status=row.status,
        channel=row.channel,
        register=f"{row.register_no}/{row.register_year}" if row.register_no else "",
        applicant_kind=row.applicant_kind,
        applicant_name=row.applicant_name,
        applicant_number=row.applicant_number,
        applicant_phone=row.applicant_phone,
        applicant_email=row.applicant_email,
        subject=row.subject,
        unit=unit,
        place=place,
        submitted_at=next((event.at for event in events if event.kind == Step.SUBMIT), row.opened_at),
        received_at=row.received_at,
        original_due=row.original_due,
        due=row.due,
        by_post=row.result_by == "post",
        fee_vnd=row.fee_vnd,
        paid=row.paid_at is not None,
        files=tuple(_file(file, by_id.get(file.paper_id, "")) for file in files if file.kind == "paper"),
        papers=tuple(_paper(paper) for paper in papers if _handed_in(paper) and paper.id not in digital),
        results=tuple(_file(file, "") for file in files if file.kind == "result"),
    )


def _bare(code: str) -> str:
    """Without the agency that receives it, where it is a code of the national catalogue."""
    try:
        return procedure_code(code).key
    except BadInput:
        return code


def _file(file: PaperFile, component: str) -> SentFile:
    return SentFile(file.name, component, file.sha256, reused=file.source == "reused")


def _handed_in(paper: DossierPaper) -> bool:
    return paper.originals + paper.certified + paper.plain > 0


def _paper(paper: DossierPaper) -> SentPaper:
    count = paper.originals + paper.certified + paper.plain
    return SentPaper(paper.name, paper.code, count, original=paper.originals > 0)


def _events(session: Session, dossier_ids: Collection[UUID]) -> Mapping[UUID, list[Happened]]:
    rows = session.scalars(
        select(DossierEvent)
        .where(DossierEvent.dossier_id.in_(dossier_ids))
        .order_by(DossierEvent.dossier_id, DossierEvent.seq)
    ).all()
    names = _names(session, {row.actor for row in rows})
    found: dict[UUID, list[Happened]] = defaultdict(list)
    for row in rows:
        found[row.dossier_id].append(
            Happened(row.seq, row.kind, row.at, row.noted_at, *names.get(row.actor, ("", "")), row.data)
        )
    return found


def _names(session: Session, actors: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Names and titles of the officers among these actors, by how they are written in the history."""
    ids = {actor: UUID(actor.removeprefix("officer:")) for actor in actors if actor.startswith("officer:")}
    people = session.execute(select(Officer.id, Officer.name, Officer.title).where(Officer.id.in_(ids.values())))
    names = {of: (name, title) for of, name, title in people}
    return {actor: names[of] for actor, of in ids.items() if of in names}


def _desks(session: Session, dossier_ids: Collection[UUID]) -> Mapping[UUID, dict[str, Desk]]:
    rows = session.execute(
        select(DossierStage, Unit.name_vi)
        .join(Unit, Unit.id == DossierStage.unit_id)
        .where(DossierStage.dossier_id.in_(dossier_ids))
    )
    found: dict[UUID, dict[str, Desk]] = defaultdict(dict)
    for row, unit in rows:
        found[row.dossier_id][row.code] = Desk(row.name, unit, row.opened_at, row.due or row.planned_due)
    return found


def _files(session: Session, dossier_ids: Collection[UUID]) -> Mapping[UUID, list[PaperFile]]:
    found: dict[UUID, list[PaperFile]] = defaultdict(list)
    for row in session.scalars(
        select(PaperFile)
        .where(PaperFile.dossier_id.in_(dossier_ids), PaperFile.replaced_by.is_(None), PaperFile.kind != "internal")
        .order_by(PaperFile.id)
    ):
        found[row.dossier_id].append(row)
    return found


def _papers(session: Session, dossier_ids: Collection[UUID]) -> Mapping[UUID, list[DossierPaper]]:
    found: dict[UUID, list[DossierPaper]] = defaultdict(list)
    for row in session.scalars(
        select(DossierPaper)
        .where(DossierPaper.dossier_id.in_(dossier_ids))
        .order_by(DossierPaper.dossier_id, DossierPaper.position)
    ):
        found[row.dossier_id].append(row)
    return found
