"""What the version being typed would promise: plan, due date, every line of its reason; and the bar that saves it."""

from typing import Any

import reflex as rx

from onestop.web.catalogue.columns import CHANNELS
from onestop.web.catalogue.editing import Editing
from onestop.web.catalogue.inputs import E, fault, labelled
from onestop.web.parts.controls import button, field
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge
from onestop.web.session import Visitor
from onestop.web.words import t


def promise() -> rx.Component:
    P: Any = Editing.promise  # noqa: N806
    return rx.el.section(
        rx.el.h3(t("catalogue.preview")),
        _tried(),
        rx.cond(
            E.count > 0,
            rx.el.p(t("catalogue.preview_faulty"), class_name="setup-note"),
            rx.fragment(),
        ),
        rx.cond(
            P.refusal_vi != "",
            rx.el.p(
                icon("ban"), rx.cond(Visitor.locale == "en", P.refusal_en, P.refusal_vi), class_name="setup-note"
            ),
            rx.fragment(),
        ),
        rx.cond(P.due != "", rx.el.p(t("catalogue.due"), rx.el.strong(P.due), class_name="cat-due"), rx.fragment()),
        rx.cond(P.no_due, rx.el.p(t("catalogue.no_due"), class_name="cat-due"), rx.fragment()),
        rx.cond(
            P.late_plan,
            rx.el.p(icon("triangle-alert"), t("catalogue.late_plan"), class_name="setup-note"),
            rx.fragment(),
        ),
        rx.cond(P.plan.length() > 0, rx.el.ol(rx.foreach(P.plan, _step), class_name="cat-plan"), rx.fragment()),
        rx.cond(P.lines.length() > 0, _why(P), rx.fragment()),
        class_name="cat-preview",
        custom_attrs={"aria-live": "polite"},
    )


def _tried() -> rx.Component:
    T: Any = Editing.tried  # noqa: N806
    ways = (rx.el.option(t(f"catalogue.channel_{way}"), value=way) for way in CHANNELS)
    instant = rx.el.input(
        type="datetime-local",
        class_name="field-box",
        value=T["at"],
        on_change=lambda typed: Editing.try_with("at", typed),
    )
    way = rx.el.select(
        *ways,
        class_name="field-box",
        value=T["channel"],
        on_change=lambda picked: Editing.try_with("channel", picked),
    )
    case = rx.el.select(
        rx.el.option(t("catalogue.any_case"), value=""),
        rx.foreach(E.cases, lambda row: rx.el.option(row["name"], value=row["code"])),
        class_name="field-box",
        value=T["case"],
        on_change=lambda picked: Editing.try_with("case", picked),
    )
    return rx.el.div(
        labelled(t("catalogue.try_at"), "", instant),
        labelled(t("catalogue.try_channel"), "", way),
        rx.cond(E.cases.length() > 0, labelled(t("catalogue.try_case"), "", case), rx.fragment()),
        class_name="cat-tried",
    )


def _step(step: Any) -> rx.Component:
    due = rx.cond(step.due != "", t("catalogue.step_due", at=step.due), t("catalogue.step_no_limit"))
    return rx.el.li(
        rx.el.strong(step.name),
        rx.cond(step.demonstration, badge("warn", t("catalogue.ours")), rx.fragment()),
        rx.el.span(step.unit, class_name="cat-step-line"),
        rx.el.span(t("catalogue.step_starts", at=step.starts), " ", due, class_name="cat-step-line soft"),
        key=step.code,
    )


def _why(promise: Any) -> rx.Component:
    later = rx.cond(
        Editing.whole["count_from"] != "receipt",
        rx.el.p(t("catalogue.taken_at_once"), class_name="field-hint"),
        rx.fragment(),
    )
    return rx.el.div(
        rx.el.h4(t("catalogue.why")),
        later,
        rx.el.ol(
            rx.foreach(
                promise.lines,
                lambda line: rx.el.li(
                    rx.el.span(line.at, class_name="cat-at"),
                    rx.el.span(rx.cond(Visitor.locale == "en", line.en, line.vi)),
                    rx.cond(line.source != "", rx.el.span(line.source, class_name="soft small"), rx.fragment()),
                ),
            ),
            class_name="cat-lines",
        ),
    )


def saving() -> rx.Component:
    """Always in reach at the foot of the page."""
    faults = rx.cond(
        E.count > 0, badge("bad", t("catalogue.faults", count=E.count)), badge("good", t("catalogue.holds"))
    )
    form = rx.el.form(
        rx.el.div(
            rx.el.h3(t("catalogue.make_version")),
            faults,
            rx.el.span(t("catalogue.effective_from_hint"), class_name="field-hint"),
            fault("rules"),
            class_name="row",
        ),
        rx.el.div(
            field(t("catalogue.effective_from"), "effective_from", type="date", required=True, error=E.begins_wrong),
            field(t("catalogue.note"), "note", max_length=2000, placeholder=t("catalogue.note_hint")),
            button(t("catalogue.save_version"), icon_name="check", kind="primary", size="l", type="submit"),
            class_name="cat-save-row",
        ),
        on_submit=Editing.save_version,
        no_validate=True,
        class_name="cat-saving cat-foot",
        key="saving-" + E.chosen,
    )
    return rx.cond(E.may, form, rx.fragment())
