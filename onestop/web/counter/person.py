"""Middle: the counter itself, and the person who is called or being served."""

from typing import Any

import reflex as rx

from onestop.web.counter.things import things
from onestop.web.counter.words import desk, does, pick
from onestop.web.parts.controls import button
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import badge, countdown, timer
from onestop.web.words import t


def person() -> rx.Component:
    absent = rx.cond(desk.status == "paused", _paused(), _nobody())
    return rx.el.section(
        _counter(),
        rx.cond(desk.here.id != "", _here(), absent),
        rx.cond(desk.done.id != "", _done(), rx.fragment()),
        class_name="card counter-now",
        custom_attrs={"aria-label": t("counter.now")},
    )


def _counter() -> rx.Component:
    state = rx.match(
        desk.status,
        ("paused", badge("warn", t("counter.paused"), icon_name="circle-pause")),
        badge("good", t("counter.open")),
    )
    return rx.el.div(
        rx.el.h2(t("counter.at", counter=desk.number)),
        state,
        rx.cond(desk.day_closed, badge("warn", t("counter.day_closed"), icon_name="moon"), rx.fragment()),
        rx.cond(desk.sign.there, _sign(), rx.fragment()),
        class_name="row counter-head",
    )


def _sign() -> rx.Component:
    sign = desk.sign
    remark = rx.match(
        sign.state,
        ("away", rx.el.span(icon("wifi-off"), t("counter.sign_away"), class_name="sign-remark")),
        ("behind", rx.el.span(icon("refresh-cw"), t("counter.sign_behind"), class_name="sign-remark")),
        rx.fragment(),
    )
    return rx.el.div(
        rx.el.span(t("counter.sign"), class_name="soft small"),
        rx.el.span(sign.text, class_name="sign-text"),
        remark,
        class_name="sign push",
    )


def _fact(icon_name: IconName, label: rx.Var[str], *words: rx.Component | rx.Var[str] | str) -> rx.Component:
    return rx.el.div(rx.el.dt(icon(icon_name), label), rx.el.dd(*words), class_name="fact")


def _here() -> rx.Component:
    here = desk.here
    called = badge("call", t("counter.called"))
    serving = badge("info", t("counter.serving"), icon_name="users")
    return rx.el.div(
        rx.cond(here.serving, serving, called),
        rx.el.p(
            here.number,
            class_name=rx.cond(here.serving, "here-number", "here-number here-called"),
            custom_attrs={"aria-live": "polite"},
            key=here.id,
        ),
        rx.el.p(here.queue, " · ", pick(here.queue_name), class_name="here-queue"),
        rx.el.p(_clock(here), class_name="here-timer"),
        things(),
        rx.el.dl(*_facts(here), class_name="facts"),
        class_name="here",
    )


def _clock(here: Any) -> rx.Component:
    return rx.cond(here.usual_s > 0, timer(here.since, usual_s=here.usual_s), timer(here.since))


def _facts(here: Any) -> list[rx.Component]:
    return [
        _fact("clock", t("counter.waited"), t("counter.minutes", minutes=here.waited_min.to_string())),
        rx.cond(here.serving, rx.fragment(), _fact("bell", t("counter.recalls"), here.recalls.to_string())),
        rx.cond(here.marked, _fact("star", t("counter.priority"), pick(here.priority)), rx.fragment()),
        rx.cond(here.further != "", _fact("arrow-right", t("counter.then"), here.further), rx.fragment()),
        rx.cond(here.note != "", _fact("message-square", t("counter.note"), here.note), rx.fragment()),
    ]


def _nobody() -> rx.Component:
    waits = rx.el.p(t("counter.next_is"), " ", rx.el.strong(desk.next.number), class_name="lead")
    return rx.el.div(
        icon("hand"),
        rx.el.p(t("counter.free"), class_name="view-title"),
        rx.cond(desk.waiting > 0, waits, rx.el.p(t("counter.line_empty"), class_name="lead")),
        class_name="here here-empty",
    )


def _paused() -> rx.Component:
    reasons = [(name, t(f"counter.pause_{name}")) for name in ("break", "back_office", "meeting", "device")]
    return rx.el.div(
        icon("coffee"),
        rx.el.p(t("counter.paused_long"), class_name="view-title"),
        rx.el.p(rx.match(desk.reason, *reasons, t("counter.pause_other")), class_name="lead"),
        rx.el.p(timer(desk.since), class_name="here-timer"),
        rx.el.p(t("counter.paused_hint"), class_name="soft"),
        class_name="here here-empty here-paused",
    )


def _done() -> rx.Component:
    return rx.el.div(
        icon("circle-check"),
        rx.el.span(t("counter.finished", number=desk.done.number)),
        button(t("counter.undo"), icon_name="undo-2", kind="plain", key="z", on_click=does.undo.throttle(300)),
        rx.el.span(countdown(desk.done.until), class_name="soft"),
        class_name="done row",
        role="status",
    )
