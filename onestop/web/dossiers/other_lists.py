"""Results to hand out with the list for the post, and the register of a year."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.dossiers.state import Dossiers
from onestop.web.dossiers.words import pick, post_state, status, way
from onestop.web.parts.controls import button, dialog, field
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge, printed
from onestop.web.parts.states import empty
from onestop.web.words import t

does: Final[Any] = Dossiers
CLOSING: Final = "register-close"
AGAIN_MS: Final = 250
"""A double click is one press; the next line or deed may follow at once [ms]."""


def _heads(*names: str) -> rx.Component:
    return rx.el.thead(rx.el.tr(*(_head(name) for name in names)))


def _head(name: str) -> rx.Component:
    unseen = "spoken" if name in ("pick", "acts") else ""
    word = rx.el.span(t(f"dossiers.column_{name}"), class_name=unseen)
    return rx.el.th(word, scope="col", class_name=f"dossiers-col-{name}")


def _code(row: Any) -> rx.Component:
    return rx.el.a(
        row.code,
        href=f"{routes.DOSSIERS}/" + row.dossier,
        class_name="dossiers-code",
        custom_attrs={"data-row-link": "yes"},
    )


# --- results ---


def results() -> rx.Component:
    table = rx.el.table(
        rx.el.caption(t("dossiers.tab_results"), class_name="spoken"),
        _heads("pick", "ready", "code", "applicant", "procedure", "outcome", "by", "post", "acts"),
        rx.el.tbody(rx.foreach(does.results, _result)),
        class_name="list dossiers-list dossiers-results",
    )
    form = rx.el.form(
        table,
        rx.el.div(
            rx.el.span(icon("truck"), t("dossiers.list_title"), class_name="dossiers-chosen-title"),
            button(t("dossiers.list_do"), icon_name="list", kind="primary", type="submit"),
            class_name="dossiers-chosen",
        ),
        on_submit=does.hand_list.throttle(AGAIN_MS),
        class_name="dossiers-sheet",
    )
    nothing = empty(t("dossiers.none_ready"), t("dossiers.none_ready_hint"), icon_name="badge-check")
    return rx.el.div(
        rx.el.div(_paper(does.results_href, t("dossiers.signatures_of_today")), class_name="row dossiers-chooser"),
        rx.cond(does.results.length() > 0, form, nothing),
        class_name="column dossiers-tab-body",
    )


def _paper(href: Any, words: Any) -> rx.Component:
    """A list as it is printed, where there is one."""
    return rx.cond(href != "", printed(href, words), rx.fragment())


def _result(row: Any) -> rx.Component:
    tick = rx.el.input(
        type="checkbox",
        name="pick-" + row.delivery,
        custom_attrs={"aria-label": t("dossiers.pick_code", code=row.code), "data-pick": "yes"},
    )
    code = rx.el.input(
        name="code-" + row.delivery,
        default_value=row.post_code,
        class_name="field-box dossiers-post-code",
        max_length=20,
        auto_complete="off",
        placeholder=t("dossiers.post_code_hint"),
        custom_attrs={"aria-label": t("dossiers.post_code_of", code=row.code)},
    )
    handed = rx.el.span(
        post_state(row.state),
        rx.el.span(" ", row.post_code, " ", class_name="soft small"),
        rx.cond(
            row.list_no != "",
            rx.fragment(
                _paper("/api/v1/deliveries/lists/" + row.list_no, row.list_no),
                _paper("/api/v1/deliveries/lists/" + row.list_no + "/labels", t("dossiers.labels")),
            ),
            rx.fragment(),
        ),
        class_name="dossiers-post",
    )
    order = button(
        t("dossiers.order_short"),
        icon_name="truck",
        kind="plain",
        on_click=does.order_post(row.dossier).throttle(AGAIN_MS),
    )
    return rx.el.tr(
        rx.el.td(rx.cond(row.state == "ordered", tick, rx.fragment()), class_name="dossiers-pick"),
        rx.el.td(row.ready),
        rx.el.td(_code(row)),
        rx.el.td(
            rx.el.span(row.applicant, title=row.applicant, class_name="dossiers-clamp"), class_name="dossiers-name"
        ),
        rx.el.td(rx.el.span(row.procedure, title=row.procedure, class_name="dossiers-cut")),
        rx.el.td(outcome(row.outcome)),
        rx.el.td(way(row.by)),
        rx.el.td(rx.cond(row.state == "ordered", code, rx.cond(row.state != "", handed, "–"))),
        rx.el.td(rx.cond(row.may_order, order, rx.fragment()), class_name="dossiers-acts"),
        class_name="dossiers-line",
        custom_attrs={"data-row": "yes"},
        key=row.dossier,
    )


def outcome(value: Any) -> rx.Component:
    return rx.match(
        value,
        ("granted", badge("good", t("dossiers.result_granted"), icon_name="badge-check")),
        ("rejected", badge("warn", t("dossiers.result_rejected"), icon_name="circle-x")),
        rx.fragment(),
    )


# --- the register ---


def register() -> rx.Component:
    chooser = rx.el.form(
        rx.el.select(
            rx.foreach(does.authorities, lambda one: rx.el.option(pick(one.label), value=one.value)),
            name="authority",
            class_name="field-box dossiers-authority",
            custom_attrs={"aria-label": t("dossiers.authority")},
        ),
        rx.el.input(
            name="year",
            type="number",
            min=2000,
            max=2100,
            class_name="field-box dossiers-year",
            default_value=does.year,
            placeholder=t("dossiers.this_year"),
            custom_attrs={"aria-label": t("dossiers.year")},
        ),
        button(t("dossiers.show"), icon_name="book-open", type="submit"),
        _paper(does.register_href, t("dossiers.form_07", book=does.book)),
        on_submit=does.open_register,
        class_name="row dossiers-chooser",
    )
    table = rx.el.table(
        rx.el.caption(t("dossiers.tab_register"), class_name="spoken"),
        _heads("number", "received", "code", "applicant", "procedure", "due", "returned", "by", "state"),
        rx.el.tbody(rx.foreach(does.entries, _entry)),
        class_name="list dossiers-list dossiers-register",
    )
    nothing = empty(t("dossiers.register_empty"), t("dossiers.register_empty_hint"), icon_name="book-open")
    shown = rx.el.div(table, class_name="dossiers-sheet")
    return rx.el.div(
        chooser,
        rx.cond(does.books.lines > 0, _books(), rx.fragment()),
        rx.cond(does.entries.length() > 0, shown, nothing),
        rx.cond(does.older != "", _older(), rx.fragment()),
        _closing(),
        class_name="column dossiers-tab-body",
    )


def _books() -> rx.Component:
    """How far it is written, whether it is closed, and the button that closes it."""
    by = rx.cond(does.books.closed_by != "", does.books.closed_by, t("dossiers.register_by_clock"))
    closed = badge("good", t("dossiers.register_closed", day=does.books.closed, by=by), icon_name="lock")
    ends = button(t("dossiers.register_close"), icon_name="lock", kind="plain", opens=CLOSING)
    return rx.el.div(
        rx.el.span(t("dossiers.register_lines", lines=does.books.lines), class_name="soft"),
        rx.cond(does.books.closed != "", closed, rx.cond(does.books.closes, ends, rx.fragment())),
        class_name="row dossiers-books",
    )


def _closing() -> rx.Component:
    asked = field(
        t("dossiers.register_type_lines"),
        "lines",
        input_mode="numeric",
        required=True,
        max_length=9,
        auto_complete="off",
    )
    form = rx.el.form(
        rx.el.p(t("dossiers.register_close_says", lines=does.books.lines, year=does.year)),
        asked,
        rx.el.div(
            button(t("common.cancel"), kind="plain", closes=True),
            button(t("dossiers.register_close"), icon_name="lock", kind="danger", type="submit"),
            class_name="dialog-actions",
        ),
        on_submit=does.close_register,
        reset_on_submit=True,
        class_name="column",
    )
    return dialog(CLOSING, t("dossiers.register_close"), form, actions=[])


def _older() -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="authority", value=does.authority),
        rx.el.input(type="hidden", name="year", value=does.year),
        rx.el.input(type="hidden", name="before", value=does.older),
        button(t("dossiers.older"), icon_name="chevron-down", type="submit"),
        on_submit=does.open_register,
    )


def _entry(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.number, class_name="number"),
        rx.el.td(row.received),
        rx.el.td(_code(row)),
        rx.el.td(
            rx.el.span(row.applicant, title=row.applicant, class_name="dossiers-clamp"), class_name="dossiers-name"
        ),
        rx.el.td(rx.el.span(row.procedure, title=row.procedure, class_name="dossiers-cut")),
        rx.el.td(row.due),
        rx.el.td(row.returned),
        rx.el.td(way(row.by)),
        rx.el.td(status(row.status)),
        class_name="dossiers-line",
        custom_attrs={"data-row": "yes"},
        key=row.dossier,
    )
