"""A day of birth as people write it and as it is kept; some old people know only the month or the year."""

import re
from typing import Final

_WRITTEN: Final = re.compile(r"(?:(?:(\d{1,2})[/. -])?(\d{1,2})[/. -])?(\d{4})")


def written(kept: str) -> str:
    """`1990-01-31` as `31/01/1990`; of a year alone, the year."""
    return "/".join(reversed(kept.split("-")))


def stored(said: str) -> str:
    """`31/01/1990` as `1990-01-31`, `31011990` too; what is no day stays as it was typed, cut to ten signs."""
    text = said.strip()
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:2]}/{text[2:4]}/{text[4:]}"
    parts = _WRITTEN.fullmatch(text)
    if parts is None:
        return text[:10]
    day, month, year = parts.groups()
    return "-".join(part.zfill(2) for part in (year, month, day) if part)
