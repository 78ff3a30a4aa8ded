"""What the booking page is made of: line, day and slot, the telephone's code, and the booking with its own code."""

from typing import Final

from onestop.domain.booking import Status
from onestop.web.light import Light

SAID: Final = (
    *(f"status_{status}" for status in Status),
    *("title", "which_office", "which_queue", "which_slot", "full", "left", "none", "none_hint", "off", "off_hint"),
    *("phone", "phone_hint", "send_code", "code", "code_hint", "confirm", "other_phone", "back", "yours"),
    *("arrive", "come_with", "cancel", "really_cancel", "keep", "another", "have_code", "look_up"),
    *("rules", "your_code", "keep_code"),
)
BOOKING: Final = Light("booking", "booking", "title", SAID)
"""For whoever has an ordinary phone and no account."""
