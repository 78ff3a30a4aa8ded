"""What the page behind a receipt's QR is made of: how far it is, and for its holder where, until when and why."""

from typing import Final

from onestop.domain import dossier, stage
from onestop.domain.deadline import Light as Lit
from onestop.domain.visit import Purpose
from onestop.queries.lookup import PUBLIC
from onestop.usecases.intake import RESULT_BY
from onestop.web.light import Light

PURPOSES: Final = [purpose for purpose in Purpose if purpose is not Purpose.INTAKE]
SAID: Final = (
    *(f"public_{status}" for status in dict.fromkeys(PUBLIC.values())),
    *(f"full_{status}" for status in dossier.Status),
    *(f"stage_{status}" for status in stage.Status),
    *(f"light_{light}" for light in Lit if light is not Lit.NONE),
    *(f"next_{purpose}{more}" for purpose in PURPOSES for more in ("", "_how")),
    *(f"result_by_{way}" for way in RESULT_BY),
    *("title", "look_up", "look_up_hint", "code", "secret", "see", "degree", "degree_of", "as_of", "only_degree"),
    *(
        "wrong_secret",
        "unknown",
        "unknown_hint",
        "due",
        "no_due",
        "not_begun",
        "was_due",
        "why_due",
        "take",
        "at_kiosk",
        "over",
    ),
    *("your_number", "wait", "wait_unknown", "follow", "about", "received_on", "stages", "done_on", "until", "print"),
    *("decided_by", "handed_on", "to_hand_on", "their_code"),
    *("result_title", "result_get", "result_hash", "result_failed"),
    *("fee_title", "fee_code", "fee_how", "fee_account", "fee_here", "fee_or_counter"),
    *("take_question", "no_code_yet", "next_submitted", "next_submitted_how"),
)
RECEIPT: Final = Light("receipt", "dossier_phone", "title", SAID)
