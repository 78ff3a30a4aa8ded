"""What the catalogue's pages are made of: search, a short interview, the list to print, due date and fee."""

from typing import Final

from onestop.domain.deadline import Unit
from onestop.domain.procedure import Channel
from onestop.web.light import Light

SAID: Final = (
    *(f"channel_{channel}" for channel in Channel),
    *(f"unit_{unit}" for unit in Unit),
    *("title", "search", "field", "every_field", "found", "none", "unknown", "unknown_hint", "all", "demonstration"),
    *("which_case", "question_of", "yes", "no", "back", "papers", "no_papers", "sets", "originals", "copies"),
    *(
        "if_any",
        "form",
        "sample",
        "answer_again",
        "time_and_fee",
        "how_to_hand_in",
        "limit",
        "no_limit",
        "at_once",
        "fee",
    ),
    *("fee", "free", "fee_unknown", "due_if_now", "no_due_date", "why_due", "requirements", "law", "large", "print"),
    "take_number",
)
PROCEDURES: Final = Light("procedures", "procedure", "title", SAID)
