"""The QR code of a citizen card: `number|old number|name|born|sex|address|issued`, bytes ↔ facts.

Cards of 2021 (front) and 2024 (back); rules of the domain, section 6.1. Nothing of the raw text is kept, and none
of it is in a refusal.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onestop.domain.errors import CardUnreadable
from onestop.domain.formats import card_spelling, scan_text
from onestop.domain.formats.card_spelling import Spelling
from onestop.domain.formats.personal_number import Sex

FIELDS = ("number", "old_number", "name", "born", "sex", "address", "issued")
_FEWEST = 3
_NUMBER = re.compile(r"[0-9]{12}")
_OLD_NUMBER = re.compile(r"[0-9]{9}")
_DATE = re.compile(r"(?:([0-9]{2})([0-9]{2})|([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]|)([0-9]{4})")
_SEXES: dict[str, Sex] = {"nam": "male", "nữ": "female", "nu": "female", "nuwx": "female", "nu74": "female"}
_EARLIEST = 1850


class Doubt(StrEnum):
    """Why a field that was on the card is not among the facts, or not to be taken as it stands."""

    DATE = "impossible_date"
    FUTURE = "in_the_future"
    VALUE = "unexpected"


@dataclass(frozen=True, slots=True)
class Born:
    """A day of birth; of old people sometimes only the year, or month and year, is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """`1990-01-31`, `1990-01` or `1990`."""
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """What the code said. Absent fields are `None` or empty and named in `missing`; wrong ones in `doubts`.

    Its `repr` says nothing, so that no log can.
    """

    number: str
    old_number: str
    name: str
    born: Born | None
    sex: Sex | None
    address: str
    issued: date | None
    missing: tuple[str, ...] = ()
    doubts: tuple[tuple[str, Doubt], ...] = ()
    spelling: Spelling = Spelling.SOUND
    """Whether the text came through a keyboard's input method: then the words are to be corrected by hand."""


def read(scan: bytes | str, *, today: date | None = None) -> Card:
    """The facts of a scanned card, in any encoding a scanner uses. Given `today`, later dates are doubted.

    Fewer than seven fields are recognised by their looks; more than seven are ignored. An absent old number is
    no fault: most cards have none.

    Raises:
        CardUnreadable: `reason` is `empty`, `too_long`, `encoding`, `not_a_card` or `number`.
    """
    said = _placed(_fields(scan))
    number = said.get("number", "")
    born, born_doubt = _born(said.get("born", ""), today)
    issued, issued_doubt = _issued(said.get("issued", ""), today)
    sex, sex_doubt = _sex(said.get("sex", ""))
    old_number = said.get("old_number", "")
    old_doubt = None if _fits("old_number", old_number) else Doubt.VALUE
    doubts = {"old_number": old_doubt, "born": born_doubt, "sex": sex_doubt, "issued": issued_doubt}
    name, address = said.get("name", ""), said.get("address", "")
    return Card(
        number=number,
        old_number="" if old_doubt else old_number,
        name=name,
        born=born,
        sex=sex,
        address=address,
        issued=issued,
        missing=tuple(field for field in FIELDS if field != "old_number" and not said.get(field)),
        doubts=tuple((field, doubt) for field, doubt in doubts.items() if doubt is not None),
        spelling=card_spelling.judged(name, address),
    )


def is_card(text: str) -> bool:
    """Does a line of text look like one, rather than another code?"""
    first, *others = text.split("|")
    return len(others) >= _FEWEST - 1 and _NUMBER.fullmatch(first.strip()) is not None


def _fields(scan: bytes | str) -> list[str]:
    if len(scan) > scan_text.LONGEST:
        raise CardUnreadable(reason="too_long")
    text = scan_text.text_of(scan)
    if text is None:
        raise CardUnreadable(reason="encoding")
    if not text:
        raise CardUnreadable(reason="empty")
    fields = [" ".join(field.split()) for field in text.split("|")]
    if len(fields) < _FEWEST:
        raise CardUnreadable(reason="not_a_card")
    if _NUMBER.fullmatch(fields[0]) is None:
        raise CardUnreadable(reason="number")
    return fields


def _placed(fields: list[str]) -> dict[str, str]:
    """Each field under its name; where some are absent, each value goes to the next place it can be meant for."""
    if len(fields) >= len(FIELDS):
        return dict(zip(FIELDS, fields, strict=False))
    placed: dict[str, str] = {}
    ahead = list(FIELDS)
    for value in fields:
        place = next((at for at, field in enumerate(ahead) if _fits(field, value)), None)
        if place is not None:
            placed[ahead[place]] = value
            del ahead[: place + 1]
    return placed


def _fits(field: str, value: str) -> bool:
    match field:
        case "number":
            return _NUMBER.fullmatch(value) is not None
        case "old_number":
            return not value or _OLD_NUMBER.fullmatch(value) is not None
        case "born" | "issued":
            return not value or _DATE.fullmatch(value) is not None
        case "sex":
            return not value or value.lower() in _SEXES
        case "name":
            return not any(_fits(other, value) for other in ("old_number", "born", "sex")) or not value
        case _:
            return _DATE.fullmatch(value) is None


def _sex(value: str) -> tuple[Sex | None, Doubt | None]:
    sex = _SEXES.get(value.lower())
    return sex, Doubt.VALUE if value and sex is None else None


def _born(value: str, today: date | None) -> tuple[Born | None, Doubt | None]:
    parts = _day_month_year(value)
    if parts is None:
        return None, Doubt.DATE if value else None
    day, month, year = parts
    if year < _EARLIEST or not _exists(year, month or 1, day or 1) or (day and not month):
        return None, Doubt.DATE
    if today is not None and date(year, month or 1, day or 1) > today:
        return None, Doubt.FUTURE
    return Born(year, month or None, day or None), None


def _issued(value: str, today: date | None) -> tuple[date | None, Doubt | None]:
    parts = _day_month_year(value)
    if parts is None:
        return None, Doubt.DATE if value else None
    day, month, year = parts
    if year < _EARLIEST or not _exists(year, month, day):
        return None, Doubt.DATE
    issued = date(year, month, day)
    if today is not None and issued > today:
        return None, Doubt.FUTURE
    return issued, None


def _day_month_year(value: str) -> tuple[int, int, int] | None:
    """ddMMyyyy, dd/MM/yyyy or yyyy; what is unknown is 0."""
    parts = _DATE.fullmatch(value)
    if parts is None:
        return None
    return int(parts[1] or parts[3] or 0), int(parts[2] or parts[4] or 0), int(parts[5])


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
