"""What do I need, on the screen: fields, procedures, one question at a time, and the list in large print."""

from typing import Any

import reflex as rx

from onestop.web.kiosk.facts import Choice, Paper
from onestop.web.kiosk.handing import KioskHandIn
from onestop.web.kiosk.keyboard import keyboard, typed
from onestop.web.kiosk.parts import act, heading, note, spoken_in
from onestop.web.kiosk.preparing import KioskPapers
from onestop.web.kiosk.state import Kiosk
from onestop.web.parts.icons import icon
from onestop.web.words import t

OFFERS: Any = KioskPapers.offers
PAPERS: Any = KioskPapers.needed.papers
TO_KNOW: Any = KioskPapers.aim == "know"


def offers() -> rx.Component:
    title = rx.cond(TO_KNOW, t("kiosk.door_procedures"), t("kiosk.door_submit"))
    search = act(t("kiosk.search"), KioskPapers.look_for, icon_name="search")
    return rx.el.div(
        heading(title, rx.el.p(t("kiosk.which_procedure_field"), class_name="kiosk-lead")),
        rx.el.div(rx.foreach(KioskPapers.fields, _field), class_name="kiosk-list kiosk-list-two"),
        rx.el.div(search, _person(), class_name="kiosk-acts kiosk-acts-two"),
        class_name="kiosk-step",
    )


def _field(one: Choice) -> rx.Component:
    return rx.el.button(
        one.name_vi, on_click=KioskPapers.choose_field(one.code), type="button", class_name="kiosk-row", key=one.code
    )


def _person() -> rx.Component:
    return act(t("kiosk.a_person"), KioskPapers.ask_a_person, icon_name="hand")


def search() -> rx.Component:
    form = rx.el.form(
        typed(t("kiosk.search_words"), "words", telex=True, max_length=100, auto_focus=True),
        keyboard(vietnamese=True),
        rx.el.div(
            rx.el.button(icon("search"), rx.el.span(t("kiosk.search")), class_name="kiosk-act kiosk-act-first"),
            class_name="kiosk-acts",
        ),
        on_submit=KioskPapers.search,
        class_name="kiosk-form",
    )
    return rx.el.div(heading(t("kiosk.search")), form, class_name="kiosk-step")


def procedures() -> rx.Component:
    none = rx.el.div(icon("info"), rx.el.p(t("kiosk.procedures_none")), class_name="kiosk-panel")
    rows = rx.el.div(rx.foreach(KioskPapers.offers, _procedure), class_name="kiosk-list")
    return rx.el.div(
        heading(t("kiosk.which_procedure")),
        rx.cond(OFFERS.length() > 0, rows, none),
        rx.el.div(_person(), class_name="kiosk-acts"),
        class_name="kiosk-step",
    )


def _procedure(one: Choice) -> rx.Component:
    english = rx.cond(one.name_en != "", one.name_en, one.name_vi)
    return rx.el.button(
        rx.el.span(spoken_in(one.name_vi, english), class_name="kiosk-field-name"),
        rx.el.span(one.under, class_name="kiosk-field-state"),
        on_click=KioskPapers.choose_procedure(one.code),
        type="button",
        class_name="kiosk-row",
        key=one.code,
    )


def ask() -> rx.Component:
    asked = KioskPapers.asked
    is_case = asked.kind == "case"
    under = rx.cond(is_case, "", t("kiosk.question_of", number=asked.number, total=asked.total))
    cases = rx.el.div(rx.foreach(asked.choices, _case), class_name="kiosk-list")
    yes_no = rx.el.div(
        act(t("kiosk.yes"), KioskPapers.answer("yes"), icon_name="check", first=True),
        act(t("kiosk.no"), KioskPapers.answer("no"), icon_name="x", first=True),
        class_name="kiosk-acts kiosk-yes-no",
    )
    return rx.el.div(
        heading(
            rx.cond(is_case, t("kiosk.which_case"), asked.words),
            rx.el.p(under, class_name="kiosk-soft"),
            back_to=KioskPapers.take_back,
        ),
        rx.cond(is_case, cases, yes_no),
        rx.el.div(_person(), class_name="kiosk-acts"),
        class_name="kiosk-step",
        custom_attrs={"data-question": asked.words},
    )


def _case(one: Choice) -> rx.Component:
    return rx.el.button(
        one.name_vi, on_click=KioskPapers.answer(one.code), type="button", class_name="kiosk-row", key=one.code
    )


def needed() -> rx.Component:
    one = KioskPapers.needed
    papers = rx.el.ul(rx.foreach(one.papers, paper), class_name="kiosk-papers")
    told = rx.el.ul(
        rx.el.li(icon("clock"), rx.el.span(t("kiosk.limit"), " ", spoken_in(one.limit_vi, one.limit_en))),
        rx.el.li(icon("file-check"), rx.el.span(t("kiosk.fee"), " ", spoken_in(one.fee_vi, one.fee_en))),
        rx.cond(
            one.due != "",
            rx.el.li(icon("calendar-days"), rx.el.span(t("kiosk.due_if_now"), " ", one.due)),
            rx.fragment(),
        ),
        class_name="kiosk-facts kiosk-facts-small",
    )
    code = rx.el.div(
        rx.html(one.qr), class_name="kiosk-qr", role="img", custom_attrs={"aria-label": t("kiosk.list_qr")}
    )
    aside = rx.el.div(
        told, rx.el.div(code, rx.el.p(t("kiosk.list_qr")), class_name="kiosk-list-qr"), class_name="kiosk-aside"
    )
    return rx.el.div(
        heading(
            t("kiosk.papers_needed"),
            rx.el.p(spoken_in(one.name_vi, rx.cond(one.name_en != "", one.name_en, one.name_vi))),
            back_to=KioskPapers.take_back,
        ),
        rx.cond(one.demonstration, note("warn", "info", t("kiosk.demonstration")), rx.fragment()),
        rx.el.div(
            rx.cond(PAPERS.length() > 0, papers, rx.el.p(t("kiosk.papers_none"), class_name="kiosk-panel")),
            aside,
            class_name="kiosk-needed",
        ),
        _acts(),
        class_name="kiosk-step",
    )


def _acts() -> rx.Component:
    printing = rx.cond(KioskPapers.printing, note("info", "printer", t("kiosk.list_printing")), rx.fragment())
    print_it = rx.cond(
        (Kiosk.shop.printer == "ok") & ~KioskPapers.printing,
        act(t("kiosk.print_list"), KioskPapers.print_list, icon_name="printer", first=True),
        rx.fragment(),
    )
    hand_in = act(
        rx.cond(KioskPapers.needed.online, t("kiosk.hand_in_now"), t("kiosk.prepare_now")),
        KioskHandIn.begin,
        icon_name="file-plus",
        first=True,
    )
    return rx.el.div(
        printing,
        rx.el.div(
            rx.cond(TO_KNOW, print_it, rx.fragment()), hand_in, _person(), class_name="kiosk-acts kiosk-acts-two"
        ),
        class_name="kiosk-end",
    )


def paper(one: Paper) -> rx.Component:
    return rx.el.li(
        icon("file-text"),
        rx.el.span(
            rx.el.b(one.name),
            rx.el.small(spoken_in(one.pieces_vi, one.pieces_en)),
            rx.cond(one.note != "", rx.el.small(one.note), rx.fragment()),
        ),
        key=one.code,
    )
