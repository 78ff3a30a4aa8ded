"""What the hand-over page is made of: pictures taken one by one, turned, sent together, refused with a reason."""

from typing import Final

from onestop.gateways.digitising.facts import Reason
from onestop.web.light import Light

SAID: Final = (
    *(f"reason_{reason}" for reason in Reason),
    *("handover_title", "for", "how", "replaces", "camera", "camera_more", "gallery", "page", "turn", "earlier"),
    *("drop", "send", "sending", "checking", "stay", "done", "done_pages", "done_hint", "replace", "too_many"),
    *("handover_over", "handover_over_hint"),
)
HAND_OVER: Final = Light("handover", "dossier_phone", "handover_title", SAID)
