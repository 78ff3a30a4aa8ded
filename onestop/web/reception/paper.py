"""Today's lines on paper, for a power cut: a page made to be printed."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.parts.controls import button, link_button
from onestop.web.parts.states import loading
from onestop.web.reception.words import paper
from onestop.web.shell import frame, screen
from onestop.web.words import t

PAPER: Final = f"{routes.RECEPTION}/paper"


@screen(PAPER, "reception.paper", officers_only=True, on_load=[paper.draw])
def paper_list() -> rx.Component:
    return frame(
        rx.el.div(
            rx.el.h1(t("reception.paper"), class_name="reception-title"),
            rx.el.div(
                link_button(t("common.back"), routes.RECEPTION, icon_name="arrow-left"),
                button(t("reception.print"), icon_name="printer", kind="primary", on_click=paper.print_it),
                class_name="row push",
            ),
            class_name="row paper-head",
        ),
        rx.el.p(t("reception.paper_hint"), class_name="lead paper-head"),
        rx.cond(paper.drawn, rx.el.div(rx.foreach(paper.sheets, _sheet), class_name="sheets"), loading(8)),
        officers_only=True,
        main_class="paper",
    )


def _sheet(sheet: Any) -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h2(sheet.title),
            rx.el.p(sheet.office, " · ", sheet.printed, " · ", sheet.count, class_name="small"),
        ),
        rx.el.table(
            rx.el.thead(rx.el.tr(rx.foreach(sheet.columns, lambda name: rx.el.th(name, scope="col")))),
            rx.el.tbody(rx.foreach(sheet.rows, _row), rx.foreach(sheet.upcoming, _blank)),
        ),
        class_name="sheet",
        key=sheet.code,
    )


def _row(cells: Any) -> rx.Component:
    def box(cell: Any) -> rx.Component:
        return rx.el.td(cell)

    return rx.el.tr(rx.foreach(cells, box))


def _blank(number: Any) -> rx.Component:
    """A number not given yet: it is handed out by hand, the time is written in."""
    return rx.el.tr(rx.el.td(number), *(rx.el.td() for _ in range(5)), class_name="blank")
