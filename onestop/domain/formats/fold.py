"""Vietnamese text without its marks: for searching (`fold`) and for text messages (`unaccent`)."""

import unicodedata

_BARRED = str.maketrans("đĐ", "dD")  # Unicode does not decompose these two
_FIRST_MARK, _LAST_MARK = "\u0300", "\u036f"


def unaccent(text: str) -> str:
    """The same text, case kept, without marks: `Đặng Thị Ước` gives `Dang Thi Uoc`."""
    apart = unicodedata.normalize("NFD", text.translate(_BARRED))
    bare = "".join(letter for letter in apart if not _FIRST_MARK <= letter <= _LAST_MARK)
    return unicodedata.normalize("NFC", bare)


def fold(text: str) -> str:
    """The search form: lower case, no marks, single blanks, nothing invisible. Folding twice changes nothing."""
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(unaccent(visible.lower()).lower().split())
