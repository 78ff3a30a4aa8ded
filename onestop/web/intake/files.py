"""Digital copies of the open paper: sent from this machine, from a phone, or taken over from an earlier dossier."""

from typing import Any

import reflex as rx

from onestop.web.intake.parts import AGAIN_MS, listed, page
from onestop.web.intake.words import pick
from onestop.web.parts.controls import button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge, first_page
from onestop.web.words import t


def digital(paper: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            paper.files.length() > 0,
            rx.el.ul(rx.foreach(paper.files, file), class_name="intake-files"),
            rx.fragment(),
        ),
        rx.cond(page.open, _ways_in(paper), rx.fragment()),
        rx.cond(
            page.open & (paper.before.length() > 0),
            rx.el.ul(
                rx.foreach(paper.before, lambda one: _before(paper, one)),
                class_name="intake-before",
                custom_attrs={"aria-label": t("intake.earlier")},
            ),
            rx.fragment(),
        ),
        rx.cond(
            page.open & (page.scans.length() > 0),
            rx.el.ul(
                rx.foreach(page.scans, lambda one, place: _scanned(paper, one, place)),
                class_name="intake-files intake-scanned",
                custom_attrs={"aria-label": t("intake.scanned")},
            ),
            rx.fragment(),
        ),
        rx.el.div(class_name="intake-sending", role="status", custom_attrs=_sending(paper), key="s-" + paper.code),
        class_name="intake-digital",
    )


def _sending(paper: Any) -> dict[str, Any]:
    """Where the page's script tells how far an upload is, and the words it says it in."""
    return {
        "data-sending": paper.code,
        "data-word-send": t("intake.sending"),
        "data-word-work": t("intake.working"),
        "data-word-failed": t("common.failed_hint"),
    }


def _ways_in(paper: Any) -> rx.Component:
    pick_files = rx.el.input(
        type="file",
        multiple=True,
        accept="image/*,application/pdf",
        class_name="spoken",
        tab_index=-1,
        custom_attrs={"data-upload": paper.code, "aria-label": t("intake.upload")},
    )
    return rx.el.div(
        pick_files,
        button(t("intake.upload"), icon_name="upload", key="u", id="upload"),
        button(
            t("intake.by_phone"),
            icon_name="smartphone",
            key="p",
            on_click=listed.invite(paper.code).throttle(AGAIN_MS),
        ),
        class_name="row intake-ways",
    )


def file(one: Any) -> rx.Component:
    """A copy as a small sheet that opens it; the API asks who is asking."""
    return rx.el.li(
        rx.el.a(
            rx.el.span(icon("file-text"), first_page(one.href), class_name="intake-thumb"),
            rx.el.span(
                rx.el.span(one.name, class_name="intake-cut"),
                rx.el.span(pick(one.detail), class_name="soft small"),
                class_name="intake-file-words",
            ),
            rx.cond(one.checked, icon("shield-check", label=t("intake.checked")), rx.fragment()),
            rx.cond(one.infected, badge("bad", t("dossiers.infected"), icon_name="ban"), rx.fragment()),
            rx.cond(one.replaced, rx.el.span(t("intake.replaced"), class_name="soft small"), rx.fragment()),
            href=one.href,
            target="_blank",
            rel="noopener",
            class_name=rx.cond(one.replaced, "intake-file intake-file-old", "intake-file"),
        ),
        key=one.href,
    )


def _scanned(paper: Any, one: Any, place: Any) -> rx.Component:
    """A scan that waits at this counter: look at it, put it to this paper, or throw it away."""
    take = listed.take_scan(paper.code, one.id).throttle(AGAIN_MS)
    return rx.el.li(
        rx.el.a(
            rx.el.span(icon("scan-line"), first_page(one.href), class_name="intake-thumb"),
            rx.el.span(
                rx.el.span(t("intake.scan_waits"), class_name="intake-cut"),
                rx.el.span(pick(one.detail), class_name="soft small"),
                class_name="intake-file-words",
            ),
            href=one.href,
            target="_blank",
            rel="noopener",
            class_name="intake-file",
        ),
        rx.cond(
            place == 0,
            button(t("intake.take_scan"), icon_name="check", key="s", on_click=take),
            button(t("intake.take_scan"), icon_name="check", on_click=take),
        ),
        rx.el.button(
            icon("x", label=t("intake.discard_scan")),
            type="button",
            title=t("intake.discard_scan"),
            class_name="button",
            on_click=listed.discard_scan(one.id).throttle(AGAIN_MS),
        ),
        class_name="intake-scan",
        key=one.id,
    )


def _before(paper: Any, one: Any) -> rx.Component:
    return rx.el.li(
        icon("archive"),
        rx.el.span(
            rx.cond(
                one.dossier != "",
                t("intake.given_before", dossier=one.dossier, at=one.at),
                t("intake.sent_before", at=one.at),
            ),
            class_name="small",
        ),
        button(
            t("intake.reuse"), icon_name="rotate-ccw", on_click=listed.reuse(paper.code, one.id).throttle(AGAIN_MS)
        ),
        key=one.id,
    )
