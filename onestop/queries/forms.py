"""The facts of a dossier's forms, in the words of the circular; what each says follows from the history.

A form belongs to one event (a receipt, a supplement, a refusal…); the same event gives the same form.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from displays.forms import facts, letters, rendering
from displays.forms.base import Form
from displays.forms.errors import FormIncomplete, TemplateFaulty
from displays.forms.parts import Lack, Original, Signer
from onestop.domain import dossier
from onestop.domain.errors import FormLacks, FormTemplateFaulty, NotFound
from onestop.domain.people import Actor
from onestop.domain.register import book_of
from onestop.queries.dossier_facts import DossierView, EventView
from onestop.queries.due_steps import due_steps
from onestop.queries.form_control import control_slip
from onestop.queries.form_material import Material, Wanted


def _receipt(m: Material) -> Wanted:
    event, seen = m.event(dossier.Step.RECEIVE), m.view
    submitter = m.submitter()
    counted_again = any(each.kind == dossier.Noted.RECOUNTED for each in seen.events)
    received = m.local(seen.received_at or event.at)
    form = facts.Receipt(
        **{**m.common(event, event.who), "person": submitter or m.person()},
        **m.papers(),
        relation=str(seen.submitter.get("relation", "")) if submitter else "",
        limit=m.limit(),
        received=received,
        due=m.local(seen.original_due) if seen.original_due else None,
        no_due="" if seen.original_due else m.say("forms.no_due_yet" if m.has_limit() else "forms.no_due"),
        return_at=m.say(f"forms.return_{seen.result_by}", office=m.office.name_vi, address=m.office.address),
        officer=seen.received_by or event.who or m.office.name_vi,
        sets=seen.sets,
        channel=m.say(f"forms.channel_{seen.channel}"),
        owner=m.person() if submitter else None,
        rules=m.in_force(),
        due_steps=due_steps(m.session, seen.id, upto=event.seq) if seen.original_due and not counted_again else (),
        secret=seen.secret,
        book=f"{book_of(seen.register_no):02d}/{seen.register_year}" if seen.register_no else "",
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
    missed = str(event.data.get("before", "")) or (seen.original_due.isoformat() if seen.original_due else "")
    if seen.received_at is None or not missed:
        raise NotFound(form="04")
    form = facts.Apology(
        **m.common(event, event.who),
        limit=m.limit(),
        received=m.local(seen.received_at),
        due=m.local(datetime.fromisoformat(missed)),
        reason=str(event.data["reason"]),
        unit=m.at_fault() or seen.unit or m.authority.name_vi,
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
    return Wanted("originals", form, m.newest())


MADE: Final[Mapping[str, Callable[[Material], Wanted]]] = {
    "01": _receipt,
    "02": _supplement,
    "03": _refusal,
    "04": _apology,
    "05": _stop,
    "06": control_slip,
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
