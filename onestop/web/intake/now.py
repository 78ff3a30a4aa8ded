"""Right: when it would be due and why, what it costs, and what can be done now."""

from typing import Any

import reflex as rx

from onestop.web.intake.parts import AGAIN_MS, acts, page
from onestop.web.intake.words import pick
from onestop.web.parts.controls import button, keycap
from onestop.web.parts.icons import icon
from onestop.web.words import t


def now_column() -> rx.Component:
    return rx.el.section(
        rx.cond(page.code != "", _receipt(), rx.fragment()),
        rx.cond(page.open | (page.code != ""), _promise(), _closed()),
        rx.el.div(class_name="intake-space"),
        rx.cond(page.blocks.length() > 0, _blocks(), rx.fragment()),
        _acts(),
        class_name="card intake-now",
        custom_attrs={"aria-label": t("intake.now")},
    )


def _receipt() -> rx.Component:
    """What the person takes home, as it stands on the printed receipt."""
    return rx.el.div(
        rx.el.p(page.code, class_name="intake-code"),
        rx.el.div(
            rx.el.img(src=page.qr, alt=t("intake.qr"), class_name="intake-qr"),
            rx.el.div(
                rx.el.p(t("intake.received_at", at=page.received)),
                rx.el.p(t("intake.register", number=page.register), class_name="soft"),
                rx.el.p(t("intake.qr_hint"), class_name="soft"),
                class_name="small",
            ),
            class_name="intake-receipt-facts",
        ),
        class_name="intake-receipt",
        role="status",
    )


def _promise() -> rx.Component:
    return rx.fragment(_due(), _money())


def _closed() -> rx.Component:
    """It ended before it was received: nothing is promised any more."""
    return rx.el.p(icon("ban"), t("intake.closed"), class_name="intake-closed")


def _due() -> rx.Component:
    explained = rx.el.details(
        rx.el.summary(icon("circle-question-mark"), t("intake.why"), keycap("v"), custom_attrs={"data-key": "v"}),
        rx.el.ol(rx.foreach(page.why, _why), class_name="intake-why"),
    )
    return rx.el.div(
        rx.el.h2(rx.cond(page.code != "", t("intake.due"), t("intake.due_if_now"))),
        rx.cond(
            page.due != "",
            rx.el.p(page.due, class_name="intake-due"),
            rx.cond(page.missing > 0, rx.fragment(), rx.el.p(_no_due(), class_name="intake-no-due")),
        ),
        rx.cond(page.limit.vi != "", rx.el.p(pick(page.limit), class_name="small soft"), rx.fragment()),
        rx.cond(page.begins.vi != "", _warn(pick(page.begins)), rx.fragment()),
        rx.cond(
            page.missing > 0,
            _warn(t("intake.no_calendar", year=page.missing)),
            rx.fragment(),
        ),
        rx.cond(page.refused_way, _warn(t("intake.refused_way")), rx.fragment()),
        rx.cond(page.why.length() > 0, explained, rx.fragment()),
        rx.cond(
            page.demonstration,
            _warn(t("intake.made_up", parts=pick(page.made_up))),
            rx.fragment(),
        ),
        class_name="intake-promise",
    )


def _no_due() -> rx.Var[str]:
    return rx.cond(page.not_begun, t("intake.not_begun"), t("intake.no_due"))


def _warn(words: Any) -> rx.Component:
    return rx.el.p(icon("triangle-alert"), rx.el.span(words), class_name="intake-warn small")


def _why(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.at, class_name="intake-why-at"),
        rx.el.span(
            pick(line.words),
            rx.cond(line.source != "", rx.el.span(" ", line.source, class_name="soft"), rx.fragment()),
        ),
    )


def _money() -> rx.Component:
    return rx.el.div(
        rx.el.dl(rx.el.div(rx.el.dt(t("intake.fee")), rx.el.dd(pick(page.fee)))),
        rx.cond(page.fee_note != "", rx.el.p(page.fee_note, class_name="small soft"), rx.fragment()),
        rx.cond(page.terms_note != "", rx.el.p(page.terms_note, class_name="small soft"), rx.fragment()),
        class_name="intake-money",
    )


def _blocks() -> rx.Component:
    listed = rx.el.ul(rx.foreach(page.blocks, lambda one: rx.el.li(icon("circle-alert"), pick(one))))
    return rx.el.div(listed, class_name="intake-blocks", role="status")


def _acts() -> rx.Component:
    undecided = (page.code == "") & page.open
    return rx.el.div(
        rx.cond(undecided, _receive(), rx.fragment()),
        rx.el.div(
            rx.cond(undecided, _turn_away(), rx.fragment()),
            rx.cond(page.code != "", _form("01", "g"), rx.fragment()),
            rx.cond(page.guided, _form("02", "w"), rx.fragment()),
            rx.cond(page.status == "refused", _form("03", "r"), rx.fragment()),
            rx.cond(page.code != "", _to_dossier(), rx.fragment()),
            button(t("intake.consult"), key="c", opens="consult"),
            rx.el.div(
                button(
                    t("intake.another"),
                    icon_name="plus",
                    wide=True,
                    key="m",
                    on_click=acts.another.throttle(AGAIN_MS),
                ),
                class_name="intake-wide",
            ),
            class_name="intake-acts-grid",
        ),
        class_name="intake-acts",
    )


def _receive() -> rx.Component:
    return button(
        t("intake.receive"),
        icon_name="file-check",
        kind="primary",
        size="touch",
        wide=True,
        key="n",
        disabled=~page.may_receive,
        on_click=acts.ask("receive"),
    )


def _turn_away() -> rx.Component:
    """Guidance, refusal, or giving the draft up."""
    return rx.fragment(
        button(t("intake.guide"), key="h", disabled=~page.may_guide, on_click=acts.ask("guide")),
        button(t("intake.refuse"), key="x", disabled=~page.may_refuse, on_click=acts.ask("refuse")),
        rx.cond(
            page.may_discard,
            button(t("intake.discard"), key="b", on_click=acts.ask("discard")),
            rx.fragment(),
        ),
    )


def _form(number: str, key: str) -> rx.Component:
    return rx.el.a(
        rx.el.span(t(f"intake.form_{number}")),
        keycap(key),
        href=f"/api/v1/dossiers/{page.id}/forms/{number}",
        target="_blank",
        rel="noopener",
        class_name="button",
        custom_attrs={"data-key": key},
    )


def _to_dossier() -> rx.Component:
    return rx.el.a(
        rx.el.span(t("intake.open_dossier")),
        keycap("d"),
        href="/dossiers/" + page.id,
        class_name="button",
        custom_attrs={"data-key": "d"},
    )
