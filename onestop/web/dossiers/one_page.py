"""One dossier on one page: what it is, how far it is, what can be done now; papers and history below."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.dossiers.dialogs import dialogs
from onestop.web.dossiers.one import OneDossier
from onestop.web.dossiers.one_side import no_due, side
from onestop.web.dossiers.other_lists import outcome
from onestop.web.dossiers.pieces import aside, event, file, sheet
from onestop.web.dossiers.words import light, pick, stage_state, status
from onestop.web.parts.controls import link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge, card
from onestop.web.parts.states import failure, fresh, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

does: Final[Any] = OneDossier
page: Final[Any] = OneDossier.page
AGAIN_MS: Final = 250
"""A double click is one press; the next line or deed may follow at once [ms]."""


@screen(routes.DOSSIER, "dossiers.one_title", officers_only=True, on_load=[does.watch])
def one_dossier() -> rx.Component:
    back = link_button(t("dossiers.back"), routes.DOSSIERS, icon_name="arrow-left", kind="plain")
    body = rx.match(
        does.known,
        ("yes", fresh(does.beat, _sheet(back), stale_after_s=60, class_name="dossier-live")),
        ("no", failure(t("dossiers.unknown"), t("dossiers.unknown_hint"), action=back)),
        rx.el.div(loading(9), class_name="card"),
    )
    return frame(
        rx.el.script(src="/intake.js", async_=True),
        body,
        dialogs(),
        officers_only=True,
        main_class="main-wide dossier",
    )


def _sheet(back: rx.Component) -> rx.Component:
    return rx.el.div(
        _head(back),
        _stage_line(),
        rx.el.div(
            rx.el.div(_papers(), _asides(), _history(), class_name="dossier-main"),
            side(),
            class_name="dossier-columns",
        ),
        class_name="dossier-sheet",
        custom_attrs={"data-dossier": page.id},
    )


def _head(back: rx.Component) -> rx.Component:
    return rx.el.div(
        back,
        rx.el.div(
            rx.el.div(
                rx.el.h1(rx.cond(page.code != "", page.code, t("dossiers.no_code")), class_name="dossier-code"),
                status(page.status),
                outcome(page.outcome),
                rx.cond(
                    page.demonstration,
                    badge("warn", t("dossiers.demonstration"), icon_name="triangle-alert"),
                    rx.fragment(),
                ),
                rx.cond(page.beyond.vi != "", badge("info", pick(page.beyond), icon_name="send"), rx.fragment()),
                class_name="row dossier-title",
            ),
            rx.el.p(
                rx.el.strong(page.procedure),
                rx.cond(page.case != "", rx.el.span(" · ", page.case), rx.fragment()),
                rx.el.span(" · ", page.authority, class_name="soft"),
                class_name="dossier-procedure",
            ),
            rx.foreach(page.links, _link),
        ),
        rx.el.div(
            rx.el.span(page.applicant, class_name="dossier-applicant"),
            rx.el.span(
                rx.cond(page.light != "none", light(page.light), rx.fragment()),
                rx.cond(page.due != "", rx.el.strong(page.due), no_due()),
                rx.el.span(pick(page.left), class_name="soft"),
                class_name="dossier-head-due",
            ),
            class_name="dossier-head-end",
        ),
        class_name="dossier-head",
    )


def _link(link: Any) -> rx.Component:
    return rx.el.p(
        icon("rotate-ccw"),
        pick(link.what),
        " ",
        rx.el.a(link.code, href=link.href),
        class_name="dossier-hint",
        key=link.href,
    )


def _stage_line() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("dossiers.stages"), class_name="spoken"),
        rx.cond(
            page.columns.length() > 0,
            rx.el.ol(rx.foreach(page.columns, _column), class_name="dossier-line"),
            rx.el.p(t("dossiers.no_stages"), class_name="soft dossier-no-line"),
        ),
        class_name="dossier-stages",
    )


def _column(column: Any) -> rx.Component:
    return rx.el.li(rx.foreach(column.steps, _step), class_name="dossier-column")


def _step(step: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.strong(step.name),
            rx.cond(step.lit, light(step.light), rx.fragment()),
            class_name="dossier-step-name",
        ),
        rx.el.div(
            stage_state(step.status),
            rx.el.span(rx.cond(step.who != "", step.who, step.unit), title=step.unit, class_name="dossier-step-who"),
            class_name="dossier-step-facts",
        ),
        rx.el.div(
            rx.cond(step.when.vi != "", rx.el.span(pick(step.when)), rx.fragment()),
            rx.cond(step.due != "", rx.el.span(t("dossiers.due_short", at=step.due)), rx.fragment()),
            class_name="dossier-step-when",
        ),
        rx.cond(
            step.outcome != "",
            rx.el.p(step.outcome, title=step.outcome, class_name="dossier-step-outcome"),
            rx.fragment(),
        ),
        class_name="dossier-step dossier-step-" + step.status,
    )


def _papers() -> rx.Component:
    more = rx.el.div(
        rx.el.h3(t("dossiers.more_files")),
        rx.el.div(rx.foreach(page.more, file), class_name="dossier-files"),
        class_name="dossier-more",
    )
    return card(
        rx.cond(
            page.sheets.length() > 0,
            rx.el.ul(rx.foreach(page.sheets, sheet), class_name="dossier-papers"),
            rx.el.p(t("dossiers.no_papers"), class_name="soft"),
        ),
        rx.cond(page.more.length() > 0, more, rx.fragment()),
        rx.cond(page.adds_files, rx.el.div(_adding("result"), _adding("internal"), class_name="row"), rx.fragment()),
        title=t("dossiers.papers"),
        icon_name="file-text",
    )


def _adding(kind: str) -> rx.Component:
    """A result or an internal paper from this machine; several pictures become one paper."""
    words = {
        "data-sending": kind,
        "data-word-send": t("dossiers.file_sending"),
        "data-word-work": t("dossiers.file_working"),
        "data-word-failed": t("common.failed_hint"),
    }
    return rx.el.div(
        rx.el.label(
            icon("upload"),
            rx.el.span(t(f"dossiers.add_{kind}")),
            rx.el.input(
                type="file",
                multiple=True,
                accept="image/*,application/pdf",
                class_name="spoken",
                custom_attrs={"data-upload": kind, "data-kind": kind},
            ),
            class_name="button button-plain",
        ),
        rx.el.div(class_name="dossier-sending", role="status", custom_attrs=words),
    )


def _asides() -> rx.Component:
    shown = card(
        rx.el.ul(rx.foreach(page.asides, aside), class_name="dossier-asides"),
        title=t("dossiers.asides"),
        icon_name="message-square",
    )
    return rx.cond(page.asides.length() > 0, shown, rx.fragment())


def _history() -> rx.Component:
    return card(
        rx.el.ol(rx.foreach(page.told, event), class_name="dossier-history"),
        title=t("dossiers.history"),
        icon_name="clock",
    )
