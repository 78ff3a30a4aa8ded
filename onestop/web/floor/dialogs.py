"""What is behind a counter, a queue, the broadcast and the day on the floor screen."""

from typing import Any

import reflex as rx

from onestop.domain.counter import PauseReason
from onestop.web.floor.state import Floor
from onestop.web.floor.tongue import told
from onestop.web.parts.controls import button, dialog, field
from onestop.web.parts.shows import timer
from onestop.web.parts.states import empty
from onestop.web.words import t

SETTLED_HOW = ("called_back", "came_again", "not_needed")


def dialogs() -> rx.Component:
    return rx.fragment(_counter(), _queue(), _move(), _broadcast(), _day())


def _leave() -> rx.Component:
    return button(t("common.close"), closes=True)


def _counter() -> rx.Component:
    tile: Any = Floor.tile
    facts = rx.el.p(
        rx.cond(tile.officer != "", tile.officer + " · ", ""),
        told(tile.word),
        " · ",
        rx.cond(tile.queues != "", t("floor.serves", queues=tile.queues), ""),
        class_name="soft",
    )
    return dialog(
        "floor-counter",
        t("floor.counter_n", number=tile.number),
        facts,
        rx.cond(told(tile.pauses) != "", rx.el.p(told(tile.pauses), class_name="soft"), rx.fragment()),
        rx.cond(tile.ticket != "", _visit(), rx.fragment()),
        rx.match(
            tile.doing,
            ("free", _pauses()),
            ("called", _pauses()),
            ("serving", _pauses()),
            rx.fragment(),
        ),
        actions=[
            rx.cond(
                (tile.doing == "free") | (tile.doing == "paused"),
                button(t("floor.close_counter"), icon_name="door-open", on_click=Floor.close_counter),
                rx.fragment(),
            ),
            _leave(),
        ],
    )


def _visit() -> rx.Component:
    tile: Any = Floor.tile
    ending = rx.cond(
        tile.doing == "serving",
        button(t("floor.finish"), icon_name="check", on_click=Floor.end_visit(tile.ticket_id, "finish")),
        button(t("floor.cancel"), icon_name="x", kind="danger", on_click=Floor.end_visit(tile.ticket_id, "cancel")),
    )
    return rx.el.section(
        rx.el.div(
            rx.el.span(tile.ticket, class_name="floor-visit-number"),
            rx.el.span(told(tile.queue), class_name="soft"),
            timer(tile.since, usual_s=tile.usual_s),
            class_name="row",
        ),
        _move_form("floor-target-here"),
        ending,
        class_name="floor-visit column",
    )


def _pauses() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("floor.pause")),
        rx.el.div(
            *(button(t(f"floor.pause_{reason.value}"), on_click=Floor.pause(reason.value)) for reason in PauseReason),
            class_name="row",
        ),
        class_name="column",
    )


def _move_form(element_id: str) -> rx.Component:
    lines: Any = Floor.picture.lines
    tiles: Any = Floor.picture.tiles

    def to_queue(line: Any) -> rx.Component:
        return rx.el.option(line.code, " · ", told(line.name), value="queue:" + line.code)

    def to_counter(tile: Any) -> rx.Component:
        named = t("floor.counter_n", number=tile.number)
        return rx.el.option(named, value="counter:" + tile.code, disabled=tile.doing == "closed")

    chooser = rx.el.select(
        rx.el.option(t("floor.move_where"), value=""),
        rx.el.optgroup(rx.foreach(lines, to_queue), label=t("floor.queues")),
        rx.el.optgroup(rx.foreach(tiles, to_counter), label=t("floor.counters")),
        id=element_id,
        name="target",
        class_name="field-box",
        required=True,
    )
    return rx.el.form(
        field(t("floor.move"), element_id, control=chooser),
        button(t("floor.move_do"), icon_name="arrow-right", type="submit"),
        on_submit=Floor.move_visit,
        reset_on_submit=True,
        class_name="floor-move-form",
    )


def _queue() -> rx.Component:
    people: Any = Floor.line_people
    return dialog(
        "floor-queue",
        t("floor.line_people", code=Floor.chosen_queue),
        rx.cond(
            people.length() > 0,
            rx.el.ul(rx.foreach(people, _person), class_name="floor-people"),
            empty(t("floor.line_empty")),
        ),
        actions=[_leave()],
    )


def _person(person: Any) -> rx.Component:
    return rx.el.li(
        rx.el.strong(person.number),
        timer(person.since),
        rx.el.span(
            rx.cond(person.status == "parked", t("floor.parked"), ""),
            told(person.priority),
            class_name="soft small",
        ),
        button(t("floor.move_or_cancel"), kind="plain", on_click=Floor.look_at_person(person.id)),
        class_name="floor-person",
        key=person.id,
    )


def _move() -> rx.Component:
    return dialog(
        "floor-move",
        t("floor.move_title"),
        _move_form("floor-target"),
        actions=[
            button(
                t("floor.cancel"),
                icon_name="x",
                kind="danger",
                on_click=Floor.end_visit(Floor.chosen_ticket, "cancel"),
            ),
            _leave(),
        ],
    )


def _broadcast() -> rx.Component:
    form = rx.el.form(
        field(t("floor.text_vi"), "text_vi", max_length=240, required=True),
        field(t("floor.text_en"), "text_en", max_length=240),
        field(
            t("floor.minutes"),
            "minutes",
            type="number",
            min=1,
            max=600,
            default_value="15",
            required=True,
            hint=t("floor.minutes_hint"),
        ),
        rx.el.div(
            button(t("common.cancel"), closes=True),
            button(t("floor.broadcast_send"), icon_name="send", kind="primary", type="submit"),
            class_name="dialog-actions",
        ),
        on_submit=Floor.broadcast,
        reset_on_submit=True,
        class_name="column",
    )
    return dialog("floor-broadcast", t("floor.broadcast_title"), form, actions=[])


def _day() -> rx.Component:
    carried: Any = Floor.carried
    closed = rx.el.div(
        rx.el.p(t("floor.day_closed_hint")),
        button(t("floor.day_reopen"), icon_name="undo-2", on_click=Floor.reopen_day),
        class_name="column",
    )
    running = rx.el.div(
        rx.el.p(t("floor.day_close_hint")),
        button(t("floor.day_close"), icon_name="moon", kind="danger", on_click=Floor.close_day),
        class_name="column",
    )
    return dialog(
        "floor-day",
        t("floor.day"),
        rx.cond(Floor.picture.closed, closed, running),
        rx.el.h3(t("floor.carried")),
        rx.cond(
            carried.length() > 0,
            rx.el.ul(rx.foreach(carried, _carried), class_name="floor-people"),
            rx.el.p(t("floor.carried_none"), class_name="soft"),
        ),
        actions=[_leave()],
    )


def _carried(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.strong(row.number),
        rx.el.span(row.day, " · ", told(row.queue), " · ", told(row.was), class_name="soft small floor-carried-what"),
        rx.el.div(
            *(
                button(t(f"floor.settle_{how}"), kind="plain", on_click=Floor.settle(row.id, how))
                for how in SETTLED_HOW
            ),
            class_name="row floor-settle",
        ),
        class_name="floor-carried",
        key=row.id,
    )
