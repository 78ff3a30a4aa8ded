"""Personal data as others may see it: in logs, exports, lists (rules of the domain, section 13).

Masking never fails: what cannot be recognised is hidden whole.
"""

import re

from onestop.domain.errors import BadInput
from onestop.domain.formats import phones

_SHORTEST_ID = 8
_EMAIL = re.compile(r"([^@\s])[^@\s]*@([^@\s]+)")


def name(full: str) -> str:
    """`Nguyễn Văn An` gives `Nguyễn V** A*`: the family name, then first letters."""
    family, *others = full.split() or [""]
    if not others:
        return _first_letter(family)
    return " ".join((family, *map(_first_letter, others)))


def initials(full: str) -> str:
    """`Nguyễn Văn An` gives `N.V.A.`."""
    return "".join(f"{word[0].upper()}." for word in full.split())


def phone(number: str) -> str:
    """`0912345678` gives `0912 xxx 678`."""
    try:
        return phones.parse(number).masked
    except BadInput:
        return "xxx"


def personal_id(number: str) -> str:
    """`001090123456` gives `001*******56`; for identity numbers and passports alike."""
    bare = "".join(number.split())
    if len(bare) < _SHORTEST_ID:
        return "*" * len(bare)
    return bare[:3] + "*" * (len(bare) - 5) + bare[-2:]


def email(address: str) -> str:
    """`nam.nguyen@x.vn` gives `n***@x.vn`."""
    parts = _EMAIL.fullmatch(address.strip())
    return "***" if parts is None else f"{parts[1]}***@{parts[2]}"


def _first_letter(word: str) -> str:
    return word[:1] + "*" * max(1, len(word) - 1) if word else ""
