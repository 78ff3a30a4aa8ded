"""What one office decided for itself; data with defaults, kept in the office's row and edited in setup."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self


class Balance(StrEnum):
    LONGEST_WAIT = "longest_wait"
    """Among the lines of a counter, whoever has waited longest."""
    WEIGHTS = "weights"
    """Shares by each counter's weights, smooth weighted round robin."""


class ReinstateAt(StrEnum):
    KEEP = "keep"
    """Where the ticket's age puts it."""
    END = "end"
    """Behind everybody."""
    FRONT = "front"
    """Next of its line."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules of an office's hall."""

    max_preferred_run: int = 2
    """At most this many priority calls in a row at a counter while an ordinary ticket waits there [count]."""
    balance: Balance = Balance.LONGEST_WAIT
    reinstate_at: ReinstateAt = ReinstateAt.KEEP
    min_recalls: int = 1
    """Recalls before a called ticket may be missed [count]."""
    min_recall_interval_s: int = 10
    """Time since the last call or recall before a miss [s]."""
    undo_within_s: int = 60
    rating_window_s: int = 30
    """How long keypad and tablet stay awake after a visit [s]."""
    phone_rating_min: int = 120
    """How long the holder of the slip may rate from the phone [min]."""
    low_mark: int = 2
    """Marks at or under it ask for reasons."""
    park_min: int = 10
    """Default time a parked ticket stays away [min]."""
    close_at: str = "18:00"
    """The business day closes itself at this office time [HH:MM]; empty: only by hand."""
    days: Mapping[str, int] = field(default_factory=dict)
    """By ISO date the weekday whose hours the hall keeps, 0 on a day off. Copied from the office's calendar with each
    change of it, so that a number costs no look there."""
    enforce_hours: bool = True
    cut_off: bool = True
    """Refuse numbers that would not be served before closing, by expected wait."""
    number_digits: int = 3
    print_confirm_s: int = 20
    """A slip not reported printed within this raises an alert [s]."""
    wait_alert_min: int = 45
    """A wait longer than this alerts the floor manager [min]."""
    idle_alert_min: int = 10
    """An open counter that calls nobody for this long while people wait [min]."""
    device_silent_s: int = 90
    linh: str = "linh"
    """How the voice reads the zero in 105: `linh` (north) or `lẻ` (south)."""
    voice_english: bool = False
    ticker_vi: str = ""
    ticker_en: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read stored data; what is missing takes its default, what is unknown is left alone."""
        known = {f.name: stored[f.name] for f in fields(cls) if f.name in stored}
        if "balance" in known:
            known["balance"] = Balance(known["balance"])
        if "reinstate_at" in known:
            known["reinstate_at"] = ReinstateAt(known["reinstate_at"])
        return cls(**known)

    def stored(self) -> dict[str, Any]:
        return asdict(self)
