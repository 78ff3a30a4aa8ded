"""Vietnamese telephone numbers: read in any usual writing, kept in one, shown in two.

Ranges after the rules of the domain, section 8.1; a number keeps its range when its owner changes the operator.
"""

import re
import unicodedata
from dataclasses import dataclass

from onestop.domain.errors import BadInput

_SEPARATORS = re.compile(r"[\s.()/‐‑‒–—-]+")
_ABROAD_MARK = re.compile(r"(?:\+|00)84(?:0(?=[1-9]))?|84(?=[2-9][0-9]{8,9}$)")
_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}")
_LAND = re.compile(r"02[0-9]{8,9}")
_OBSOLETE = re.compile(r"01[0-9]{9}")
_LONGEST_WRITING = 40
_MOBILE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be called; `national` is `0912345678`."""

    national: str
    mobile: bool

    @property
    def stored(self) -> str:
        """E.164, the form to keep: `+84912345678`. GSM modems take it too."""
        return f"+84{self.national[1:]}"

    @property
    def gateway(self) -> str:
        """As text message gateways want it: `84912345678`."""
        return f"84{self.national[1:]}"

    @property
    def shown(self) -> str:
        """`0912 345 678`; a land line `0243 8223 344`."""
        return f"{self.national[:4]} {self.national[4:-3]} {self.national[-3:]}"

    @property
    def masked(self) -> str:
        """`0912 xxx 678`."""
        return f"{self.national[:4]} {'x' * len(self.national[4:-3])} {self.national[-3:]}"


def parse(written: str) -> Phone:
    """A mobile number, or a land line with its area code (those are taken loosely: 10 or 11 digits from `02`).

    Raises:
        BadInput: `reason` is `empty`, `characters`, `length`, `prefix`, `foreign` or `obsolete` (11 digits from
            `01`, withdrawn in 2018).
    """
    if len(written) > _LONGEST_WRITING:
        raise BadInput(field="phone", reason="length")
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", written))
    national = _ABROAD_MARK.sub("0", bare, count=1) if _ABROAD_MARK.match(bare) else bare
    mobile = _MOBILE.fullmatch(national) is not None
    if not mobile and _LAND.fullmatch(national) is None:
        raise BadInput(field="phone", reason=_fault(national))
    return Phone(national, mobile)


def parse_mobile(written: str) -> Phone:
    """A number that text messages reach.

    Raises:
        BadInput: as `parse`, and `not_mobile` for a land line.
    """
    phone = parse(written)
    if not phone.mobile:
        raise BadInput(field="phone", reason="not_mobile")
    return phone


def _fault(national: str) -> str:
    if not national:
        return "empty"
    if not _is_digits(national.removeprefix("+")):
        return "characters"
    if national.startswith(("+", "00")):
        return "foreign"
    if _OBSOLETE.fullmatch(national):
        return "obsolete"
    return "prefix" if len(national) == _MOBILE_LENGTH else "length"


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
