"""What a person reads: cards, badges, big numbers, clocks and timers. Times tick in the browser alone."""

from typing import Final, Literal

import reflex as rx

from onestop.web.parts.icons import IconName, icon

Tone = Literal["good", "warn", "bad", "info", "call", "quiet"]
Words = str | rx.Var[str]

TONE_ICONS: Final[dict[Tone, IconName]] = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-x",
    "info": "info",
    "call": "bell-ring",
    "quiet": "minus",
}
"""A state is never told by its colour alone."""


def card(
    *children: rx.Component, title: Words | None = None, icon_name: IconName | None = None, **props: object
) -> rx.Component:
    """A sheet of paper on the page; `class_name` adds to the card's own."""
    head = (
        [rx.el.h2(*([icon(icon_name)] if icon_name else []), title, class_name="card-title")]
        if title is not None
        else []
    )
    classes = f"card {props.pop('class_name', '')}".strip()
    return rx.el.section(*head, *children, class_name=classes, **props)


def badge(tone: Tone, word: Words, *, icon_name: IconName | None = None) -> rx.Component:
    """A state: icon, word and colour together."""
    return rx.el.span(icon(icon_name or TONE_ICONS[tone]), rx.el.span(word), class_name=f"badge badge-{tone}")


def printed(href: Words, words: Words) -> rx.Component:
    """The way to a paper as it is printed, in a tab of its own."""
    told = rx.el.span(words)
    return rx.el.a(icon("printer"), told, href=href, target="_blank", rel="noopener", class_name="printed")


def big_number(
    value: Words, label: Words | None = None, *, size: Literal["m", "l", "xl"] = "m", calling: bool = False
) -> rx.Component:
    """A number meant to be read from afar; red only while it is being called."""
    return rx.el.div(
        rx.el.span(value, class_name="big-value"),
        *([rx.el.span(label, class_name="big-label")] if label is not None else []),
        class_name=f"big big-{size}{' big-call' if calling else ''}",
    )


def first_page(paper: rx.Var[str]) -> rx.Component:
    """A small picture of a digital paper, by the address of the paper; nothing where it cannot be drawn."""
    return rx.el.img(src=paper + "/thumbnail", alt="", loading="lazy", class_name="first-page")


def clock() -> rx.Component:
    """The time and day in the office's zone."""
    return rx.el.div(
        rx.el.span(class_name="clock-time", custom_attrs={"data-clock": "time"}),
        rx.el.span(class_name="clock-date", custom_attrs={"data-clock": "date"}),
        class_name="clock",
    )


def timer(since: Words, *, usual_s: int | rx.Var[int] | None = None) -> rx.Component:
    """Time gone by since an RFC 3339 instant; turns amber past the usual seconds. Empty while `since` is empty."""
    usual = {"data-usual": usual_s} if usual_s is not None else {}
    return rx.el.span(class_name="timer", custom_attrs={"data-since": since, **usual})


def countdown(until: Words) -> rx.Component:
    """Time left until an RFC 3339 instant, resting at 00:00."""
    return rx.el.span(class_name="timer", custom_attrs={"data-until": until})
