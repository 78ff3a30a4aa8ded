"""How long a text message is to the network: signs of the GSM alphabet, and the parts it is cut into.

Source: 3GPP TS 23.038, 6.2.1 and TS 23.040, 9.2.3.24.1 (160 signs alone, 153 in each of several parts; 70 and 67 when
a sign is not in the alphabet; a sign of two places is never cut in two, so a part may stay one place short).
"""

from typing import Final, NamedTuple

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE: Final = frozenset("^{}\\[~]|€")
"""Signs of the extension table: two places each."""
ALONE, IN_PARTS = 160, 153
WIDE_ALONE, WIDE_IN_PARTS = 70, 67
LAST_OF_ONE_UNIT: Final = 0xFFFF
"""Signs beyond it take two of the places a wide message has."""


class Size(NamedTuple):
    """What a message takes: places [count], parts [count], and whether the plain alphabet holds it."""

    places: int
    parts: int
    plain: bool


def size(text: str) -> Size:
    """How many places and parts a message takes; none for an empty one."""
    plain = all(sign in BASIC or sign in TWICE for sign in text)
    widths = [1 + (sign in TWICE if plain else ord(sign) > LAST_OF_ONE_UNIT) for sign in text]
    places = sum(widths)
    alone, several = (ALONE, IN_PARTS) if plain else (WIDE_ALONE, WIDE_IN_PARTS)
    return Size(places, min(places, 1) if places <= alone else _parts(widths, several), plain)


def _parts(widths: list[int], room: int) -> int:
    parts, taken = 1, 0
    for width in widths:
        parts, taken = (parts + 1, width) if taken + width > room else (parts, taken + width)
    return parts
