"""What a dialog starts with: whom one may choose from, what is known already, the first possible day; pure."""

from datetime import datetime, timedelta
from typing import Final

from onestop.domain import stage
from onestop.queries.dossier_facts import DossierView, StageView
from onestop.usecases.returning import STATES
from onestop.web.dossiers.facts import Choice, both, same
from onestop.web.dossiers.possible import before
from onestop.web.dossiers.reading import Looked
from onestop.web.dossiers.sheet import Asked

LACKING: Final = frozenset({"missing", "wrong"})


def asked(looked: Looked, key: str, subject: str, now: datetime) -> Asked:
    found = looked.view
    each = next((s for s in found.stages if str(s.id) == subject), None)
    return Asked(
        key=key,
        subject=subject,
        title=both(f"dossiers.do_{key}"),
        stage=each.name if each else "",
        choices=_choices(looked, key, each),
        last=each is not None and all(s.status in stage.OVER or s.id == each.id for s in found.stages),
        basis_needed=each is not None and each.basis_needed,
        value=_value(found, key, subject),
        day=_day(looked, key, now),
    )


def _choices(looked: Looked, key: str, each: StageView | None) -> list[Choice]:
    if key == "post_says":
        return [Choice(state, both(f"dossiers.post_{state}")) for state in STATES[2:]]
    if each is None:
        return []
    if key == "assign":
        return [Choice(str(c.officer_id), same(c.name)) for c in looked.desk.colleagues if c.unit_id == each.unit_id]
    if key == "send_back":
        return [Choice(s.code, same(s.name)) for s in reversed(before(each, looked.view))]
    if key == "ask_opinion":
        return [Choice(unit.code, same(unit.name)) for unit in looked.desk.units if unit.id != each.unit_id]
    return []


def _value(view: DossierView, key: str, subject: str) -> str:
    """What the first field holds, or what the dialog is about."""
    if key == "ask_supplement":
        lacking = [p for p in view.papers if p.state == "wrong" or (p.required and p.state in LACKING)]
        return "\n".join(f"{p.name}: {p.fault}" if p.fault else p.name for p in lacking)
    if key == "answer":
        return next((o.question for o in view.opinions if str(o.id) == subject), "")
    if key == "report_visit":
        return next((v.place for v in view.visits if str(v.id) == subject), "")
    if key == "their_code" and view.across is not None:
        return view.across.their_code
    return {"hand_out": view.applicant_name, "order_post": view.applicant_address}.get(key, "")


def _day(looked: Looked, key: str, now: datetime) -> str:
    """As a date field wants it: the day after the old due date, tomorrow morning, or now."""
    local = now.astimezone(looked.desk.zone)
    if key == "apologise" and looked.view.due is not None:
        return (looked.view.due.astimezone(looked.desk.zone).date() + timedelta(days=1)).isoformat()
    if key == "arrange_visit":
        return f"{local.date() + timedelta(days=1)}T09:00"
    return f"{local:%Y-%m-%dT%H:%M}"
