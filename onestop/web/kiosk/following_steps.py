"""Following a dossier at a kiosk: the code, the dossier as far as one may see it, the dossiers of a slip's visit."""

from typing import Any, Final

import reflex as rx

from onestop.domain import dossier, stage
from onestop.domain.deadline import Light
from onestop.domain.visit import Purpose
from onestop.queries.lookup import PUBLIC
from onestop.web.kiosk.facts import Of, Step
from onestop.web.kiosk.following import KioskFollow
from onestop.web.kiosk.keyboard import keyboard, typed
from onestop.web.kiosk.parts import act, heading, note
from onestop.web.kiosk.state import Kiosk
from onestop.web.parts.icons import icon
from onestop.web.words import t

PUBLICLY: Final = tuple(dict.fromkeys(PUBLIC.values()))
OF_VISIT: Any = KioskFollow.visit
PURPOSES: Final = [p.value for p in Purpose if p is not Purpose.INTAKE]


def follow() -> rx.Component:
    trouble = rx.match(
        KioskFollow.trouble,
        ("empty", note("warn", "circle-alert", t("kiosk.code_empty"))),
        ("unknown", note("warn", "circle-alert", t("kiosk.code_unknown"))),
        rx.fragment(),
    )
    form = rx.el.form(
        trouble,
        rx.cond(KioskFollow.refusal != "", note("bad", "circle-alert", KioskFollow.refusal), rx.fragment()),
        rx.el.div(
            typed(t("kiosk.code"), "code", max_length=60, auto_focus=True),
            typed(t("kiosk.secret"), "secret", max_length=40),
            class_name="kiosk-form-row",
        ),
        keyboard(vietnamese=False),
        rx.el.div(
            rx.el.button(icon("search"), rx.el.span(t("kiosk.see_dossier")), class_name="kiosk-act kiosk-act-first"),
            class_name="kiosk-acts",
        ),
        on_submit=KioskFollow.look,
        class_name="kiosk-form",
    )
    return rx.el.div(
        heading(t("kiosk.door_lookup"), rx.el.p(t("kiosk.follow_hint"), class_name="kiosk-lead")),
        form,
        class_name="kiosk-step",
    )


def shown() -> rx.Component:
    one = KioskFollow.dossier
    words = rx.cond(one.full, _status(one.status), _public(one.public))
    degree = rx.el.div(
        rx.el.progress(max=one.total, value=one.done, custom_attrs={"aria-label": t("kiosk.degree")}),
        rx.el.p(t("kiosk.degree_of", done=one.done, total=one.total), class_name="kiosk-soft"),
        class_name="kiosk-degree",
    )
    return rx.el.div(
        heading(
            words,
            rx.el.p(rx.cond(one.code != "", one.code, t("dossier_phone.no_code_yet")), class_name="kiosk-code"),
        ),
        degree,
        rx.cond(
            KioskFollow.trouble == "secret", note("warn", "circle-alert", t("kiosk.secret_wrong")), rx.fragment()
        ),
        rx.cond(one.full, _whole(), note("info", "info", t("kiosk.only_degree"))),
        rx.cond(KioskFollow.refusal != "", note("bad", "circle-alert", KioskFollow.refusal), rx.fragment()),
        rx.cond(
            one.ended,
            note("info", "info", t("kiosk.dossier_over")),
            rx.cond(one.code != "", _take(), note("info", "info", t("dossier_phone.next_submitted_how"))),
        ),
        class_name="kiosk-step kiosk-dossier",
    )


def _public(public: Any) -> rx.Var[str]:
    return rx.match(public, *((each, t(f"dossier_phone.public_{each}")) for each in PUBLICLY), public)


def _status(status: Any) -> rx.Var[str]:
    return rx.match(status, *((s.value, t(f"dossier_phone.full_{s}")) for s in dossier.Status), status)


def _whole() -> rx.Component:
    one = KioskFollow.dossier
    lights = [(light.value, t(f"dossier_phone.light_{light}")) for light in Light if light is not Light.NONE]
    next_words = rx.match(one.purpose, *((p, t(f"dossier_phone.next_{p}")) for p in PURPOSES), "")
    due = rx.el.li(
        icon("calendar-days"),
        rx.el.span(
            t("kiosk.due"),
            " ",
            rx.el.b(
                rx.cond(
                    one.due != "",
                    one.due,
                    rx.cond(one.limited, t("dossier_phone.not_begun"), t("kiosk.no_due")),
                )
            ),
            rx.cond(one.light != "none", rx.el.span(" · ", rx.match(one.light, *lights, "")), rx.fragment()),
        ),
        class_name="kiosk-due",
        custom_attrs={"data-light": one.light},
    )
    told = rx.el.ul(
        rx.cond(one.ended, rx.fragment(), rx.el.li(icon("flag"), rx.el.span(next_words))),
        rx.cond(one.ended, rx.fragment(), due),
        rx.el.li(icon("file-text"), rx.el.span(one.procedure, rx.el.small(_decider(one)))),
        class_name="kiosk-facts",
    )
    line = rx.el.ol(
        rx.foreach(one.steps, _stage), class_name="kiosk-line", custom_attrs={"aria-label": t("kiosk.line")}
    )
    return rx.el.div(told, line, class_name="kiosk-whole")


def _decider(one: Any) -> Any:
    """Who decides; of an authority elsewhere also whether it has it."""
    there = t("dossier_phone.handed_on", day=one.handed_on)
    return rx.cond(
        one.elsewhere,
        rx.fragment(
            t("dossier_phone.decided_by", authority=one.authority),
            " · ",
            rx.cond(one.handed_on != "", there, t("dossier_phone.to_hand_on")),
        ),
        one.authority,
    )


def _stage(each: Step) -> rx.Component:
    status = rx.match(each.status, *((s.value, t(f"dossier_phone.stage_{s}")) for s in stage.Status), each.status)
    return rx.el.li(
        rx.el.b(each.name),
        rx.el.span(each.unit),
        rx.el.span(status, rx.cond(each.day != "", " · " + each.day, "")),
        custom_attrs={"data-status": each.status},
    )


def _take() -> rx.Component:
    """A number for its very business; where only the code was told, in the procedure's own line."""
    paper = act(
        t("kiosk.take_for_it"),
        KioskFollow.take_for_it(Kiosk.shop.printer == "ok"),
        icon_name="ticket",
        first=True,
        disabled=KioskFollow.busy,
    )
    return rx.el.div(
        paper, act(t("kiosk.done"), Kiosk.home, icon_name="check"), class_name="kiosk-acts kiosk-acts-two"
    )


def visit() -> rx.Component:
    none = rx.el.div(icon("info"), rx.el.p(t("kiosk.visit_none")), class_name="kiosk-panel")
    rows = rx.el.div(rx.foreach(KioskFollow.visit, _of), class_name="kiosk-list")
    return rx.el.div(
        heading(t("kiosk.visit_title"), rx.el.p(t("kiosk.visit_hint"), class_name="kiosk-lead")),
        rx.cond(OF_VISIT.length() > 0, rows, none),
        class_name="kiosk-step",
    )


def _of(one: Of) -> rx.Component:
    return rx.el.button(
        rx.el.span(one.code, class_name="kiosk-code"),
        rx.el.span(_public(one.public), class_name="kiosk-field-state"),
        on_click=KioskFollow.look_at(one.code),
        type="button",
        class_name="kiosk-row",
        key=one.code,
    )
