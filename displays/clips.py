"""What each shipped voice clip says: clip name → the words in it, one table per language.

A studio recording replaces a file one to one; nothing here changes then.
"""

from string import ascii_lowercase

from displays.reading import EN, EN_TENS

VI_WORDS = {
    "vi/khong": "không",
    "vi/mot": "một",
    "vi/hai": "hai",
    "vi/ba": "ba",
    "vi/bon": "bốn",
    "vi/nam": "năm",
    "vi/sau": "sáu",
    "vi/bay": "bảy",
    "vi/tam": "tám",
    "vi/chin": "chín",
    "vi/muoi-ten": "mười",
    "vi/muoi-tens": "mươi",
    "vi/mot-after-tens": "mốt",
    "vi/tu": "tư",
    "vi/lam": "lăm",
    "vi/linh": "linh",
    "vi/le": "lẻ",
    "vi/tram": "trăm",
    "vi/nghin": "nghìn",
}
VI_LETTERS = {
    "vi/letter-a": "a",
    "vi/letter-b": "bê",
    "vi/letter-c": "xê",
    "vi/letter-d": "dê",
    "vi/letter-e": "e",
    "vi/letter-f": "ép-phờ",
    "vi/letter-g": "giê",
    "vi/letter-h": "hát",
    "vi/letter-i": "i",
    "vi/letter-j": "gi",
    "vi/letter-k": "ca",
    "vi/letter-l": "e-lờ",
    "vi/letter-m": "em-mờ",
    "vi/letter-n": "en-nờ",
    "vi/letter-o": "o",
    "vi/letter-p": "pê",
    "vi/letter-q": "quy",
    "vi/letter-r": "e-rờ",
    "vi/letter-s": "ét-sì",
    "vi/letter-t": "tê",
    "vi/letter-u": "u",
    "vi/letter-v": "vê",
    "vi/letter-w": "vê-kép",
    "vi/letter-x": "ích-xì",
    "vi/letter-y": "i-cờ-rét",
    "vi/letter-z": "dét",
    "vi/letter-dd": "đê",
}
VI_PHRASES = {
    "vi/call": "mời công dân có số thứ tự",
    "vi/to-counter": "đến quầy số",
    "vi/second-time": "lần hai",
    "vi/third-time": "lần ba",
    "vi/again": "xin nhắc lại",
    "vi/number": "số",
    "vi/passed": "đã qua lượt",
}

EN_WORDS = {f"en/{word}": word for word in (*EN, *EN_TENS[2:], "hundred", "thousand", "and")}
EN_LETTERS = {f"en/letter-{letter}": letter.upper() for letter in ascii_lowercase}
EN_PHRASES = {
    "en/call": "number",
    "en/to-counter": "please go to counter",
    "en/second-time": "second call",
    "en/third-time": "third call",
    "en/again": "once more",
    "en/number": "number",
    "en/passed": "has missed its turn",
}

WORDS = {**VI_WORDS, **EN_WORDS}
LETTERS = {**VI_LETTERS, **EN_LETTERS}
SPOKEN = {**WORDS, **LETTERS, **VI_PHRASES, **EN_PHRASES}
"""Every clip but the gong."""


def to_build() -> dict[str, tuple[str, str]]:
    """Clip name → (what to say, the engine's voice), for whatever builds the files."""
    return {name: (words.replace("-", " "), name.partition("/")[0]) for name, words in SPOKEN.items()}
