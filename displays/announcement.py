"""What the hall's voice says: a ticket number and a counter as clips in order, and the same as a sentence.

The gong before it belongs to the voice that plays it.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from unicodedata import normalize

from displays.clips import LETTERS, WORDS
from displays.reading import BEYOND, english, vietnamese
from displays.say import Say
from hardware.contract.documents import Utterance

LONGEST_NUMBER = len(str(BEYOND - 1))
"""More digits than these are always read one by one."""


class Style(StrEnum):
    """How the digits of a ticket are read: A047 is "A không bốn mươi bảy" or "A không bốn bảy"."""

    AS_NUMBER = "as_number"
    DIGIT_BY_DIGIT = "digit_by_digit"


@dataclass(frozen=True, slots=True)
class Manner:
    style: Style = Style.DIGIT_BY_DIGIT
    zero_tens: str = "linh"
    """The word for empty tens: "linh" in the north, "lẻ" in the south."""
    repeat: int = 2


NORTHERN = Manner()


@dataclass(frozen=True, slots=True)
class Call:
    number: str
    counter: int
    attempt: int = 1
    """1 is the call itself, 2 and 3 its recalls; more say "once more"."""


ATTEMPTS = {2: "second-time", 3: "third-time"}


def announce(call: Call, say: Say, lang: str = "vi", manner: Manner = NORTHERN) -> Utterance:
    """The invitation in one language; `say` speaks the same language."""
    ticket = ticket_clips(call.number, lang, manner)
    counter = number_clips(call.counter, lang, manner)
    attempt = () if call.attempt <= 1 else (ATTEMPTS.get(call.attempt, "again"),)
    key = f"voice.{attempt[0].replace('-', '_')}" if attempt else "voice.call"
    clips = (*(f"{lang}/{name}" for name in (*attempt, "call")), *ticket, f"{lang}/to-counter", *counter)
    return _utterance(clips, say(key, number=words(ticket), counter=words(counter)), manner)


def passed(number: str, say: Say, lang: str = "vi", manner: Manner = NORTHERN) -> Utterance:
    """The number's turn has gone by."""
    ticket = ticket_clips(number, lang, manner)
    return _utterance(
        (f"{lang}/number", *ticket, f"{lang}/passed"), say("voice.passed", number=words(ticket)), manner
    )


def together(first: Utterance, *others: Utterance) -> Utterance:
    """One announcement in several languages, one after the other."""
    said = (first, *others)
    clips = tuple(clip for one in said for clip in one.clips)
    sentence = ". ".join(one.sentence for one in said)
    return first.model_copy(update={"clips": clips, "sentence": sentence})


def _utterance(clips: tuple[str, ...], sentence: str, manner: Manner) -> Utterance:
    return Utterance(clips=clips, sentence=sentence, repeat=manner.repeat)


def words(clips: tuple[str, ...]) -> str:
    """The clips for eyes: letters as letters, numbers in words."""
    return " ".join(_letter(clip) if clip in LETTERS else WORDS[clip] for clip in clips)


def _letter(clip: str) -> str:
    name = clip.rpartition("-")[2]
    return "Đ" if name == "dd" else name.upper()


def ticket_clips(number: str, lang: str = "vi", manner: Manner = NORTHERN) -> tuple[str, ...]:
    """Letters by their names, runs of digits in the manner's style; dashes and blanks are silent."""
    clips: list[str] = []
    for digits, run in groupby(number, str.isdecimal):
        text = "".join(run)
        clips += _digit_clips(text, lang, manner) if digits else letter_clips(text, lang)
    return tuple(clips)


def letter_clips(text: str, lang: str) -> list[str]:
    """A letter without a clip of its own is read as its base letter: Ê as E, and in English Đ as D."""
    clips: list[str] = []
    for letter in text.lower():
        own = "dd" if letter == "đ" and lang == "vi" else normalize("NFD", letter.replace("đ", "d"))[0]
        clip = f"{lang}/letter-{own}"
        if clip in LETTERS:
            clips.append(clip)
    return clips


def _digit_clips(digits: str, lang: str, manner: Manner) -> tuple[str, ...]:
    if manner.style is Style.DIGIT_BY_DIGIT or len(digits) > LONGEST_NUMBER:
        return tuple(clip for digit in digits for clip in number_clips(int(digit), lang, manner))
    significant = digits.lstrip("0")
    zeros = number_clips(0, lang, manner) * (len(digits) - len(significant))
    return zeros + (number_clips(int(significant), lang, manner) if significant else ())


def number_clips(n: int, lang: str = "vi", manner: Manner = NORTHERN) -> tuple[str, ...]:
    """0 … 9999 as a number in words; anything bigger digit by digit."""
    if n >= BEYOND:
        return tuple(clip for digit in str(n) for clip in number_clips(int(digit), lang, manner))
    spoken = english(n) if lang == "en" else vietnamese(n, manner.zero_tens)
    return tuple(CLIP_OF[lang][word] for word in spoken)


CLIP_OF = {lang: {word: clip for clip, word in WORDS.items() if clip.startswith(f"{lang}/")} for lang in ("vi", "en")}
