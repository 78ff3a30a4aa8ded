"""From a scanner's bytes to text, whatever its maker thought text is.

Scanners on serial lines send UTF-8, UTF-16BE (`ọ` as 1E CD), UTF-16LE or Windows-1258, with or without a mark of
the byte order and with any end of line (rules of the domain, section 6.1).
"""

import codecs
import unicodedata

LONGEST = 2048
"""What is longer is no code of ours [bytes]."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
_WIDE_SHARE = 4
"""From one NUL in so many bytes on, NULs are halves of letters; fewer are noise."""


def text_of(scan: bytes | str) -> str | None:
    """One line of text, composed (NFC), without controls and outer blanks; `None`: no encoding we know fits."""
    text = _unmangled(scan) if isinstance(scan, str) else _decoded(scan)
    if text is None:
        return None
    plain = "".join(letter for letter in text if letter == " " or not _is_control(letter))
    return unicodedata.normalize("NFC", plain).strip()


def _unmangled(text: str) -> str | None:
    """A program that took UTF-16 for Latin-1 left NULs between the letters: undone here."""
    if "\0" not in text:
        return text
    try:
        return _decoded(text.encode("latin-1"))
    except UnicodeEncodeError:
        return text


def _decoded(raw: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _tried(_whole(raw[len(mark) :], encoding), encoding)
    nuls = raw.count(0)
    if nuls * _WIDE_SHARE >= len(raw):
        encoding = "utf-16-be" if raw[::2].count(0) * 2 >= nuls else "utf-16-le"
        return _tried(_whole(raw, encoding), encoding)
    narrow = raw.replace(b"\0", b"").replace(b"\xff", b"")  # line noise; neither byte occurs in UTF-8 text
    text = _tried(narrow, "utf-8")
    return _tried(raw.replace(b"\0", b""), "cp1258") if text is None else text


def _whole(raw: bytes, encoding: str) -> bytes:
    """Without the half letter that the end of line left over."""
    if encoding == "utf-8" or not len(raw) % 2:
        return raw
    return raw[:-1]


def _tried(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"}
