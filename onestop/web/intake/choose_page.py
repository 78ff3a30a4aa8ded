"""Where a new dossier begins: one box, the procedures below it, the first one on Enter."""

from typing import Any

import reflex as rx

from onestop.web import routes
from onestop.web.intake.asks import consult
from onestop.web.intake.parts import AGAIN_MS, choosing
from onestop.web.parts.controls import button, dialog, keycap
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge
from onestop.web.parts.states import empty, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

WAYS = ("counter", "assisted", "post")


@screen(routes.INTAKE, "intake.choose_title", officers_only=True, on_load=[choosing.load])
def choose() -> rx.Component:
    return frame(
        rx.el.script(src="/intake.js", async_=True),
        rx.el.div(
            _head(),
            _box(),
            rx.cond(choosing.ready, _offers(), rx.el.div(loading(8), class_name="card")),
            class_name="intake-choose",
            id="intake-choose",
        ),
        _cases(),
        consult(""),
        officers_only=True,
        main_class="main-wide intake-choosing",
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.a(
            icon("arrow-left"),
            rx.el.span(t("intake.back")),
            keycap("l"),
            href=routes.COUNTER,
            class_name="button button-plain intake-back",
            custom_attrs={"data-key": "l"},
        ),
        rx.el.h1(t("intake.choose_title")),
        rx.el.div(
            rx.cond(choosing.number != "", badge("info", t("intake.visit", number=choosing.number)), rx.fragment()),
            rx.cond(
                choosing.same != "",
                badge("info", t("intake.same", name=choosing.same), icon_name="user"),
                rx.fragment(),
            ),
            button(t("intake.consult"), icon_name="book-open", key="c", opens="consult"),
            class_name="row push",
        ),
        class_name="intake-head",
    )


def _box() -> rx.Component:
    def way(name: str) -> rx.Component:
        return rx.el.button(
            t(f"intake.way_{name}"),
            type="button",
            class_name="segment",
            custom_attrs={"aria-pressed": choosing.way == name},
            on_click=choosing.choose_way(name),
        )

    return rx.el.div(
        rx.el.form(
            rx.el.label(t("intake.search"), html_for="search", class_name="spoken"),
            icon("search"),
            rx.el.input(
                id="search",
                name="search",
                class_name="field-box",
                placeholder=t("intake.search_hint"),
                auto_complete="off",
                auto_focus=True,
                on_change=choosing.narrow.debounce(120),
                custom_attrs={"data-focus-key": "/", "data-search": "yes"},
            ),
            keycap("/"),
            on_submit=choosing.choose_first,
            class_name="intake-search",
        ),
        rx.el.div(
            *(way(name) for name in WAYS),
            class_name="segments",
            role="group",
            custom_attrs={"aria-label": t("intake.way")},
        ),
        class_name="intake-box",
    )


def _offers() -> rx.Component:
    return rx.cond(
        choosing.offers.length() > 0,
        rx.el.ul(rx.foreach(choosing.offers, _offer), class_name="intake-offers"),
        empty(t("intake.none_found"), t("intake.none_found_hint"), icon_name="search"),
    )


def _offer(offer: Any) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.strong(offer.name, class_name="intake-offer-name"),
                rx.el.span(
                    rx.cond(offer.code != "", rx.el.span(offer.code, " · "), rx.fragment()),
                    offer.field,
                    " · ",
                    offer.authority,
                    class_name="soft small intake-cut",
                ),
                class_name="intake-offer-words",
            ),
            rx.cond(
                offer.own,
                badge("good", t("intake.own_line", queue=offer.queue), icon_name="ticket"),
                rx.cond(offer.queue != "", rx.el.span(offer.queue, class_name="intake-queue"), rx.fragment()),
            ),
            type="button",
            class_name="intake-offer",
            custom_attrs={"data-offer": offer.key},
            on_click=choosing.choose(offer.key).throttle(AGAIN_MS),
        ),
        key=offer.key,
    )


def _cases() -> rx.Component:
    def case(one: Any, place: Any) -> rx.Component:
        key = (place + 1).to_string()
        return rx.el.button(
            rx.el.span(one.name),
            rx.el.kbd(key, class_name="keycap"),
            type="button",
            class_name="button intake-case",
            custom_attrs={"data-key": key},
            on_click=choosing.choose_case(one.code).throttle(AGAIN_MS),
            key=one.code,
        )

    return dialog(
        "case",
        t("intake.case_title"),
        rx.el.p(choosing.chosen_name, class_name="soft"),
        rx.el.div(rx.foreach(choosing.cases, case), class_name="column"),
        actions=[button(t("common.cancel"), closes=True)],
    )
