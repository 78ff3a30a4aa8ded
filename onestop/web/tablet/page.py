"""The tablet: large and quiet; one question at a time, and one red door at the foot."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.parts.controls import button, dialog, language_switch
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import badge
from onestop.web.parts.states import empty, failure, fresh, loading
from onestop.web.session import Visitor
from onestop.web.shell import bare, screen
from onestop.web.tablet.state import KIND, REASONS, Tablet
from onestop.web.words import t

does: Final[Any] = Tablet
face: Final[Any] = Tablet.face

MARKS: Final[tuple[tuple[int, IconName], ...]] = (
    (4, "face-grinning"),
    (3, "face-slightly-smiling"),
    (2, "face-neutral"),
    (1, "face-slightly-frowning"),
)
AGAIN_MS = 1500
"""A second tap within this is the same tap [ms]."""


def pick(two: Any) -> Any:
    return rx.cond(Visitor.locale == "en", two.en, two.vi)


@screen(routes.TABLET, "tablet.title", on_load=[does.settle(KIND), does.watch])
def tablet() -> rx.Component:
    shown = rx.cond(face.look == "", loading(3), fresh(does.beat, _face(), class_name="tablet-live"))
    unknown = failure(t("tablet.unknown_title"), t("tablet.unknown_hint"))
    return bare(
        rx.el.div(
            _head(),
            rx.el.main(
                rx.cond(does.known == "no", unknown, shown), id="main", class_name="tablet-main", tab_index=-1
            ),
            rx.cond(does.known == "no", rx.fragment(), _foot()),
            _criticise(),
            class_name="tablet",
        ),
    )


def _head() -> rx.Component:
    who = rx.el.div(
        rx.el.p(rx.cond(face.officer != "", face.officer, pick(face.office)), class_name="tablet-officer"),
        rx.el.p(_fields(), class_name="tablet-fields"),
    )
    number = rx.el.p(
        rx.el.span(t("tablet.counter"), class_name="tablet-seat-word"),
        rx.el.span(face.counter, class_name="tablet-seat-number"),
        class_name="tablet-seat",
    )
    return rx.el.header(
        rx.cond(face.counter > 0, number, rx.fragment()),
        rx.cond(face.counter > 0, who, rx.fragment()),
        rx.el.div(language_switch(), class_name="push"),
        class_name="tablet-head",
    )


def _fields() -> rx.Component:
    named = rx.foreach(face.fields, lambda one: rx.el.span(pick(one), class_name="tablet-field"))
    return rx.cond(face.fields.length() > 0, named, t("tablet.all_fields"))


def _face() -> rx.Component:
    return rx.match(
        face.look,
        ("rate", _question()),
        ("why", _why()),
        ("thanks", _quiet("heart-handshake", t("tablet.thanks"), t("tablet.thanks_hint"))),
        ("called", _number(called=True)),
        ("serving", _number(called=False)),
        ("paused", _quiet("coffee", t("tablet.paused"), t("tablet.paused_hint"))),
        ("idle", _idle()),
        _quiet("moon", t("tablet.closed"), t("tablet.closed_hint")),
    )


def _quiet(icon_name: IconName, title: rx.Var[str], hint: rx.Var[str]) -> rx.Component:
    return empty(title, hint, icon_name=icon_name)


def _idle() -> rx.Component:
    return rx.el.div(
        badge("good", t("tablet.open")),
        rx.el.p(t("tablet.welcome"), class_name="tablet-title"),
        rx.el.p(t("tablet.welcome_hint"), class_name="lead"),
        class_name="tablet-middle",
    )


def _number(*, called: bool) -> rx.Component:
    word = badge("call", t("tablet.called")) if called else badge("info", t("tablet.serving"), icon_name="users")
    return rx.el.div(
        word,
        rx.el.p(
            face.number,
            class_name="tablet-number tablet-called calling" if called else "tablet-number",
            custom_attrs={"aria-live": "polite"},
        ),
        rx.el.p(t("tablet.called_hint") if called else t("tablet.serving_hint"), class_name="lead"),
        class_name="tablet-middle",
        key=face.look,
    )


def _question() -> rx.Component:
    bar = rx.el.div(
        rx.el.div(
            class_name="tablet-bar-left",
            style={
                "animationDuration": face.left_s.to_string() + "s",
                "--from": (face.left_s / face.window_s).to_string(),
            },
            key=face.visit,
        ),
        class_name="tablet-bar",
        custom_attrs={"aria-hidden": "true"},
    )
    return rx.el.div(
        rx.el.h1(t("tablet.question"), class_name="tablet-title"),
        rx.el.p(t("tablet.for_visit", number=face.number), class_name="lead"),
        rx.el.div(*(_mark(value, name) for value, name in MARKS), class_name="tablet-marks"),
        bar,
        class_name="tablet-middle",
    )


def _mark(value: int, icon_name: IconName) -> rx.Component:
    return rx.el.button(
        icon(icon_name),
        rx.el.span(t(f"tablet.mark_{value}")),
        type="button",
        class_name=f"tablet-mark tablet-mark-{value}",
        on_click=does.rate(value).throttle(AGAIN_MS),
    )


def _why() -> rx.Component:
    chips = [
        rx.el.label(
            rx.el.input(type="checkbox", name=f"why_{reason}", id=f"why_{reason}"),
            rx.el.span(t(f"tablet.why_{reason}")),
            class_name="tablet-chip",
            html_for=f"why_{reason}",
        )
        for reason in REASONS
    ]
    words = rx.el.textarea(
        name="comment",
        id="comment",
        class_name="field-box",
        rows="2",
        max_length=500,
        placeholder=t("tablet.comment"),
        custom_attrs={"aria-label": t("tablet.comment")},
    )
    return rx.el.form(
        rx.el.h1(t("tablet.why"), class_name="tablet-title"),
        rx.el.div(*chips, class_name="tablet-chips"),
        words,
        rx.el.div(
            button(t("tablet.skip"), size="touch", on_click=does.skip_why),
            button(t("tablet.send"), kind="primary", size="touch", icon_name="send", type="submit"),
            class_name="tablet-actions",
        ),
        on_submit=does.say_why,
        class_name="tablet-middle tablet-why",
        key=face.visit,
    )


def _foot() -> rx.Component:
    door = rx.el.button(
        icon("megaphone"),
        rx.el.span(t("tablet.criticise")),
        type="button",
        class_name="tablet-door",
        custom_attrs={"data-opens": "criticise"},
    )
    coming = rx.el.p(icon("user-check"), t("tablet.coming"), class_name="tablet-coming", role="status")
    return rx.el.footer(
        rx.cond(face.criticised, coming, rx.cond(face.look != "closed", door, rx.fragment())),
        class_name="tablet-foot",
    )


def _criticise() -> rx.Component:
    return dialog(
        "criticise",
        t("tablet.criticise_title"),
        rx.el.p(t("tablet.criticise_hint"), class_name="lead"),
        actions=[
            button(t("common.cancel"), size="touch", closes=True),
            button(
                t("tablet.criticise_do"),
                icon_name="megaphone",
                kind="danger",
                size="touch",
                on_click=does.criticise.throttle(AGAIN_MS),
            ),
        ],
    )
