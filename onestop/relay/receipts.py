"""Receipts and result slips: a dossier's facts become a document for the printer of the counter it was handed in at.

Once per fact, like every command. It names the applicant, so its body is emptied as soon as it has ended.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from displays import receipt_slip
from displays.receipt_slip import ReceiptSlip, ResultSlip
from hardware.contract.documents import PrintDocument
from onestop.domain.deadline import Limit
from onestop.domain.dossier import Step
from onestop.domain.formats import scans
from onestop.domain.procedure import Channel, Rules
from onestop.queries.due_steps import due_steps
from onestop.relay.papers import width_of
from onestop.storage import catalogue, dossiers, hall, printers
from onestop.storage.rows import (
    Authority,
    DeviceCommand,
    Dossier,
    DossierEvent,
    Fact,
    Office,
    Officer,
    Procedure,
    Ticket,
    VisitDossier,
)
from onestop.storage.rows.base import new_id
from onestop.words import say

KEEP_FOR: Final = timedelta(minutes=5)
"""A receipt not printed within this is not printed any more: the officer has seen the alert and printed again."""
FORMS: Final = {"dossier.receive": "receipt", "dossier.return": "result"}
ORDERS: Final = frozenset({*FORMS, "dossier.reprint", "receipt.unknown"})
LANGUAGE: Final = "vi"
IN_PERSON: Final = (Channel.COUNTER, Channel.ASSISTED)


def order(session: Session, fact: Fact, address: str, now: datetime) -> DeviceCommand | None:
    """The print command a fact asks for; `None` where nobody stands at the counter, or no printer there."""
    row = session.get_one(Dossier, UUID(fact.subject))
    again = fact.kind not in FORMS
    form = str(fact.data["form"]) if again else FORMS[fact.kind]
    if not again and not _wanted(session, row, form):
        return None
    counter = printers.counter_of(session, fact.actor) or (row.counter_id if form == "receipt" else None)
    printer = printers.near(session, row.office_id, counter)
    if printer is None:
        return None
    again = again and _tried(session, row.id, form)
    command = DeviceCommand(
        id=new_id(),
        device_id=printer.id,
        dossier_id=row.id,
        form=form,
        fact_id=fact.id,
        kind="print",
        body={"document": _document(session, row, form, address, width_of(printer), again=again)},
        created_at=now,
        expires_at=now + KEEP_FOR,
        reprint_of=row.id if again else None,
    )
    session.add(command)
    return command


def _wanted(session: Session, row: Dossier, form: str) -> bool:
    """Somebody stands there; what is returned while they wait has no receipt unless asked (NĐ 61/2018 Đ17.4)."""
    if form == "receipt":
        return row.channel in IN_PERSON and not catalogue.rules(session, row.version_id).at_once
    handed = _handed(session, row)
    return handed is not None and handed.data.get("how") == "counter"


def _tried(session: Session, dossier_id: UUID, form: str) -> bool:
    """Whether an earlier one may be in somebody's hands."""
    earlier = select(DeviceCommand.id).where(DeviceCommand.dossier_id == dossier_id, DeviceCommand.form == form)
    return session.scalars(earlier.limit(1)).first() is not None


def _handed(session: Session, row: Dossier) -> DossierEvent | None:
    return session.scalars(
        select(DossierEvent)
        .where(DossierEvent.dossier_id == row.id, DossierEvent.kind == Step.RETURN.value)
        .order_by(DossierEvent.seq.desc())
        .limit(1)
    ).one_or_none()


def _document(
    session: Session, row: Dossier, form: str, address: str, dots: int, *, again: bool
) -> dict[str, object]:
    speak = partial(say, LANGUAGE)
    paper: PrintDocument
    if form == "receipt":
        paper = receipt_slip.receipt(_receipt(session, row, address, again=again), speak, dots)
    else:
        paper = receipt_slip.result(_result(session, row, address, again=again), speak, dots)
    return paper.model_dump(mode="json", exclude_defaults=False)


def _receipt(session: Session, row: Dossier, address: str, *, again: bool) -> ReceiptSlip:
    office = session.get_one(Office, row.office_id)
    authority = session.get_one(Authority, row.authority_id)
    rules, zone = catalogue.rules(session, row.version_id), hall.zone_of(office)
    procedure = session.get_one(Procedure, row.procedure_id)
    limit = rules.terms_of(row.channel, row.case_code).limit
    return ReceiptSlip(
        office=office.name_vi if authority.elsewhere else authority.name_vi,
        decides=authority.name_vi if authority.elsewhere else "",
        code=row.code or "",
        applicant=row.applicant_name,
        request=row.subject or procedure.name_vi,
        papers=_papers(session, row),
        limit=limit_words(limit),
        received=(row.received_at or row.opened_at).astimezone(zone),
        due=row.due.astimezone(zone) if row.due else None,
        no_due="" if row.due else say(LANGUAGE, "receipt.not_started" if limit else "receipt.no_due"),
        due_steps=due_steps(session, row.id) if row.due else (),
        lookup_url=scans.receipt_url(address, row.code or "", row.secret),
        secret=row.secret,
        return_at=office.name_vi,
        officer=_officer(session, row.received_by),
        phone=authority.hotline,
        demonstration=bool(rules.demonstration),
        reprint=again,
    )


def _papers(session: Session, row: Dossier) -> tuple[tuple[str, int], ...]:
    """What was handed in, with its pieces; a paper kept from before counts as one."""
    found = []
    for paper in dossiers.papers(session, row.id):
        pieces = paper.originals + paper.certified + paper.plain
        if pieces or paper.state in ("good", "reused"):
            found.append((paper.name, max(pieces, 1)))
    return tuple(found)


def limit_words(limit: Limit | None) -> str:
    """A legal time limit in words."""
    if limit is None:
        return say(LANGUAGE, "receipt.limit_none")
    return say(LANGUAGE, f"receipt.limit_{limit.unit.value}", n=limit.amount)


def _result(session: Session, row: Dossier, address: str, *, again: bool) -> ResultSlip:
    office, handed = session.get_one(Office, row.office_id), _handed(session, row)
    rules, zone = catalogue.rules(session, row.version_id), hall.zone_of(office)
    data = handed.data if handed else {}
    papers = dossiers.papers(session, row.id)
    procedure = session.get_one(Procedure, row.procedure_id)
    authority = session.get_one(Authority, row.authority_id)
    return ResultSlip(
        office=office.name_vi if authority.elsewhere else authority.name_vi,
        code=row.code or "",
        receiver=str(data.get("taker") or row.applicant_name),
        request=row.subject or procedure.name_vi,
        results=(_result_name(row, rules),),
        handed=(row.returned_at or row.opened_at).astimezone(zone),
        officer=_handing(session, handed),
        originals_back=tuple(p.name for p in papers if p.compared and p.given_back_at is not None),
        rate_url=_rate_url(session, row.id, address),
        demonstration=bool(rules.demonstration),
        reprint=again,
    )


def _result_name(row: Dossier, rules: Rules) -> str:
    """By name where there is no doubt which of the procedure's results it is."""
    if row.outcome == "granted" and len(rules.results) == 1:
        return rules.results[0].name
    return say(LANGUAGE, "receipt.the_result")


def _rate_url(session: Session, dossier_id: UUID, address: str) -> str:
    """The page of the visit in which it was handed out: there it may be rated."""
    token = session.scalars(
        select(Ticket.track_token)
        .join(VisitDossier, VisitDossier.ticket_id == Ticket.id)
        .where(VisitDossier.dossier_id == dossier_id, VisitDossier.purpose == "result")
        .order_by(VisitDossier.at.desc())
        .limit(1)
    ).one_or_none()
    return f"{address}/t/{token}" if token else ""


def _handing(session: Session, handed: DossierEvent | None) -> str:
    kind, _, identifier = handed.actor.partition(":") if handed else ("", "", "")
    return _officer(session, UUID(identifier)) if kind == "officer" else ""


def _officer(session: Session, officer_id: UUID | None) -> str:
    found = session.get(Officer, officer_id) if officer_id else None
    return found.name if found else ""
