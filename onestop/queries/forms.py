"""The facts of a dossier's forms, in the words of the circular; what each says follows from the history.

A form belongs to one event (a receipt, a supplement, a refusal…); the same event gives the same form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from displays.forms import facts, letters, rendering
from displays.forms.base import Form
from displays.forms.errors import FormIncomplete, TemplateFaulty
from displays.forms.parts import Contact, HandOver, Head, Lack, Original, Paper, Person, Signer
from onestop.domain import dossier
from onestop.domain.deadline import Limit
from onestop.domain.errors import FormLacks, FormTemplateFaulty, NotFound
from onestop.domain.formats import phones
from onestop.domain.formats.scans import receipt_url
from onestop.domain.people import Actor
from onestop.domain.procedure import Rules
from onestop.queries import across
from onestop.queries.dossier import explained, view
from onestop.queries.dossier_facts import DossierView, EventView, StageView
from onestop.storage import catalogue
from onestop.storage.rows import Authority, Dossier, Office
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
        self.view: DossierView = view(session, dossier_id, actor, now)
        self.row = session.get_one(Dossier, dossier_id)
        self.office = session.get_one(Office, self.view.office_id)
        self.authority = session.get_one(Authority, self.row.authority_id)
        self.superior = across.host(session, self.office) if self.authority.elsewhere else self.authority.name_vi
        self.rules: Rules = catalogue.rules(session, self.row.version_id)
        self.zone = ZoneInfo(self.office.timezone)
        self.address, self.now = address, now
        self.lines = explained(session, dossier_id)

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

    def papers(self) -> tuple[Paper, ...]:
        return tuple(
            Paper(p.name, p.originals, p.certified, p.plain)
            for p in self.view.papers
            if p.originals + p.certified + p.plain
        )

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


def limit_words(limit: Limit | None) -> str:
    """A limit as people read it."""
    if limit is None:
        return say(LANGUAGE, "forms.no_limit")
    return say(LANGUAGE, f"forms.limit_{limit.unit.value}", n=limit.amount)


def _receipt(m: Material) -> Wanted:
    event, seen = m.event(dossier.Step.RECEIVE), m.view
    submitter = dict(seen.submitter)
    owner = m.person() if submitter else None
    person = Person(name=submitter["name"], title=m.say("forms.person")) if submitter else m.person()
    received = m.local(seen.received_at or event.at)
    form = facts.Receipt(
        **{**m.common(event, event.who), "person": person},
        papers=m.papers() or tuple(Paper(p.name, originals=1) for p in seen.papers if p.required),
        limit=m.limit(),
        received=received,
        due=m.local(seen.original_due) if seen.original_due else None,
        no_due="" if seen.original_due else m.say("forms.no_due_yet" if m.has_limit() else "forms.no_due"),
        return_at=m.say(f"forms.return_{seen.result_by}", office=m.office.name_vi, address=m.office.address),
        officer=seen.received_by or event.who or m.office.name_vi,
        sets=seen.sets,
        channel=m.say(f"forms.channel_{seen.channel}"),
        owner=owner,
        secret=seen.secret,
        book=str(seen.register_year or ""),
        book_number=f"{seen.register_no:04d}" if seen.register_no else "",
        decides=seen.authority if m.authority.elsewhere else "",
        corrects=m.say("forms.corrects", code=seen.corrects.code) if seen.corrects else "",
    )
    return Wanted("01", form, event.seq)


def _supplement(m: Material) -> Wanted:
    event = m.event(dossier.Step.ASK_SUPPLEMENT)
    reason = str(event.data.get("reason") or "") or m.say("forms.supplement_reason")
    stage = next((s.name for s in m.view.stages if s.code == event.data.get("stage")), "")
    form = facts.Supplement(
        **m.common(event, event.who),
        lacks=tuple(_lack(line, reason) for line in event.data.get("lines", ())),
        basis=str(event.data.get("basis") or "") or m.say("forms.supplement_basis"),
        stage=stage or m.say("forms.at_intake"),
        guidance=m.say("forms.supplement_guidance"),
        officer=event.who or m.office.name_vi,
    )
    return Wanted("02", form, event.seq)


def _lack(line: str, reason: str) -> Lack:
    content, _, why = str(line).partition(": ")
    return Lack(content, why or reason)


def _refusal(m: Material) -> Wanted:
    event = m.event(dossier.Step.REFUSE)
    form = facts.Refusal(
        **m.common(event, event.who), reason=str(event.data["reason"]), officer=event.who or m.office.name_vi
    )
    return Wanted("03", form, event.seq)


def _apology(m: Material) -> Wanted:
    event, seen = m.event(dossier.Noted.REAPPOINTED), m.view
    if seen.received_at is None or seen.original_due is None:
        raise NotFound(form="04")
    form = facts.Apology(
        **m.common(event, event.who),
        limit=m.limit(),
        received=m.local(seen.received_at),
        due=m.local(seen.original_due),
        reason=str(event.data["reason"]),
        unit=seen.unit or m.authority.name_vi,
        new_due=m.local(datetime.fromisoformat(event.data["due"])),
        return_at=m.say(f"forms.return_{seen.result_by}", office=m.office.name_vi, address=m.office.address),
        signer=_late(m, event),
    )
    return Wanted("04", form, event.seq)


def _late(m: Material, event: EventView) -> Signer:
    """Whoever is late signs: the head of the unit, or an authority elsewhere by hand."""
    if m.authority.elsewhere:
        return Signer(m.say("forms.signed_by_hand"), m.authority.name_vi)
    return Signer(event.who or m.say("forms.signed_by_hand"), m.say("forms.head_of_unit"))


def _stop(m: Material) -> Wanted:
    event = m.event(dossier.Step.STOP)
    stage = next((s.name for s in m.view.stages if s.code == event.data.get("stage")), m.view.procedure)
    form = facts.Stop(
        **m.common(event, event.who),
        received=m.local(m.view.received_at or event.at),
        asked_by=m.say("forms.asked_by_office", office=m.view.unit or m.authority.name_vi),
        stage=stage,
        decision=m.say("forms.decision_stop"),
        reason=str(event.data["reason"]),
        money=m.say("forms.money_paid" if m.view.paid_at else "forms.no_money"),
        signer=Signer(event.who or m.say("forms.signed_by_hand"), m.say("forms.head_of_unit")),
    )
    return Wanted("05", form, event.seq)


def _control(m: Material) -> Wanted:
    event, seen = m.event(dossier.Step.RECEIVE), m.view
    form = facts.Control(
        **m.common(event, event.who),
        papers=m.papers(),
        limit=m.limit(),
        received=m.local(seen.received_at or event.at),
        due=m.local(seen.due) if seen.due else None,
        hand_overs=tuple(_hand_overs(m, event)),
    )
    return Wanted("06", form, seen.events[-1].seq)


def _hand_overs(m: Material, event: EventView) -> list[HandOver]:
    """From the counter to the first unit, and from each unit to the next; what is to come has no time yet.

    Out to an authority elsewhere as often as it went there.
    """
    giver, rows = event.who or m.office.name_vi, list[HandOver]()
    for each in sorted(m.view.stages, key=lambda s: (s.opened_at is None, s.opened_at or s.planned_due or m.now)):
        rows.append(_hand_over(m, each, giver))
        giver = each.done_by or each.officer or each.unit
    out = [_handed_on(m, event) for event in m.view.events if event.kind == dossier.Noted.HANDED_ON]
    return sorted([*rows, *out], key=lambda row: (row.at is None, row.at or m.now))


def _handed_on(m: Material, event: EventView) -> HandOver:
    told = (
        m.say(f"forms.onward_{event.data['how']}"),
        m.say("forms.onward_list", list=event.data["list"]) if event.data["list"] else "",
        m.say("forms.their_code", code=m.row.their_code) if m.row.their_code else "",
        str(event.data["note"]),
    )
    return HandOver(
        unit=m.authority.name_vi,
        at=m.local(event.at),
        giver=event.who or m.office.name_vi,
        receiver="",
        due=m.local(m.view.due) if m.view.due else None,
        note="; ".join(part for part in told if part),
    )


def _hand_over(m: Material, each: StageView, giver: str) -> HandOver:
    due = each.due or each.planned_due
    return HandOver(
        unit=f"{each.unit}: {each.name}",
        at=m.local(each.opened_at) if each.opened_at else None,
        giver=giver,
        receiver=each.officer or each.done_by,
        due=m.local(due) if due else None,
        result=m.say(f"forms.{each.punctuality}") if each.punctuality else "",
        note=each.outcome,
    )


def _visit(m: Material) -> Wanted:
    event = next((e for e in reversed(m.view.events) if e.data.get("did") == "arranged"), None)
    seen = next((v for v in m.view.visits if event is not None and v.id.hex == event.data.get("visit")), None)
    if event is None or seen is None:
        raise NotFound(form="visit")
    team = tuple(Signer(name.strip(), m.view.unit) for name in seen.members.replace(";", "\n").splitlines())
    form = letters.Visit(
        **m.common(event, event.who),
        at=m.local(seen.at),
        place=seen.place,
        purpose=seen.stage,
        team=team or (Signer(event.who, m.view.unit),),
        signer=Signer(event.who or m.say("forms.signed_by_hand"), m.say("forms.head_of_unit")),
    )
    return Wanted("visit", form, event.seq)


def _originals(m: Material) -> Wanted:
    event = m.event(dossier.Step.RECEIVE)
    taken = m.local(m.view.received_at or event.at)
    rows = tuple(
        Original(p.name, p.compared, taken, m.local(p.given_back_at) if p.given_back_at else None)
        for p in m.view.papers
        if p.compared
    )
    form = letters.Originals(**m.common(event, event.who), originals=rows, officer=event.who or m.office.name_vi)
    return Wanted("originals", form, m.view.events[-1].seq)


MADE: Final[Mapping[str, Callable[[Material], Wanted]]] = {
    "01": _receipt,
    "02": _supplement,
    "03": _refusal,
    "04": _apology,
    "05": _stop,
    "06": _control,
    "visit": _visit,
    "originals": _originals,
}


def wanted(session: Session, dossier_id: UUID, form: str, actor: Actor, address: str, now: datetime) -> Wanted:
    """A form of a dossier.

    Raises:
        NotFound: no such form, or nothing happened that it tells of. DossierUnknown.
    """
    if form not in MADE:
        raise NotFound(form=form[:24])
    return MADE[form](Material(session, dossier_id, actor, address, now))


def set_form(form: Form, folder: Path, *, reprint: bool = False) -> bytes:
    """The form as PDF/A; the office's own templates in `folder` win.

    Raises:
        FormLacks: the data check of the form failed (`form`, `field`).
        FormTemplateFaulty: an office's template cannot be set (`file`, `line`).
    """
    try:
        return rendering.pdf(form, reprint=reprint, folder=folder if folder.is_dir() else None)
    except FormIncomplete as lacking:
        raise FormLacks(form=lacking.facts["form"], field=lacking.facts["field"]) from None
    except TemplateFaulty as faulty:
        raise FormTemplateFaulty(file=faulty.facts["file"], line=faulty.facts["line"]) from None


def possible(seen: DossierView) -> Sequence[str]:
    """The forms a dossier has by now."""
    kinds = {event.kind for event in seen.events}
    found = [
        form
        for form, kind in (
            ("01", dossier.Step.RECEIVE),
            ("02", dossier.Step.ASK_SUPPLEMENT),
            ("03", dossier.Step.REFUSE),
            ("04", dossier.Noted.REAPPOINTED),
            ("05", dossier.Step.STOP),
            ("06", dossier.Step.RECEIVE),
        )
        if kind in kinds
    ]
    if seen.visits:
        found.append("visit")
    if seen.code and any(p.compared for p in seen.papers):
        found.append("originals")
    return found
