"""Rows of a dossier's page: a paper with its files, an opinion or visit, an event, a notice."""

from typing import Any, Final

import reflex as rx

from onestop.web.dossiers.words import paper_state, pick
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import badge, first_page
from onestop.web.words import t

FACES: Final[dict[int, IconName]] = {
    4: "face-grinning",
    3: "face-slightly-smiling",
    2: "face-neutral",
    1: "face-slightly-frowning",
}
"""A mark's face, as the tablet shows it."""


def sheet(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            paper_state(one.state),
            rx.el.span(one.name, class_name="dossier-paper-name"),
            rx.cond(one.required, rx.fragment(), rx.el.span(t("dossiers.if_any"), class_name="soft small")),
            rx.el.span(pick(one.counts), class_name="soft small push"),
            class_name="dossier-paper-head",
        ),
        rx.cond(one.fault != "", rx.el.p(one.fault, class_name="dossier-fault"), rx.fragment()),
        rx.cond(
            one.files.length() > 0, rx.el.div(rx.foreach(one.files, file), class_name="dossier-files"), rx.fragment()
        ),
        class_name="dossier-paper",
    )


def file(one: Any) -> rx.Component:
    """A thumbnail that opens the file; the API asks who is asking."""
    sign = rx.match(one.kind, ("pdf", icon("file-text")), ("image", icon("camera")), icon("archive"))
    words = rx.el.span(
        rx.el.span(one.name, class_name="dossier-file-name"),
        rx.el.span(pick(one.detail), class_name="soft small"),
        class_name="dossier-file-words",
    )
    return rx.el.a(
        rx.el.span(sign, first_page(one.href), class_name="dossier-thumb"),
        words,
        rx.cond(one.checked, icon("shield-check", label=t("dossiers.checked")), rx.fragment()),
        rx.cond(one.infected, badge("bad", t("dossiers.infected"), icon_name="ban"), rx.fragment()),
        rx.cond(one.replaced, rx.el.span(t("dossiers.replaced"), class_name="soft small"), rx.fragment()),
        href=one.href,
        target="_blank",
        rel="noopener",
        class_name=rx.cond(one.replaced, "dossier-file dossier-file-old", "dossier-file"),
        key=one.href,
    )


def aside(one: Any) -> rx.Component:
    sign = rx.match(
        one.kind,
        ("opinion", icon("message-square")),
        ("visit", icon("map-pin")),
        ("post", icon("truck")),
        icon("mail"),
    )
    return rx.el.li(
        sign,
        rx.el.div(
            rx.el.p(rx.el.strong(pick(one.title)), " ", rx.el.span(pick(one.when), class_name="soft small")),
            rx.cond(one.detail != "", rx.el.p(one.detail), rx.fragment()),
            rx.cond(one.answer != "", rx.el.p(one.answer, class_name="dossier-answer"), rx.fragment()),
        ),
        class_name=rx.cond(one.open, "dossier-aside dossier-aside-open", "dossier-aside"),
    )


def event(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.at, class_name="dossier-event-at"),
        rx.el.div(
            rx.el.p(
                rx.el.span(pick(one.what)),
                " ",
                rx.el.span("· ", pick(one.who), class_name="soft"),
                rx.cond(
                    one.noted != "",
                    rx.el.span(t("dossiers.noted_later", at=one.noted), class_name="soft small"),
                    rx.fragment(),
                ),
            ),
            rx.cond(one.said != "", rx.el.p(one.said, class_name="dossier-answer"), rx.fragment()),
            rx.cond(
                one.points.length() > 0,
                rx.el.ul(rx.foreach(one.points, lambda point: rx.el.li(pick(point))), class_name="dossier-points"),
                rx.fragment(),
            ),
        ),
        key=one.seq.to_string(),
    )


def sent(one: Any) -> rx.Component:
    sign = rx.match(
        one.tone,
        ("good", icon("circle-check")),
        ("bad", icon("circle-x")),
        ("warn", icon("triangle-alert")),
        icon("clock"),
    )
    return rx.el.li(
        rx.el.span(one.at, class_name="dossier-event-at"),
        rx.el.span(pick(one.what)),
        rx.cond(
            one.state.vi != "",
            rx.el.span(sign, pick(one.state), class_name="dossier-sent-state dossier-sent-" + one.tone),
            rx.fragment(),
        ),
    )


def rated(one: Any) -> rx.Component:
    """A mark in words and as a face; why it is low, if the citizen said so."""
    face = rx.match(one.mark, *((mark, icon(name)) for mark, name in FACES.items()), icon("star"))
    mark = rx.match(one.mark, *((mark, t(f"phone.mark_{mark}")) for mark in FACES), "")
    return rx.el.li(
        rx.el.span(one.at, class_name="dossier-event-at"),
        rx.el.span(face, rx.el.strong(mark), class_name="dossier-mark"),
        rx.el.span(pick(one.visit), class_name="soft"),
        rx.cond(one.reasons.vi != "", rx.el.span(pick(one.reasons), class_name="dossier-reasons"), rx.fragment()),
    )
