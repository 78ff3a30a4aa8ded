"""Vietnamese for devices that know ASCII only: marks off, đ to d."""

import unicodedata

_LETTERS = str.maketrans({"đ": "d", "Đ": "D", "–": "-", "—": "-", "…": "."})


def plain(text: str) -> str:
    """ASCII of the same length in letters; a sign that has no ASCII becomes `?`."""
    apart = unicodedata.normalize("NFD", text.translate(_LETTERS))
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return "".join(letter if " " <= letter <= "~" else "?" for letter in letters)
