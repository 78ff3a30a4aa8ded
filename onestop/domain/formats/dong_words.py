"""A sum in Vietnamese words, as papers about money must say it: `Một trăm năm mươi nghìn đồng`.

Read in groups of three digits; a group after the first says its missing hundreds (`không trăm linh năm`), as
accountants do, so that nothing can be written in between. `mốt`, `lăm` as spoken.
"""

from collections.abc import Iterator
from typing import Final

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS: Final = ("", "nghìn", "triệu")
BILLION: Final = 10**9
MOST: Final = 10**18
"""The first sum it does not read [VND]."""


def in_words(amount_vnd: int) -> str:
    """The sum, its first letter a capital.

    Raises:
        ValueError: negative, or 10¹⁸ and more.
    """
    if not 0 <= amount_vnd < MOST:
        raise ValueError(amount_vnd)
    said = " ".join(_read(amount_vnd, after=False)) or DIGITS[0]
    return f"{said[0].upper()}{said[1:]} đồng"


def _read(number: int, *, after: bool) -> Iterator[str]:
    billions, rest = divmod(number, BILLION)
    if billions:
        yield from _read(billions, after=after)
        yield "tỷ"
    after = after or billions > 0
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            yield from _group(group, after=after)
            if GROUPS[power]:
                yield GROUPS[power]
            after = True


def _group(group: int, *, after: bool) -> Iterator[str]:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    if hundreds or after:
        yield from (DIGITS[hundreds], "trăm")
    if tens > 1:
        yield from (DIGITS[tens], "mươi")
    elif tens == 1:
        yield "mười"
    elif ones and (hundreds or after):
        yield "linh"
    if ones:
        yield _ones(tens, ones)


def _ones(tens: int, ones: int) -> str:
    if ones == 5 and tens:  # noqa: PLR2004 - the digit five
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else DIGITS[ones]
