"""What one office decided for its dossiers; data with defaults, kept in the office's row and edited in setup."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self

WORK_HOURS: Final = tuple((day, *span) for day in range(1, 6) for span in (("07:30", "12:00"), ("13:30", "17:00")))
"""Monday to Friday, eight hours (rules file, 14: a suggestion, not a rule)."""


@dataclass(frozen=True, slots=True)
class DossierPolicy:
    """Each with its source where it has one; what TT 03/2025 keeps of NĐ 61/2018 was not verified."""

    work_hours: tuple[tuple[int, str, str], ...] = WORK_HOURS
    """Working time by ISO weekday: weekday, from, to."""
    hand_over_by: int = 15
    """Papers received from this hour on reach the unit the next working morning (NĐ 61/2018 Đ18.2) [h]."""
    supplement_notice_days: int = 3
    """A supplement is asked for within so many working days of receipt (NĐ 61/2018 Đ19.4)."""
    apology_before_days: int = 1
    """A new date is named at least so many days before the old one (NĐ 61/2018 Đ19.9)."""
    prepare_apology_days: int = 2
    """So many working days before the due day the holder is warned and an apology lies prepared."""
    back_dating_days: int = 3
    """A receipt may be dated back at most so many days, with a reason."""
    escalate_after_days: int = 1
    """So many working days after a missed due date the supervisor is told."""
    opinion_days: int = 3
    """What another unit gets to answer when nobody says otherwise [working days]."""
    decide_hours: int = 8
    """What is handed in online is taken in, guided or refused within this (NĐ 216/2026 Đ23.2d says it for its own
    field; elsewhere the office's promise) [working hours]."""
    draft_days: int = 7
    """A draft somebody prepared themselves and nobody touched so long is emptied of everything personal [days]."""
    quiet_from: int = 21
    quiet_to: int = 7
    """From and to which hour nobody is sent a text message; the same twice: never quiet [h]."""
    result_queue: str = ""
    """Prefix of the fast lane for results; empty: the procedure's own queue."""
    help_queue: str = ""
    """Prefix of the line for in-depth consultation."""
    phone_numbers: bool = True
    """Whoever holds a receipt may take a number for its business from a phone, before coming."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read an office's policy; what is missing takes its default."""
        mine = stored.get("dossiers", {})
        known = {f.name: mine[f.name] for f in fields(cls) if f.name in mine}
        if "work_hours" in known:
            known["work_hours"] = tuple((int(day), str(a), str(b)) for day, a, b in known["work_hours"])
        return cls(**known)

    def stored(self) -> dict[str, Any]:
        """The part of the office's policy that is ours."""
        return {"dossiers": asdict(self)}
