"""The list of procedures at /setup/procedures; each opens on a page of its own, a file is read on another."""

from typing import Any

import reflex as rx

from onestop.web.catalogue import import_page, sheet
from onestop.web.catalogue.editing import Editing
from onestop.web.catalogue.importing import Importing
from onestop.web.catalogue.state import Procedures
from onestop.web.parts.controls import link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.setup_rail import IMPORT, PROCEDURE, PROCEDURES, rail
from onestop.web.parts.shows import badge
from onestop.web.parts.states import empty, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

P: Any = Procedures
MAIN = "main-wide setup setup-own"


@screen(PROCEDURES, "catalogue.title", officers_only=True, on_load=[Procedures.load])
def procedures() -> rx.Component:
    acts = rx.el.div(
        link_button(t("catalogue.import"), IMPORT, icon_name="upload"),
        link_button(t("catalogue.new"), f"{PROCEDURES}/new", icon_name="plus", kind="primary"),
        class_name="row push",
    )
    return frame(
        rail("procedures"),
        rx.el.section(
            rx.el.div(
                rx.el.h1(t("catalogue.title"), class_name="cat-title"),
                rx.cond(P.may, acts, rx.fragment()),
                class_name="row",
            ),
            _search(),
            rx.cond(P.loaded, _rows(), loading()),
            class_name="cat-sheet",
        ),
        officers_only=True,
        main_class=MAIN,
    )


@screen(PROCEDURE, "catalogue.title", officers_only=True, on_load=[Editing.load])
def procedure() -> rx.Component:
    return frame(*sheet.page(), officers_only=True, main_class=MAIN)


@screen(IMPORT, "catalogue.import", officers_only=True, on_load=[Importing.load])
def import_procedure() -> rx.Component:
    return frame(rail("procedures"), import_page.whole(), officers_only=True, main_class=MAIN)


def _search() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span(t("catalogue.search"), class_name="field-label"),
            rx.el.input(
                type="search",
                class_name="field-box",
                default_value=P.text,
                on_change=P.look_for.debounce(250),
                placeholder=t("catalogue.search_hint"),
            ),
            class_name="field cat-search",
        ),
        rx.el.label(
            rx.el.span(t("catalogue.field_vi"), class_name="field-label"),
            rx.el.select(
                rx.el.option(t("catalogue.all_fields"), value=""),
                rx.foreach(P.fields, lambda one: rx.el.option(one.name, value=one.value)),
                class_name="field-box",
                value=P.field,
                on_change=Procedures.narrow,
            ),
            class_name="field",
        ),
        rx.el.span(t("catalogue.found", n=P.rows.length()), class_name="soft", role="status"),
        class_name="cat-find",
    )


def _rows() -> rx.Component:
    heads = ("name", "field_vi", "queue", "in_force", "stages")
    table = rx.el.table(
        rx.el.thead(rx.el.tr(*(rx.el.th(t(f"catalogue.{head}"), scope="col") for head in heads))),
        rx.el.tbody(rx.foreach(P.rows, _row)),
        class_name="cat-table",
    )
    return rx.cond(
        P.rows.length() > 0,
        table,
        empty(t("catalogue.none"), t("catalogue.none_hint"), icon_name="search"),
    )


def _row(row: Any) -> rx.Component:
    mark = rx.match(
        row.mark,
        ("off", badge("quiet", t("setup.off"))),
        ("no_version", badge("bad", t("catalogue.no_version"))),
        ("demonstration", badge("warn", t("catalogue.partly_ours"))),
        rx.fragment(),
    )
    return rx.el.tr(
        rx.el.td(
            rx.el.a(row.name, href=f"{PROCEDURES}/" + row.id),
            rx.el.span(
                rx.cond(row.code != "", row.code, t("catalogue.no_code")),
                " · ",
                row.authority,
                class_name="soft small",
            ),
            mark,
            class_name="cat-named",
        ),
        rx.el.td(row.field),
        rx.el.td(row.queue),
        rx.el.td(row.since),
        rx.el.td(
            rx.cond(
                row.stages > 0,
                row.stages.to_string(),
                rx.el.span(icon("triangle-alert"), t("catalogue.no_plan"), class_name="cat-none"),
            ),
        ),
        key=row.id,
    )
