"""Hours in which nobody is sent a text message; what is written then waits for the morning. No rule of law, ours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def may_go_at(at: datetime, zone: ZoneInfo, quiet_from: int, quiet_to: int) -> datetime:
    """`at`, or the end of the quiet hours it falls into.

    `quiet_from` and `quiet_to` are hours of the office's day [h]; from 21 to 7 goes over midnight, and the same hour
    twice is no quiet at all.
    """
    local = at.astimezone(zone)
    over_midnight = quiet_from > quiet_to
    hour = local.hour
    if not (quiet_from <= hour < quiet_to or (over_midnight and (hour >= quiet_from or hour < quiet_to))):
        return at
    day = local.date() + timedelta(days=1 if over_midnight and hour >= quiet_from else 0)
    return datetime(day.year, day.month, day.day, quiet_to, tzinfo=zone).astimezone(at.tzinfo)
