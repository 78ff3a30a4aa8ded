"""The alerts the floor has words for."""

from typing import Final

KNOWN: Final = frozenset(
    {
        "criticism",
        "help.kiosk",
        "help.officer",
        "voice.unheard",
        "slip.unconfirmed",
        "device.offline",
        "place.silent",
        "board.behind",
        "wait.long",
        "wait.nobody",
        "counter.idle",
        "device.trouble",
        "printer.paper_out",
        "printer.paper_near_end",
        "printer.cover_open",
        "printer.silent",
        "button.stuck",
        "slip.failed",
        "relay.parked",
        "dossier.late",
        "portal.left",
        "intake.late",
        "bank.unmatched",
        "feedback.late",
        "paper.infected",
        "stage.late",
        "opinion.late",
        "calendar.missing",
        "receipt.unconfirmed",
        "receipt.failed",
    }
)
"""Kinds of alert that have a sentence of their own."""
TOLD: Final = (
    *("counter", "number", "device", "minutes", "officer", "dossier", "stage", "year", "people", "whom"),
    *("reference", "amount", "feedback"),
)
"""Facts of alerts that their sentences name."""
