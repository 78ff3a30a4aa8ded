"""The page of one procedure: what it is called, its versions, the version being typed, and what it would promise."""

from typing import Any

import reflex as rx

from onestop.domain.clock import CountFrom, OnSupplement
from onestop.web.catalogue import promise_view
from onestop.web.catalogue.columns import COLUMNS, MARKS
from onestop.web.catalogue.editing import Editing
from onestop.web.catalogue.inputs import E, box, labelled, part, prose, select, tick
from onestop.web.parts.controls import button, field, link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.setup_rail import PROCEDURES, rail
from onestop.web.parts.shows import badge
from onestop.web.parts.states import failure
from onestop.web.words import t

F: Any = Editing.facts


def whole() -> rx.Component:
    title = rx.cond(E.is_new, t("catalogue.new"), F["name_vi"])
    return rx.el.div(
        rx.el.div(
            link_button(t("catalogue.all"), PROCEDURES, icon_name="arrow-left", kind="plain"),
            rx.el.h1(title, class_name="cat-title"),
            _marks(),
            class_name="cat-head",
        ),
        rx.cond(E.may, rx.fragment(), badge("info", t("setup.read_only"), icon_name="eye")),
        rx.el.details(
            rx.el.summary(rx.el.span(t("catalogue.facts"), class_name="cat-summary"), icon("chevron-down")),
            _facts(),
            open=E.is_new,
            class_name="cat-facts",
        ),
        rx.cond(E.is_new, rx.fragment(), rx.fragment(_version(), promise_view.saving())),
        class_name="cat-sheet",
    )


def page() -> tuple[rx.Component, ...]:
    lost = failure(t("catalogue.missing"), t("catalogue.missing_hint"))
    return rail("procedures"), rx.cond(E.missing, rx.el.div(lost, class_name="cat-sheet"), whole())


def _marks() -> rx.Component:
    source = rx.cond(
        F["source"] != "",
        rx.el.p(t("catalogue.source_is", source=F["source"]), class_name="soft"),
        badge("warn", t("catalogue.no_source")),
    )
    code = rx.cond(
        F["code"] != "", badge("info", F["code"], icon_name="file-text"), badge("warn", t("catalogue.no_code"))
    )
    return rx.cond(E.is_new, rx.fragment(), rx.el.div(code, source, class_name="row"))


def _facts() -> rx.Component:
    return rx.el.form(
        rx.el.fieldset(
            _line("name_vi", max_length=400, required=True),
            _line("name_en", max_length=400),
            rx.el.div(
                _line("code", max_length=40, hint=True),
                rx.cond(E.is_new, _line("key", max_length=40, hint=True), rx.fragment()),
                _choice("authority", E.authorities, nothing=False),
                _choice("unit", E.units),
                _choice("queue", E.queues),
                _line("field_vi", max_length=120),
                _line("field_code", max_length=24),
                _line("source", max_length=300, hint=True),
                _line("position", type="number", min=0, max=9999),
                class_name="cat-fields",
            ),
            rx.el.label(
                rx.el.input(type="checkbox", name="active", default_checked=F["active"] == "on"),
                rx.el.span(t("catalogue.active")),
                class_name="setup-switch",
            ),
            disabled=~E.may,
            class_name="setup-fields",
        ),
        rx.cond(
            E.may,
            button(t("common.save"), icon_name="check", kind="primary", type="submit"),
            rx.fragment(),
        ),
        on_submit=Editing.save_facts,
        no_validate=True,
        key="facts-" + F["key"],
        class_name="cat-facts-form",
    )


def _wrong(name: str) -> Any:
    return rx.cond(E.wrong == name, E.refusal, "")


def _line(name: str, *, hint: bool = False, **props: Any) -> rx.Component:
    told = t(f"catalogue.{name}_hint") if hint else None
    return field(t(f"catalogue.{name}"), name, hint=told, error=_wrong(name), default_value=F[name], **props)


def _choice(name: str, options: Any, *, nothing: bool = True) -> rx.Component:
    chooser = rx.el.select(
        *([rx.el.option(t("setup.nothing"), value="")] if nothing else []),
        rx.foreach(options, lambda one: rx.el.option(one.name, value=one.value)),
        id=name,
        name=name,
        class_name="field-box",
        default_value=F[name],
    )
    return field(t(f"catalogue.{name}"), name, error=_wrong(name), control=chooser)


def _version() -> rx.Component:
    return rx.el.div(
        rx.el.div(_versions(), _whole(), *(part(name) for name in COLUMNS), class_name="cat-typed"),
        rx.el.aside(promise_view.promise(), class_name="cat-aside"),
        class_name="cat-two",
    )


def _versions() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("catalogue.versions")),
        rx.cond(
            E.versions.length() > 0,
            rx.el.ul(rx.foreach(E.versions, _dated), class_name="cat-versions"),
            rx.el.p(t("catalogue.no_versions"), class_name="soft"),
        ),
        class_name="cat-part",
    )


def _dated(one: Any) -> rx.Component:
    until = rx.cond(one.ends != "", t("catalogue.until", day=one.ends), t("catalogue.open_end"))
    return rx.el.li(
        rx.el.button(
            rx.el.span(t("catalogue.since", day=one.begins), " ", until, class_name="cat-since"),
            rx.cond(one.now, badge("good", t("catalogue.holds_now")), rx.fragment()),
            rx.cond(one.received, badge("quiet", t("catalogue.received"), icon_name="lock"), rx.fragment()),
            rx.el.span(
                rx.cond(one.by_person, t("catalogue.made", at=one.made), t("catalogue.start_data")),
                class_name="soft small",
            ),
            type="button",
            on_click=Editing.choose(one.id),
            class_name="cat-dated",
            custom_attrs={"aria-current": rx.cond(E.chosen == one.id, "true", "false")},
        ),
        rx.cond(one.note != "", rx.el.p(icon("info"), rx.el.span(one.note), class_name="cat-note"), rx.fragment()),
        key=one.id,
    )


def _whole() -> rx.Component:
    W: Any = Editing.whole  # noqa: N806 - as the other names of states
    starts = (rx.el.option(t(f"catalogue.count_from_{one}"), value=one) for one in CountFrom)
    after = (rx.el.option(t(f"catalogue.on_supplement_{one}"), value=one) for one in OnSupplement)
    return rx.el.section(
        rx.el.h3(t("catalogue.whole")),
        rx.el.fieldset(
            labelled(t("catalogue.count_from"), "count_from", select("count_from", W["count_from"], *starts)),
            labelled(
                t("catalogue.on_supplement"), "on_supplement", select("on_supplement", W["on_supplement"], *after)
            ),
            labelled(t("catalogue.sets"), "sets", box("sets", W["sets"], input_mode="numeric")),
            tick("at_once", W["at_once"], t("catalogue.at_once")),
            labelled(
                t("catalogue.requirements"), "requirements", prose("requirements", W["requirements"], 3), wide=True
            ),
            rx.el.fieldset(
                rx.el.legend(t("catalogue.marks")),
                rx.el.p(t("catalogue.marks_hint"), class_name="field-hint"),
                rx.el.div(
                    *(tick(f"mark_{name}", W[f"mark_{name}"], t(f"catalogue.{name}")) for name in MARKS),
                    class_name="cat-marks",
                ),
                class_name="setup-group cat-wide",
            ),
            disabled=~E.may,
            class_name="cat-fields",
            key="whole-" + E.shape.to_string(),
        ),
        class_name="cat-part",
    )
