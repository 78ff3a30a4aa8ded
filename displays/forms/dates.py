"""Dates and times as Vietnamese forms write them."""

from datetime import date, datetime


def day(moment: date) -> str:
    """ "ngày 05 tháng 3 năm 2026": the day has two digits, of the months only 1 and 2 (Nghị định 30/2020/NĐ-CP)."""
    month = f"{moment.month:02}" if moment.month <= 2 else str(moment.month)  # noqa: PLR2004 - January, February
    return f"ngày {moment.day:02} tháng {month} năm {moment.year}"


def clock(moment: datetime) -> str:
    """ "9 giờ 05 phút": hours as spoken, minutes with two digits."""
    return f"{moment.hour} giờ {moment.minute:02} phút"


def styles(moment: date) -> dict[str, str]:
    """Every style a template may choose from; a date without a time has no clock."""
    written = {"day": day(moment), "short": f"{moment:%d/%m/%Y}"}
    if isinstance(moment, datetime):
        written |= {"clock": clock(moment), "time": f"{moment:%H:%M}"}
    return written
