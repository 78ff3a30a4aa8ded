"""The steps at a kiosk to a number: greeting, fields, confirm, number; and where a helper takes over."""

from typing import Any

import reflex as rx

from onestop.web.kiosk import view
from onestop.web.kiosk.following import KioskFollow
from onestop.web.kiosk.parts import act, ahead, heading, note, picture, spoken_in, wait
from onestop.web.kiosk.preparing import KioskPapers
from onestop.web.kiosk.state import Kiosk
from onestop.web.parts.icons import IconName, icon
from onestop.web.words import t

PRIORITIES: Any = Kiosk.shop.priorities


def home() -> rx.Component:
    return rx.el.div(
        heading(t("kiosk.greeting"), rx.el.p(t("kiosk.greeting_hint"), class_name="kiosk-lead"), back=False),
        rx.cond(Kiosk.shop.closed, note("warn", "clock", t("kiosk.closed_now")), rx.fragment()),
        _printer_note(),
        rx.el.div(
            _door(t("kiosk.door_number"), t("kiosk.door_number_hint"), "ticket", Kiosk.take_number, first=True),
            _door(t("kiosk.door_lookup"), t("kiosk.door_lookup_hint"), "search", KioskFollow.begin),
            _door(
                t("kiosk.door_procedures"), t("kiosk.door_procedures_hint"), "book-open", KioskPapers.begin("know")
            ),
            _door(t("kiosk.door_submit"), t("kiosk.door_submit_hint"), "file-plus", KioskPapers.begin("hand_in")),
            class_name="kiosk-doors",
        ),
        class_name="kiosk-step kiosk-home",
    )


def _door(
    title: rx.Var[str], hint: rx.Var[str], icon_name: IconName, opens: object, *, first: bool = False
) -> rx.Component:
    return rx.el.button(
        rx.el.span(icon(icon_name), class_name="kiosk-door-icon"),
        rx.el.span(rx.el.span(title, class_name="kiosk-door-name"), rx.el.span(hint, class_name="kiosk-door-hint")),
        on_click=opens,
        type="button",
        class_name=f"kiosk-door{' kiosk-door-first' if first else ''}",
    )


def _printer_note() -> rx.Component:
    """Paper that will not come is said before anybody waits for it."""
    return rx.match(
        Kiosk.shop.printer,
        ("out", note("warn", "printer-x", t("kiosk.printer_out"))),
        ("open", note("warn", "printer-x", t("kiosk.printer_open"))),
        ("away", note("warn", "printer-x", t("kiosk.printer_away"))),
        rx.fragment(),
    )


def fields() -> rx.Component:
    return rx.el.div(
        heading(t("kiosk.which_field")),
        rx.el.div(rx.foreach(Kiosk.shop.fields, _field), class_name="kiosk-fields"),
        class_name="kiosk-step",
    )


def _field(field: view.Field) -> rx.Component:
    state = rx.match(
        field.state,
        ("closed", t("kiosk.field_closed")),
        ("full", t("kiosk.field_full")),
        rx.cond(field.waiting == 0, t("kiosk.nobody_waits"), t("kiosk.waiting", n=field.waiting)),
    )
    return rx.el.button(
        rx.el.span(field.code, class_name="kiosk-letter", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(
            rx.el.span(spoken_in(field.name_vi, field.name_en), class_name="kiosk-field-name"),
            rx.el.span(state, class_name="kiosk-field-state"),
        ),
        on_click=Kiosk.choose(field.code),
        disabled=field.state != "open",
        type="button",
        class_name="kiosk-field",
        key=field.code,
    )


def confirm() -> rx.Component:
    chosen = Kiosk.chosen
    facts = rx.el.ul(
        _fact("users", rx.cond(Kiosk.priority == "", ahead(chosen.waiting), ahead(chosen.preferred))),
        _fact("clock", rx.cond(Kiosk.priority == "", wait(chosen.low, chosen.high), t("kiosk.called_before"))),
        _sit(spoken_in(chosen.where_vi, chosen.where_en)),
        class_name="kiosk-facts",
    )
    return rx.el.div(
        heading(spoken_in(chosen.name_vi, chosen.name_en)),
        facts,
        rx.cond(PRIORITIES.length() > 0, _kind_question(), rx.fragment()),
        rx.cond(
            Kiosk.refusal != "",
            note("bad", "circle-alert", Kiosk.refusal, " ", t("kiosk.refused_hint")),
            rx.fragment(),
        ),
        rx.cond(Kiosk.at_desk, _to_the_desk(), _take()),
        class_name="kiosk-step kiosk-confirm",
    )


def _fact(icon_name: IconName, words: rx.Var[str]) -> rx.Component:
    return rx.el.li(icon(icon_name), rx.el.span(words))


def _sit(where: rx.Var[str]) -> rx.Component:
    return rx.cond(where != "", _fact("map-pin", t("kiosk.sit", where=where)), rx.fragment())


def _bring(papers: rx.Var[str]) -> rx.Component:
    return rx.cond(papers != "", _fact("clipboard-list", t("kiosk.bring", papers=papers)), rx.fragment())


def _kind_question() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("kiosk.priority_question"), id="kiosk-priority"),
        rx.el.p(t("kiosk.priority_hint"), class_name="kiosk-soft"),
        rx.el.div(
            rx.foreach(Kiosk.shop.priorities, _priority),
            class_name="kiosk-priorities",
            role="group",
            custom_attrs={"aria-labelledby": "kiosk-priority"},
        ),
        class_name="kiosk-kind",
    )


def _priority(priority: view.Priority) -> rx.Component:
    return rx.el.button(
        picture(rx.cond(Kiosk.priority == priority.code, "check", priority.picture)),
        rx.el.span(spoken_in(priority.name_vi, priority.name_en)),
        on_click=Kiosk.prefer(priority.code),
        type="button",
        class_name="kiosk-priority",
        custom_attrs={"aria-pressed": Kiosk.priority == priority.code},
        key=priority.code,
    )


def _to_the_desk() -> rx.Component:
    return rx.el.div(
        note("info", "hand", t("kiosk.priority_at_desk")),
        rx.el.div(
            act(t("kiosk.help"), Kiosk.ask_for_help, icon_name="hand", first=True),
            act(t("kiosk.without_priority"), Kiosk.prefer(Kiosk.priority), icon_name="x"),
            class_name="kiosk-acts",
        ),
        class_name="kiosk-end",
    )


def _take() -> rx.Component:
    paper = act(t("kiosk.take_paper"), Kiosk.take(True), icon_name="printer", first=True, disabled=Kiosk.busy)
    phone = act(t("kiosk.take_phone"), Kiosk.take(False), icon_name="smartphone", disabled=Kiosk.busy)
    phone_only = act(
        t("kiosk.take_phone_only"), Kiosk.take(False), icon_name="ticket", first=True, disabled=Kiosk.busy
    )
    return rx.el.div(
        _printer_note(),
        rx.el.div(
            rx.cond(Kiosk.shop.printer == "ok", rx.fragment(paper, phone), phone_only), class_name="kiosk-acts"
        ),
        class_name="kiosk-end",
    )


def ticket() -> rx.Component:
    given = Kiosk.given
    number = rx.el.div(
        rx.el.h1(
            rx.el.span(t("kiosk.your_number"), class_name="kiosk-number-label"),
            rx.el.span(given.number, class_name="kiosk-number"),
            tab_index=-1,
        ),
        rx.el.p(spoken_in(given.name_vi, given.name_en), class_name="kiosk-number-field"),
        rx.el.ul(
            _fact("users", ahead(given.ahead)),
            _fact("clock", wait(given.low, given.high)),
            _sit(spoken_in(given.where_vi, given.where_en)),
            _bring(spoken_in(given.bring_vi, given.bring_en)),
            class_name="kiosk-facts",
        ),
        class_name="kiosk-given",
    )
    return rx.el.div(
        rx.el.div(number, _by_phone(), class_name="kiosk-ticket-sheet"),
        _paper(),
        rx.el.div(act(t("kiosk.done"), Kiosk.home, icon_name="check", first=True), class_name="kiosk-acts"),
        class_name="kiosk-step kiosk-ticket",
    )


def _by_phone() -> rx.Component:
    code = rx.el.div(
        rx.html(Kiosk.given.qr), class_name="kiosk-qr", role="img", custom_attrs={"aria-label": t("kiosk.qr_label")}
    )
    return rx.el.div(code, rx.el.p(t("kiosk.qr_hint")), class_name="kiosk-phone")


def _paper() -> rx.Component:
    return rx.match(
        Kiosk.slip,
        ("printing", note("info", "printer", t("kiosk.slip_printing"))),
        ("printed", note("good", "circle-check", t("kiosk.slip_printed"))),
        ("failed", note("warn", "printer-x", t("kiosk.slip_failed"))),
        note("info", "smartphone", t("kiosk.slip_none")),
    )


def help_is_coming() -> rx.Component:
    return rx.el.div(
        heading(rx.cond(Kiosk.shop.helper == "coming", t("kiosk.help_coming_title"), t("kiosk.help_called_title"))),
        rx.el.div(icon("user-check"), rx.el.p(t("kiosk.help_stay")), class_name="kiosk-panel"),
        rx.el.div(
            act(t("kiosk.help_go_on"), Kiosk.back, icon_name="arrow-left", first=True), class_name="kiosk-acts"
        ),
        class_name="kiosk-step",
    )
