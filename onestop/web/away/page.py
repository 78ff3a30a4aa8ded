"""Who does whose work: the form for whoever goes away, or heads those who do; below it what is said already."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.away.state import Away
from onestop.web.parts.controls import button, field, link_button
from onestop.web.parts.shows import badge, card
from onestop.web.parts.states import empty, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

does: Final[Any] = Away
AGAIN_MS: Final = 1000
"""A second press within this is the same press [ms]."""
COLUMNS: Final = ("officer", "by", "days")


@screen(routes.AWAY, "away.title", officers_only=True, on_load=[does.load])
def away() -> rx.Component:
    back = link_button(t("dossiers.back"), routes.DOSSIERS, icon_name="arrow-left", kind="plain")
    nothing = empty(t("away.none"), t("away.none_hint"), icon_name="user-check")
    body = rx.el.div(
        card(_form()),
        rx.el.h2(t("away.said")),
        rx.cond(does.lines.length() > 0, _table(), nothing),
        class_name="column away",
    )
    return frame(
        rx.el.div(back, rx.el.h1(t("away.title")), class_name="row"),
        rx.el.p(t("away.lead"), class_name="lead"),
        rx.cond(does.ready, body, rx.el.div(loading(6), class_name="card")),
        officers_only=True,
        main_class="away-page",
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            _choice("officer", does.whose),
            _choice("by", does.by),
            _day("from_day"),
            _day("to_day"),
            class_name="away-fields",
        ),
        rx.cond(
            does.wrong == "span",
            rx.el.p(t("setup.span_wrong"), class_name="field-error", role="alert"),
            rx.fragment(),
        ),
        button(t("away.say"), icon_name="check", kind="primary", type="submit"),
        on_submit=does.save.throttle(AGAIN_MS),
        class_name="column",
        key="away-" + does.draft.to_string(),
    )


def _error(name: str) -> Any:
    return rx.cond(does.wrong == name, t(f"away.wrong_{name}"), "")


def _choice(name: str, options: Any) -> rx.Component:
    nobody = [rx.el.option(t("setup.nothing"), value="")] if name == "by" else []
    box = rx.el.select(
        *nobody,
        rx.foreach(options, lambda one: rx.el.option(one.label, value=one.value)),
        id=name,
        name=name,
        required=True,
        class_name="field-box",
    )
    return field(t(f"away.{name}"), name, error=_error(name), control=box)


def _day(name: str) -> rx.Component:
    return field(
        t(f"setup.{name}"), name, error="", type="date", min=does.today, default_value=does.today, required=True
    )


def _table() -> rx.Component:
    heads = [rx.el.th(t(f"away.column_{name}"), scope="col") for name in COLUMNS]
    unseen = rx.el.th(rx.el.span(t("setup.end_away"), class_name="spoken"), scope="col")
    return rx.el.table(
        rx.el.caption(t("away.said"), class_name="spoken"),
        rx.el.thead(rx.el.tr(*heads, unseen)),
        rx.el.tbody(rx.foreach(does.lines, _row)),
        class_name="list",
    )


def _row(line: Any) -> rx.Component:
    end = button(
        t("setup.end_away"), icon_name="user-check", kind="plain", on_click=does.end(line.key).throttle(AGAIN_MS)
    )
    return rx.el.tr(
        rx.el.td(line.officer),
        rx.el.td(line.by),
        rx.el.td(line.days, " ", rx.cond(line.now, badge("info", t("away.now")), rx.fragment())),
        rx.el.td(rx.cond(line.may_end, end, rx.fragment())),
        key=line.key,
    )
