"""Everything the forms of one dossier are made of, in the parts forms have in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from displays.forms.base import Form
from displays.forms.parts import Contact, Head, Paper, Person, Signer
from onestop.domain import dossier
from onestop.domain.deadline import Limit
from onestop.domain.errors import NotFound
from onestop.domain.formats import phones
from onestop.domain.formats.scans import receipt_url
from onestop.domain.people import Actor
from onestop.domain.procedure import Rules
from onestop.queries import across
from onestop.queries.dossier import view
from onestop.queries.dossier_facts import DossierView, EventView, PaperView
from onestop.storage import catalogue
from onestop.storage.rows import Apology, Authority, Dossier, Office, ProcedureVersion, Unit
from onestop.words import say

LANGUAGE: Final = "vi"
"""The circular's forms are Vietnamese."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form ready to be set, and the event it belongs to."""

    form: str
    facts: Form
    number: int
    """Sequence of the event in the dossier's history."""


class Material:
    """Everything the forms of one dossier are made of."""

    def __init__(self, session: Session, dossier_id: UUID, actor: Actor, address: str, now: datetime) -> None:
        self.session = session
        self.view: DossierView = view(session, dossier_id, actor, now)
        self.row = session.get_one(Dossier, dossier_id)
        self.office = session.get_one(Office, self.view.office_id)
        self.authority = session.get_one(Authority, self.row.authority_id)
        self.superior = across.host(session, self.office) if self.authority.elsewhere else self.authority.name_vi
        self.rules: Rules = catalogue.rules(session, self.row.version_id)
        self.zone = ZoneInfo(self.office.timezone)
        self.address, self.now = address, now

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def say(self, key: str, **more: Any) -> str:
        return say(LANGUAGE, key, **more)

    def event(self, *kinds: str) -> EventView:
        """The newest event of these kinds.

        Raises:
            NotFound: nothing of the kind happened, so there is no such form.
        """
        found = [event for event in self.view.events if event.kind in kinds]
        if not found:
            raise NotFound(form=kinds[0])
        return found[-1]

    def newest(self) -> int:
        """Of what happened to the dossier itself: giving a form out makes no new one of it."""
        return max(event.seq for event in self.view.events if event.kind != dossier.Noted.FORM)

    def at_fault(self) -> str:
        """The unit whose lateness an apology is for."""
        row = self.session.get(Apology, self.row.id)
        unit = self.session.get(Unit, row.at_fault) if row is not None and row.at_fault else None
        return unit.name_vi if unit is not None else ""

    def head(self, event: EventView, number: str = "") -> Head:
        return Head(
            superior=self.superior,
            office=self.office.name_vi,
            place=self.office.address.rsplit(",", 1)[-1].strip() or self.office.name_vi,
            issued=self.local(event.noted_at),
            number=number or f"{event.seq}/{self.view.code}",
        )

    def person(self) -> Person:
        seen = self.view
        title = "forms.person" if seen.applicant_kind == "citizen" else "forms.organisation"
        return Person(
            name=seen.applicant_name,
            title=self.say(title),
            address=seen.applicant_address,
            phone=_phone(seen.applicant_phone),
            email=seen.applicant_email,
            identity=seen.applicant_number,
        )

    def contact(self, officer: str = "") -> Contact:
        return Contact(officer=officer, phone=self.authority.hotline, website=self.address)

    def limit(self) -> str:
        terms = self.rules.terms_of(self.row.channel, self.row.case_code)
        return limit_words(terms.limit)

    def has_limit(self) -> bool:
        """Whether the law sets one, though it may not have begun."""
        return self.rules.terms_of(self.row.channel, self.row.case_code).limit is not None

    def papers(self) -> dict[str, Any]:
        """What was handed in, each paper with its pieces; without any a sentence says why."""
        listed = tuple(paper for paper in map(_paper, self.view.papers) if paper.pieces)
        why = "forms.no_papers" if self.view.papers else "forms.no_papers_known"
        return {"papers": listed, "no_papers": "" if listed else self.say(why)}

    def submitter(self) -> Person | None:
        """Who handed it in for the applicant; `None`: the applicant."""
        told = self.view.submitter
        if not told.get("name"):
            return None
        return Person(
            name=told["name"],
            title=self.say("forms.person"),
            phone=_phone(told.get("phone", "")),
            identity=told.get("number", ""),
        )

    def in_force(self) -> str:
        """Which version of the procedure it was received under."""
        version = self.row.version_id and self.session.get_one(ProcedureVersion, self.row.version_id)
        return self.say("forms.in_force", day=version.effective_from.strftime("%d/%m/%Y")) if version else ""

    def common(self, event: EventView, officer: str = "", number: str = "") -> dict[str, Any]:
        """What every form about this dossier carries."""
        seen = self.view
        return {
            "head": self.head(event, number),
            "demonstration": bool(seen.demonstration),
            "code": seen.code,
            "person": self.person(),
            "request": seen.subject or seen.procedure,
            "contact": self.contact(officer),
            "lookup_url": receipt_url(self.address, seen.code, seen.secret) if seen.code else "",
        }

    def unit_head(self) -> Signer:
        """Who signs for the agency; the name is written by hand where nobody was named."""
        return Signer(name=self.say("forms.signed_by_hand"), title=self.say("forms.head_of_office"))


def _phone(stored: str) -> str:
    return phones.parse(stored).shown if stored else ""


def _paper(seen: PaperView) -> Paper:
    """A paper with what was handed in of it; scans of what came on paper are not counted beside it."""
    pieces = seen.originals + seen.certified + seen.plain
    files = sum(not each.replaced for each in seen.files)
    kept = int(seen.state in ("good", "reused"))
    return Paper(seen.name, seen.originals, seen.certified, seen.plain, 0 if pieces else max(files, kept))


def limit_words(limit: Limit | None) -> str:
    """A limit as people read it."""
    if limit is None:
        return say(LANGUAGE, "forms.no_limit")
    return say(LANGUAGE, f"forms.limit_{limit.unit.value}", n=limit.amount)
