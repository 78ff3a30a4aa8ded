"""Choosing a counter at the beginning of a shift."""

from typing import Any

import reflex as rx

from onestop.web.counter.words import desk, does, pick
from onestop.web.parts.icons import icon
from onestop.web.parts.states import empty
from onestop.web.words import t


def seats() -> rx.Component:
    listed = rx.el.ul(rx.foreach(desk.seats, _seat), class_name="seats")
    return rx.el.section(
        rx.el.h2(t("counter.choose")),
        rx.el.p(t("counter.choose_hint"), class_name="lead"),
        rx.cond(
            desk.seats.length() > 0,
            listed,
            empty(t("counter.no_seats"), t("counter.no_seats_hint"), icon_name="door-open"),
        ),
        class_name="counter-choose column",
    )


def _seat(seat: Any) -> rx.Component:
    state = rx.cond(
        seat.free,
        rx.el.span(icon("door-open"), t("counter.seat_free"), class_name="badge badge-good"),
        rx.el.span(icon("user"), seat.officer, class_name="badge"),
    )
    serves = rx.cond(seat.queues == "*", t("counter.serves_all"), t("counter.serves", queues=seat.queues))
    return rx.el.li(
        rx.el.button(
            rx.el.span(seat.number, class_name="seat-number"),
            rx.el.span(
                rx.el.span(
                    rx.cond(pick(seat.name) != "", pick(seat.name), t("counter.at", counter=seat.number)),
                    class_name="seat-name",
                ),
                rx.el.span(serves, class_name="soft small"),
                class_name="seat-words",
            ),
            state,
            type="button",
            class_name="seat",
            disabled=~seat.free,
            on_click=does.sit(seat.code).throttle(300),
        ),
        key=seat.code,
    )
