"""The parts of setup that have a page of their own, as links beside the sections of the setup screen."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.parts.icons import IconName, icon
from onestop.web.words import t

PROCEDURES: Final = "/setup/procedures"
PROCEDURE: Final = "/setup/procedures/[procedure]"
"""By its id; `new` makes one."""
IMPORT: Final = "/setup/procedure-file"
"""Reads a file of the national catalogue."""
NATIONAL: Final = "/setup/national-file"
"""Not a screen: where such a file is sent to."""
CALENDAR: Final = "/setup/calendar"
MESSAGES: Final = "/setup/messages"
PAGES: Final[dict[str, tuple[str, IconName]]] = {
    "procedures": (PROCEDURES, "book-open"),
    "calendar": (CALENDAR, "calendar-days"),
    "messages": (MESSAGES, "message-square"),
}


def links(current: str = "", *, warns: Any = None) -> list[rx.Component]:
    """One link a page, the one that is open marked; `warns`: next year's calendar is missing."""
    missing = rx.el.span(icon("triangle-alert", label=t("setup.calendar_missing")), class_name="setup-warns")
    marks = {} if warns is None else {"calendar": rx.cond(warns, missing, rx.fragment())}
    return [
        _link(name, href, sign, *filter(None, [marks.get(name)]), here=name == current)
        for name, (href, sign) in PAGES.items()
    ]


def rail(current: str) -> rx.Component:
    """The rail of a page of its own: back to the sections, and its neighbours."""
    back = rx.el.a(
        icon("arrow-left"), rx.el.span(t("setup.back")), href=routes.SETUP, class_name="setup-section setup-link"
    )
    return rx.el.nav(back, *links(current), class_name="setup-rail")


def _link(name: str, href: str, sign: IconName, *marks: rx.Component, here: bool) -> rx.Component:
    return rx.el.a(
        icon(sign),
        rx.el.span(t(f"setup.page_{name}")),
        *marks,
        href=href,
        class_name="setup-section setup-link",
        custom_attrs={"aria-current": "page" if here else "false"},
    )
