"""Handing in at a kiosk, on the screen: who asks, the papers and how each comes in, and what one takes along."""

import reflex as rx

from onestop.web.kiosk.facts import Paper
from onestop.web.kiosk.filling import KioskForm
from onestop.web.kiosk.handing import KioskHandIn
from onestop.web.kiosk.keyboard import keyboard, typed
from onestop.web.kiosk.parts import act, heading, note
from onestop.web.kiosk.state import Kiosk
from onestop.web.parts.controls import dialog
from onestop.web.parts.icons import icon
from onestop.web.words import t


def applicant() -> rx.Component:
    who, wrong = KioskHandIn.person, KioskHandIn.wrong
    fields = rx.el.div(
        typed(t("kiosk.name"), "name", telex=True, wrong=wrong == "name", default_value=who.name, max_length=200),
        typed(t("kiosk.number"), "number", wrong=wrong == "number", default_value=who.number, max_length=20),
        typed(t("kiosk.born"), "born", wrong=wrong == "born", default_value=who.born, max_length=10),
        typed(t("kiosk.phone"), "phone", wrong=wrong == "phone", max_length=20),
        typed(
            t("kiosk.address"),
            "address",
            telex=True,
            wrong=wrong == "address",
            default_value=who.address,
            max_length=300,
        ),
        class_name="kiosk-fields-typed",
        key=who.number,
    )
    form = rx.el.form(
        rx.cond(wrong != "", rx.el.p(t("kiosk.field_wrong"), class_name="spoken", role="alert"), rx.fragment()),
        fields,
        keyboard(vietnamese=True),
        rx.el.div(
            rx.el.button(icon("arrow-right"), rx.el.span(t("kiosk.go_on")), class_name="kiosk-act kiosk-act-first"),
            class_name="kiosk-acts",
        ),
        on_submit=KioskHandIn.describe,
        class_name="kiosk-form",
    )
    return rx.el.div(
        heading(t("kiosk.who"), rx.el.p(t("kiosk.who_hint"), class_name="kiosk-soft"), _by_camera()),
        form,
        _camera(),
        class_name="kiosk-step",
    )


def _by_camera() -> rx.Component:
    """Shown by the page's script where the kiosk has a camera."""
    return rx.el.button(
        icon("camera"),
        rx.el.span(t("kiosk.card_camera")),
        type="button",
        hidden=True,
        class_name="kiosk-press",
        custom_attrs={"data-card-camera": "yes"},
    )


def _camera() -> rx.Component:
    says = {name: t(f"kiosk.card_{name}") for name in ("hold", "late", "none")}
    line = rx.el.p(
        says["hold"],
        role="status",
        custom_attrs={"data-card-says": "yes", **{f"data-word-{name}": words for name, words in says.items()}},
    )
    again = rx.el.button(
        t("kiosk.card_again"), type="button", class_name="kiosk-act", custom_attrs={"data-card-again": "yes"}
    )
    leave = rx.el.button(
        t("kiosk.card_leave"),
        type="button",
        class_name="kiosk-act kiosk-act-first",
        custom_attrs={"data-closes": "yes"},
    )
    video = rx.el.video(muted=True, plays_inline=True, class_name="kiosk-card-view")
    return dialog("kiosk-card", t("kiosk.card_camera"), video, line, actions=[again, leave])


def papers() -> rx.Component:
    ready = (KioskHandIn.lacking == 0) | ~KioskHandIn.online
    hint = rx.cond(KioskHandIn.online, t("kiosk.papers_hint"), t("kiosk.papers_hint_counter"))
    submit = act(
        rx.cond(KioskHandIn.online, t("kiosk.submit"), t("kiosk.number_for_it")),
        KioskHandIn.submit,
        icon_name="send",
        first=True,
        disabled=~ready | KioskHandIn.busy,
    )
    return rx.el.div(
        heading(t("kiosk.papers_title"), rx.el.p(hint, class_name="kiosk-soft")),
        rx.el.ul(rx.foreach(KioskHandIn.papers, _paper), class_name="kiosk-papers"),
        rx.cond(
            KioskHandIn.online & (KioskHandIn.lacking > 0),
            note("info", "info", t("kiosk.lacking", count=KioskHandIn.lacking)),
            rx.fragment(),
        ),
        rx.cond(KioskHandIn.refusal != "", note("bad", "circle-alert", KioskHandIn.refusal), rx.fragment()),
        rx.el.div(
            submit, act(t("kiosk.help"), Kiosk.ask_for_help, icon_name="hand"), class_name="kiosk-acts kiosk-acts-two"
        ),
        _before_the_camera(),
        class_name="kiosk-step",
    )


def _before_the_camera() -> rx.Component:
    """Opened by the page's script once there is a token; every word it says is here."""
    says = {name: t(f"kiosk.paper_{name}") for name in ("hold", "sending", "none", "lost")}
    says["pages"] = t("kiosk.paper_pages", count="{count}")
    line = rx.el.p(
        says["hold"],
        role="status",
        custom_attrs={"data-paper-says": "yes", **{f"data-word-{name}": words for name, words in says.items()}},
    )

    leave = rx.el.button(
        t("kiosk.card_leave"), type="button", class_name="kiosk-act", custom_attrs={"data-closes": "yes"}
    )
    told = {"data-paper-pages": "yes", "data-token": KioskHandIn.camera}
    shots = rx.el.div(class_name="kiosk-shots", custom_attrs=told)
    return dialog(
        "kiosk-paper",
        t("kiosk.photo_here"),
        rx.el.video(muted=True, plays_inline=True, class_name="kiosk-card-view"),
        line,
        shots,
        actions=[
            _shoots("take", icon("camera")),
            _shoots("drop", icon("rotate-ccw")),
            leave,
            _shoots("send", icon("send")),
        ],
    )


def _shoots(name: str, picture: rx.Component) -> rx.Component:
    return rx.el.button(
        picture,
        rx.el.span(t(f"kiosk.paper_{name}_it")),
        type="button",
        class_name="kiosk-act kiosk-act-first" if name == "send" else "kiosk-act",
        custom_attrs={"data-paper-act": name, f"data-paper-{name}": "yes"},
    )


def _paper(one: Paper) -> rx.Component:
    mine = KioskHandIn.qr_for == one.code
    by_phone = rx.el.button(
        icon("smartphone"),
        rx.el.span(rx.cond(one.here, t("kiosk.photo_again"), t("kiosk.photo"))),
        rx.el.span(one.name, class_name="spoken"),
        on_click=KioskHandIn.invite(one.code),
        type="button",
        class_name="kiosk-press",
    )
    state = rx.cond(
        one.here,
        rx.cond(one.form == "filled", t("kiosk.paper_filled"), t("kiosk.paper_here")),
        rx.cond(one.required, t("kiosk.paper_missing"), t("kiosk.if_any")),
    )
    code = rx.el.div(
        rx.el.div(
            rx.html(KioskHandIn.qr),
            class_name="kiosk-qr",
            role="img",
            custom_attrs={"aria-label": t("kiosk.photo_qr")},
        ),
        rx.el.p(t("kiosk.photo_qr")),
        class_name="kiosk-list-qr",
    )
    fill_in = rx.el.button(
        icon("pencil"),
        rx.el.span(rx.cond(one.form == "filled", t("kiosk.form_again"), t("kiosk.form_fill"))),
        rx.el.span(one.name, class_name="spoken"),
        on_click=KioskForm.open(one.code),
        type="button",
        class_name="kiosk-press",
    )
    by_camera = rx.el.button(
        icon("camera"),
        rx.el.span(t("kiosk.photo_here")),
        rx.el.span(one.name, class_name="spoken"),
        on_click=KioskHandIn.photograph(one.code),
        type="button",
        hidden=True,
        class_name="kiosk-press",
        custom_attrs={"data-paper-camera": "yes"},
    )
    ways = rx.el.span(rx.cond(one.form != "", fill_in, rx.fragment()), by_camera, by_phone, class_name="kiosk-ways")
    return rx.el.li(
        rx.cond(one.here, icon("circle-check"), icon("file-text")),
        rx.el.span(rx.el.b(one.name), rx.el.small(state)),
        rx.cond(mine, code, ways),
        custom_attrs={"data-here": one.here},
        key=one.code,
    )


def handed_in() -> rx.Component:
    done = KioskHandIn.done
    sheet = rx.el.div(
        rx.el.div(
            rx.el.h1(
                rx.el.span(t("kiosk.handed_in"), class_name="kiosk-number-label"),
                rx.el.span(done.reference, class_name="kiosk-reference"),
                tab_index=-1,
            ),
            rx.el.p(t("kiosk.handed_in_next")),
            class_name="kiosk-given",
        ),
        rx.el.div(
            rx.el.div(
                rx.html(done.qr), class_name="kiosk-qr", role="img", custom_attrs={"aria-label": t("kiosk.follow_qr")}
            ),
            rx.el.p(t("kiosk.follow_qr")),
            class_name="kiosk-phone",
        ),
        class_name="kiosk-ticket-sheet",
    )
    paper = rx.cond(
        Kiosk.shop.printer == "ok",
        note("info", "printer", t("kiosk.handed_in_printing")),
        note("info", "smartphone", t("kiosk.handed_in_note")),
    )
    return rx.el.div(
        sheet,
        paper,
        rx.el.div(act(t("kiosk.done"), Kiosk.home, icon_name="check", first=True), class_name="kiosk-acts"),
        class_name="kiosk-step kiosk-ticket",
    )
