"""The console: the line on the left, the person in the middle, what can be done on the right."""

from typing import Any

import reflex as rx

from onestop.web import routes
from onestop.web.counter.acts import acts
from onestop.web.counter.asks import asks
from onestop.web.counter.person import person
from onestop.web.counter.queue_column import queue_column
from onestop.web.counter.seats import seats
from onestop.web.counter.visit import Visit
from onestop.web.counter.words import desk, does, pick
from onestop.web.parts.controls import button
from onestop.web.parts.icons import icon
from onestop.web.parts.states import fresh, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t


@screen(routes.COUNTER, "counter.title", officers_only=True, on_load=[does.watch, Visit.follow])
def counter() -> rx.Component:
    seated = rx.cond(desk.seat != "", _console(), seats())
    return frame(
        rx.el.h1(t("counter.title"), class_name="spoken"),
        rx.cond(desk.ready, fresh(does.beat, seated, stale_after_s=30, class_name="counter-live"), _wait()),
        officers_only=True,
        main_class="main-wide counter",
    )


def _wait() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(loading(rows), class_name="card") for rows in (6, 4, 6)),
        class_name="counter-columns",
    )


def _console() -> rx.Component:
    return rx.el.div(
        rx.foreach(desk.alarms, _alarm),
        rx.cond(does.handover != "", _handover(), rx.fragment()),
        rx.el.div(queue_column(), person(), acts(), class_name="counter-columns"),
        asks(),
        class_name="counter-console",
    )


def _alarm(alarm: Any) -> rx.Component:
    kind = rx.cond(alarm.kind == "criticism", "band band-call", "band band-warn")
    sign = rx.cond(alarm.kind == "criticism", icon("megaphone"), icon("triangle-alert"))
    return rx.el.p(sign, rx.el.span(pick(alarm.text)), class_name=kind, role="alert", key=alarm.id)


def _handover() -> rx.Component:
    return rx.el.div(
        icon("message-square"),
        rx.el.p(rx.el.strong(t("counter.handover")), " ", rx.el.q(does.handover)),
        button(t("counter.read"), icon_name="check", kind="plain", on_click=does.dismiss_handover),
        class_name="band band-info",
        role="status",
    )
