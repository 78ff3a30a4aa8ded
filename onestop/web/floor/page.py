"""The floor screen: key figures, counters as tiles, queues as rows, alerts as a column, devices as a strip."""

from typing import Any

import reflex as rx

from onestop.web import routes
from onestop.web.floor.alerts import alert_column
from onestop.web.floor.dialogs import dialogs
from onestop.web.floor.state import Floor
from onestop.web.floor.tongue import told
from onestop.web.parts.controls import button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge, timer
from onestop.web.parts.states import fresh
from onestop.web.shell import frame, screen
from onestop.web.words import t

KINDS = ("printer", "sign", "keypad", "dispenser", "scanner", "voice", "modem", "kiosk", "board", "tablet")


@screen(routes.FLOOR, "floor.title", officers_only=True, on_load=[Floor.watch])
def floor() -> rx.Component:
    page = rx.el.div(
        _bar(),
        fresh(
            Floor.beat,
            rx.el.div(_hall(), alert_column(), class_name="floor-split"),
            _strip(),
            class_name="floor-live",
        ),
        dialogs(),
        class_name=rx.cond(Floor.wall != "", "floor-page floor-wall", "floor-page"),
        custom_attrs={"data-theme": rx.cond(Floor.wall != "", "dark", "")},
    )
    return frame(page, office=told(Floor.picture.office), officers_only=True, main_class="main-wide floor")


def _bar() -> rx.Component:
    roles: Any = Floor.roles
    p: Any = Floor.picture
    return rx.el.div(
        rx.el.h1(t("floor.title")),
        rx.cond(p.closed, badge("warn", t("floor.day_closed"), icon_name="moon"), rx.fragment()),
        rx.el.dl(
            _figure(t("floor.waiting"), p.waiting),
            _figure(t("floor.longest"), rx.cond(p.longest != "", timer(p.longest, usual_s=p.long_s), "–")),
            _figure(t("floor.open_counters"), f"{p.open_counters}/{p.all_counters}"),
            _figure(t("floor.served"), p.served),
            class_name="floor-figures",
        ),
        rx.el.div(
            button(t("floor.broadcast"), icon_name="megaphone", opens="floor-broadcast"),
            rx.cond(
                roles.contains("supervisor") | roles.contains("admin"),
                button(t("floor.day"), icon_name="calendar-days", on_click=Floor.look_at_day),
                rx.fragment(),
            ),
            class_name="row floor-acts",
        ),
        button(
            rx.cond(Floor.wall != "", t("floor.wall_off"), t("floor.wall_on")),
            icon_name="monitor",
            kind="plain",
            on_click=Floor.hang,
        ),
        class_name="floor-bar",
    )


def _figure(label: rx.Var[str], value: object) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value), class_name="floor-figure")


def _hall() -> rx.Component:
    p: Any = Floor.picture
    running = rx.el.div(
        icon("megaphone"),
        rx.foreach(p.told, lambda one: rx.el.span(one.text, class_name="floor-told")),
        button(t("floor.broadcast_end"), kind="plain", on_click=Floor.end_broadcasts),
        class_name="floor-running",
    )
    return rx.el.div(
        rx.cond(p.told.length() > 0, running, rx.fragment()),
        rx.el.h2(t("floor.counters"), class_name="spoken"),
        rx.el.div(rx.foreach(p.tiles, _tile), class_name="floor-tiles"),
        rx.el.h2(t("floor.queues"), class_name="spoken"),
        _queues(),
        class_name="floor-hall",
    )


def _tile(tile: Any) -> rx.Component:
    state = rx.el.span(
        rx.match(
            tile.doing,
            ("serving", icon("user-check")),
            ("called", icon("bell-ring")),
            ("free", icon("circle-play")),
            ("paused", icon("circle-pause")),
            icon("minus"),
        ),
        rx.el.span(told(tile.word)),
        class_name="floor-tile-state",
    )
    now = rx.el.span(
        rx.el.span(tile.ticket, class_name="floor-tile-ticket"),
        rx.cond(tile.doing != "closed", timer(tile.since, usual_s=tile.usual_s), rx.fragment()),
        class_name="floor-tile-now",
    )
    return rx.el.button(
        rx.el.span(rx.el.span(tile.number, class_name="floor-tile-number"), state, class_name="floor-tile-head"),
        now,
        rx.el.span(rx.cond(tile.officer != "", tile.officer, told(tile.name)), class_name="floor-tile-officer"),
        rx.el.span(told(tile.then), class_name="floor-tile-then"),
        type="button",
        class_name="floor-tile floor-" + tile.doing,
        on_click=Floor.look_at_counter(tile.code),
        key=tile.code,
    )


def _queues() -> rx.Component:
    heads = ("queue", "line_waiting", "line_longest", "line_wait", "line_counters", "line_issued", "line_served")
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                *(
                    rx.el.th(t(f"floor.{head}"), scope="col", class_name="" if head == "queue" else "number")
                    for head in heads
                )
            )
        ),
        rx.el.tbody(rx.foreach(Floor.picture.lines, _queue)),
        class_name="list floor-lines",
    )


def _queue(line: Any) -> rx.Component:
    name = rx.el.button(
        rx.el.span(line.code, class_name="floor-code"),
        rx.el.span(told(line.name)),
        type="button",
        class_name="floor-open",
        on_click=Floor.look_at_queue(line.code),
    )
    mark = rx.match(
        line.state,
        ("full", badge("warn", t("floor.line_full"))),
        ("closed", badge("quiet", t("floor.line_closed"))),
        rx.cond(line.over, badge("warn", t("floor.line_over"), icon_name="alarm-clock"), rx.fragment()),
    )
    return rx.el.tr(
        rx.el.th(rx.el.div(name, mark, class_name="floor-line-name"), scope="row"),
        rx.el.td(line.waiting, class_name="number floor-strong"),
        rx.el.td(rx.cond(line.oldest != "", timer(line.oldest, usual_s=line.long_s), "–"), class_name="number"),
        rx.el.td(told(line.wait), class_name="number"),
        rx.el.td(line.counters, class_name="number"),
        rx.el.td(line.issued, class_name="number"),
        rx.el.td(line.served, class_name="number"),
    )


def _strip() -> rx.Component:
    p: Any = Floor.picture
    calm = rx.cond(p.quiet.length() > 0, badge("good", t("floor.devices_well")), rx.el.span(t("floor.devices_none")))
    return rx.el.section(
        rx.el.h2(icon("printer"), t("floor.devices")),
        rx.cond(p.loud.length() == 0, calm, rx.fragment()),
        rx.foreach(p.loud, _loud),
        rx.foreach(p.busy, _busy),
        rx.el.div(rx.foreach(p.quiet, _kind), class_name="floor-quiet"),
        class_name="floor-strip",
    )


def _device_icon(kind: Any) -> rx.Component:
    return rx.match(
        kind,
        ("printer", icon("printer")),
        ("sign", icon("monitor")),
        ("keypad", icon("star")),
        ("dispenser", icon("ticket")),
        ("scanner", icon("scan-line")),
        ("modem", icon("smartphone")),
        ("kiosk", icon("monitor")),
        ("board", icon("monitor")),
        ("tablet", icon("monitor")),
        icon("volume-2"),
    )


def _loud(machine: Any) -> rx.Component:
    return rx.el.span(
        _device_icon(machine.kind),
        rx.el.strong(machine.code),
        rx.el.span(told(machine.word)),
        class_name="floor-loud floor-loud-" + machine.tone,
        title=machine.name,
    )


def _busy(machine: Any) -> rx.Component:
    return rx.el.span(
        _device_icon(machine.kind),
        rx.el.span(machine.code),
        rx.cond(machine.behind, rx.el.span(t("floor.device_behind"), class_name="floor-behind"), rx.fragment()),
        rx.cond(
            machine.busy > 0,
            rx.el.span(t("floor.device_busy", count=machine.busy), class_name="floor-busy"),
            rx.fragment(),
        ),
        class_name="floor-device",
        title=machine.name,
    )


def _kind(kind: Any) -> rx.Component:
    name = rx.match(kind.kind, *((word, t(f"floor.kind_{word}")) for word in KINDS), kind.kind)
    return rx.el.span(_device_icon(kind.kind), rx.el.span(name, " ", kind.count), class_name="floor-device")
