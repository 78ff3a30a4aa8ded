"""The intake screen: whose dossier it is on the left, its papers in the middle, what happens now on the right."""

import reflex as rx

from onestop.web import routes
from onestop.web.intake.applicant import applicant
from onestop.web.intake.asks import asks
from onestop.web.intake.choose_page import choose
from onestop.web.intake.now import now_column
from onestop.web.intake.papers import papers
from onestop.web.intake.parts import does, page
from onestop.web.intake.words import pick, status
from onestop.web.parts.controls import keycap
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge
from onestop.web.parts.states import failure, fresh, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

__all__ = ["choose", "intake"]


@screen(routes.INTAKE_OF, "intake.title", officers_only=True, on_load=[does.watch, does.listen])
def intake() -> rx.Component:
    body = rx.match(
        does.known,
        ("yes", fresh(does.beat, _desk(), stale_after_s=60, class_name="intake-live")),
        ("no", failure(t("intake.unknown"), t("intake.unknown_hint"), action=_back())),
        rx.el.div(*(rx.el.div(loading(rows), class_name="card") for rows in (7, 9, 6)), class_name="intake-columns"),
    )
    return frame(
        rx.el.script(src="/card-picture.js", async_=True),
        rx.el.script(src="/intake.js", async_=True),
        body,
        asks(),
        officers_only=True,
        main_class="main-wide intake",
    )


def _desk() -> rx.Component:
    return rx.el.div(
        _head(),
        rx.el.div(applicant(), papers(), now_column(), class_name="intake-columns"),
        class_name="intake-desk",
        id="intake",
        custom_attrs={"data-dossier": page.id},
    )


def _back() -> rx.Component:
    return rx.el.a(
        icon("arrow-left"),
        rx.el.span(t("intake.back")),
        keycap("l"),
        href=routes.COUNTER,
        class_name="button button-plain intake-back",
        custom_attrs={"data-key": "l"},
    )


def _head() -> rx.Component:
    return rx.el.div(
        _back(),
        rx.el.div(
            rx.el.h1(page.procedure, title=page.procedure, class_name="intake-procedure"),
            rx.el.p(
                rx.cond(page.procedure_code != "", rx.el.span(page.procedure_code, " · "), rx.fragment()),
                rx.el.span(rx.cond(page.unit != "", page.unit, page.authority)),
                rx.cond(page.case != "", rx.el.span(" · ", page.case), rx.fragment()),
                class_name="soft small intake-cut",
            ),
            class_name="intake-what",
        ),
        rx.el.div(
            rx.cond(page.number != "", badge("info", t("intake.visit", number=page.number)), rx.fragment()),
            rx.match(
                page.channel,
                ("post", badge("info", t("intake.way_post"), icon_name="mail")),
                ("assisted", badge("info", t("intake.way_assisted"), icon_name="monitor")),
                ("online", badge("info", t("intake.way_online"), icon_name="monitor")),
                rx.fragment(),
            ),
            status(page.status),
            rx.cond(page.beyond.vi != "", badge("info", pick(page.beyond), icon_name="send"), rx.fragment()),
            rx.cond(page.demonstration, _made_up(), rx.fragment()),
            class_name="row intake-marks",
        ),
        class_name="intake-head",
    )


def _made_up() -> rx.Component:
    return badge("warn", t("intake.demonstration"), icon_name="triangle-alert")
