"""Events that open and close a dialog from a handler."""

import json

import reflex as rx
from reflex.event import EventSpec


def open_dialog(dialog_id: str) -> EventSpec:
    return rx.call_script(f"onestop.open({json.dumps(dialog_id)})")


def close_dialog(dialog_id: str) -> EventSpec:
    return rx.call_script(f"onestop.close({json.dumps(dialog_id)})")
