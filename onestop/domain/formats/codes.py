"""Codes of dossiers, procedures and agencies, as printed on paper and sent between systems.

Dossier codes after TT 01/2018/TT-VPCP Điều 19 (old) and as seen since 2026 (new, level 1 first); procedure codes as
the national catalogue writes them; agency codes after QCVN 102:2016/BTTTT and QĐ 20/2020/QĐ-TTg.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onestop.domain.errors import BadInput

LONGEST = 64
_OLD = re.compile(r"([0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})-([0-9]{6})-([0-9]{4,12})")
_NEW = re.compile(r"([A-Z][0-9]{2}(?:\.[0-9]{2,3}){0,3})-([0-9]{8}|[0-9]{6})-([0-9]{4,7})")
_PROCEDURE = re.compile(r"([123]\.[0-9]{6})(?:\.((?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.)?[A-Z][0-9]{2}))?")
_AGENCY_OLD = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")
_AGENCY_NEW = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9]{2,3}){0,3}")
_DASHES = re.compile(r"[‐‑‒–—−]")
_SHORT_DATE = 6


@dataclass(frozen=True, slots=True)
class DossierCode:
    """`text` is the code itself, the rest is what it says."""

    text: str
    agency: str
    received_on: date
    serial: int
    style: Literal["old", "new"]


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """`1.014393.H38`: the procedure and, where given, the agency that receives it."""

    key: str
    """The first two parts: all that counts when two codes are compared."""
    agency: str = ""

    def __str__(self) -> str:
        return f"{self.key}.{self.agency}" if self.agency else self.key


def dossier_code(written: str) -> DossierCode:
    """Read a dossier code of either style.

    Raises:
        BadInput: `reason` is `shape`, or `date` for a day that is in no calendar.
    """
    bare = _bare(written)
    old, new = _OLD.fullmatch(bare), _NEW.fullmatch(bare)
    parts = old or new
    if parts is None:
        raise BadInput(field="dossier_code", reason="shape")
    day = parts[2] if len(parts[2]) > _SHORT_DATE else f"20{parts[2]}"
    try:
        received_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        raise BadInput(field="dossier_code", reason="date") from None
    return DossierCode(bare, parts[1], received_on, int(parts[3]), "old" if old else "new")


def procedure_code(written: str) -> ProcedureCode:
    """Read a procedure code, with or without its agency.

    Raises:
        BadInput: `reason` is `shape`.
    """
    parts = _PROCEDURE.fullmatch(_bare(written))
    if parts is None:
        raise BadInput(field="procedure_code", reason="shape")
    return ProcedureCode(parts[1], parts[2] or "")


def same_procedure(one: str, other: str) -> bool:
    """Do two codes mean one procedure, whoever receives it? Codes that are none mean nothing."""
    try:
        return procedure_code(one).key == procedure_code(other).key
    except BadInput:
        return False


def agency_levels(written: str) -> tuple[str, ...]:
    """An agency's code, level 1 first, empty levels left out: `000.00.12.G06` and `G06.12` are `("G06", "12")`.

    Raises:
        BadInput: `reason` is `shape`.
    """
    bare = _bare(written)
    old = _AGENCY_OLD.fullmatch(bare)
    if old is None and _AGENCY_NEW.fullmatch(bare) is None:
        raise BadInput(field="agency_code", reason="shape")
    levels = list(old.groups()[::-1]) if old else bare.split(".")
    while len(levels) > 1 and not int(levels[-1]):
        levels.pop()
    return tuple(levels)


def same_agency(one: str, other: str) -> bool:
    """Are two codes, of whatever style, one agency's? Codes that are none are nobody's."""
    try:
        return agency_levels(one) == agency_levels(other)
    except BadInput:
        return False


def _bare(written: str) -> str:
    """Without blanks, in capitals, with plain hyphens: as typed from paper or read from Code 39."""
    if len(written) > LONGEST:
        return ""
    return _DASHES.sub("-", "".join(written.split())).upper()
