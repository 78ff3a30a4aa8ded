"""The portal on one page: how long the queue is, what a person must look at, ours beside theirs, sent again."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.parts.controls import button, dialog, link_button
from onestop.web.parts.shows import badge, card
from onestop.web.parts.states import empty, loading
from onestop.web.portal.state import Portal
from onestop.web.shell import frame, screen
from onestop.web.words import t

does: Final[Any] = Portal
AGAIN_MS: Final = 250
"""A double click is one press; the next step may follow at once [ms]."""
FAULTS: Final = (
    *("unreachable", "slow", "no_answer", "not_json", "too_long", "login", "put_off", "refused", "incomplete"),
    *("unspeakable", "http", "nowhere"),
)
COLUMNS: Final = ("dossier", "state", "at", "verdict", "acts")
TABS: Final = ("left", "pending", "sent")


@screen(routes.PORTAL, "portal.title", officers_only=True, on_load=[does.watch])
def portal() -> rx.Component:
    back = link_button(t("dossiers.back"), routes.DOSSIERS, icon_name="arrow-left", kind="plain")
    body = rx.el.div(_queue(), _list(), _both(), class_name="column")
    return frame(
        rx.el.div(back, rx.el.h1(t("portal.title")), class_name="row"),
        rx.cond(does.beat != "", body, rx.el.div(loading(6), class_name="card")),
        officers_only=True,
        main_class="portal-page",
    )


def _queue() -> rx.Component:
    off = rx.cond(
        does.configured,
        rx.cond(does.on, rx.fragment(), badge("warn", t("portal.off"))),
        badge("warn", t("portal.nowhere")),
    )
    since = rx.cond(does.oldest != "", rx.el.small(t("portal.since", at=does.oldest)), rx.fragment())
    return card(
        off,
        rx.el.dl(
            _count("pending", does.pending, since),
            _count("refused", does.refused),
            _count("stuck", does.stuck),
            class_name="portal-counts",
        ),
        title=t("portal.queue"),
        icon_name="send",
    )


def _count(name: str, number: Any, *under: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(t(f"portal.{name}")), rx.el.dd(rx.el.strong(number), *under))


def _list() -> rx.Component:
    tabs = rx.el.nav(
        *(_tab(which) for which in TABS), class_name="row", custom_attrs={"aria-label": t("portal.lists")}
    )
    all_of = button(
        t("portal.compare_all"),
        icon_name="refresh-cw",
        on_click=does.compare_all.throttle(AGAIN_MS),
        disabled=does.comparing | ~does.configured,
    )
    heads = [
        rx.el.th(t(f"portal.column_{name}"), scope="col") for name in ("dossier", "state", "at", "verdict", "acts")
    ]
    table = rx.el.div(
        rx.el.table(
            rx.el.caption(t("portal.lists"), class_name="spoken"),
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rx.foreach(does.lines, _line)),
            class_name="list",
        ),
        class_name="scroll",
    )
    none = empty(t("portal.none"), t("portal.none_hint"), icon_name="circle-check")
    return card(
        rx.el.div(tabs, rx.cond(does.lines.length() > 0, all_of, rx.fragment()), class_name="row portal-bar"),
        rx.cond(does.lines.length() > 0, table, none),
    )


def _tab(which: str) -> rx.Component:
    return rx.el.button(
        t(f"portal.tab_{which}"),
        type="button",
        on_click=does.show(which),
        class_name="dossiers-tab",
        custom_attrs={"aria-current": rx.cond(does.which == which, "page", "false")},
    )


def _fault(fault: Any) -> rx.Component:
    """In words; what the portal itself said is its code only."""
    kind = fault.to(str).split(".")[1]
    return rx.cond(
        fault != "",
        rx.el.small(rx.match(kind, *((each, t(f"portal.fault_{each}")) for each in FAULTS), fault)),
        rx.fragment(),
    )


def _line(one: Any) -> rx.Component:
    state = rx.match(
        one.state,
        ("sent", badge("good", t("portal.state_sent"))),
        ("pending", badge("info", t("portal.state_pending"))),
        ("refused", badge("bad", t("portal.state_refused"))),
        badge("warn", t("portal.state_stuck")),
    )
    answer = rx.cond(one.answer != "", rx.el.small(" · ", t("portal.answer", code=one.answer)), rx.fragment())
    again = rx.cond(
        one.state == "pending",
        rx.fragment(),
        button(
            t("portal.again"), icon_name="send", kind="plain", on_click=does.send_again(one.key).throttle(AGAIN_MS)
        ),
    )
    look = button(t("portal.compare"), icon_name="eye", on_click=does.compare(one.key), disabled=~does.configured)
    return rx.el.tr(
        rx.el.td(rx.el.a(one.code, href="/dossiers/" + one.key), rx.el.br(), rx.el.small(one.procedure)),
        rx.el.td(state, rx.el.div(_fault(one.fault), answer)),
        rx.el.td(one.at, class_name="number"),
        rx.el.td(_verdict(one.verdict)),
        rx.el.td(rx.el.div(look, again, class_name="row portal-acts")),
        key=one.key,
    )


def _verdict(verdict: Any) -> rx.Component:
    return rx.match(
        verdict,
        ("same", badge("good", t("portal.same"))),
        ("differs", badge("warn", t("portal.differs"))),
        ("absent", badge("warn", t("portal.absent"))),
        ("failed", badge("bad", t("portal.failed"))),
        ("asking", badge("info", t("portal.asking"))),
        rx.fragment(),
    )


def _both() -> rx.Component:
    """Ours beside theirs."""
    one = does.asked

    def row(pair: Any) -> rx.Component:
        return rx.el.tr(
            rx.el.th(rx.el.code(pair.field), scope="row"),
            rx.el.td(rx.cond(pair.ours != "", pair.ours, "–"), class_name="portal-said"),
            rx.el.td(rx.cond(pair.theirs != "", pair.theirs, "–"), class_name="portal-said"),
            key=pair.field,
        )

    heads = [rx.el.th(t(f"portal.{name}"), scope="col") for name in ("field", "ours", "theirs")]
    table = rx.el.table(
        rx.el.thead(rx.el.tr(*heads)), rx.el.tbody(rx.foreach(does.pairs, row)), class_name="list portal-both"
    )
    return dialog(
        "portal-both",
        one.code,
        rx.el.p(_verdict(one.verdict), " ", _fault(one.fault)),
        rx.cond(does.pairs.length() > 0, rx.el.div(table, class_name="scroll"), rx.fragment()),
        actions=[
            button(t("common.close"), kind="plain", closes=True),
            rx.cond(
                (one.verdict == "differs") | (one.verdict == "absent"),
                button(
                    t("portal.again"),
                    icon_name="send",
                    kind="primary",
                    closes=True,
                    on_click=does.send_again(one.key).throttle(AGAIN_MS),
                ),
                rx.fragment(),
            ),
        ],
    )
