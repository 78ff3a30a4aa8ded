"""Words and looks of the intake screens that hang on a value."""

from typing import Any, Final

import reflex as rx

from onestop.domain import dossier
from onestop.domain.deadline import Light
from onestop.domain.errors import BadInput, DomainError, IllegalDossierStep
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import Tone, badge
from onestop.web.session import Visitor
from onestop.web.words import t
from onestop.words import area, say

STATUSES: Final[dict[str, tuple[Tone, IconName]]] = {
    dossier.Status.DRAFT: ("quiet", "pencil"),
    dossier.Status.SUBMITTED: ("info", "send"),
    dossier.Status.RECEIVED: ("good", "file-check"),
    dossier.Status.REFUSED: ("quiet", "ban"),
    dossier.Status.PROCESSING: ("info", "hourglass"),
    dossier.Status.SUPPLEMENT: ("warn", "file-plus"),
    dossier.Status.PAYING: ("warn", "hourglass"),
    dossier.Status.WITHDRAWN: ("quiet", "undo-2"),
    dossier.Status.STOPPED: ("quiet", "ban"),
    dossier.Status.READY: ("good", "badge-check"),
    dossier.Status.RETURNED: ("good", "check"),
}
LIGHTS: Final[dict[str, tuple[Tone, IconName]]] = {
    Light.GREEN: ("good", "circle-check"),
    Light.AMBER: ("warn", "alarm-clock"),
    Light.RED: ("bad", "circle-alert"),
    Light.STOPPED: ("info", "circle-pause"),
}
PAPERS: Final[dict[str, IconName]] = {
    "missing": "circle-question-mark",
    "good": "circle-check",
    "wrong": "circle-x",
    "not_needed": "minus",
    "reused": "rotate-ccw",
}


def pick(two: Any) -> Any:
    """The reader's half of a `Two`."""
    return rx.cond(Visitor.locale == "en", two.en, two.vi)


def status(value: Any) -> rx.Component:
    return rx.match(
        value,
        *((name, badge(tone, t(f"intake.status_{name}"), icon_name=sign)) for name, (tone, sign) in STATUSES.items()),
        rx.fragment(),
    )


def light(value: Any) -> rx.Component:
    return rx.match(
        value,
        *((name, badge(tone, t(f"intake.light_{name}"), icon_name=sign)) for name, (tone, sign) in LIGHTS.items()),
        rx.fragment(),
    )


def paper_sign(value: Any) -> rx.Component:
    """The state of a paper: its icon, its word for those who hear it."""
    return rx.match(
        value,
        *((name, icon(sign, label=t(f"intake.paper_{name}"))) for name, sign in PAPERS.items()),
        rx.fragment(),
    )


def refused(locale: str, refusal: DomainError) -> str:
    """A refusal of the work itself in whole words: fields and states by name, not by code."""
    facts = {**refusal.facts}
    key = f"refusal.{refusal.code}"
    if isinstance(refusal, IllegalDossierStep):
        facts["status"], key = _word(locale, "status", facts["status"]), "intake.refused_step"
    elif isinstance(refusal, BadInput):
        facts["field"] = _word(locale, "field", facts.get("field", ""))
    return say(locale, key, **facts)


def _word(locale: str, kind: str, value: object) -> str:
    key = f"intake.{kind}_{value}"
    found = area(locale, "intake").gettext(key)
    return str(value) if found == key else found
