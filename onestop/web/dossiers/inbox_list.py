"""Lines of dossiers: the inbox in its groups, and the flat lists of a search and of what is late."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.dossiers.lists import COLUMNS, GROUPS
from onestop.web.dossiers.state import Dossiers
from onestop.web.dossiers.words import beyond, light, pick, status
from onestop.web.parts.controls import button, keycap
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.states import empty
from onestop.web.words import t

does: Final[Any] = Dossiers
AGAIN_MS: Final = 250
"""A double click is one press; the next line or deed may follow at once [ms]."""
SIGNS: Final[dict[str, IconName]] = {
    "escalated": "megaphone",
    "late": "circle-alert",
    "today": "alarm-clock",
    "coming": "calendar-days",
    "waiting": "circle-pause",
    "free": "door-open",
    "opinions": "message-square",
    "apologies": "mail",
}


def inbox() -> rx.Component:
    lines = rx.el.form(
        rx.el.table(
            rx.el.caption(t("dossiers.tab_inbox"), class_name="spoken"),
            _heads(pick_column=True),
            rx.foreach(does.groups, _group),
            class_name="list dossiers-list",
        ),
        _chosen_bar(),
        on_submit=does.move_chosen.throttle(AGAIN_MS),
        class_name="dossiers-sheet",
    )
    return rx.el.div(_chips(), rx.cond(does.shown == 0, _empty(), lines), class_name="column dossiers-tab-body")


def _empty() -> rx.Component:
    return rx.cond(
        (does.sift != "") | (does.only != ""),
        empty(t("dossiers.nothing_fits"), t("dossiers.nothing_fits_hint"), icon_name="search"),
        empty(t("dossiers.nothing"), t("dossiers.nothing_hint"), icon_name="coffee"),
    )


def _chips() -> rx.Component:
    whose = rx.el.div(
        *(
            rx.el.button(
                t(f"dossiers.whose_{name}"),
                type="button",
                class_name="segment",
                custom_attrs={"aria-pressed": does.whole == value},
                on_click=does.widen(value),
            )
            for name, value in (("mine", ""), ("unit", "unit"))
        ),
        class_name="segments",
        role="group",
        title=does.units,
        custom_attrs={"aria-label": t("dossiers.whose")},
    )
    return rx.el.div(
        whose,
        rx.el.div(rx.foreach(does.groups, _chip), class_name="dossiers-chips"),
        rx.el.span(
            keycap("j"),
            keycap("k"),
            t("dossiers.key_move"),
            keycap("↵"),
            t("dossiers.key_open"),
            keycap("x"),
            t("dossiers.key_pick"),
            keycap("t"),
            t("dossiers.key_take"),
            class_name="dossiers-keys",
            custom_attrs={"aria-hidden": "true"},
        ),
        class_name="dossiers-chip-row",
    )


def _sign(key: Any) -> rx.Component:
    return rx.match(key, *((name, icon(sign)) for name, sign in SIGNS.items()), icon("list"))


def _name(key: Any) -> Any:
    return rx.match(key, *((name, t(f"dossiers.group_{name}")) for name in GROUPS), "")


def _chip(group: Any) -> rx.Component:
    return rx.el.button(
        _sign(group.key),
        rx.el.span(_name(group.key)),
        rx.el.strong(group.count),
        type="button",
        class_name="dossiers-chip dossiers-chip-" + group.key,
        disabled=group.count == 0,
        custom_attrs={"aria-pressed": does.only == group.key},
        on_click=does.show_only(group.key),
        key=group.key,
    )


def _heads(*, pick_column: bool) -> rx.Component:
    picks = (
        [rx.el.th(rx.el.span(t("dossiers.pick"), class_name="spoken"), scope="col", class_name="dossiers-col-pick")]
        if pick_column
        else []
    )
    return rx.el.thead(
        rx.el.tr(
            *picks,
            *(_head(column) for column in COLUMNS),
            rx.el.th(
                rx.el.span(t("dossiers.acts"), class_name="spoken"), scope="col", class_name="dossiers-col-acts"
            ),
        )
    )


def _head(column: str) -> rx.Component:
    up, down = does.sort == column, does.sort == f"-{column}"
    return rx.el.th(
        rx.el.button(
            t(f"dossiers.column_{column}"),
            rx.cond(up, icon("chevron-up"), rx.cond(down, icon("chevron-down"), rx.fragment())),
            type="button",
            class_name="dossiers-head",
            on_click=does.sort_by(column),
        ),
        scope="col",
        class_name=f"dossiers-col-{column}",
        custom_attrs={"aria-sort": rx.cond(up, "ascending", rx.cond(down, "descending", "none"))},
    )


def _group(group: Any) -> rx.Component:
    head = rx.el.tr(
        rx.el.th(
            rx.el.span(
                _sign(group.key),
                _name(group.key),
                rx.el.span(group.count, class_name="dossiers-count"),
                class_name="dossiers-group-name",
            ),
            col_span=8,
            scope="rowgroup",
        ),
        class_name="dossiers-group dossiers-group-" + group.key,
    )
    shown = (group.count > 0) & ((does.only == "") | (does.only == group.key))
    body = rx.el.tbody(head, rx.foreach(group.lines, lambda line: _line(line, picks=True)), key=group.key)
    return rx.cond(shown, body, rx.fragment())


def _line(line: Any, *, picks: bool) -> rx.Component:
    tick = rx.cond(
        line.stage_id != "",
        rx.el.input(
            type="checkbox",
            name="pick-" + line.stage_id,
            custom_attrs={"aria-label": t("dossiers.pick_code", code=line.code), "data-pick": "yes"},
        ),
        rx.fragment(),
    )
    code = rx.el.a(
        rx.cond(line.code != "", line.code, t("dossiers.no_code")),
        href=f"{routes.DOSSIERS}/" + line.dossier,
        class_name="dossiers-code",
        custom_attrs={"data-row-link": "yes"},
    )
    take = rx.cond(
        line.free,
        rx.el.button(
            icon("hand"),
            rx.el.span(t("dossiers.take_short")),
            type="button",
            class_name="button button-plain dossiers-take",
            on_click=does.take(line.stage_id).throttle(AGAIN_MS),
            custom_attrs={"data-take": "yes"},
        ),
        rx.fragment(),
    )
    due = rx.el.div(
        light(line.light),
        rx.el.span(
            rx.el.strong(line.due), " ", rx.el.span(pick(line.left), class_name="soft"), class_name="dossiers-due"
        ),
        class_name="dossiers-when",
    )
    return rx.el.tr(
        *([rx.el.td(tick, class_name="dossiers-pick")] if picks else []),
        rx.el.td(due),
        rx.el.td(code),
        rx.el.td(
            rx.el.span(line.applicant, title=line.applicant, class_name="dossiers-clamp"), class_name="dossiers-name"
        ),
        rx.el.td(rx.el.span(line.procedure, title=line.procedure, class_name="dossiers-cut"), beyond(line.beyond)),
        rx.el.td(
            rx.cond(
                line.stage != "",
                rx.el.span(line.stage, title=line.stage, class_name="dossiers-cut"),
                status(line.status),
            )
        ),
        rx.el.td(rx.el.span(line.who, title=line.who, class_name="dossiers-clamp"), class_name="dossiers-who"),
        rx.el.td(take, class_name="dossiers-acts"),
        class_name="dossiers-line",
        custom_attrs={"data-row": "yes"},
        key=line.key,
    )


def _chosen_bar() -> rx.Component:
    """Only seen while something is ticked (the stylesheet looks)."""
    colleagues: Any = does.colleagues
    to = rx.el.select(
        rx.el.option(t("dossiers.to_me"), value=""),
        rx.foreach(colleagues, lambda one: rx.el.option(pick(one.label), value=one.value)),
        name="to",
        class_name="field-box",
        custom_attrs={"aria-label": t("dossiers.to")},
    )
    return rx.el.div(
        rx.el.span(icon("user-check"), t("dossiers.chosen"), class_name="dossiers-chosen-title"),
        to,
        button(t("dossiers.move"), icon_name="arrow-right", kind="primary", type="submit"),
        class_name="dossiers-chosen",
    )


def _flat(caption: str, nothing: rx.Component) -> rx.Component:
    table = rx.el.table(
        rx.el.caption(t(caption), class_name="spoken"),
        _heads(pick_column=False),
        rx.el.tbody(rx.foreach(does.lines, lambda line: _line(line, picks=False))),
        class_name="list dossiers-list",
    )
    return rx.cond(does.lines.length() > 0, rx.el.div(table, class_name="dossiers-sheet"), nothing)


def search() -> rx.Component:
    told = rx.el.p(t("dossiers.found_for", words=does.sought, count=does.lines.length()), class_name="soft")
    nothing = rx.cond(
        does.sought != "",
        empty(t("dossiers.none_found"), t("dossiers.none_found_hint"), icon_name="search"),
        empty(t("dossiers.search_title"), t("dossiers.search_hint"), icon_name="scan-line"),
    )
    return rx.el.div(
        rx.cond(does.sought != "", told, rx.fragment()),
        _flat("dossiers.tab_search", nothing),
        class_name="column dossiers-tab-body",
    )


def late() -> rx.Component:
    nothing = empty(t("dossiers.none_late"), t("dossiers.none_late_hint"), icon_name="circle-check")
    return rx.el.div(_flat("dossiers.tab_late", nothing), class_name="column dossiers-tab-body")
