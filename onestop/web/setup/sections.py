"""The form of each section of setup."""

from typing import Any

import reflex as rx

from onestop.usecases.setup import MOST_COUNTER, MOST_NUMBERS, MOST_WEIGHT
from onestop.usecases.setup_places import CELLS, DEVICE_KINDS, PLACE_KINDS, WIDTH
from onestop.usecases.setup_policy import BOUNDS, CHOICES, SWITCHES
from onestop.web.parts.controls import field
from onestop.web.setup.facts import BUTTONS, ROLES, WEEKDAYS
from onestop.web.setup.fields import (
    IS_NEW,
    V,
    choice,
    count,
    group,
    line,
    of_queue,
    pair,
    prose,
    switch,
    words,
    wrong,
)
from onestop.web.setup.state import Setup
from onestop.web.words import t

MOST_POSITION = 99


def queue() -> rx.Component:
    return rx.fragment(
        pair(line("code", hint=True, once=True, max_length=2, required=True), count("position", 0, MOST_POSITION)),
        pair(line("name_vi", max_length=120, required=True), line("name_en", max_length=120, required=True)),
        pair(line("where_vi", max_length=160), line("where_en", max_length=160)),
        pair(prose("bring_vi"), prose("bring_en")),
        group("hours", rx.el.p(t("setup.hours_hint"), class_name="field-hint"), *(weekday(day) for day in WEEKDAYS)),
        group(
            "numbers",
            pair(
                count("first_number", 1, MOST_NUMBERS),
                count("last_number", 1, MOST_NUMBERS, hint=True),
                count("daily_limit", 1, MOST_NUMBERS, hint=True),
            ),
        ),
        pair(choice("zone", Setup.zones), switch("active")),
    )


def weekday(day: int, nothing: str = "setup.day_off") -> rx.Component:
    """The hours of one day; `nothing` says what an empty field means."""
    name = f"hours_{day}"
    return rx.el.div(
        rx.el.label(t(f"setup.weekday_{day}"), html_for=name),
        rx.el.input(
            id=name,
            name=name,
            class_name="field-box",
            default_value=V[name],
            placeholder=t(nothing),
            custom_attrs={"aria-invalid": Setup.wrong == name},
        ),
        rx.cond(
            Setup.wrong == name, rx.el.span(Setup.refusal, class_name="field-error", role="alert"), rx.fragment()
        ),
        class_name="setup-day",
    )


def counter() -> rx.Component:
    queues: Any = Setup.queues
    return rx.fragment(
        pair(
            field(
                t("setup.number"),
                "number",
                error=wrong("number"),
                type="number",
                min=1,
                max=MOST_COUNTER,
                required=True,
                default_value=V["number"],
                read_only=~IS_NEW,
            ),
            choice("zone", Setup.zones),
        ),
        pair(line("name_vi", max_length=120), line("name_en", max_length=120)),
        group(
            "weights",
            rx.el.p(t("setup.weights_hint"), class_name="field-hint"),
            rx.foreach(queues, lambda queue: of_queue("weight", queue, MOST_WEIGHT)),
        ),
        switch("auto_call"),
        switch("active"),
    )


def officer() -> rx.Component:
    return rx.fragment(
        line("username", hint=True, once=True, max_length=40, required=True, auto_complete="off"),
        pair(line("name", max_length=120, required=True), line("title", label="title_field", max_length=120)),
        group(
            "roles",
            *(switch(f"role_{role}") for role in ROLES),
            rx.cond(Setup.wrong == "roles", rx.el.p(Setup.refusal, class_name="field-error"), rx.fragment()),
        ),
        switch("active", label=t("setup.may_sign_in")),
    )


def priority() -> rx.Component:
    return rx.fragment(
        pair(line("code", once=True, max_length=24, required=True), count("position", 0, MOST_POSITION)),
        pair(line("name_vi", max_length=120, required=True), line("name_en", max_length=120, required=True)),
        pair(count("head_start_min", 0, 240, hint=True), line("icon", hint=True, max_length=24)),
        line("legal_basis", hint=True, max_length=200),
        switch("needs_proof"),
        switch("active"),
    )


def device() -> rx.Component:
    return rx.fragment(
        pair(
            line("code", hint=True, once=True, max_length=39, required=True), words("kind", DEVICE_KINDS, once=True)
        ),
        line("name", max_length=120, required=True),
        pair(choice("counter", Setup.counters), choice("zone", Setup.zones)),
        rx.cond((V["kind"] == "sign") | IS_NEW, count("cells", *CELLS, hint=True), rx.fragment()),
        rx.cond((V["kind"] == "printer") | IS_NEW, count("width", *WIDTH, hint=True), rx.fragment()),
        rx.cond((V["kind"] == "dispenser") | IS_NEW, _dispenser(), rx.fragment()),
        rx.cond((V["kind"] == "scanner") | IS_NEW, choice("place", Setup.standings), rx.fragment()),
        switch("active"),
    )


def _dispenser() -> rx.Component:
    return rx.fragment(
        choice("printer", Setup.printers),
        group(
            "buttons",
            rx.el.p(t("setup.buttons_hint"), class_name="field-hint"),
            rx.el.div(*(_button(number) for number in BUTTONS), class_name="setup-buttons"),
        ),
    )


def _button(number: int) -> rx.Component:
    name = f"button_{number}"
    return rx.el.label(
        rx.el.span(str(number)),
        rx.el.input(
            name=name,
            class_name="field-box",
            max_length=2,
            default_value=V[name],
            custom_attrs={"aria-invalid": Setup.wrong == name},
        ),
        class_name="setup-button",
    )


def place() -> rx.Component:
    return rx.fragment(
        pair(line("code", hint=True, once=True, max_length=39, required=True), words("kind", PLACE_KINDS, once=True)),
        line("name", max_length=120, required=True),
        pair(choice("counter", Setup.counters), choice("zone", Setup.zones)),
        choice("printer", Setup.printers),
        switch("speaks"),
    )


def policy() -> rx.Component:
    calls = ("max_preferred_run", "min_recalls", "min_recall_interval_s", "undo_within_s", "park_min")
    ratings = ("rating_window_s", "phone_rating_min", "low_mark")
    watch = ("wait_alert_min", "idle_alert_min", "device_silent_s", "print_confirm_s")
    return rx.fragment(
        group("policy_calls", pair(*(count(name, *BOUNDS[name]) for name in calls))),
        group(
            "policy_turn", pair(words("balance", CHOICES["balance"]), words("reinstate_at", CHOICES["reinstate_at"]))
        ),
        group(
            "policy_day",
            pair(line("close_at", hint=True, max_length=5), count("number_digits", *BOUNDS["number_digits"])),
            *(switch(name) for name in SWITCHES if name != "voice_english"),
        ),
        group("policy_ratings", pair(*(count(name, *BOUNDS[name]) for name in ratings))),
        group("policy_watch", pair(*(count(name, *BOUNDS[name]) for name in watch))),
        group("policy_voice", pair(_linh()), switch("voice_english"), pair(prose("ticker_vi"), prose("ticker_en"))),
    )


def _linh() -> rx.Component:
    box = rx.el.select(
        *(rx.el.option(said, value=said) for said in CHOICES["linh"]),
        id="linh",
        name="linh",
        class_name="field-box",
        default_value=V["linh"],
    )
    return field(t("setup.linh"), "linh", hint=t("setup.linh_hint"), error=wrong("linh"), control=box)
