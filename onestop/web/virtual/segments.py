"""A letter on a 14-segment cell, as the outline of what is lit; pure."""

from typing import Final

SHAPES: Final[dict[str, str]] = {
    "a": "M7 3h26l-5 5H12z",
    "b": "M35 5v26l-5-4V10z",
    "c": "M35 33v26l-5-5V37z",
    "d": "M7 61h26l-5-5H12z",
    "e": "M5 33v26l5-5V37z",
    "f": "M5 5v26l5-4V10z",
    "g": "M7 32l4-3h7v6h-7z",
    "n": "M22 29h7l4 3-4 3h-7z",
    "h": "M11 10h3l4 11v7h-3l-4-10z",
    "i": "M18 10h4v17h-4z",
    "j": "M29 10h-3l-4 11v7h3l4-10z",
    "k": "M29 54h-3l-4-11v-7h3l4 10z",
    "l": "M18 37h4v17h-4z",
    "m": "M11 54h3l4-11v-7h-3l-4 10z",
}
GHOST: Final = "".join(SHAPES.values())
LIT: Final[dict[str, str]] = {
    "0": "abcdef",
    "1": "bc",
    "2": "abdegn",
    "3": "abcdn",
    "4": "bcfgn",
    "5": "acdfgn",
    "6": "acdefgn",
    "7": "abc",
    "8": "abcdefgn",
    "9": "abcdfgn",
    "A": "abcefgn",
    "B": "abcdiln",
    "C": "adef",
    "D": "abcdil",
    "E": "adefgn",
    "F": "aefgn",
    "G": "acdefn",
    "H": "bcefgn",
    "I": "adil",
    "J": "bcde",
    "K": "efgjk",
    "L": "def",
    "M": "bcefhj",
    "N": "bcefhk",
    "O": "abcdef",
    "P": "abefgn",
    "Q": "abcdefk",
    "R": "abefgkn",
    "S": "acdfgn",
    "T": "ail",
    "U": "bcdef",
    "V": "efjm",
    "W": "bcefkm",
    "X": "hjkm",
    "Y": "bcdfgn",
    "Z": "adjm",
    "-": "gn",
    "_": "d",
    "*": "ghijklmn",
    "/": "jm",
}


def outline(letter: str) -> str:
    """What is lit for a letter; a letter the cell cannot show stays dark."""
    return "".join(SHAPES[segment] for segment in LIT.get(letter.upper(), ""))
