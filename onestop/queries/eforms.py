"""A form drawn up for a screen: what it asks, what was said so far, and the facts of the paper set from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from displays.forms.letters import Application
from displays.forms.parts import Filled, Head, Person
from onestop.domain import eform
from onestop.domain.eform import Blank
from onestop.domain.errors import DossierUnknown, PaperUnknown
from onestop.domain.formats import born, phones
from onestop.domain.people import Actor
from onestop.domain.procedure import Component
from onestop.storage import catalogue, dossiers
from onestop.storage.rows import Authority, Dossier, Office, Procedure
from onestop.words import LOCALES, say


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it lies before whoever fills it in."""

    code: str
    name: str
    number: str
    """The law's number of the form, "Mẫu 05"."""
    ours: bool
    """Its blanks are ours and not the law's."""
    blanks: tuple[Blank, ...]
    said: tuple[str, ...]
    """What was said so far, blank by blank; empty strings where nothing was."""


def sheet(session: Session, dossier_id: UUID, code: str, actor: Actor) -> Sheet:
    """The form of a paper.

    Raises:
        DossierUnknown: none, or another office's. PaperUnknown: no such paper, or no form of it was drawn up.
    """
    row = _dossier(session, dossier_id, actor)
    rule = _rule(session, row, code)
    before = [str(each.get("text", "")) for each in dossiers.paper(session, dossier_id, code).answers]
    said = tuple(before) if len(before) == len(rule.blanks) else ("",) * len(rule.blanks)
    return Sheet(rule.code, rule.name, rule.form, rule.blanks_ours, rule.blanks, said)


def application(
    session: Session, dossier_id: UUID, code: str, said: Sequence[str], actor: Actor, now: datetime
) -> Application:
    """The paper these answers make, for the dossier's applicant.

    Raises:
        BadInput: `field` is the place of the answer that is not right. DossierUnknown, PaperUnknown.
    """
    row = _dossier(session, dossier_id, actor)
    rule = _rule(session, row, code)
    office, authority = session.get_one(Office, row.office_id), session.get_one(Authority, row.authority_id)
    answers = eform.read(rule.blanks, said)
    return Application(
        head=Head(
            superior=authority.name_vi,
            office=office.name_vi,
            place=office.address.rsplit(",", 1)[-1].strip() or office.name_vi,
            issued=now.astimezone(ZoneInfo(office.timezone)),
        ),
        demonstration=rule.demonstration or rule.blanks_ours,
        name=rule.name,
        number=rule.form,
        addressee=authority.name_vi,
        person=_person(row),
        born=born.written(row.applicant_born),
        procedure=session.get_one(Procedure, row.procedure_id).name_vi,
        lines=tuple(Filled(each.label, each.text) for each in answers if each.text),
    )


def drawn_up(session: Session, dossier_id: UUID, actor: Actor) -> dict[str, bool]:
    """The codes of papers with a form for a screen, and whether each was filled in."""
    rules = catalogue.rules(session, _dossier(session, dossier_id, actor).version_id)
    asked = {each.code for each in rules.components if each.blanks}
    return {each.code: bool(each.answers) for each in dossiers.papers(session, dossier_id) if each.code in asked}


def _dossier(session: Session, dossier_id: UUID, actor: Actor) -> Dossier:
    row = session.get(Dossier, dossier_id)
    if row is None or row.office_id != actor.office_id:
        raise DossierUnknown
    return row


def _rule(session: Session, row: Dossier, code: str) -> Component:
    rules = catalogue.rules(session, row.version_id)
    found = next((each for each in rules.components if each.code == code), None)
    if found is None or not found.blanks:
        raise PaperUnknown(paper=code[:40])
    return found


def _person(row: Dossier) -> Person:
    title = "forms.person" if row.applicant_kind == "citizen" else "forms.organisation"
    return Person(
        name=row.applicant_name,
        title=say(LOCALES[0], title),
        address=row.applicant_address,
        phone=phones.parse(row.applicant_phone).shown if row.applicant_phone else "",
        email=row.applicant_email,
        identity=row.applicant_number,
    )
