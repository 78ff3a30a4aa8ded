"""The frame around every page: address, title, guard, skip link, header, live messages."""

import logging
from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, Final

import reflex as rx
from reflex.event import EventSpec

from onestop.web import routes, theme
from onestop.web.parts.controls import button, language_switch, link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import clock
from onestop.web.parts.states import loading, offline_bar
from onestop.web.session import OfficerSession
from onestop.web.toast import toast, toasts
from onestop.web.words import t
from onestop.words import LOCALES, say

ASSETS: Final = Path(__file__).parent.parent.parent / "assets"
ZONE: Final = "Asia/Ho_Chi_Minh"
ON_DOSSIERS: Final = ("officer", "unit", "post", "supervisor", "admin")

SEVERAL: Final[Any] = rx.Var.create(OfficerSession.workplaces).length() > 0
"""Whether the officer has several offices to choose from."""

log = logging.getLogger(__name__)

Page = Callable[[], rx.Component]
Words = str | rx.Var[str]


def screen(
    route: str, title: str, *, on_load: Sequence[Any] = (), officers_only: bool = False
) -> Callable[[Page], Page]:
    """Put a page at `route`. `title` is a catalogue key; an officers' page greets first, or sends to the log-in."""
    before = [OfficerSession.arrive] if officers_only else []
    place = rx.page(route=route, title=say(LOCALES[0], title), on_load=[*before, *on_load])

    def put(page: Page) -> Page:
        place(page)
        return page

    return put


def frame(
    *content: rx.Component,
    office: Words | None = None,
    officers_only: bool = False,
    main_class: str = "",
    dark: bool = False,
) -> rx.Component:
    """A page with the header: who we are, the time, who is signed in, the language."""
    inside = rx.el.main(*content, id="main", class_name=f"main {main_class}".strip(), tab_index=-1)
    return bare(
        header(office if office is not None else _office()),
        rx.cond(OfficerSession.username != "", inside, _waiting()) if officers_only else inside,
        dark=dark,
    )


def _office() -> rx.Var[str]:
    """The signed-in officer's office, unless they choose it beside their name; before that, what such places are."""
    own = rx.cond(OfficerSession.locale == LOCALES[0], OfficerSession.office_vi, OfficerSession.office_en)
    mine = rx.cond(SEVERAL, "", own)
    return rx.cond(OfficerSession.username != "", mine, t("common.office"))


def bare(*content: rx.Component, theme_name: str = "", dark: bool = False) -> rx.Component:
    """A page without the header, for kiosks, boards and tablets: messages, skip link and nothing else."""
    chosen = theme_name or ("dark" if dark else "")
    return rx.el.div(
        rx.el.a(t("common.skip"), href="#main", class_name="skip"),
        *content,
        toasts(),
        class_name="frame",
        custom_attrs={"data-theme": chosen} if chosen else {},
    )


def _waiting() -> rx.Component:
    return rx.el.main(loading(), id="main", class_name="main main-narrow")


def header(office: Words) -> rx.Component:
    return rx.el.header(
        brand(office),
        rx.el.div(clock(), language_switch(), _signed_in(), class_name="header-end"),
        class_name="header",
    )


def brand(office: Words) -> rx.Component:
    """The mark (an open door: *một cửa*, one door), the product's name and the office."""
    mark = rx.el.svg(
        rx.el.svg.rect(width="40", height="40", rx="10", class_name="ground"),
        rx.el.svg.path(d="M11 31V17a9 9 0 0 1 18 0v14h-4V17a5 5 0 0 0-10 0v14z", class_name="door"),
        rx.el.svg.path(d="M18 31V19l6 3v9z", class_name="door"),
        view_box="0 0 40 40",
        class_name="brand-mark",
        custom_attrs={"aria-hidden": "true"},
    )
    names = rx.el.span(
        rx.el.span(t("common.product"), class_name="brand-name"),
        rx.el.span(office, class_name="brand-office"),
    )
    return rx.el.a(mark, names, href=routes.HOME, class_name="brand")


def _workplaces() -> rx.Component:
    """Which of their offices the officer works in; another choice begins a session there."""
    spoken: Any = OfficerSession.locale == LOCALES[0]
    return rx.el.select(
        rx.foreach(
            OfficerSession.workplaces,
            lambda one: rx.el.option(rx.cond(spoken, one.name_vi, one.name_en), value=one.code),
        ),
        value=OfficerSession.office,
        on_change=OfficerSession.go_on_in,
        class_name="field-box who-office",
        custom_attrs={"aria-label": t("common.workplace")},
    )


def _signed_in() -> rx.Component:
    who = rx.el.div(
        rx.cond(_on_dossiers(), _to_dossiers(), rx.fragment()),
        rx.cond(SEVERAL, _workplaces(), rx.fragment()),
        icon("user"),
        rx.el.span(OfficerSession.officer_name, class_name="who-name"),
        button(t("common.log_out"), icon_name="log-out", kind="plain", on_click=OfficerSession.log_out),
        class_name="who",
    )
    return rx.cond(OfficerSession.username != "", who, rx.fragment())


def _on_dossiers() -> Any:
    """Whether they work on dossiers; who may see them is asked there."""
    roles: Any = OfficerSession.roles
    return reduce(or_, (roles.contains(role) for role in ON_DOSSIERS))


def _to_dossiers() -> rx.Component:
    return link_button(t("common.dossiers"), routes.DOSSIERS, icon_name="file-text", kind="plain")


def stylesheets() -> list[str]:
    """Every file of `assets/styles`, in order of name: a screen brings its look by adding one."""
    return [f"/styles/{path.name}" for path in sorted((ASSETS / "styles").glob("*.css"))]


def head() -> list[rx.Component]:
    """Tokens before anything is painted; the page's own small script after."""
    first_letters = [
        rx.el.link(
            rel="preload",
            href=f"/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2",
            type="font/woff2",
            custom_attrs={"as": "font", "crossOrigin": "anonymous"},
        )
        for subset in ("latin", "vietnamese")
        for weight in (400,)
    ]
    return [
        *first_letters,
        rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
        rx.el.style(custom_attrs={"dangerouslySetInnerHTML": {"__html": theme.css()}}),
        rx.el.script(src="/onestop.js", defer=True),
    ]


def apologise(exception: Exception) -> EventSpec:
    """The last handler: what nobody foresaw is logged for the technician, and the person is told what to do."""
    log.error("unforeseen", exc_info=exception)
    return toast("bad", say(LOCALES[0], "common.failed_hint"))


def web_app(**options: Any) -> rx.App:
    """The Reflex app with our own frame around it: no component library, no default banner, no badge."""
    return rx.App(
        html_lang=LOCALES[0],
        html_custom_attrs={"data-zone": ZONE},
        head_components=head(),
        stylesheets=stylesheets(),
        toaster=None,
        backend_exception_handler=apologise,
        app_wraps={(5, "Overlay"): lambda stateful: offline_bar() if stateful else None},
        **options,
    )
