"""Marks for a served ticket: 4 very satisfied … 1 not satisfied; criticism is not a mark but a call for help."""

from datetime import datetime, timedelta
from enum import StrEnum

from onestop.domain.errors import BadInput, RatingClosed

BEST, WORST = 4, 1
MAX_COMMENT = 500
"""Longest free text kept [characters]."""


class Source(StrEnum):
    KEYPAD = "keypad"
    TABLET = "tablet"
    PHONE = "phone"


class Reason(StrEnum):
    """Why a low mark (after the questionnaire of NĐ 61/2018, Điều 31)."""

    ATTITUDE = "attitude"
    LONG_WAIT = "long_wait"
    UNCLEAR_GUIDANCE = "unclear_guidance"
    EXTRA_PAPERS = "extra_papers"
    LATE_RESULT = "late_result"
    EXTRA_COST = "extra_cost"
    OTHER = "other"


def checked_mark(value: int) -> int:
    if not WORST <= value <= BEST:
        raise BadInput(field="value")
    return value


def checked_reasons(reasons: tuple[str, ...]) -> tuple[Reason, ...]:
    known = {r.value for r in Reason}
    if len(reasons) > len(known) or not set(reasons) <= known:
        raise BadInput(field="reasons")
    return tuple(Reason(r) for r in dict.fromkeys(reasons))


def awaits_reasons(value: int, source: str, *, explained: bool, low_mark: int) -> bool:
    """Whether a mark is low and came without a word: a keypad cannot ask why, the phone asks at once."""
    return value <= low_mark and not explained and source != Source.PHONE


def check_window(finished_at: datetime, at: datetime, window: timedelta) -> None:
    """Refuse a mark given after the window closed, or before the visit ended."""
    if not finished_at - timedelta(seconds=2) <= at <= finished_at + window:
        raise RatingClosed
