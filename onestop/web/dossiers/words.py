"""Words of the dossiers' screens that hang on a value: states, lights, ways; and refusals said in whole words."""

import functools
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import reflex as rx
from reflex.event import EventSpec

from onestop.domain import dossier, stage
from onestop.domain.deadline import Light
from onestop.domain.errors import (
    BadInput,
    DomainError,
    Forbidden,
    IllegalDossierStep,
    IllegalStageStep,
    NotSignedIn,
    SupplementAsked,
)
from onestop.usecases.returning import STATES as POST_STATES
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import Tone, badge
from onestop.web.session import Visitor
from onestop.web.toast import toast
from onestop.web.words import t
from onestop.words import area, say

LIGHTS: Final[dict[str, tuple[Tone, IconName]]] = {
    Light.GREEN: ("good", "circle-check"),
    Light.AMBER: ("warn", "alarm-clock"),
    Light.RED: ("bad", "circle-alert"),
    Light.STOPPED: ("info", "circle-pause"),
    Light.NONE: ("quiet", "minus"),
}
STATUSES: Final[dict[str, tuple[Tone, IconName]]] = {
    dossier.Status.DRAFT: ("quiet", "pencil"),
    dossier.Status.SUBMITTED: ("info", "send"),
    dossier.Status.RECEIVED: ("info", "file-check"),
    dossier.Status.REFUSED: ("quiet", "ban"),
    dossier.Status.PROCESSING: ("info", "hourglass"),
    dossier.Status.SUPPLEMENT: ("warn", "file-plus"),
    dossier.Status.PAYING: ("warn", "hourglass"),
    dossier.Status.WITHDRAWN: ("quiet", "undo-2"),
    dossier.Status.STOPPED: ("quiet", "ban"),
    dossier.Status.READY: ("good", "badge-check"),
    dossier.Status.RETURNED: ("good", "check"),
}
STAGES: Final[dict[str, IconName]] = {
    stage.Status.WAITING: "clock",
    stage.Status.OPEN: "door-open",
    stage.Status.HELD: "user",
    stage.Status.DONE: "circle-check",
    stage.Status.SKIPPED: "skip-forward",
}
PAPERS: Final[dict[str, tuple[Tone, IconName]]] = {
    "good": ("good", "circle-check"),
    "reused": ("good", "rotate-ccw"),
    "missing": ("warn", "triangle-alert"),
    "wrong": ("bad", "circle-x"),
    "not_needed": ("quiet", "minus"),
}
WAYS: Final = ("counter", "post", "online")


def pick(two: Any) -> Any:
    """The reader's half of a `Two`."""
    return rx.cond(Visitor.locale == "en", two.en, two.vi)


def light(value: Any) -> rx.Component:
    """A traffic light: icon, word and colour together."""
    return rx.match(
        value,
        *((name, badge(tone, t(f"dossiers.light_{name}"), icon_name=sign)) for name, (tone, sign) in LIGHTS.items()),
        rx.fragment(),
    )


def status(value: Any) -> rx.Component:
    return rx.match(
        value,
        *(
            (name, badge(tone, t(f"dossiers.status_{name}"), icon_name=sign))
            for name, (tone, sign) in STATUSES.items()
        ),
        rx.fragment(),
    )


def stage_state(value: Any) -> rx.Component:
    return rx.match(
        value,
        *(
            (name, rx.el.span(icon(sign), t(f"dossiers.stage_{name}"), class_name="dossier-stage-state"))
            for name, sign in STAGES.items()
        ),
        rx.fragment(),
    )


def paper_state(value: Any) -> rx.Component:
    return rx.match(
        value,
        *((name, badge(tone, t(f"dossiers.paper_{name}"), icon_name=sign)) for name, (tone, sign) in PAPERS.items()),
        rx.fragment(),
    )


def way(value: Any) -> Any:
    return rx.match(value, *((name, t(f"dossiers.by_{name}")) for name in WAYS), "")


def beyond(authority: Any) -> rx.Component:
    """A mark on what an authority elsewhere decides."""
    mark = rx.el.span(
        badge("info", t("dossiers.beyond"), icon_name="send"),
        title=t("dossiers.beyond_of", authority=authority),
    )
    return rx.cond(authority != "", mark, rx.fragment())


def post_state(value: Any) -> Any:
    return rx.match(value, *((name, t(f"dossiers.post_{name}")) for name in POST_STATES), "")


Handler = TypeVar("Handler", bound=Callable[..., Any])


def worded(handler: Handler) -> Handler:
    """A refusal of the work itself is said in whole words; who may not ask at all is left to `answered` above it."""

    @functools.wraps(handler)
    async def once(self: Visitor, *args: Any, **kwargs: Any) -> Any:
        try:
            return await handler(self, *args, **kwargs)
        except (NotSignedIn, Forbidden):
            raise
        except DomainError as refusal:
            return refused(self.locale, refusal)

    return cast("Handler", once)


def refused(locale: str, refusal: DomainError) -> EventSpec:
    """A refusal in whole words: where the dossier stands now and what was asked, not their codes."""
    facts = {**refusal.facts}
    key = f"refusal.{refusal.code}"
    if isinstance(refusal, IllegalDossierStep):
        facts["status"] = _word(locale, "status", facts["status"])
        key = "dossiers.refused_step"
    elif isinstance(refusal, IllegalStageStep):
        facts["status"] = _word(locale, "stage", facts["status"])
        key = "dossiers.refused_stage"
    elif isinstance(refusal, BadInput):
        facts["field"] = _word(locale, "field", facts.get("field", ""))
    elif isinstance(refusal, SupplementAsked) and "days" in facts:
        key, facts["n"] = "dossiers.refused_late", facts["days"]
    return toast("bad", say(locale, key, **facts))


def _word(locale: str, kind: str, value: object) -> str:
    """The word for a value, or the value itself where it has none."""
    key = f"dossiers.{kind}_{value}"
    found = area(locale, "dossiers").gettext(key)
    return str(value) if found == key else found
