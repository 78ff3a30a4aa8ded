"""The forms of offices, zones, authorities, units, who stands in for whom, and the rules for dossiers."""

from typing import Any

import reflex as rx

from onestop.usecases.setup_dossiers import BOUNDS, SOURCES, SWITCHES
from onestop.web.parts.controls import field
from onestop.web.setup.facts import WEEKDAYS
from onestop.web.setup.fields import IS_NEW, V, choice, count, group, line, pair, switch, wrong
from onestop.web.setup.sections import MOST_POSITION, weekday
from onestop.web.setup.state import Setup
from onestop.web.words import t

PARTS = ("", "member", "head")
"""What somebody may be in a unit."""


def authority() -> rx.Component:
    return rx.fragment(
        pair(
            line("code", label="agency_code", once=True, max_length=24, required=True),
            count("position", 0, MOST_POSITION),
        ),
        pair(line("name_vi", max_length=200, required=True), line("name_en", max_length=200)),
        group(
            "code_of_dossiers",
            field(
                t("setup.code_template"),
                "code_template",
                hint=t("setup.code_template_hint", agency="{agency}", date="{date:%y%m%d}", seq="{seq:04d}"),
                error=wrong("code_template"),
                max_length=80,
                required=True,
                default_value=V["code_template"],
                on_blur=Setup.try_template,
            ),
            rx.el.p(
                rx.el.span(t("setup.next_code"), class_name="soft"),
                rx.el.code(Setup.sample, class_name="setup-sample"),
                class_name="setup-next",
                role="status",
            ),
        ),
        pair(line("hotline", max_length=40), switch("elsewhere")),
        group(
            "fees_account",
            rx.el.p(t("setup.fees_account_hint"), class_name="field-hint"),
            pair(line("bank", hint=True, max_length=6, input_mode="numeric"), line("account", max_length=24)),
            line("account_holder", max_length=120),
        ),
        switch("demonstration"),
        switch("unverified"),
        switch("active"),
    )


def unit() -> rx.Component:
    people: Any = Setup.people
    return rx.fragment(
        pair(
            line("code", label="unit_code", once=True, max_length=24, required=True),
            count("position", 0, MOST_POSITION),
        ),
        pair(line("name_vi", max_length=200, required=True), line("name_en", max_length=200)),
        choice("authority", Setup.bodies, nothing=False),
        group("members", rx.el.p(t("setup.members_hint"), class_name="field-hint"), rx.foreach(people, _member)),
        switch("demonstration"),
        switch("unverified"),
        switch("active"),
    )


def _member(one: Any) -> rx.Component:
    box = rx.el.select(
        *(rx.el.option(t(f"setup.member_{part or 'none'}"), value=part) for part in PARTS),
        name="member_" + one.id,
        class_name="field-box setup-part",
        default_value=one.value,
    )
    return rx.el.label(rx.el.span(one.name), box, class_name="setup-weight", key=one.id)


def away() -> rx.Component:
    who = pair(choice("officer", Setup.people), choice("by", Setup.people))
    days = pair(line("from_day", type="date", required=True), line("to_day", type="date", required=True))
    fault = rx.cond(
        Setup.wrong == "span",
        rx.el.p(t("setup.span_wrong"), class_name="field-error", role="alert"),
        rx.fragment(),
    )
    return rx.fragment(
        rx.el.p(t("setup.away_hint"), class_name="field-hint"),
        rx.el.fieldset(who, days, fault, disabled=~IS_NEW, class_name="setup-fields"),
    )


def zone() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("setup.zones_hint"), class_name="field-hint"),
        line("code", label="zone_code", once=True, max_length=24, required=True),
        pair(line("name_vi", max_length=120, required=True), line("name_en", max_length=120, required=True)),
    )


def office() -> rx.Component:
    return rx.fragment(
        rx.cond(IS_NEW, rx.el.p(t("setup.offices_new"), class_name="setup-note"), rx.fragment()),
        pair(
            line("code", label="office_code", hint=True, once=True, max_length=24, required=True),
            line("timezone", hint=True, max_length=40, required=True),
        ),
        pair(line("name_vi", max_length=160, required=True), line("name_en", max_length=160, required=True)),
        line("address", max_length=240),
    )


def dossiers() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("setup.dossiers_unsure"), class_name="setup-note"),
        group(
            "work_hours",
            rx.el.p(t("setup.work_hours_hint"), class_name="field-hint"),
            *(weekday(day, "setup.no_work") for day in WEEKDAYS),
        ),
        group("dossier_rules", rx.el.div(*(_rule(name) for name in BOUNDS), class_name="setup-two")),
        group(
            "dossier_lanes",
            pair(choice("result_queue", Setup.lanes), choice("help_queue", Setup.lanes)),
            *(switch(name) for name in SWITCHES),
        ),
        group("portal_title", switch("portal"), rx.el.p(t("setup.portal_hint"), class_name="field-hint")),
    )


def _rule(name: str) -> rx.Component:
    """A number with its bounds and where the rule stands, or that it is the office's own."""
    low, high = BOUNDS[name]
    source = SOURCES.get(name, "")
    told = t("setup.rule_source", low=low, high=high, source=source) if source else None
    return field(
        t(f"setup.rule_{name}"),
        name,
        hint=told if told is not None else t("setup.rule_own", low=low, high=high),
        error=wrong(name),
        type="number",
        min=low,
        max=high,
        default_value=V[name],
    )
