"""What a text is to the mobile network: signs of the GSM alphabet, places, and the parts it is cut into.

Sources: 3GPP TS 23.038, 6.2.1 (alphabet and extension table); TS 23.040, 9.2.3.24.1 (153 septets or 67 units in each
of several parts, and that neither an extended sign nor a surrogate pair is cut in two).
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Final

BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The 128 signs in the order of their septets."""
ESCAPE: Final = 0x1B
EXTENDED: Final = {
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
"""Signs that take two septets, the first of them `ESCAPE`."""
ALONE, IN_PARTS = 160, 153
"""Septets of a message of one part, and of each of several [count]."""
WIDE_ALONE, WIDE_IN_PARTS = 70, 67
"""The same in units of 16 bits, for a message with a sign the alphabet has not [count]."""

_SEPTETS = {sign: (at,) for at, sign in enumerate(BASIC) if at != ESCAPE} | {
    sign: (ESCAPE, at) for sign, at in EXTENDED.items()
}
_PLAINER = str.maketrans(
    {"đ": "d", "Đ": "D", "–": "-", "—": "-", "‑": "-", "…": "...", "•": "-", "\t": " "}
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("\u00a0\u2007\u202f", " ")
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the messages a text is sent as. `number` counts from 1; `wide`: it does not fit the GSM alphabet."""

    text: str = field(repr=False)
    number: int
    of: int
    wide: bool


def unaccented(text: str) -> str:
    """Vietnamese without its marks, in the GSM alphabet alone; a sign it has nothing like becomes `?`."""
    apart = unicodedata.normalize("NFD", text.translate(_PLAINER))
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return "".join(letter if letter in _SEPTETS else "?" for letter in letters)


def septets(text: str) -> list[int]:
    """The text in the GSM alphabet.

    Raises:
        KeyError: the alphabet has one of its signs not.
    """
    return [septet for sign in text for septet in _SEPTETS[sign]]


def cut(text: str) -> tuple[Part, ...]:
    """The parts of a text, none of an empty one."""
    wide = not all(sign in _SEPTETS for sign in text)
    widths = [_units(sign) if wide else len(_SEPTETS[sign]) for sign in text]
    alone, several = (WIDE_ALONE, WIDE_IN_PARTS) if wide else (ALONE, IN_PARTS)
    pieces = _pieces(text, widths, alone if sum(widths) <= alone else several)
    return tuple(Part(piece, at, len(pieces), wide) for at, piece in enumerate(pieces, 1))


def _units(sign: str) -> int:
    """Units of 16 bits: two for what lies beyond the basic plane."""
    return 1 + (ord(sign) > 0xFFFF)  # noqa: PLR2004 - the end of the basic plane


def _pieces(text: str, widths: list[int], room: int) -> list[str]:
    pieces: list[str] = []
    begin = taken = 0
    for at, width in enumerate(widths):
        if taken + width > room:
            pieces.append(text[begin:at])
            begin, taken = at, 0
        taken += width
    return [*pieces, text[begin:]] if text else []
