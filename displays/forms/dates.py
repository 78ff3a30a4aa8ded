"""Dates and times as Vietnamese forms write them."""

from datetime import date, datetime

LAST_PADDED_MONTH = 2


def day(moment: date) -> str:
    """As in "ngày 05 tháng 3 năm 2026": the day always has two digits."""
    return f"ngày {moment.day:02} tháng {month(moment)} năm {moment.year}"


def month(moment: date) -> str:
    """Two digits for January and February only, so that nobody makes 11 or 12 of them (Nghị định 30/2020/NĐ-CP)."""
    return f"{moment.month:02}" if moment.month <= LAST_PADDED_MONTH else str(moment.month)


def clock(moment: datetime) -> str:
    """As in "9 giờ 05 phút": hours as spoken, minutes with two digits."""
    return f"{moment.hour} giờ {moment.minute:02} phút"


def styles(moment: date) -> dict[str, str]:
    """Every style a template may choose from; a date without a time has no clock."""
    written = {"day": day(moment), "short": f"{moment:%d/%m/%Y}"}
    if isinstance(moment, datetime):
        written |= {"clock": clock(moment), "time": f"{moment:%H:%M}"}
    return written
