"""Middle, below the number: the dossiers of the visit, each one key away, and where a new one begins."""

from typing import Any, Final

import reflex as rx

from onestop.domain import dossier
from onestop.domain.visit import Purpose
from onestop.web import routes
from onestop.web.counter.visit import Visit
from onestop.web.counter.words import desk
from onestop.web.parts.controls import keycap
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import Tone, badge
from onestop.web.words import t

visit: Final[Any] = Visit
PURPOSES: Final[dict[str, tuple[Tone, IconName]]] = {
    Purpose.INTAKE: ("info", "file-plus"),
    Purpose.SUPPLEMENT: ("warn", "file-plus"),
    Purpose.PAYMENT: ("warn", "landmark"),
    Purpose.RESULT: ("good", "badge-check"),
    Purpose.QUESTION: ("quiet", "circle-question-mark"),
}
LIGHTS: Final[dict[str, tuple[Tone, IconName]]] = {
    "amber": ("warn", "alarm-clock"),
    "red": ("bad", "circle-alert"),
    "stopped": ("info", "circle-pause"),
}


def things() -> rx.Component:
    mine = visit.ticket == desk.here.id
    came_for = rx.el.ul(
        rx.foreach(visit.things, _thing), class_name="things", custom_attrs={"aria-label": t("intake.things")}
    )
    return rx.el.div(
        rx.cond(desk.here.serving, _begin(), rx.fragment()),
        rx.cond(mine & (visit.things.length() > 0), came_for, rx.fragment()),
        rx.cond(visit.waiting.length() > 0, _waiting(), rx.fragment()),
        class_name="things-all",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.el.p(icon("scan-line"), t("intake.of_card"), class_name="things-title small soft"),
        rx.el.ul(rx.foreach(visit.waiting, _thing), class_name="things"),
    )


def _begin() -> rx.Component:
    return rx.el.a(
        icon("file-plus"),
        rx.el.span(t("intake.begin")),
        keycap("d"),
        href=routes.INTAKE,
        class_name="button things-begin",
        custom_attrs={"data-key": "d"},
    )


def _thing(one: Any) -> rx.Component:
    purpose = rx.match(
        one.purpose,
        *(
            (name, badge(tone, t(f"intake.purpose_{name}"), icon_name=sign))
            for name, (tone, sign) in PURPOSES.items()
        ),
        rx.fragment(),
    )
    lit = rx.match(
        one.light,
        *((name, badge(tone, t(f"intake.light_{name}"), icon_name=sign)) for name, (tone, sign) in LIGHTS.items()),
        rx.fragment(),
    )
    state = rx.match(one.status, *((name.value, t(f"intake.status_{name}")) for name in dossier.Status), "")
    return rx.el.li(
        rx.el.a(
            rx.el.span(
                purpose,
                rx.el.strong(rx.cond(one.code != "", one.code, t("intake.no_code")), class_name="things-code"),
                rx.cond(one.key != "", keycap(one.key), rx.fragment()),
                class_name="things-line",
            ),
            rx.el.span(one.procedure, class_name="things-procedure"),
            rx.el.span(
                rx.cond(one.applicant != "", rx.el.span(one.applicant, " · "), rx.fragment()),
                state,
                rx.cond(one.due != "", rx.el.span(" · ", t("intake.due_short", at=one.due)), rx.fragment()),
                lit,
                class_name="things-state soft small",
            ),
            href=one.href,
            class_name="thing",
            custom_attrs={"data-key": one.key},
        ),
        key=one.id,
    )
