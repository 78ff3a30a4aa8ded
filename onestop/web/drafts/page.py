"""What was handed in at kiosks and online: whose, what, since when; one press goes on with it."""

from typing import Any

import reflex as rx

from onestop.web import routes
from onestop.web.drafts.state import Drafts, Line
from onestop.web.parts.controls import link_button
from onestop.web.parts.shows import badge
from onestop.web.parts.states import cut, empty, fresh, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

LINES: Any = Drafts.lines
COLUMNS = ("status", "reference", "applicant", "procedure", "copies", "at", "decide")


@screen(routes.DRAFTS, "drafts.title", officers_only=True, on_load=[Drafts.watch])
def drafts() -> rx.Component:
    nothing = empty(t("drafts.none"), t("drafts.none_hint"), icon_name="file-plus")
    some = rx.fragment(_table(), cut(Drafts.cut))
    return frame(
        rx.el.h1(t("drafts.title")),
        rx.el.p(t("drafts.lead"), class_name="lead"),
        rx.cond(
            Drafts.beat != "",
            fresh(
                Drafts.beat,
                rx.cond(LINES.length() > 0, some, nothing),
                stale_after_s=60,
            ),
            loading(6),
        ),
        officers_only=True,
        main_class="main-wide drafts",
    )


def _table() -> rx.Component:
    heads = [rx.el.th(t(f"drafts.column_{name}"), scope="col") for name in COLUMNS]
    unseen = rx.el.th(rx.el.span(t("drafts.open"), class_name="spoken"), scope="col")
    return rx.el.table(
        rx.el.caption(t("drafts.title"), class_name="spoken"),
        rx.el.thead(rx.el.tr(*heads, unseen)),
        rx.el.tbody(rx.foreach(Drafts.lines, _row)),
        class_name="list",
    )


def _row(line: Line) -> rx.Component:
    status = rx.match(
        line.status,
        ("submitted", badge("info", t("drafts.submitted"))),
        ("supplement", badge("quiet", t("drafts.supplement"))),
        badge("warn", t("drafts.draft")),
    )
    decide = rx.cond(line.late, badge("bad", line.decide, icon_name="alarm-clock"), line.decide)
    return rx.el.tr(
        rx.el.td(status),
        rx.el.td(line.reference),
        rx.el.td(line.applicant),
        rx.el.td(line.procedure),
        rx.el.td(line.copies, class_name="number"),
        rx.el.td(line.at, class_name="number"),
        rx.el.td(decide, class_name="number"),
        rx.el.td(link_button(t("drafts.open"), line.href, icon_name="arrow-right")),
        key=line.key,
    )
