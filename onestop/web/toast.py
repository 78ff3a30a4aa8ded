"""A short message that comes from below, is read out, and goes by itself."""

import json
from typing import Literal

import reflex as rx
from reflex.event import EventSpec

Tone = Literal["good", "warn", "bad", "info"]


def toast(tone: Tone, text: str) -> EventSpec:
    """The event a handler returns or yields to say `text` to the person at this screen."""
    return rx.call_script(f"onestop.toast({json.dumps(tone)}, {json.dumps(text)})")


def toasts() -> rx.Component:
    """Where the messages appear, above an open dialog too; once per page."""
    attributes = {"aria-live": "polite", "popover": "manual"}
    return rx.el.div(id="toasts", class_name="toasts", role="status", custom_attrs=attributes)
