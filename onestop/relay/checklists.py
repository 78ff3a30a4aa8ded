"""What a kiosk prints beside numbers: the list of papers somebody needs, and that a dossier was handed in there."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from displays import checklist_slip
from displays.checklist_slip import ChecklistSlip, HandedInSlip, Needed
from hardware.contract.documents import PrintDocument
from onestop.domain.dossier import Step
from onestop.domain.errors import DomainError
from onestop.domain.formats.scans import receipt_url
from onestop.domain.numbering import reference
from onestop.domain.procedure import Rules, Terms
from onestop.queries import procedure_words
from onestop.relay.papers import width_of
from onestop.storage import catalogue, hall
from onestop.storage.rows import Device, DeviceCommand, Dossier, Fact, Office, Place, Procedure
from onestop.storage.rows.base import new_id
from onestop.usecases.handing_in import channel_of
from onestop.words import say

KEEP_FOR: Final = timedelta(minutes=2)
"""Not printed within this, the person has gone."""
SUBMITTED: Final = f"dossier.{Step.SUBMIT}"
FORM: Final = "submitted"
LANGUAGE: Final = "vi"


def asks(fact: Fact) -> bool:
    """Whether this fact asks for one of these papers."""
    return fact.kind in ("checklist.asked", SUBMITTED) or again(fact)


def again(fact: Fact) -> bool:
    """The fate of such a slip is unknown: it is printed once more."""
    return fact.kind == "receipt.unknown" and fact.data.get("form") == FORM


def order(session: Session, fact: Fact, address: str, now: datetime) -> DeviceCommand | None:
    """The print command a fact asks for; `None` where the place has no printer, or no place asked."""
    if fact.kind == "checklist.asked":
        printer = _printer(session, session.get(Place, UUID(fact.data["place"])))
        return _command(session, printer, fact, _checklist(session, fact, address, printer), now)
    row = session.get_one(Dossier, UUID(fact.subject))
    printer = _printer(session, _place_of(session, row, fact))
    command = _command(session, printer, fact, _handed_in(session, row, fact, address, printer), now)
    if command is not None:
        command.dossier_id, command.form = row.id, FORM
        command.reprint_of = row.id if again(fact) else None
    return command


def _printer(session: Session, place: Place | None) -> Device | None:
    return session.get(Device, place.printer_id) if place is not None and place.printer_id is not None else None


def _place_of(session: Session, row: Dossier, fact: Fact) -> Place | None:
    """Where it was handed in: `place:<code>`, of the fact itself or of the one before it was lost sight of."""
    actor = fact.actor
    if again(fact):
        first = select(Fact.actor).where(Fact.kind == SUBMITTED, Fact.subject == row.id.hex).limit(1)
        actor = session.scalars(first).one_or_none() or ""
    kind, _, code = actor.partition(":")
    if kind != "place":
        return None
    return session.scalars(select(Place).where(Place.office_id == row.office_id, Place.code == code)).one_or_none()


def _command(
    session: Session, printer: Device | None, fact: Fact, document: PrintDocument | None, now: datetime
) -> DeviceCommand | None:
    if printer is None or document is None:
        return None
    command = DeviceCommand(
        id=new_id(),
        device_id=printer.id,
        fact_id=fact.id,
        kind="print",
        body={"document": document.model_dump(mode="json", exclude_defaults=False)},
        created_at=now,
        expires_at=now + KEEP_FOR,
    )
    session.add(command)
    return command


def _checklist(session: Session, fact: Fact, address: str, printer: Device | None) -> PrintDocument | None:
    if printer is None:
        return None
    office, found = session.get_one(Office, fact.office_id), session.get_one(Procedure, UUID(fact.subject))
    lang, case = str(fact.data["lang"]), str(fact.data["case"])
    rules, speak = _rules(session, office, found, fact.at), partial(say, lang)
    yes = [str(code) for code in fact.data["yes"]]
    wanted = [c for c in rules.components_of(case) if not c.question or c.code in yes]
    terms = _terms(rules, case)
    slip = ChecklistSlip(
        office=office.name_en if lang == "en" else office.name_vi,
        procedure=(lang == "en" and found.name_en) or found.name_vi,
        papers=tuple(Needed(c.name, procedure_words.pieces(c, speak), c.note) for c in wanted),
        limit=speak("procedure.at_once")
        if rules.at_once
        else procedure_words.limit(terms.limit if terms else None, speak),
        fee=procedure_words.fee(terms, speak),
        url=procedure_words.list_url(address, office.code, found.key, case, yes),
        printed=fact.at.astimezone(hall.zone_of(office)),
        case=next((each.name for each in rules.cases if each.code == case), ""),
        demonstration="components" in rules.demonstration or any(c.demonstration for c in wanted),
    )
    return checklist_slip.checklist(slip, speak, width_of(printer))


def _rules(session: Session, office: Office, found: Procedure, at: datetime) -> Rules:
    day = at.astimezone(hall.zone_of(office)).date()
    return catalogue.rules(session, catalogue.in_force(session, found.id, day))


def _terms(rules: Rules, case: str) -> Terms | None:
    try:
        return rules.terms_of(channel_of(rules, case), case)
    except DomainError:
        return None


def _handed_in(
    session: Session, row: Dossier, fact: Fact, address: str, printer: Device | None
) -> PrintDocument | None:
    if printer is None:
        return None
    office = session.get_one(Office, row.office_id)
    rules, speak = catalogue.rules(session, row.version_id), partial(say, LANGUAGE)
    decision = rules.terms_of(row.channel, row.case_code).intake_decision
    slip = HandedInSlip(
        office=office.name_vi,
        procedure=session.get_one(Procedure, row.procedure_id).name_vi,
        reference=reference(row.id),
        at=fact.at.astimezone(hall.zone_of(office)),
        url=receipt_url(address, str(row.id), row.secret),
        decision=procedure_words.limit(decision, speak) if decision else "",
        reprint=again(fact),
    )
    return checklist_slip.handed_in(slip, speak, width_of(printer))
