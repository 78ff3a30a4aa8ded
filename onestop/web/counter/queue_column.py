"""Left: who waits, in the order this counter would call them; who was sent away for a while; who did not come."""

from typing import Any

import reflex as rx

from onestop.web.counter.words import desk, does, pick
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import countdown, timer
from onestop.web.parts.states import empty
from onestop.web.words import t


def queue_column() -> rx.Component:
    return rx.el.section(
        _tabs(),
        rx.match(does.tab, ("parked", _parked()), ("missed", _missed()), _line()),
        class_name="card counter-line",
        custom_attrs={"aria-label": t("counter.tab_line")},
    )


def _tabs() -> rx.Component:
    return rx.el.div(
        _tab("line", t("counter.tab_line"), desk.waiting),
        _tab("parked", t("counter.tab_parked"), desk.parked.length()),
        _tab("missed", t("counter.tab_missed"), desk.missed.length()),
        class_name="segments counter-tabs",
        role="group",
    )


def _tab(name: str, label: rx.Var[str], count: Any) -> rx.Component:
    return rx.el.button(
        label,
        rx.el.span(count, class_name="tab-count"),
        type="button",
        class_name="segment",
        custom_attrs={"aria-pressed": does.tab == name},
        on_click=does.show(name),
    )


def _line() -> rx.Component:
    nobody = empty(t("counter.line_empty"), t("counter.line_empty_hint"))
    return rx.cond(
        desk.waiting > 0,
        rx.el.div(
            rx.el.div(
                rx.el.span(t("counter.next"), class_name="why-label"),
                rx.el.p(pick(desk.why)),
                class_name="why",
            ),
            rx.el.ol(rx.foreach(desk.line, _waits), class_name="rows"),
            rx.cond(
                desk.more > 0,
                rx.el.p(t("counter.more", count=desk.more), class_name="soft small rows-more"),
                rx.fragment(),
            ),
            class_name="rows-scroll",
        ),
        nobody,
    )


def _mark(row: Any) -> rx.Component:
    priority = rx.el.span(icon("star"), rx.el.span(pick(row.priority)), class_name="mark mark-priority")
    by_name = rx.el.span(icon("user-check"), rx.el.span(t("counter.by_name")), class_name="mark")
    noted = rx.el.span(icon("message-square"), rx.el.span(row.note), class_name="mark mark-note")
    return rx.el.span(
        rx.cond(row.marked, priority, rx.fragment()),
        rx.cond(row.by_name, by_name, rx.fragment()),
        rx.cond(row.note != "", noted, rx.fragment()),
        class_name="marks",
    )


def _free_to_call() -> Any:
    return (desk.here.id == "") & (desk.status == "open")


def _call_this(row: Any) -> rx.Component:
    call = rx.el.button(
        icon("bell-ring", label=t("counter.call_this", number=row.number)),
        type="button",
        class_name="row-act",
        on_click=does.call_this(row.id).throttle(300),
        title=t("counter.call_this", number=row.number),
    )
    return rx.cond(_free_to_call(), call, rx.fragment())


def _bring_back(row: Any) -> rx.Component:
    return rx.el.button(
        icon("rotate-ccw", label=t("counter.reinstate", number=row.number)),
        type="button",
        class_name="row-act",
        on_click=does.reinstate(row.id).throttle(300),
        title=t("counter.reinstate", number=row.number),
    )


def _waits(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.number, class_name="row-number"),
        _mark(row),
        rx.el.span(timer(row.since), class_name="row-time"),
        _call_this(row),
        key=row.id,
    )


def _parked() -> rx.Component:
    return rx.cond(
        desk.parked.length() > 0,
        rx.el.ol(rx.foreach(desk.parked, _is_parked), class_name="rows rows-scroll"),
        empty(t("counter.parked_empty"), t("counter.parked_hint"), icon_name="hourglass"),
    )


def _is_parked(row: Any) -> rx.Component:
    back = rx.el.span(t("counter.back_in"), " ", countdown(row.since), class_name="row-time")
    return rx.el.li(
        rx.el.span(row.number, class_name="row-number"),
        _mark(row),
        back,
        _bring_back(row),
        _call_this(row),
        key=row.id,
    )


def _missed() -> rx.Component:
    return rx.cond(
        desk.missed.length() > 0,
        rx.el.ol(rx.foreach(desk.missed, _is_missed), class_name="rows rows-scroll"),
        empty(t("counter.missed_empty"), t("counter.missed_hint"), icon_name="user-x"),
    )


def _is_missed(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.number, class_name="row-number"),
        _mark(row),
        rx.el.span(timer(row.since), class_name="row-time"),
        _bring_back(row),
        key=row.id,
    )
