"""A calm index of the hall, for whoever opens the bare address."""

from typing import Final

import reflex as rx

from onestop.web import routes
from onestop.web.parts.icons import IconName, icon
from onestop.web.session import OfficerSession
from onestop.web.shell import frame, screen
from onestop.web.words import t

Door = tuple[str, str, IconName]

PUBLIC: Final[tuple[Door, ...]] = (
    ("kiosk", routes.kiosk("kiosk-1"), "ticket"),
    ("hall", routes.hall("board-1"), "monitor"),
    ("tablet", routes.tablet("tablet-1"), "tablet"),
)
OFFICERS: Final[tuple[Door, ...]] = (
    ("counter", routes.COUNTER, "bell-ring"),
    ("dossiers", routes.DOSSIERS, "file-text"),
    ("drafts", routes.DRAFTS, "file-plus"),
    ("reception", routes.RECEPTION, "hand"),
    ("floor", routes.FLOOR, "layout-dashboard"),
    ("setup", routes.SETUP, "settings"),
    ("virtual", routes.VIRTUAL, "printer"),
)


@screen(routes.HOME, "common.product", on_load=[OfficerSession.pass_by])
def start() -> rx.Component:
    return frame(
        rx.el.h1(t("common.start_title")),
        rx.el.p(t("common.start_lead"), class_name="lead"),
        _group("common.for_public", PUBLIC),
        _group("common.for_officers", OFFICERS),
        main_class="start",
    )


def _group(title: str, doors: tuple[Door, ...]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(t(title)),
        rx.el.ul(*(_door(*door) for door in doors), class_name="doors"),
        class_name="start-group",
    )


def _door(name: str, href: str, icon_name: IconName) -> rx.Component:
    words = rx.el.span(
        rx.el.span(t(f"common.{name}"), class_name="door-name"),
        rx.el.span(t(f"common.{name}_hint"), class_name="door-hint"),
    )
    return rx.el.li(
        rx.el.a(
            rx.el.span(icon(icon_name), class_name="door-icon"),
            words,
            icon("chevron-right"),
            href=href,
            class_name="door",
        )
    )
