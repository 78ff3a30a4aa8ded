"""Today's tickets: found by their number, and what the desk may do to each."""

from typing import Any

import reflex as rx

from onestop.domain.ticket import Status
from onestop.web.parts.controls import button
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import Tone, badge, card
from onestop.web.parts.states import empty
from onestop.web.reception.words import does, pick
from onestop.web.words import t

LOOKS: dict[Status, tuple[Tone, IconName]] = {
    Status.WAITING: ("info", "hourglass"),
    Status.CALLED: ("call", "bell-ring"),
    Status.SERVING: ("info", "users"),
    Status.PARKED: ("quiet", "clock"),
    Status.SERVED: ("good", "circle-check"),
    Status.MISSED: ("warn", "user-x"),
    Status.CANCELLED: ("quiet", "ban"),
}


def tickets() -> rx.Component:
    nothing = empty(t("reception.none_found"), t("reception.none_found_hint"), icon_name="search")
    return card(
        rx.el.form(
            rx.el.input(
                name="search",
                id="search",
                type="search",
                class_name="field-box",
                max_length=12,
                auto_complete="off",
                placeholder=t("reception.search_hint"),
                custom_attrs={"aria-label": t("reception.search")},
            ),
            button(t("reception.search"), icon_name="search", type="submit"),
            on_submit=does.look_for,
            class_name="row reception-search",
        ),
        rx.cond(
            does.results.length() > 0,
            rx.el.div(
                rx.el.table(_heads(), rx.el.tbody(rx.foreach(does.results, _row)), class_name="list"),
                class_name="reception-found",
            ),
            nothing,
        ),
        title=rx.cond(does.not_out, t("reception.tickets_not_out"), t("reception.tickets")),
        icon_name="list",
        class_name="reception-tickets",
    )


def _heads() -> rx.Component:
    names = ("number", "time", "state", "slip_short")
    return rx.el.thead(
        rx.el.tr(
            *(rx.el.th(t(f"reception.{name}"), scope="col") for name in names),
            rx.el.th(rx.el.span(t("reception.acts"), class_name="spoken"), scope="col"),
        )
    )


def status(value: Any) -> rx.Component:
    """A ticket's state as icon, word and colour."""
    looks = [
        (each.value, badge(tone, t(f"reception.status_{each.value}"), icon_name=name))
        for each, (tone, name) in LOOKS.items()
    ]
    return rx.match(value, *looks, rx.fragment())


def _slip(value: Any) -> rx.Component:
    words = [(name, t(f"reception.slip_{name}")) for name in ("printed", "pending", "held", "unknown", "failed")]
    bad = (value == "failed") | (value == "unknown")
    return rx.el.span(
        rx.cond(bad, icon("printer-x"), rx.fragment()),
        rx.match(value, *words, "–"),
        class_name=rx.cond(bad, "slip-bad", "soft"),
    )


def _row(one: Any) -> rx.Component:
    at = rx.cond(one.counter > 0, rx.el.span(t("reception.at", counter=one.counter), class_name="soft small"), "")
    preferred = rx.el.span(icon("star"), pick(one.priority), class_name="found-priority")
    return rx.el.tr(
        rx.el.td(
            rx.el.strong(one.number, class_name="found-number"),
            rx.cond(pick(one.priority) != "", preferred, rx.fragment()),
        ),
        rx.el.td(one.issued),
        rx.el.td(rx.el.span(status(one.status), at, class_name="found-state")),
        rx.el.td(_slip(one.slip)),
        rx.el.td(
            rx.el.div(
                _act(one, "reprint", "printer"),
                rx.cond(one.may_prefer, _act(one, "grant", "star"), rx.fragment()),
                rx.cond(one.may_cancel, _act(one, "cancel", "x"), rx.fragment()),
                class_name="found-acts",
            )
        ),
        key=one.id,
    )


def _act(one: Any, dialog: str, icon_name: IconName) -> rx.Component:
    label = t(f"reception.{dialog}_number", number=one.number)
    return rx.el.button(
        icon(icon_name, label=label),
        type="button",
        title=label,
        class_name="found-act",
        on_click=does.choose(one.id, dialog),
    )
