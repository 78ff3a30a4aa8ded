"""The post clerk's page of what goes on to authorities elsewhere: lists to make above, what is out below."""

from typing import Any, Final

import reflex as rx

from onestop.usecases.across import WAYS
from onestop.web import routes
from onestop.web.dossiers.onward import Onward
from onestop.web.dossiers.words import light, pick
from onestop.web.parts.controls import button, link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import printed
from onestop.web.parts.states import empty, fresh, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

does: Final[Any] = Onward
AGAIN_MS: Final = 1000
"""A second press within this is the same press [ms]."""


@screen(routes.ONWARD, "onward.title", officers_only=True, on_load=[does.watch])
def onward() -> rx.Component:
    back = link_button(t("dossiers.back"), routes.DOSSIERS, icon_name="arrow-left", kind="plain")
    body = rx.el.div(_here(), _out(), class_name="column onward")
    return frame(
        rx.el.div(back, rx.el.h1(t("onward.title")), class_name="row onward-head"),
        rx.cond(does.beat != "", fresh(does.beat, body, stale_after_s=60), rx.el.div(loading(6), class_name="card")),
        officers_only=True,
        main_class="main-wide dossiers",
    )


def _heads(*names: str) -> rx.Component:
    words = [
        rx.el.span(t(f"dossiers.column_{name}"), class_name="spoken" if name in ("pick", "acts") else "")
        for name in names
    ]
    heads = [
        rx.el.th(word, scope="col", class_name=f"dossiers-col-{name}")
        for name, word in zip(names, words, strict=True)
    ]
    return rx.el.thead(rx.el.tr(*heads))


def _here() -> rx.Component:
    nothing = empty(t("onward.none_here"), t("onward.none_here_hint"), icon_name="circle-check")
    return rx.el.section(
        rx.el.h2(t("onward.here")),
        rx.cond(does.here.length() > 0, rx.el.div(rx.foreach(does.here, _bound), class_name="column"), nothing),
    )


def _bound(one: Any) -> rx.Component:
    way = rx.el.select(
        *(rx.el.option(t(f"dossiers.how_{name}"), value=name) for name in WAYS),
        name="how",
        class_name="field-box",
        custom_attrs={"aria-label": t("dossiers.field_how")},
    )
    return rx.el.form(
        rx.el.h3(icon("send"), rx.el.span(one.authority), class_name="onward-bound"),
        rx.el.table(
            rx.el.caption(one.authority, class_name="spoken"),
            _heads("pick", "due", "code", "applicant", "procedure"),
            rx.el.tbody(rx.foreach(one.lines, _lying)),
            class_name="list dossiers-list",
        ),
        rx.el.div(
            rx.el.span(icon("send"), t("onward.list"), class_name="dossiers-chosen-title"),
            way,
            button(t("onward.do"), icon_name="list", kind="primary", type="submit"),
            class_name="dossiers-chosen",
        ),
        on_submit=does.hand_on.throttle(AGAIN_MS),
        class_name="dossiers-sheet",
        key=one.authority,
    )


def _lying(row: Any) -> rx.Component:
    tick = rx.el.input(
        type="checkbox",
        name="pick-" + row.dossier,
        custom_attrs={"aria-label": t("dossiers.pick_code", code=row.code), "data-pick": "yes"},
    )
    first = rx.el.td(tick, class_name="dossiers-pick")
    return rx.el.tr(first, *_cells(row), class_name="dossiers-line", key=row.dossier)


def _cells(row: Any) -> list[rx.Component]:
    """When, which, whose and what, as on every list."""
    due = rx.el.div(
        light(row.light),
        rx.el.span(
            rx.el.strong(row.due), " ", rx.el.span(pick(row.left), class_name="soft"), class_name="dossiers-due"
        ),
        class_name="dossiers-when",
    )
    code = rx.el.a(row.code, href=f"{routes.DOSSIERS}/" + row.dossier, class_name="dossiers-code")
    return [
        rx.el.td(due),
        rx.el.td(code),
        rx.el.td(
            rx.el.span(row.applicant, title=row.applicant, class_name="dossiers-clamp"), class_name="dossiers-name"
        ),
        rx.el.td(rx.el.span(row.procedure, title=row.procedure, class_name="dossiers-cut")),
    ]


def _out() -> rx.Component:
    table = rx.el.table(
        rx.el.caption(t("onward.out"), class_name="spoken"),
        _heads("due", "code", "applicant", "procedure", "with", "since", "their_code", "said"),
        rx.el.tbody(rx.foreach(does.out, _away)),
        class_name="list dossiers-list onward-out",
    )
    nothing = empty(t("onward.none_out"), t("onward.none_out_hint"), icon_name="send")
    return rx.el.section(
        rx.el.h2(t("onward.out")),
        rx.cond(does.out.length() > 0, rx.el.div(table, class_name="dossiers-sheet"), nothing),
    )


def _away(row: Any) -> rx.Component:
    paper = printed(row.list_href, row.list_no)
    since = rx.el.span(row.since, " ", rx.el.span(pick(row.way), class_name="soft small"), class_name="dossiers-due")
    return rx.el.tr(
        *_cells(row),
        rx.el.td(rx.el.span(row.authority, title=row.authority, class_name="dossiers-cut")),
        rx.el.td(since, rx.cond(row.list_no != "", paper, rx.fragment())),
        rx.el.td(rx.cond(row.their_code != "", row.their_code, "–")),
        rx.el.td(rx.el.span(row.said, title=row.said, class_name="dossiers-cut")),
        class_name="dossiers-line",
        key=row.dossier,
    )
