"""Was a card's text bent on its way through a keyboard? It is said, never mended: a guess would be a wrong name."""

import re
import unicodedata
from enum import StrEnum

_FEWEST_WORDS = 4
"""Name and address together: so many words without a single mark do not occur in Vietnamese."""
_TELEX = re.compile(
    r"(?:aa|ee|oo|dd|[aou]w|uow)[a-z]*[sfrxj]?$"  # aa → â, dd → đ, aw → ă
    r"|^[a-z]*[aeiouy](?:[cmnpt]|ch|ng|nh)?[sfrxj]$",  # a tone after the rhyme: Vawn, Huyr
    re.IGNORECASE,
)
_VNI = re.compile(r"(?=.*[a-z].*[a-z])[a-z]*[aeiouyd][1-9][a-z]*[1-9]?", re.IGNORECASE)  # a6 → â, d9 → đ
_FEWEST_LEFTOVERS = 2


class Spelling(StrEnum):
    """How far the words can be trusted."""

    SOUND = "sound"
    INPUT_METHOD = "input_method"
    """Keystrokes of Telex or VNI are left in it: `Nguyeenx Vawn A`, `Nguye6n4 Va8n A`."""
    BARE = "no_marks"
    """Every mark was lost: `NGUYEN VAN A`."""


def judged(name: str, address: str) -> Spelling:
    """Judge a card by its name and address. Names of ethnic minorities (`Ksor H'Lan`) are no leftovers: an address
    beside them still bears marks.
    """
    words = re.findall(r"[^\s,.;()/-]+", f"{name} {address}")
    if any(_is_marked(word) for word in words):
        return Spelling.SOUND
    if sum(_is_leftover(word) for word in words) >= _FEWEST_LEFTOVERS:
        return Spelling.INPUT_METHOD
    return Spelling.BARE if len(words) >= _FEWEST_WORDS else Spelling.SOUND


def _is_marked(word: str) -> bool:
    return any(letter in "đĐ" or unicodedata.decomposition(letter) for letter in word if not letter.isascii())


def _is_leftover(word: str) -> bool:
    return _TELEX.search(word) is not None or _VNI.fullmatch(word) is not None
