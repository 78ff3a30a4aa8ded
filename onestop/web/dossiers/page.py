"""The officers' lists: tabs above, one box that filters while one types and searches or opens with Enter."""

from typing import Any, Final

import reflex as rx

from onestop.usecases import across
from onestop.web import routes
from onestop.web.dossiers import one_page, onward_page
from onestop.web.dossiers.inbox_list import inbox, late, search
from onestop.web.dossiers.other_lists import register, results
from onestop.web.dossiers.state import Dossiers
from onestop.web.parts.controls import button, keycap
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.states import cut, fresh, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

__all__ = ["dossiers", "one_page", "onward_page"]

does: Final[Any] = Dossiers
TABS: Final[dict[str, IconName]] = {
    "inbox": "archive",
    "search": "search",
    "late": "alarm-clock",
    "results": "badge-check",
    "register": "book-open",
}
ROLES: Final = {"late": ("supervisor", "admin"), "results": ("officer", "post", "supervisor", "admin")}
"""Tabs not everybody has; the state asks again."""


@screen(routes.DOSSIERS, "dossiers.title", officers_only=True, on_load=[does.watch])
def dossiers() -> rx.Component:
    page = rx.el.div(
        _bar(),
        rx.cond(
            does.ready,
            fresh(does.beat, _tab(), cut(does.cut), stale_after_s=60, class_name="dossiers-live"),
            rx.el.div(loading(9), class_name="card"),
        ),
        rx.el.script(src="/dossiers.js", async_=True),
        class_name="dossiers-page",
        id="dossiers",
    )
    return frame(page, officers_only=True, main_class="main-wide dossiers")


def _bar() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("dossiers.title"), class_name="spoken"),
        rx.el.nav(
            *(_tab_button(name, sign) for name, sign in TABS.items()),
            _onward(),
            rx.el.a(icon("archive"), rx.el.span(t("money.tab")), href=routes.MONEY, class_name="dossiers-tab"),
            rx.el.a(icon("user-x"), rx.el.span(t("away.tab")), href=routes.AWAY, class_name="dossiers-tab"),
            _supervised(),
            class_name="dossiers-tabs",
            custom_attrs={"aria-label": t("dossiers.tabs")},
        ),
        _box(),
        class_name="dossiers-bar",
    )


def _tab_button(name: str, sign: IconName) -> rx.Component:
    made = rx.el.button(
        icon(sign),
        rx.el.span(t(f"dossiers.tab_{name}")),
        type="button",
        class_name="dossiers-tab",
        custom_attrs={"aria-current": rx.cond(does.tab == name, "page", "false")},
        on_click=does.look_at(name),
    )
    if name not in ROLES:
        return made
    return rx.cond(_may(ROLES[name]), made, rx.fragment())


def _onward() -> rx.Component:
    """The way to a page of its own."""
    link = rx.el.a(icon("send"), rx.el.span(t("onward.tab")), href=routes.ONWARD, class_name="dossiers-tab")
    return rx.cond(_may(tuple(role.value for role in sorted(across.DESK))), link, rx.fragment())


def _supervised() -> rx.Component:
    there = rx.el.a(icon("landmark"), rx.el.span(t("portal.tab")), href=routes.PORTAL, class_name="dossiers-tab")
    told = rx.el.a(
        icon("message-square"), rx.el.span(t("feedback.tab")), href=routes.FEEDBACK_DESK, class_name="dossiers-tab"
    )
    return rx.cond(_may(ROLES["late"]), rx.fragment(there, told), rx.fragment())


def _may(names: tuple[str, ...]) -> Any:
    roles: Any = does.roles
    may = roles.contains(names[0])
    for role in names[1:]:
        may |= roles.contains(role)
    return may


def _box() -> rx.Component:
    return rx.el.form(
        icon("search"),
        rx.el.input(
            name="search",
            type="search",
            class_name="field-box",
            default_value=does.sift,
            max_length=400,
            auto_complete="off",
            placeholder=t("dossiers.box_hint"),
            on_change=does.narrow.debounce(200),
            custom_attrs={"aria-label": t("dossiers.box"), "data-box": "yes", "aria-keyshortcuts": "/"},
        ),
        keycap("/"),
        button(t("dossiers.find"), type="submit"),
        on_submit=does.find,
        class_name="dossiers-box",
        role="search",
    )


def _tab() -> rx.Component:
    return rx.match(
        does.tab,
        ("search", search()),
        ("late", late()),
        ("results", results()),
        ("register", register()),
        inbox(),
    )
