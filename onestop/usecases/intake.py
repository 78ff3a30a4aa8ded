"""At the counter: a dossier is opened, applicant and papers are looked at; it is received, sent back or refused.

Guidance is given once, in full, in writing (NĐ 61/2018 Đ15.3, Đ17). A receipt gives code, register line and plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.errors import BadInput, Forbidden, SupplementAsked
from onestop.domain.formats import phones
from onestop.domain.numbering import TRACK_LENGTH, track_token
from onestop.domain.people import COUNTER, Actor, Role
from onestop.domain.procedure import Channel, Rules
from onestop.storage import catalogue, dossiers, hall
from onestop.storage.rows import Dossier, DossierPaper, Office, Ticket, VisitDossier
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import left_drafts, notices
from onestop.usecases.hands import said
from onestop.usecases.record import Record

INTAKE: Final = COUNTER | {Role.SUPERVISOR, Role.ADMIN}
"""Who may take in dossiers; post clerks do (QĐ 468/QĐ-TTg)."""
KINDS: Final = ("citizen", "business", "agency", "organisation")
RESULT_BY: Final = ("counter", "post", "online")
SOUND: Final[Mapping[str, Any]] = {
    "kind": KINDS[0],
    "name": "--",
    "number": "",
    "born": "",
    "phone": "",
    "email": "",
    "address": "--",
    "submitter": {},
    "subject": "",
    "result_by": RESULT_BY[0],
}
"""An applicant no field of which is at fault: what one field says is judged among these."""
PAPER_STATES: Final = ("missing", "good", "wrong", "not_needed", "reused")
SETTLED: Final = frozenset({"good", "not_needed", "reused"})
MOST_COPIES: Final = 99
MOST_PAPERS: Final = 80
SECRET_LENGTH: Final = 8
"""Of the receipt's secret: 39 bits, behind a limit on asking."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose dossier it is."""

    kind: str
    name: str
    number: str = ""
    born: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    submitter: Mapping[str, str] = field(default_factory=dict)
    """Who hands it in for them: `name`, `number`, `phone`, `relation`."""
    subject: str = ""
    result_by: str = "counter"


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """One line of the checklist after the officer looked at the paper."""

    code: str
    state: str
    fault: str = ""
    originals: int = 0
    certified: int = 0
    plain: int = 0
    compared: int = 0
    name: str = ""
    """Of a paper the list does not name."""
    required: bool | None = None
    """Whether this dossier needs it, once its question was answered; `None`: as it stood."""


def open_dossier(
    work: UnitOfWork,
    office_id: UUID,
    procedure_key: str,
    *,
    actor: Actor,
    now: datetime,
    ticket_id: UUID | None = None,
    channel: Channel = Channel.COUNTER,
    case: str = "",
) -> UUID:
    """Begin a dossier under the version in force today; several may be begun in one visit.

    Raises:
        ProcedureUnknown, ProcedureRefused, BadInput, Forbidden.
    """
    with work() as tx:
        _may_open(actor, office_id)
        office = tx.session.get_one(Office, office_id)
        found = catalogue.by_key(tx.session, office_id, procedure_key)
        version_id = catalogue.in_force(tx.session, found.id, now.astimezone(hall.zone_of(office)).date())
        rules = catalogue.rules(tx.session, version_id)
        if case and case not in {each.code for each in rules.cases}:
            raise BadInput(field="case")
        terms = rules.terms_of(channel, case)
        row = Dossier(
            id=new_id(),
            office_id=office_id,
            authority_id=found.authority_id,
            unit_id=found.unit_id,
            procedure_id=found.id,
            version_id=version_id,
            secret=track_token()[: min(SECRET_LENGTH, TRACK_LENGTH)],
            channel=channel,
            case_code=case,
            sets=rules.sets,
            fee_vnd=terms.fee_vnd,
            opened_at=now,
            left_at=now if actor.kind == "place" else None,
        )
        tx.session.add(row)
        tx.session.flush()
        _lay_out_papers(tx.session, row, rules)
        if ticket_id is not None:
            bind(tx.session, row, ticket_id, "intake", now)
        tx.emit("dossier.opened", office_id, row.id, actor, now, procedure=found.key)
        return row.id


def _may_open(actor: Actor, office_id: UUID) -> None:
    """An officer, or a kiosk of the office where people prepare their dossier themselves."""
    if actor.kind == "place" and actor.office_id == office_id:
        return
    actor.must(INTAKE, office_id)


def _lay_out_papers(session: Session, row: Dossier, rules: Rules, besides: frozenset[str] = frozenset()) -> None:
    session.add_all(
        DossierPaper(
            id=new_id(),
            dossier_id=row.id,
            code=component.code,
            name=component.name,
            position=i,
            required=component.required and not component.question,
        )
        for i, component in enumerate(rules.components_of(row.case_code))
        if component.code not in besides
    )


def lay_out_again(session: Session, row: Dossier, rules: Rules) -> None:
    """The checklist of another version, with what is known of each paper kept."""
    before = {paper.code: paper for paper in dossiers.papers(session, row.id)}
    asked = {component.code: component for component in rules.components_of(row.case_code)}
    _lay_out_papers(session, row, rules, besides=frozenset(before))
    for code, paper in before.items():
        component = asked.get(code)
        if component is not None:
            paper.name = component.name
            paper.required = component.required and (paper.required or not component.question)
        elif not code.startswith("more-"):
            paper.required, paper.state = False, "not_needed" if paper.state == "missing" else paper.state


def bind(session: Session, row: Dossier, ticket_id: UUID, purpose: str, now: datetime) -> None:
    """Say that a visit is about this dossier.

    Raises:
        BadInput: the ticket is another office's, or none.
    """
    found = session.get(Ticket, ticket_id)
    if found is None or found.office_id != row.office_id:
        raise BadInput(field="ticket")
    if session.get(VisitDossier, (ticket_id, row.id)) is None:
        session.add(VisitDossier(ticket_id=ticket_id, dossier_id=row.id, purpose=purpose, at=now))


def describe(work: UnitOfWork, dossier_id: UUID, applicant: Applicant, *, actor: Actor, now: datetime) -> None:
    """Say whose dossier it is. After receipt it is a correction, and the history keeps what stood before.

    Raises:
        BadInput: with the `field`. DossierUnknown, Forbidden, IllegalDossierStep: it ended.
    """
    told = _checked(applicant)
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        _may_open(actor, record.row.office_id)
        _must_be_alive(record.row)
        before = {name: getattr(record.row, name) for name in told if getattr(record.row, name) != told[name]}
        for name, value in told.items():
            setattr(record.row, name, value)
        dossiers.index(tx.session, record.row, (told["applicant_name"], told["applicant_number"]))
        if record.row.code is not None and before:
            record.note(dossier.Noted.CORRECTED, before=before)


def _must_be_alive(row: Dossier) -> None:
    if row.status in dossier.ENDED:
        dossier.after(row.status, dossier.Step.RECEIVE)


def _checked(applicant: Applicant) -> dict[str, Any]:
    if applicant.kind not in KINDS:
        raise BadInput(field="kind")
    if applicant.result_by not in RESULT_BY:
        raise BadInput(field="result_by")
    told = {
        "applicant_kind": applicant.kind,
        "applicant_name": said(applicant.name, "name", 200, least=2),
        "applicant_number": said(applicant.number, "number", 20).replace(" ", ""),
        "applicant_born": said(applicant.born, "born", 10),
        "applicant_phone": phones.parse(applicant.phone).stored if applicant.phone.strip() else "",
        "applicant_email": _email(applicant.email),
        "applicant_address": said(applicant.address, "address", 300),
        "subject": said(applicant.subject, "subject", 1000),
        "result_by": applicant.result_by,
        "submitter": {k: said(v, f"submitter_{k}", 200) for k, v in applicant.submitter.items() if v.strip()},
    }
    if not set(applicant.submitter) <= {"name", "number", "phone", "relation"}:
        raise BadInput(field="submitter")
    if told["submitter"] and not applicant.submitter.get("name", "").strip():
        raise BadInput(field="submitter_name")
    if applicant.result_by == "post" and not told["applicant_address"]:
        raise BadInput(field="address")
    return told


def faults(applicant: Applicant) -> tuple[str, ...]:
    """Every field in which an applicant cannot be taken as written, by the names `BadInput` gives."""
    sound, found = replace(applicant, **SOUND), list[str]()
    for name in SOUND:
        try:
            _checked(replace(sound, **{name: getattr(applicant, name)}))
        except BadInput as wrong:
            found.append(str(wrong.facts["field"]))
    if applicant.result_by == "post" and not applicant.address.strip():
        found.append("address")
    return tuple(dict.fromkeys(found))


def _email(text: str) -> str:
    kept = text.strip()
    local, at, domain = kept.rpartition("@")
    if kept and (not local or not at or "." not in domain or len(kept) > 160 or " " in kept):  # noqa: PLR2004
        raise BadInput(field="email")
    return kept


def check_papers(
    work: UnitOfWork, dossier_id: UUID, seen: Sequence[PaperSeen], *, actor: Actor, now: datetime
) -> None:
    """Note for each paper whether it is there, what is wrong with it, and how many copies were handed in.

    Raises:
        BadInput, PaperUnknown, DossierUnknown, Forbidden.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        _may_open(actor, record.row.office_id)
        _must_be_alive(record.row)
        papers = {paper.code: paper for paper in dossiers.papers(tx.session, dossier_id)}
        for each in seen:
            _look_at(tx.session, record.row, papers, each)
        if record.row.code is not None:
            record.note(dossier.Noted.PAPER, papers=[{"code": p.code, "state": p.state} for p in seen])


def _look_at(session: Session, row: Dossier, papers: dict[str, DossierPaper], seen: PaperSeen) -> None:
    if seen.state not in PAPER_STATES:
        raise BadInput(field="state")
    counts = (seen.originals, seen.certified, seen.plain, seen.compared)
    if any(not 0 <= count <= MOST_COPIES for count in counts):
        raise BadInput(field="copies")
    paper = papers.get(seen.code)
    if paper is None:
        if len(papers) >= MOST_PAPERS or not seen.code.startswith("more-"):
            dossiers.paper(session, row.id, seen.code)
        paper = DossierPaper(
            id=new_id(), dossier_id=row.id, code=seen.code[:40], position=len(papers), required=False
        )
        paper.name = said(seen.name, "name", 600, least=2)
        papers[seen.code] = paper
        session.add(paper)
    if seen.state == "wrong" and not seen.fault.strip():
        raise BadInput(field="fault")
    paper.state, paper.fault = seen.state, said(seen.fault, "fault", 500)
    paper.originals, paper.certified, paper.plain, paper.compared = counts
    if seen.required is not None:
        paper.required = seen.required


def guide(work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Give the applicant the full list of what is missing or wrong, in writing (form 02), once, before receipt.

    Returns:
        What stands on the form, one line a paper.

    Raises:
        SupplementAsked: it was given before. BadInput: nothing is missing. IllegalDossierStep.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(INTAKE, record.row.office_id)
        if any(e.kind == dossier.Step.ASK_SUPPLEMENT for e in dossiers.history(tx.session, dossier_id)):
            raise SupplementAsked
        lines = shortcomings(dossiers.papers(tx.session, dossier_id))
        if not lines:
            raise BadInput(field="papers")
        if not record.row.applicant_name:
            raise BadInput(field="name")
        record.step(dossier.Step.ASK_SUPPLEMENT, lines=list(lines), stage="")
        notices.tell(record, "supplement")
        return lines


def shortcomings(papers: Sequence[DossierPaper]) -> tuple[str, ...]:
    """One line for each paper that is missing or wrong."""
    return tuple(
        f"{paper.name}: {paper.fault}" if paper.fault else paper.name
        for paper in papers
        if paper.state == "wrong" or (paper.required and paper.state == "missing")
    )


def refuse(work: UnitOfWork, dossier_id: UUID, reason: str, *, actor: Actor, now: datetime) -> None:
    """Do not take it in, with the reason in words (form 03).

    Raises:
        BadInput: without a reason, or without an applicant. IllegalDossierStep, Forbidden.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(INTAKE, record.row.office_id)
        if not record.row.applicant_name:
            raise BadInput(field="name")
        record.step(dossier.Step.REFUSE, reason=said(reason, "reason", 1000, least=5))
        notices.tell(record, "refused")


def give_back(work: UnitOfWork, dossier_id: UUID, paper_codes: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Originals taken for comparison go back to the applicant (NĐ 61/2018 Đ20).

    Raises:
        BadInput: none of them was taken. PaperUnknown.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(INTAKE, record.row.office_id)
        for code in paper_codes:
            paper = dossiers.paper(tx.session, dossier_id, code)
            if not paper.compared:
                raise BadInput(field="compared")
            if paper.given_back_at is None:
                paper.given_back_at, paper.given_back_by = now, str(actor)[:80]
        record.note(dossier.Noted.ORIGINALS, papers=list(paper_codes))


def discard(work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Give up a draft nobody handed in; its record stays, as withdrawn, and of its applicant nothing.

    Raises:
        IllegalDossierStep: it is more than a draft.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        _may_open(actor, record.row.office_id)
        if record.row.status is not dossier.Status.DRAFT:
            raise Forbidden
        left_drafts.empty(record)
        record.step(dossier.Step.WITHDRAW, how="discarded")
