"""Postal item codes after UPU standard S10: two letters, eight digits, a check digit, two letters of the country.

The check is strict, but local numbers need not follow it: callers warn, they do not refuse (section 12).
"""

import re
from dataclasses import dataclass

from onestop.domain.errors import BadInput

WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
RESERVED = frozenset("JKSTW")
"""First letters of service indicators that S10 keeps for later."""
_SHAPE = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
_LONGEST_WRITING = 40
_SERIALS = 10**8


@dataclass(frozen=True, slots=True)
class PostCode:
    service: str
    serial: str
    check: int
    country: str

    def __str__(self) -> str:
        return f"{self.service}{self.serial}{self.check}{self.country}"

    @property
    def faults(self) -> tuple[str, ...]:
        """`check_digit`, `reserved`, or nothing: what to warn of."""
        wrong = ("check_digit",) if self.check != check_digit(self.serial) else ()
        return (*wrong, "reserved") if self.service[0] in RESERVED else wrong


def check_digit(serial: str) -> int:
    """Of eight digits: 11 − (weighted sum mod 11), where 10 is written 0 and 11 is written 5."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def read(written: str) -> PostCode:
    """What has the shape of a code, its `faults` still to be looked at.

    Raises:
        BadInput: `reason` is `shape`.
    """
    bare = "".join(written.split()).upper() if len(written) <= _LONGEST_WRITING else ""
    parts = _SHAPE.fullmatch(bare)
    if parts is None:
        raise BadInput(field="post_code", reason="shape")
    return PostCode(parts[1], parts[2], int(parts[3]), parts[4])


def parse(written: str) -> PostCode:
    """A code that is right in every respect.

    Raises:
        BadInput: `reason` is `shape`, `check_digit` or `reserved`.
    """
    code = read(written)
    for fault in code.faults:
        raise BadInput(field="post_code", reason=fault)
    return code


def make(service: str, serial: int, country: str = "VN") -> PostCode:
    """The code of a serial number of our own pool, with its check digit.

    Raises:
        BadInput: `service` or `country` is not two letters, the serial has more than eight digits, `reserved`.
    """
    if not 0 <= serial < _SERIALS:
        raise BadInput(field="post_code", reason="shape")
    digits = f"{serial:08d}"
    return parse(f"{service}{digits}{check_digit(digits)}{country}")
