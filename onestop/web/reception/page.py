"""The desk: a number for whoever needs a hand on the left, today's tickets on the right, calls for help above."""

from typing import Any

import reflex as rx

from onestop.web import routes
from onestop.web.parts.controls import button, link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge, timer
from onestop.web.parts.states import fresh, loading
from onestop.web.reception.asks import asks
from onestop.web.reception.issuing import issuing
from onestop.web.reception.paper import PAPER
from onestop.web.reception.tickets import tickets
from onestop.web.reception.words import AGAIN_MS, desk, does, pick
from onestop.web.shell import frame, screen
from onestop.web.words import t


@screen(routes.RECEPTION, "reception.title", officers_only=True, on_load=[does.watch])
def reception() -> rx.Component:
    return frame(
        rx.cond(desk.ready, fresh(does.beat, _desk(), stale_after_s=30, class_name="reception-live"), _wait()),
        asks(),
        officers_only=True,
        main_class="main-wide reception",
    )


def _wait() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(loading(6), class_name="card") for _ in range(2)),
        class_name="reception-columns",
    )


def _desk() -> rx.Component:
    return rx.el.div(
        _head(),
        rx.cond(desk.helps.length() > 0, rx.el.ul(rx.foreach(desk.helps, _help), class_name="helps"), rx.fragment()),
        rx.el.div(issuing(), tickets(), class_name="reception-columns"),
        class_name="column reception-desk",
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("reception.title"), class_name="reception-title"),
        rx.el.span(t("reception.waiting", count=desk.waiting.to_string()), class_name="soft"),
        rx.cond(desk.day_closed, badge("warn", t("reception.day_closed"), icon_name="moon"), rx.fragment()),
        rx.foreach(desk.away, _away),
        rx.cond(desk.not_out > 0, _not_out(), rx.fragment()),
        rx.el.div(
            button(t("reception.unfinished"), icon_name="archive", on_click=does.show_unfinished),
            link_button(t("reception.paper"), PAPER, icon_name="printer"),
            class_name="row push",
        ),
        class_name="row",
    )


def _away(name: Any) -> rx.Component:
    return rx.el.span(icon("printer-x"), t("reception.printer_away", printer=name), class_name="badge badge-bad")


def _not_out() -> rx.Component:
    words = t("reception.not_out", count=desk.not_out.to_string())
    return button(words, icon_name="printer-x", kind="danger", on_click=does.show_not_out)


def _help(call: Any) -> rx.Component:
    come = button(t("reception.see"), icon_name="user-check", on_click=does.see(call.id).throttle(AGAIN_MS))
    return rx.el.li(
        icon("hand"),
        rx.el.strong(pick(call.text)),
        rx.el.span(timer(call.since), class_name="soft"),
        rx.el.div(
            rx.cond(call.seen, badge("info", t("reception.seen"), icon_name="user-check"), come),
            button(
                t("reception.helped"),
                icon_name="check",
                kind="primary",
                on_click=does.helped(call.id).throttle(AGAIN_MS),
            ),
            class_name="row push",
        ),
        class_name=rx.cond(call.seen, "help help-seen", "help"),
        key=call.id,
    )
