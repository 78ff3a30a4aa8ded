"""The dialogs of the desk: the number just given, a reprint, a priority, a cancellation, what was carried over."""

from typing import Any

import reflex as rx

from onestop.domain.waiting import MOST_AHEAD
from onestop.web.parts.controls import button, dialog, field
from onestop.web.parts.icons import icon
from onestop.web.parts.states import empty
from onestop.web.reception.issuing import preferences, printers, proof
from onestop.web.reception.tickets import status
from onestop.web.reception.words import AGAIN_MS, does, pick
from onestop.web.words import t


def asks() -> rx.Component:
    return rx.el.div(_given(), _reprint(), _grant(), _cancel(), _unfinished())


def _stay() -> rx.Component:
    return button(t("common.cancel"), closes=True)


def _given() -> rx.Component:
    given = does.given
    wait = rx.el.p(icon("clock"), t("reception.expected"), " ", rx.el.strong(pick(given.wait)))
    return dialog(
        "given",
        t("reception.given"),
        rx.el.div(
            rx.el.div(
                rx.el.p(given.number, class_name="given-number"),
                rx.el.p(pick(given.queue), class_name="soft"),
                rx.el.p(icon("users"), _ahead(given.ahead), class_name="given-fact"),
                rx.cond(pick(given.wait) != "", wait, rx.fragment()),
                rx.cond(
                    given.printing,
                    rx.el.p(icon("printer"), t("reception.printing"), class_name="given-fact"),
                    rx.el.p(icon("smartphone"), t("reception.no_slip"), class_name="given-fact"),
                ),
                class_name="column given-words",
            ),
            rx.el.figure(
                rx.el.img(src=given.qr, alt=t("reception.qr"), width="200", height="200"),
                rx.el.figcaption(t("reception.qr"), class_name="small soft"),
                class_name="given-qr",
            ),
            class_name="given",
        ),
        actions=[button(t("reception.done"), icon_name="check", kind="primary", on_click=does.forget_given)],
    )


def _ahead(people: Any) -> rx.Var[str]:
    counted = t("reception.ahead", count=people.to_string())
    return rx.cond(people > MOST_AHEAD, t("reception.ahead_more", count=MOST_AHEAD), counted)


def _reprint() -> rx.Component:
    form = rx.el.form(
        field(t("reception.where"), "reprint_place", control=printers("reprint_place")),
        id="reprint-form",
        on_submit=does.reprint.throttle(AGAIN_MS),
        class_name="column",
    )
    hint = rx.el.p(t("reception.reprint_hint"), class_name="soft")
    go = button(t("reception.reprint_do"), icon_name="printer", kind="primary", type="submit", form="reprint-form")
    return dialog(
        "reprint", t("reception.reprint_number", number=does.chosen.number), hint, form, actions=[_stay(), go]
    )


def _grant() -> rx.Component:
    form = rx.el.form(
        field(t("reception.preference"), "grant_preference", control=preferences("grant_preference")),
        proof("grant_proof"),
        id="grant-form",
        on_submit=does.grant.throttle(AGAIN_MS),
        class_name="column",
    )
    hint = rx.el.p(t("reception.grant_hint"), class_name="soft")
    go = button(t("reception.grant_do"), icon_name="star", kind="primary", type="submit", form="grant-form")
    return dialog("grant", t("reception.grant_number", number=does.chosen.number), hint, form, actions=[_stay(), go])


def _cancel() -> rx.Component:
    hint = rx.el.p(t("reception.cancel_hint"), class_name="soft")
    go = button(t("reception.cancel_do"), icon_name="ban", kind="danger", on_click=does.cancel.throttle(AGAIN_MS))
    keep = button(t("reception.keep"), kind="primary", closes=True, auto_focus=True)
    return dialog("cancel", t("reception.cancel_number", number=does.chosen.number), hint, actions=[go, keep])


def _unfinished() -> rx.Component:
    def row(one: Any) -> rx.Component:
        return rx.el.tr(
            rx.el.td(one.day),
            rx.el.td(rx.el.strong(one.number)),
            rx.el.td(pick(one.queue)),
            rx.el.td(status(one.status)),
        )

    names = ("day", "number", "queue_short", "state_then")
    listed = rx.el.table(
        rx.el.thead(rx.el.tr(*(rx.el.th(t(f"reception.{name}"), scope="col") for name in names))),
        rx.el.tbody(rx.foreach(does.unfinished, row)),
        class_name="list",
    )
    nothing = empty(t("reception.nothing_carried"), t("reception.nothing_carried_hint"), icon_name="archive")
    return dialog(
        "unfinished",
        t("reception.unfinished_title"),
        rx.el.p(t("reception.unfinished_hint"), class_name="soft"),
        rx.cond(does.unfinished.length() > 0, listed, nothing),
        actions=[button(t("common.close"), closes=True)],
    )
