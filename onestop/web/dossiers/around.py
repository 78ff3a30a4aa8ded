"""Marks, prints and payments of a dossier in words; pure."""

from typing import Final

from hardware.contract.messages import ResultState
from onestop.queries.dossier_around import Around, PrintSeen, RatingSeen
from onestop.web.dossiers.facts import NONE, Times, Two, both, same
from onestop.web.dossiers.sheet import Paid, Rated, Sent

TONES: Final[dict[str, str]] = {
    "pending": "info",
    "sent": "info",
    ResultState.ACCEPTED: "info",
    ResultState.HELD: "warn",
    ResultState.PRINTED: "good",
    ResultState.SENT_UNVERIFIED: "warn",
    ResultState.UNKNOWN: "warn",
    ResultState.FAILED: "bad",
    ResultState.EXPIRED: "bad",
}
"""What a print may be told to be, and how it looks."""


def ratings(found: Around, times: Times) -> list[Rated]:
    """The newest first."""
    return [_rated(one, times) for one in reversed(found.ratings)]


def _rated(one: RatingSeen, times: Times) -> Rated:
    purpose = both(f"dossiers.purpose_{one.purpose}")
    return Rated(
        mark=one.value,
        visit=Two(f"{one.number} · {purpose.vi}", f"{one.number} · {purpose.en}"),
        at=times.at(one.at),
        reasons=_listed([both(f"phone.reason_{reason}") for reason in one.reasons]),
    )


def _listed(words: list[Two]) -> Two:
    return Two(" · ".join(one.vi for one in words), " · ".join(one.en for one in words)) if words else NONE


def prints(found: Around, times: Times) -> list[Sent]:
    return [
        Sent(_paper(one), times.at(one.at), _state(one.state), TONES.get(one.state, "info")) for one in found.prints
    ]


def _paper(one: PrintSeen) -> Two:
    marks = [both(f"dossiers.print_{one.form}"), same(one.printer)]
    return _listed([*marks, both("dossiers.reprint")] if one.reprint else marks)


def _state(state: str) -> Two:
    return both(f"dossiers.printed_{state}") if state in TONES else same(state)


def paid(found: Around, times: Times) -> list[Paid]:
    return [
        Paid(
            at=times.at(one.at),
            amount=f"{one.amount_vnd:,} đ".replace(",", "."),
            way=both(f"money.way_{one.way}"),
            receipt=one.receipt,
            href=f"/api/v1/payments/{one.id}/receipt",
        )
        for one in found.payments
    ]
