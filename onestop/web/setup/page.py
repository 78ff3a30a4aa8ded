"""The setup screen: sections, the entries of one, and the form of the chosen entry."""

from typing import Any

import reflex as rx

from onestop.web import routes
from onestop.web.parts import setup_rail
from onestop.web.parts.controls import button
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import badge
from onestop.web.parts.states import empty
from onestop.web.setup import booking_section, sections, unit_sections
from onestop.web.setup.facts import SINGLE
from onestop.web.setup.fields import IS_NEW
from onestop.web.setup.state import Setup
from onestop.web.shell import frame, screen
from onestop.web.words import t

ICONS: dict[str, IconName] = {
    "queues": "list-ordered",
    "counters": "landmark",
    "officers": "users",
    "priorities": "heart-handshake",
    "devices": "printer",
    "places": "map-pin",
    "policy": "settings",
    "authorities": "building",
    "units": "layout-dashboard",
    "away": "user-x",
    "dossiers": "file-text",
    "booking": "calendar-days",
    "zones": "layout-dashboard",
    "offices": "landmark",
}
SINGLE_NOW: Any = rx.Var.create(sorted(SINGLE)).contains(Setup.section)
S: Any = Setup


@screen(routes.SETUP, "setup.title", officers_only=True, on_load=[Setup.load])
def setup() -> rx.Component:
    return frame(
        rx.el.h1(t("setup.title"), class_name="spoken"),
        rx.el.nav(
            *(_section(name) for name in ICONS), *setup_rail.links(warns=S.calendar_missing), class_name="setup-rail"
        ),
        rx.cond(SINGLE_NOW, rx.fragment(), _list()),
        rx.el.section(
            rx.cond((S.chosen != "") | SINGLE_NOW, _form(), _nothing()),
            class_name="setup-sheet",
        ),
        officers_only=True,
        main_class="main-wide setup",
    )


def _section(name: str) -> rx.Component:
    return rx.el.button(
        icon(ICONS[name]),
        rx.el.span(t(f"setup.{name}")),
        type="button",
        class_name="setup-section",
        on_click=S.go(name),
        custom_attrs={"aria-current": rx.cond(S.section == name, "page", "false")},
    )


def _title() -> Any:
    return rx.match(S.section, *((name, t(f"setup.{name}")) for name in ICONS), "")


def _list() -> rx.Component:
    add = button(t("setup.add"), icon_name="plus", on_click=S.begin)
    return rx.el.section(
        rx.el.div(rx.el.h2(_title()), rx.cond(S.may, add, rx.fragment()), class_name="setup-list-head"),
        rx.cond(
            S.items.length() > 0,
            rx.el.ul(rx.foreach(S.items, _item)),
            rx.el.p(t("setup.empty"), class_name="soft setup-empty"),
        ),
        class_name="setup-list",
    )


def _item(item: Any) -> rx.Component:
    mark = rx.match(
        item.mark,
        ("locked", badge("warn", t("setup.locked"), icon_name="lock")),
        ("no_key", badge("warn", t("setup.no_key"), icon_name="ban")),
        ("here", badge("info", t("setup.here"))),
        ("demonstration", badge("warn", t("setup.demonstration_mark"))),
        ("unverified", badge("warn", t("setup.unverified_mark"), icon_name="circle-question-mark")),
        rx.cond(item.active, rx.fragment(), badge("quiet", t("setup.off"))),
    )
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(
                    rx.cond(S.section == "counters", t("setup.counter_n", number=item.title), item.title),
                    class_name="setup-item-title",
                ),
                rx.el.span(item.hint, class_name="setup-item-hint"),
                class_name="setup-item-text",
            ),
            mark,
            type="button",
            class_name="setup-item",
            on_click=S.choose(item.id),
            custom_attrs={"aria-current": rx.cond(S.chosen == item.id, "true", "false")},
        ),
        key=item.id,
    )


def _nothing() -> rx.Component:
    return empty(t("setup.choose"), t("setup.choose_hint"), icon_name="pencil")


def _form() -> rx.Component:
    fields = rx.match(
        S.section,
        ("queues", sections.queue()),
        ("counters", sections.counter()),
        ("officers", sections.officer()),
        ("priorities", sections.priority()),
        ("devices", sections.device()),
        ("places", sections.place()),
        ("authorities", unit_sections.authority()),
        ("units", unit_sections.unit()),
        ("away", unit_sections.away()),
        ("dossiers", unit_sections.dossiers()),
        ("booking", booking_section.booking()),
        ("zones", unit_sections.zone()),
        ("offices", unit_sections.office()),
        sections.policy(),
    )
    save = rx.el.div(
        rx.cond((S.section == "away") & ~IS_NEW, rx.fragment(), _save()),
        rx.cond(IS_NEW | SINGLE_NOW, rx.fragment(), _more()),
        class_name="setup-acts",
    )
    return rx.el.div(
        rx.el.h2(_heading()),
        rx.cond(S.may, rx.fragment(), badge("info", t("setup.read_only"), icon_name="eye")),
        rx.cond(S.shown.kind != "", _shown(), rx.fragment()),
        rx.el.form(
            rx.el.fieldset(fields, disabled=~S.may, class_name="setup-fields"),
            rx.cond(S.may, save, rx.fragment()),
            on_submit=S.save,
            key="form-" + S.draft.to_string(),
            no_validate=True,
        ),
    )


def _heading() -> Any:
    entry = rx.cond(IS_NEW, t("setup.new"), _name())
    return rx.match(S.section, *((one, t(f"setup.{one}_title")) for one in sorted(SINGLE)), entry)


def _save() -> rx.Component:
    return button(t("common.save"), icon_name="check", kind="primary", size="l", type="submit")


def _name() -> Any:
    return rx.match(
        S.section,
        ("counters", t("setup.counter_n", number=S.values["number"])),
        ("queues", S.values["code"] + " · " + S.values["name_vi"]),
        ("priorities", S.values["name_vi"]),
        ("authorities", S.values["name_vi"]),
        ("units", S.values["name_vi"]),
        ("zones", S.values["name_vi"]),
        ("offices", S.values["name_vi"]),
        S.values["name"],
    )


def _more() -> rx.Component:
    """What else may be done with the entry."""
    officers = rx.fragment(
        button(t("setup.reset_password"), icon_name="rotate-ccw", on_click=S.renew),
        button(t("setup.unlock"), icon_name="lock", kind="plain", on_click=S.unlock),
    )
    places = rx.fragment(
        button(t("setup.new_link"), icon_name="rotate-ccw", on_click=S.renew),
        button(t("setup.revoke"), icon_name="ban", kind="danger", on_click=S.revoke),
    )
    devices = button(t("setup.new_key"), icon_name="rotate-ccw", on_click=S.renew)
    away = button(t("setup.end_away"), icon_name="user-check", kind="primary", on_click=S.end_away)
    return rx.match(
        S.section,
        ("officers", officers),
        ("places", places),
        ("devices", devices),
        ("away", away),
        rx.fragment(),
    )


def _shown() -> rx.Component:
    says = rx.match(
        S.shown.kind,
        ("password", t("setup.shown_password")),
        ("device", t("setup.shown_device")),
        t("setup.shown_place"),
    )
    return rx.el.div(
        rx.el.p(icon("shield-check"), rx.el.span(says)),
        rx.el.pre(S.shown.text, class_name="setup-secret", tab_index=0),
        button(t("setup.written_down"), icon_name="check", on_click=S.hide),
        class_name="setup-shown",
        role="status",
    )
