"""Filling in a form on the screen: one question in large print, then the whole with every answer to be changed."""

from typing import Any

import reflex as rx

from onestop.web.kiosk.filling import KioskForm, Said
from onestop.web.kiosk.keyboard import keyboard
from onestop.web.kiosk.parts import act, heading, note
from onestop.web.parts.icons import icon
from onestop.web.words import t

Q: Any = KioskForm.question
AT: Any = KioskForm.at
WRONG = ("missing", "day", "number", "long", "choice")


def blank() -> rx.Component:
    under = rx.el.p(
        KioskForm.name,
        " · ",
        t("kiosk.question_of", number=AT + 1, total=KioskForm.total),
        rx.cond(Q.needed, rx.fragment(), rx.el.span(" · ", t("kiosk.if_any"))),
        class_name="kiosk-soft",
    )
    return rx.el.div(
        heading(Q.label, under, back_to=KioskForm.before),
        _demonstration(),
        rx.cond(
            KioskForm.wrong != "",
            note(
                "bad",
                "circle-alert",
                rx.match(KioskForm.wrong, *((each, t(f"kiosk.blank_{each}")) for each in WRONG), ""),
            ),
            rx.fragment(),
        ),
        rx.cond(Q.kind == "choice", _choices(), _typed()),
        class_name="kiosk-step",
        key="blank-" + AT.to_string(),
    )


def _choices() -> rx.Component:
    skip = act(t("kiosk.leave_empty"), KioskForm.pick(AT, ""), icon_name="arrow-right")
    none = rx.cond(
        Q.needed,
        rx.fragment(),
        rx.el.div(skip, class_name="kiosk-acts"),
    )
    return rx.fragment(rx.el.div(rx.foreach(Q.choices, _choice), class_name="kiosk-list"), none)


def _choice(choice: Any) -> rx.Component:
    return rx.el.button(
        choice,
        on_click=KioskForm.pick(AT, choice),
        type="button",
        class_name="kiosk-row",
        aria_pressed=Q.said == choice,
        key=choice,
    )


def _typed() -> rx.Component:
    told: dict[str, Any] = {
        "name": "blank",
        "id": "kiosk-blank",
        "aria_label": Q.label,
        "auto_complete": "off",
        "spell_check": False,
        "auto_focus": True,
        "default_value": Q.said,
        "key": "blank-" + AT.to_string(),
    }
    marks = {
        "data-telex": rx.cond((Q.kind == "day") | (Q.kind == "whole"), "no", "yes"),
        "data-capital": "first",
        "autocapitalize": "off",
        "aria-invalid": KioskForm.wrong != "",
    }
    hint = rx.match(
        Q.kind,
        ("day", rx.el.p(t("kiosk.blank_day_hint"), class_name="kiosk-soft")),
        ("whole", rx.el.p(t("kiosk.blank_number_hint"), class_name="kiosk-soft")),
        rx.fragment(),
    )
    box = rx.cond(
        Q.kind == "prose",
        rx.el.textarea(**told, rows=3, max_length=3000, class_name="kiosk-input kiosk-prose", custom_attrs=marks),
        rx.el.input(**told, max_length=300, class_name="kiosk-input", custom_attrs=marks),
    )
    return rx.el.form(
        rx.el.input(name="at", type="hidden", value=AT, read_only=True),
        rx.el.div(box, hint, class_name="kiosk-blank"),
        keyboard(vietnamese=True),
        rx.el.div(
            rx.el.button(icon("arrow-right"), rx.el.span(t("kiosk.go_on")), class_name="kiosk-act kiosk-act-first"),
            class_name="kiosk-acts",
        ),
        on_submit=KioskForm.answer,
        class_name="kiosk-form",
    )


def _demonstration() -> rx.Component:
    return rx.cond(KioskForm.ours, note("warn", "info", t("kiosk.demonstration")), rx.fragment())


def whole() -> rx.Component:
    return rx.el.div(
        heading(KioskForm.name, rx.el.p(t("kiosk.form_look"), class_name="kiosk-soft"), back_to=KioskForm.before),
        _demonstration(),
        rx.el.ol(rx.foreach(KioskForm.lines, _line), class_name="kiosk-papers kiosk-whole"),
        rx.cond(KioskForm.refusal != "", note("bad", "circle-alert", KioskForm.refusal), rx.fragment()),
        rx.el.div(
            act(t("kiosk.form_done"), KioskForm.finish, icon_name="check", first=True), class_name="kiosk-acts"
        ),
        class_name="kiosk-step",
    )


def _line(one: Said) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.el.small(one.label), rx.el.b(rx.cond(one.text != "", one.text, "–"))),
        rx.el.button(
            icon("pencil"),
            rx.el.span(t("kiosk.form_change")),
            rx.el.span(one.label, class_name="spoken"),
            on_click=KioskForm.change(one.at),
            type="button",
            class_name="kiosk-press",
        ),
        key=one.at,
    )
