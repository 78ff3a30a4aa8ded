"""Suggestions and complaints, the most urgent first; each with what it says, its time, and the next steps."""

from typing import Any, Final

import reflex as rx

from onestop.domain.feedback import Kind, Status, Step
from onestop.web import routes
from onestop.web.feedback_desk.state import FeedbackDesk
from onestop.web.parts.controls import button, dialog, link_button
from onestop.web.parts.shows import badge, card
from onestop.web.parts.states import empty, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

does: Final[Any] = FeedbackDesk
AGAIN_MS: Final = 250
"""A double click is one press; the next step may follow at once [ms]."""


@screen(routes.FEEDBACK_DESK, "feedback.desk", officers_only=True, on_load=[does.watch])
def feedback_desk() -> rx.Component:
    back = link_button(t("dossiers.back"), routes.DOSSIERS, icon_name="arrow-left", kind="plain")
    tabs = rx.el.nav(
        _tab("open", does.show(False), ~does.ended),
        _tab("ended", does.show(True), does.ended),
        class_name="dossiers-tabs",
        custom_attrs={"aria-label": t("feedback.desk")},
    )
    none = empty(t("feedback.none"), t("feedback.none_hint"), icon_name="circle-check")
    some = rx.el.ol(rx.foreach(does.lines, _line), class_name="feedback-list")
    body = rx.el.div(tabs, rx.cond(does.lines.length() > 0, some, none), _dialog(), class_name="column")
    return frame(
        rx.el.div(back, rx.el.h1(t("feedback.desk")), class_name="row"),
        rx.cond(does.beat != "", body, rx.el.div(loading(6), class_name="card")),
        officers_only=True,
        main_class="feedback-page",
    )


def _tab(name: str, press: Any, here: Any) -> rx.Component:
    return rx.el.button(
        t(f"feedback.tab_{name}"),
        type="button",
        on_click=press,
        class_name="dossiers-tab",
        custom_attrs={"aria-current": rx.cond(here, "page", "false")},
    )


def _line(one: Any) -> rx.Component:
    kind = rx.match(one.kind, *((each.value, t(f"feedback.kind_{each}")) for each in Kind), "")
    status = rx.match(one.status, *((each.value, t(f"feedback.status_{each}")) for each in Status), "")
    due = rx.cond(
        one.due != "",
        rx.cond(
            one.late, badge("bad", t("feedback.late", day=one.due)), badge("info", t("feedback.due", day=one.due))
        ),
        rx.fragment(),
    )
    head = rx.el.div(
        rx.el.h2(one.number),
        rx.el.span(kind),
        rx.el.span(status, class_name="soft"),
        due,
        class_name="row feedback-head",
    )
    from_whom = rx.el.p(one.sender, " · ", one.reach, " · ", one.at, class_name="soft")
    about = rx.cond(one.about != "", rx.el.p(t("feedback.about"), ": ", rx.el.code(one.about)), rx.fragment())
    answer = rx.cond(
        one.answer != "",
        rx.el.p(rx.el.b(t("feedback.answer"), ": "), one.answer, class_name="feedback-told"),
        rx.fragment(),
    )
    acts = rx.cond(
        one.open,
        rx.el.div(
            rx.cond(one.fresh, _act(one, Step.ACCEPT, first=True), _act(one, Step.ANSWER, first=True)),
            _act(one, Step.FORWARD),
            rx.cond(one.fresh, _act(one, Step.DECLINE), rx.fragment()),
            class_name="row",
        ),
        rx.fragment(),
    )
    return rx.el.li(
        card(head, from_whom, about, rx.el.p(one.told, class_name="feedback-told"), answer, acts), key=one.key
    )


def _act(one: Any, step: Step, *, first: bool = False) -> rx.Component:
    return button(
        t(f"feedback.do_{step}"),
        kind="primary" if first else "default",
        on_click=does.ask(one.key, step.value),
    )


def _dialog() -> rx.Component:
    title = rx.match(does.step, *((each.value, t(f"feedback.do_{each}")) for each in Step), "")
    hint = rx.match(does.step, *((each.value, t(f"feedback.hint_{each}")) for each in Step), "")
    words = rx.el.label(
        rx.el.span(t("feedback.words"), class_name="field-label"),
        rx.el.textarea(
            name="words",
            id="words",
            rows=6,
            max_length=4000,
            class_name="field-box",
            aria_invalid=does.wrong == "words",
        ),
        rx.el.p(hint, class_name="field-hint"),
        class_name="field",
    )
    involved = rx.cond(
        (does.step == Step.ACCEPT.value) & (does.asked.kind == Kind.COMPLAINT.value),
        rx.el.label(
            rx.el.input(type="checkbox", name="involved"),
            rx.el.span(t("feedback.involved")),
            class_name="setup-switch",
        ),
        rx.fragment(),
    )
    form = rx.el.form(
        rx.el.p(does.asked.told, class_name="feedback-told soft"),
        words,
        involved,
        rx.el.div(
            button(t("common.cancel"), kind="plain", closes=True),
            button(title, kind="primary", type="submit"),
            class_name="dialog-actions",
        ),
        on_submit=does.decide.throttle(AGAIN_MS),
        key="feedback-" + does.asked.key + does.step,
        class_name="column",
    )
    return dialog("feedback-step", does.asked.number, form, actions=[])
