"""The side of a dossier's page: what can be done now, when it is due, money, forms, people, what went out."""

from collections.abc import Callable
from typing import Any, Final

import reflex as rx

from onestop.web.dossiers.one import OneDossier
from onestop.web.dossiers.pieces import rated, sent
from onestop.web.dossiers.words import light, pick
from onestop.web.parts.controls import keycap
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import card, printed
from onestop.web.words import t

does: Final[Any] = OneDossier
page: Final[Any] = OneDossier.page
AGAIN_MS: Final = 250
"""A double click is one press; the next deed may follow at once [ms]."""


def side() -> rx.Component:
    return rx.el.div(*_cards(), class_name="dossier-side")


def _cards() -> tuple[rx.Component, ...]:
    return _now(), _due(), _fee(), _paid(), _forms(), _people(), _sent(), _prints(), _ratings()


def _forms() -> rx.Component:
    def form(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                icon("file-text"),
                rx.el.span(pick(one.label)),
                href=one.href,
                target="_blank",
                rel="noopener",
            ),
            key=one.href,
        )

    shown = card(
        rx.el.ul(rx.foreach(page.forms, form), class_name="dossier-forms"),
        title=t("dossiers.forms"),
        icon_name="printer",
    )
    return rx.cond(page.forms.length() > 0, shown, rx.fragment())


def _fee() -> rx.Component:
    """For whoever stands here and pays with their phone."""
    code = rx.el.img(src=page.fee.picture, alt=t("dossiers.fee_code"), class_name="dossier-vietqr")
    told = rx.el.dl(
        rx.el.div(rx.el.dt(t("dossiers.fee_account")), rx.el.dd(page.fee.account)),
        rx.el.div(rx.el.dt(t("dossiers.fee_purpose")), rx.el.dd(rx.el.code(page.fee.purpose))),
        class_name="dossier-facts",
    )
    transfer = rx.cond(
        page.fee.picture != "", rx.el.div(code, told, class_name="column"), rx.el.p(t("dossiers.fee_here"))
    )
    shown = card(
        rx.el.p(rx.el.strong(page.fee.amount), class_name="dossier-fee"),
        transfer,
        title=t("dossiers.fee_due"),
        icon_name="qr-code",
    )
    return rx.cond(page.fee.amount != "", shown, rx.fragment())


def _paid() -> rx.Component:
    """What came in and went back, each with its receipt in three copies."""

    def one(each: Any) -> rx.Component:
        receipt = printed(each.href, each.receipt)
        return rx.el.li(
            rx.el.strong(each.amount),
            rx.el.span(" ", pick(each.way), " · ", each.at),
            rx.cond(each.receipt != "", receipt, rx.fragment()),
            key=each.href,
        )

    return _listed(page.paid, one, t("dossiers.paid"), "check")


def _now() -> rx.Component:
    return card(
        rx.cond(
            page.deeds.length() > 0,
            rx.el.div(rx.foreach(page.deeds, _deed), class_name="dossier-deeds"),
            rx.el.p(t("dossiers.nothing_to_do"), class_name="soft"),
        ),
        title=t("dossiers.now"),
        icon_name="circle-play",
        class_name="dossier-now",
    )


def _deed(deed: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(
            pick(deed.label),
            rx.cond(
                deed.at_stage != "", rx.el.span(" · ", deed.at_stage, class_name="dossier-deed-stage"), rx.fragment()
            ),
        ),
        rx.cond(deed.press != "", keycap(deed.press), rx.fragment()),
        type="button",
        class_name=rx.cond(deed.first, "button button-primary dossier-deed", "button dossier-deed"),
        custom_attrs={"data-key": deed.press, "data-deed": deed.key},
        on_click=does.press(deed.key, deed.subject).throttle(AGAIN_MS),
        key=deed.key + deed.subject,
    )


def no_due() -> rx.Var[str]:
    return rx.cond(page.limited, t("dossiers.not_begun"), t("dossiers.no_due"))


def _due() -> rx.Component:
    explained = rx.el.details(
        rx.el.summary(icon("circle-question-mark"), t("dossiers.why")),
        rx.el.ol(rx.foreach(page.why, _why), class_name="dossier-why"),
        class_name="dossier-explained",
    )
    return card(
        rx.el.p(
            rx.cond(page.due != "", rx.el.strong(page.due, class_name="dossier-due"), no_due()),
            rx.cond(page.light != "none", light(page.light), rx.fragment()),
            class_name="row",
        ),
        rx.cond(
            page.stopped != "",
            rx.el.p(icon("circle-pause"), t("dossiers.stopped_since", at=page.stopped), class_name="dossier-hint"),
            rx.fragment(),
        ),
        rx.cond(
            page.original != "",
            rx.el.p(t("dossiers.first_due", at=page.original), class_name="soft small"),
            rx.fragment(),
        ),
        rx.cond(
            page.missing > 0,
            rx.el.p(icon("triangle-alert"), t("dossiers.no_calendar", year=page.missing), class_name="dossier-hint"),
            rx.fragment(),
        ),
        rx.cond(page.why.length() > 0, explained, rx.fragment()),
        title=t("dossiers.due"),
        icon_name="calendar-days",
    )


def _why(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.at, class_name="dossier-why-at"),
        rx.el.span(
            pick(line.words),
            rx.cond(line.source != "", rx.el.span(line.source, class_name="dossier-source"), rx.fragment()),
        ),
    )


def _people() -> rx.Component:
    def fact(one: Any) -> rx.Component:
        return rx.el.div(rx.el.dt(pick(one.label)), rx.el.dd(pick(one.value)))

    return card(
        rx.el.dl(rx.foreach(page.people, fact), rx.foreach(page.facts, fact), class_name="dossier-facts"),
        title=t("dossiers.people"),
        icon_name="user",
    )


def _sent() -> rx.Component:
    return _listed(page.sent, sent, t("dossiers.sent"), "mail")


def _prints() -> rx.Component:
    return _listed(page.prints, sent, t("dossiers.prints"), "printer")


def _ratings() -> rx.Component:
    return _listed(page.ratings, rated, t("dossiers.ratings"), "star")


def _listed(lines: Any, line: Callable[[Any], rx.Component], title: Any, icon_name: IconName) -> rx.Component:
    """A card of lines; nothing where there are none."""
    shown = card(rx.el.ul(rx.foreach(lines, line), class_name="dossier-sent"), title=title, icon_name=icon_name)
    return rx.cond(lines.length() > 0, shown, rx.fragment())
