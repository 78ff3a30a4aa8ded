"""Giving a number to somebody who stands at the desk: one form, one press."""

from typing import Any

import reflex as rx

from onestop.web.parts.controls import button, field
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge, card
from onestop.web.reception.state import PROOFS
from onestop.web.reception.words import AGAIN_MS, desk, does, pick
from onestop.web.words import t


def issuing() -> rx.Component:
    form = rx.el.form(
        rx.el.input(type="hidden", name="form_key", value=does.form_key, read_only=True),
        rx.el.fieldset(
            rx.el.legend(t("reception.queue"), class_name="field-label"),
            rx.foreach(desk.lines, _line),
            class_name="reception-queues",
        ),
        rx.el.div(
            field(t("reception.preference"), "preference", control=_preferences("preference")),
            field(t("reception.slip"), "place", control=_printers("place", phone=True)),
            _proof("proof"),
            class_name="reception-two",
        ),
        rx.el.details(
            rx.el.summary(t("reception.more")),
            rx.el.div(
                field(t("reception.then"), "then_1", control=_then("then_1")),
                field(t("reception.and_then"), "then_2", control=_then("then_2")),
                field(t("reception.lang"), "lang", control=_langs()),
                class_name="reception-two",
            ),
        ),
        button(
            t("reception.issue"),
            icon_name="ticket",
            kind="primary",
            size="l",
            wide=True,
            type="submit",
            disabled=desk.day_closed,
        ),
        on_submit=does.issue.throttle(AGAIN_MS),
        class_name="column reception-form",
        key=does.form_key,
    )
    return card(form, title=t("reception.issue_title"), icon_name="ticket")


def _line(one: Any) -> rx.Component:
    expected = rx.cond(pick(one.wait) != "", rx.el.span(pick(one.wait), class_name="line-wait"), rx.fragment())
    state = rx.match(
        one.state,
        ("closed", badge("quiet", t("reception.closed"), icon_name="moon")),
        ("full", badge("warn", t("reception.full"))),
        rx.el.span(icon("users"), one.waiting, expected, class_name="line-facts"),
    )
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="queue",
            value=one.code,
            required=True,
            disabled=one.state != "open",
        ),
        rx.el.span(one.code, class_name="line-code"),
        rx.el.span(pick(one.name), class_name="line-name"),
        state,
        class_name="line",
        key=one.code,
    )


def _preferences(name: str) -> rx.Component:
    def option(one: Any) -> rx.Component:
        return rx.el.option(pick(one.name), value=one.code, key=one.code)

    return rx.el.select(
        rx.el.option(t("reception.no_preference"), value="") if name == "preference" else rx.fragment(),
        rx.foreach(desk.preferences, option),
        id=name,
        name=name,
        class_name="field-box",
    )


def _proof(name: str) -> rx.Component:
    kinds = rx.el.select(
        *(rx.el.option(t(f"reception.proof_{kind}"), value=kind) for kind in PROOFS),
        id=name,
        name=name,
        class_name="field-box",
    )
    return field(t("reception.proof"), name, hint=t("reception.proof_hint"), control=kinds)


def _then(name: str) -> rx.Component:
    def option(one: Any) -> rx.Component:
        return rx.el.option(one.code, " · ", pick(one.name), value=one.code, key=one.code)

    return rx.el.select(
        rx.el.option(t("reception.nothing"), value=""),
        rx.foreach(desk.lines, option),
        id=name,
        name=name,
        class_name="field-box",
    )


def printers(name: str) -> rx.Component:
    return _printers(name, phone=False)


def _printers(name: str, *, phone: bool) -> rx.Component:
    def option(one: Any) -> rx.Component:
        away = rx.cond(one.away, rx.el.span(" – ", t("reception.no_answer")), rx.fragment())
        return rx.el.option(one.name, away, value=one.place, key=one.place)

    return rx.el.select(
        rx.foreach(does.printers, option),
        rx.el.option(t("reception.phone_only"), value="") if phone else rx.fragment(),
        id=name,
        name=name,
        class_name="field-box",
    )


def _langs() -> rx.Component:
    return rx.el.select(
        rx.el.option("Tiếng Việt", value="vi", lang="vi"),
        rx.el.option("English", value="en", lang="en"),
        id="lang",
        name="lang",
        class_name="field-box",
    )


def preferences(name: str) -> rx.Component:
    return _preferences(name)


def proof(name: str) -> rx.Component:
    return _proof(name)
