"""The kiosk's own controls: large, named, and never without a word."""

from typing import Any

import reflex as rx

from onestop.domain.waiting import MOST_AHEAD
from onestop.web.kiosk.state import Kiosk
from onestop.web.parts.icons import IconName, icon
from onestop.web.session import Visitor
from onestop.web.words import t

Words = str | rx.Var[str]


def spoken_in(vi: Words, en: Words) -> rx.Var[str]:
    """One fact in the reader's language."""
    return rx.cond(Visitor.locale == "en", en, vi)


def picture(name: str | rx.Var[str]) -> rx.Component:
    """Who a person is, drawn; the name is data."""
    use = rx.el.svg.use(href=rx.Var.create("/kiosk.svg#") + name)
    return rx.el.svg(use, class_name="icon", custom_attrs={"aria-hidden": "true"})


def press(label: Words, on_click: object, *, icon_name: IconName, pressed: bool) -> rx.Component:
    """A switch of the foot: on or off, said and shown."""
    return rx.el.button(
        icon(icon_name),
        rx.el.span(label),
        on_click=on_click,
        type="button",
        class_name="kiosk-press",
        custom_attrs={"aria-pressed": pressed},
    )


def act(label: Words, on_click: object, *, icon_name: IconName, first: bool = False, **props: object) -> rx.Component:
    """What to do on this step; one of them is first."""
    return rx.el.button(
        icon(icon_name),
        rx.el.span(label),
        on_click=on_click,
        type="button",
        class_name=f"kiosk-act{' kiosk-act-first' if first else ''}",
        **props,
    )


def heading(words: Words, *under: rx.Component, back: bool = True, back_to: object = Kiosk.back) -> rx.Component:
    """The step's title; it takes the focus, so that a screen reader says where one is."""
    way_back = rx.el.button(
        icon("arrow-left"),
        rx.el.span(t("common.back")),
        on_click=back_to,
        type="button",
        class_name="kiosk-press kiosk-back",
        custom_attrs={"data-key": "escape"},
    )
    return rx.el.div(
        *([way_back] if back else []),
        rx.el.div(rx.el.h1(words, tab_index=-1), *under, class_name="kiosk-heading-words"),
        class_name="kiosk-heading",
    )


def ahead(people: Any) -> rx.Var[str]:
    counted = rx.cond(people == 0, t("kiosk.ahead_none"), t("kiosk.ahead", n=people))
    return rx.cond(people > MOST_AHEAD, t("kiosk.ahead_more", most=MOST_AHEAD), counted)


def wait(low: Any, high: Any) -> rx.Var[str]:
    """The expected wait as an interval, or that nobody can say yet."""
    return rx.cond(low < 0, t("kiosk.wait_unknown"), t("kiosk.wait", low=low, high=high))


def note(tone: str, icon_name: IconName, *words: Words) -> rx.Component:
    """A plain word about something that is not as usual."""
    return rx.el.p(icon(icon_name), rx.el.span(*words), class_name=f"kiosk-note kiosk-note-{tone}", role="status")
