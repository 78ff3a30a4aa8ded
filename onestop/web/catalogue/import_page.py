"""The page that reads a file of the national catalogue: what was understood, what was strange, what to make of it."""

from typing import Any

import reflex as rx

from onestop.web.catalogue.columns import CHANNELS
from onestop.web.catalogue.importing import Importing
from onestop.web.catalogue.inputs import counted
from onestop.web.parts.controls import button, field, link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.setup_rail import PROCEDURES
from onestop.web.parts.shows import badge
from onestop.web.session import Visitor
from onestop.web.words import t

I: Any = Importing  # noqa: E741 - as the other names of states
F: Any = Importing.found


def whole() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            link_button(t("catalogue.all"), PROCEDURES, icon_name="arrow-left", kind="plain"),
            rx.el.h1(t("catalogue.import"), class_name="cat-title"),
            rx.el.p(t("catalogue.import_hint"), class_name="soft"),
            class_name="cat-head",
        ),
        _source(),
        rx.cond(
            I.fault != "",
            rx.el.p(icon("circle-alert"), rx.el.span(I.fault), class_name="setup-note", role="alert"),
            rx.fragment(),
        ),
        rx.cond(I.read_it, rx.el.div(_found(), _make(), class_name="cat-two"), rx.fragment()),
        class_name="cat-sheet",
    )


def _source() -> rx.Component:
    file = rx.el.input(id="national-file", type="file", accept=".json,application/json", class_name="field-box")
    text = rx.el.textarea(id="national-text", rows=4, class_name="field-box", spell_check=False)
    return rx.el.div(
        rx.el.label(rx.el.span(t("catalogue.file"), class_name="field-label"), file, class_name="field"),
        rx.el.label(rx.el.span(t("catalogue.paste"), class_name="field-label"), text, class_name="field"),
        button(t("catalogue.read_file"), icon_name="search", kind="primary", on_click=Importing.send),
        class_name="cat-source",
    )


def _found() -> rx.Component:
    strange = rx.cond(
        I.strange.length() > 0,
        rx.el.ul(rx.foreach(I.strange, _strange), class_name="cat-strange"),
        rx.el.p(t("catalogue.nothing_strange"), class_name="soft"),
    )
    return rx.el.div(
        rx.el.section(
            rx.el.h3(t("catalogue.understood")),
            rx.el.dl(
                *_said("name", F.name),
                *_said("code", F.code),
                *_said("field_vi", F.field_name),
                *_said("agency", F.agency),
                class_name="cat-said",
            ),
            *(_listed(part, getattr(F, name)) for part, name in PARTS.items()),
            rx.el.h4(t("catalogue.terms")),
            rx.el.ul(rx.foreach(F.terms, _terms), class_name="cat-read"),
            class_name="cat-part",
        ),
        rx.el.section(
            rx.el.h3(t("catalogue.strange"), rx.el.span(I.strange.length(), class_name="cat-count")),
            strange,
            class_name="cat-part",
        ),
        rx.cond(
            F.order != "",
            rx.el.section(
                rx.el.h3(t("catalogue.order")),
                rx.el.p(t("catalogue.order_hint"), class_name="field-hint"),
                rx.el.p(F.order, class_name="cat-order"),
                class_name="cat-part",
            ),
            rx.fragment(),
        ),
        class_name="cat-typed",
    )


PARTS = {"components": "components", "cases": "cases", "results": "results", "legal_basis": "bases"}


def _said(name: str, value: Any) -> tuple[rx.Component, rx.Component]:
    said = rx.cond(value != "", value, rx.el.span(t("catalogue.not_in_file"), class_name="soft"))
    return rx.el.dt(t(f"catalogue.{name}")), rx.el.dd(said)


def _listed(part: str, values: Any) -> rx.Component:
    return rx.fragment(
        rx.el.h4(t(f"catalogue.{part}"), rx.el.span(values.length(), class_name="cat-count")),
        rx.el.ul(rx.foreach(values, rx.el.li), class_name="cat-read"),
    )


def _terms(one: Any) -> rx.Component:
    way = rx.match(one.channel, *((name, t(f"catalogue.channel_{name}")) for name in CHANNELS), "")
    limit = rx.cond(
        one.amount != "",
        rx.el.span(counted(one.amount, one.unit)),
        badge("warn", t("catalogue.limit_unread_short")),
    )
    fee = rx.cond(one.fee != "", one.fee + " đ", t("catalogue.fee_unknown"))
    return rx.el.li(way, ": ", limit, " · ", fee)


def _strange(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.code(one.path), rx.el.span(rx.cond(Visitor.locale == "en", one.en, one.vi)), class_name="cat-finding"
    )


def _make() -> rx.Component:
    return rx.el.aside(
        badge("warn", t("catalogue.stages_to_enter")),
        rx.cond(I.wrong == "rules", rx.el.p(I.refusal, class_name="field-error", role="alert"), rx.fragment()),
        rx.cond(I.same != "", _as_version(), _as_new()),
        class_name="cat-aside cat-saving",
    )


def _as_version() -> rx.Component:
    return rx.el.form(
        rx.el.h3(t("catalogue.as_version")),
        rx.el.p(t("catalogue.as_version_hint", name=I.same)),
        _begins(),
        button(t("catalogue.save_version"), icon_name="check", kind="primary", size="l", wide=True, type="submit"),
        on_submit=Importing.save_version,
        no_validate=True,
        class_name="setup-fields",
    )


def _as_new() -> rx.Component:
    return rx.el.form(
        rx.el.h3(t("catalogue.as_new")),
        rx.cond(F.code == "", field(t("catalogue.key"), "key", error=_wrong("key"), max_length=40), rx.fragment()),
        _choice("authority", I.authorities),
        _choice("unit", I.units),
        _choice("queue", I.queues),
        _begins(),
        button(t("catalogue.save_new"), icon_name="check", kind="primary", size="l", wide=True, type="submit"),
        on_submit=Importing.save_new,
        no_validate=True,
        class_name="setup-fields",
    )


def _wrong(name: str) -> Any:
    return rx.cond(I.wrong == name, I.refusal, "")


def _begins() -> rx.Component:
    return field(
        t("catalogue.effective_from"),
        "effective_from",
        type="date",
        required=True,
        default_value=I.today,
        error=_wrong("effective_from"),
    )


def _choice(name: str, options: Any) -> rx.Component:
    chooser = rx.el.select(
        rx.el.option(t("setup.nothing"), value=""),
        rx.foreach(options, lambda one: rx.el.option(one.name, value=one.value)),
        id=name,
        name=name,
        class_name="field-box",
    )
    return field(t(f"catalogue.{name}"), name, error=_wrong(name), control=chooser)
