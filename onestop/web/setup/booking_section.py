"""The form of the office's rules for numbers from home."""

from typing import Any

import reflex as rx

from onestop.usecases.setup_booking import BOUNDS, MOST_PLACES
from onestop.web.setup.fields import count, group, of_queue, switch
from onestop.web.setup.state import Setup
from onestop.web.words import t

LANES: Any = Setup.lanes


def booking() -> rx.Component:
    return rx.fragment(
        group("booking_offer", switch("on"), rx.el.p(t("setup.booking_hint"), class_name="field-hint")),
        group("booking_rules", rx.el.div(*(count(name, *BOUNDS[name]) for name in BOUNDS), class_name="setup-two")),
        group(
            "booking_places",
            rx.el.p(t("setup.booking_places_hint"), class_name="field-hint"),
            rx.foreach(LANES, lambda queue: of_queue("place", queue, MOST_PLACES)),
        ),
    )
