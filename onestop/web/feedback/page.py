"""What the page is made of: kind, words, how to answer; and what became of it."""

from typing import Final

from onestop.domain.feedback import Kind, Status
from onestop.web.light import Light

FIELDS: Final = ("told", "name", "phone", "email", "address", "about")
SAID: Final = (
    *(f"kind_{kind}" for kind in Kind),
    *(f"limit_{kind}" for kind in Kind),
    *(f"status_{status}" for status in Status),
    *FIELDS,
    *(f"wrong_{name}" for name in FIELDS),
    *("title", "lead", "kind", "denunciation", "send", "sending", "answer", "you_said", "due", "keep", "another"),
    *("taken", "not_found", "yours", "unknown"),
)
FEEDBACK: Final = Light("feedback", "feedback", "title", SAID)
"""For whoever has an ordinary phone and no account."""
