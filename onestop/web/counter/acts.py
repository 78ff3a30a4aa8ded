"""Right: what can be done now, each with its key under the left hand. What cannot be done now is not there."""

import reflex as rx

from onestop.web.counter.state import OUTCOMES
from onestop.web.counter.words import desk, does
from onestop.web.parts.controls import button, keycap
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import countdown
from onestop.web.words import t

AGAIN_MS = 300
"""A second press within this is the same press [ms]."""


def acts() -> rx.Component:
    here, paused = desk.here, desk.status == "paused"
    absent = rx.cond(paused, _resume(), _call())
    return rx.el.section(
        rx.cond(here.id != "", rx.cond(here.serving, _serve(), _called()), absent),
        rx.el.div(class_name="acts-space"),
        _shift(),
        class_name="card counter-acts",
        custom_attrs={"aria-label": t("counter.do")},
    )


def _call() -> rx.Component:
    return rx.el.div(
        button(
            t("counter.call"),
            icon_name="bell-ring",
            kind="primary",
            size="touch",
            wide=True,
            key="g",
            disabled=desk.waiting == 0,
            on_click=does.call_next.throttle(AGAIN_MS),
        ),
        rx.el.p(t("counter.call_hint"), class_name="soft small"),
        class_name="acts",
        key="free",
    )


def _resume() -> rx.Component:
    go_on = button(
        t("counter.resume"),
        icon_name="circle-play",
        kind="primary",
        size="touch",
        wide=True,
        key="s",
        on_click=does.resume.throttle(AGAIN_MS),
    )
    return rx.el.div(go_on, class_name="acts", key="paused")


def _called() -> rx.Component:
    return rx.el.div(
        button(
            t("counter.start"),
            icon_name="circle-play",
            kind="primary",
            size="touch",
            wide=True,
            key="b",
            on_click=does.start.throttle(AGAIN_MS),
        ),
        rx.el.div(
            button(
                t("counter.recall"),
                icon_name="bell",
                size="l",
                wide=True,
                key="r",
                on_click=does.recall.throttle(AGAIN_MS),
            ),
            _miss(),
            class_name="acts-two",
        ),
        _aside(),
        class_name="acts",
        key="called",
    )


def _miss() -> rx.Component:
    here = desk.here
    hint = rx.cond(
        here.miss_at != "",
        rx.el.span(countdown(here.miss_at), class_name="miss-left"),
        rx.cond(
            here.recalls_wanted > 0,
            rx.el.span(t("counter.recalls_wanted", times=here.recalls_wanted), class_name="small"),
            keycap("v"),
        ),
    )
    return rx.el.button(
        icon("user-x"),
        rx.el.span(t("counter.miss")),
        hint,
        type="button",
        class_name="button button-default button-l button-wide miss",
        disabled=~here.may_miss,
        on_click=does.miss.throttle(AGAIN_MS),
        custom_attrs={"data-key": "v"},
    )


def _serve() -> rx.Component:
    return rx.el.div(
        rx.el.fieldset(
            rx.el.legend(t("counter.outcome"), class_name="soft small"),
            *(_outcome(name, str(place)) for place, name in enumerate(OUTCOMES, 1)),
            class_name="outcomes",
        ),
        button(
            t("counter.finish"),
            icon_name="check",
            kind="primary",
            size="touch",
            wide=True,
            key="x",
            on_click=does.finish.throttle(AGAIN_MS),
        ),
        _aside(),
        class_name="acts",
        key="serving",
    )


def _outcome(name: str, key: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(t(f"counter.outcome_{name}")),
        keycap(key),
        type="button",
        class_name="chip",
        custom_attrs={"aria-pressed": does.outcome == name, "data-key": key},
        on_click=does.choose_outcome(name),
    )


def _aside() -> rx.Component:
    return rx.el.div(
        button(t("counter.park"), icon_name="hourglass", key="t", opens="park"),
        button(t("counter.transfer"), icon_name="send", key="c", opens="transfer"),
        button(t("counter.further"), icon_name="plus", key="f", opens="further"),
        button(t("counter.note"), icon_name="pencil", key="w", opens="note"),
        class_name="acts-grid",
    )


def _shift() -> rx.Component:
    pause = button(t("counter.pause"), icon_name="circle-pause", key="s", opens="pause")
    quiet = rx.cond(desk.status == "open", pause, rx.fragment())
    return rx.el.div(
        _auto_call(),
        rx.el.div(
            quiet,
            button(
                t("counter.help"),
                icon_name="hand",
                key="a",
                on_click=does.ask_for_help.throttle(AGAIN_MS),
            ),
            rx.cond(
                desk.here.id == "",
                button(t("counter.leave"), icon_name="log-out", key="e", opens="leave"),
                rx.fragment(),
            ),
            class_name="acts-grid",
        ),
        class_name="acts shift",
    )


def _auto_call() -> rx.Component:
    return rx.el.button(
        rx.el.span(class_name="switch-knob", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(
            rx.el.span(t("counter.auto_call"), class_name="switch-name"),
            rx.el.span(t("counter.auto_call_hint"), class_name="soft small"),
        ),
        type="button",
        role="switch",
        class_name="switch",
        custom_attrs={"aria-checked": desk.auto_call},
        on_click=does.set_auto_call(~desk.auto_call).throttle(AGAIN_MS),
    )
