"""The alerts of the floor screen: criticism first, each acted on where it stands."""

from typing import Any

import reflex as rx

from onestop.web.floor.state import Floor
from onestop.web.floor.tongue import told
from onestop.web.parts.controls import button, link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge, timer
from onestop.web.parts.states import empty
from onestop.web.words import t


def alert_column() -> rx.Component:
    bells: Any = Floor.picture.bells
    return rx.el.section(
        rx.el.h2(icon("bell"), t("floor.alerts"), rx.el.span(bells.length(), class_name="floor-count")),
        rx.cond(
            bells.length() > 0,
            rx.el.ul(rx.foreach(bells, _bell), class_name="floor-bells"),
            empty(t("floor.alerts_none"), t("floor.alerts_none_hint"), icon_name="circle-check"),
        ),
        class_name="floor-alerts",
        custom_attrs={"aria-live": "polite"},
    )


def _bell(bell: Any) -> rx.Component:
    head = rx.el.div(
        rx.cond(bell.critical, icon("flag"), icon("triangle-alert")),
        rx.el.strong(told(bell.title)),
        timer(bell.since),
        class_name="floor-bell-head",
    )
    seen = rx.cond(
        bell.seen,
        badge("info", t("floor.alert_seen"), icon_name="eye"),
        button(t("floor.alert_see"), icon_name="eye", on_click=Floor.see(bell.id)),
    )
    outcome = rx.el.input(
        name="outcome",
        class_name="field-box floor-outcome",
        placeholder=rx.cond(bell.words_needed, t("floor.alert_outcome"), t("floor.alert_outcome_free")),
        max_length=500,
        required=bell.words_needed,
        custom_attrs={"aria-label": t("floor.alert_outcome")},
    )
    close = rx.el.form(
        rx.el.input(type="hidden", name="alert", value=bell.id),
        rx.cond(bell.words_needed, outcome, rx.fragment()),
        button(t("floor.alert_close"), icon_name="check", type="submit"),
        on_submit=Floor.close_alert,
        reset_on_submit=True,
        class_name="floor-bell-close",
    )
    return rx.el.li(
        head,
        rx.el.p(told(bell.detail), class_name="floor-bell-detail"),
        rx.el.div(_page(bell), seen, close, class_name="floor-bell-acts"),
        class_name=rx.cond(bell.critical, "floor-bell floor-bell-critical", "floor-bell"),
        key=bell.id,
    )


def _page(bell: Any) -> rx.Component:
    """The way to the dossier an alert is about."""
    way = link_button(t("floor.alert_open"), bell.link, icon_name="file-text")
    return rx.cond(bell.link != "", way, rx.fragment())
