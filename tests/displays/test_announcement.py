"""The voice reads numbers as people do, says for eyes what it says for ears, and uses only shipped clips."""

import wave
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from displays.announcement import Call, Manner, Style, announce, number_clips, passed, ticket_clips, together, words
from displays.clips import SPOKEN, WORDS
from displays.reading import english, vietnamese
from onestop.words import say

CLIPS = Path(__file__).parents[2] / "hardware" / "drivers" / "clips"
VI, EN = partial(say, "vi"), partial(say, "en")
NUMBERWISE = Manner(style=Style.AS_NUMBER)


@pytest.mark.parametrize(
    ("n", "reading"),
    [
        (0, "không"),
        (1, "một"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (44, "bốn mươi tư"),
        (55, "năm mươi lăm"),
        (91, "chín mươi mốt"),
        (101, "một trăm lẻ một"),
        (104, "một trăm lẻ bốn"),
        (105, "một trăm lẻ năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (204, "hai trăm lẻ bốn"),
        (305, "ba trăm lẻ năm"),
        (400, "bốn trăm"),
        (1000, "một nghìn"),
        (1010, "một nghìn không trăm mười"),
        (1024, "một nghìn không trăm hai mươi tư"),
        (1100, "một nghìn một trăm"),
        (2001, "hai nghìn không trăm lẻ một"),
        (9999, "chín nghìn chín trăm chín mươi chín"),
    ],
)
def test_vietnamese_numbers(n: int, reading: str) -> None:
    assert " ".join(vietnamese(n, "lẻ")) == reading
    assert " ".join(vietnamese(n)) == reading.replace("lẻ", "linh")


@pytest.mark.parametrize(
    ("n", "reading"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (47, "forty seven"),
        (100, "one hundred"),
        (105, "one hundred and five"),
        (1024, "one thousand and twenty four"),
        (2300, "two thousand three hundred"),
        (9999, "nine thousand nine hundred and ninety nine"),
    ],
)
def test_english_numbers(n: int, reading: str) -> None:
    assert " ".join(english(n)) == reading


@pytest.mark.parametrize(
    ("number", "as_number", "by_digit"),
    [
        ("A007", "A không không bảy", "A không không bảy"),
        ("A047", "A không bốn mươi bảy", "A không bốn bảy"),
        ("A-025", "A không hai mươi lăm", "A không hai năm"),
        ("B1024", "B một nghìn không trăm hai mươi tư", "B một không hai bốn"),
        ("A000", "A không không không", "A không không không"),
        ("Đ015", "Đ không mười lăm", "Đ không một năm"),
        ("C12345", "C một hai ba bốn năm", "C một hai ba bốn năm"),
    ],
)
def test_ticket_numbers(number: str, as_number: str, by_digit: str) -> None:
    assert words(ticket_clips(number, "vi", NUMBERWISE)) == as_number
    assert words(ticket_clips(number, "vi")) == by_digit


def test_the_invitation() -> None:
    call = announce(Call("A047", 3), VI)
    assert call.sentence == "Mời công dân có số thứ tự A không bốn bảy đến quầy số ba"
    assert call.clips == (
        "vi/call", "vi/letter-a", "vi/khong", "vi/bon", "vi/bay", "vi/to-counter", "vi/ba",
    )  # fmt: skip
    assert call.repeat == 2
    again = announce(Call("A047", 12, attempt=2), VI)
    assert again.sentence == "Lần hai, mời công dân có số thứ tự A không bốn bảy đến quầy số mười hai"
    assert announce(Call("A047", 3), EN, "en").sentence == "Number A zero four seven, please go to counter three"
    assert passed("A047", VI).sentence == "Số A không bốn bảy đã qua lượt"


def test_two_languages_are_one_announcement() -> None:
    both = together(announce(Call("A047", 3), VI), announce(Call("A047", 3), EN, "en"))
    assert both.clips.count("vi/call") == both.clips.count("en/call") == both.clips[:1].count("vi/call") == 1
    assert both.sentence.endswith("please go to counter three")


def ears(clips: tuple[str, ...]) -> str:
    spoken = (words((clip,)) if "letter" in clip else SPOKEN[clip] for clip in clips)
    return " ".join(spoken).casefold()


@pytest.mark.parametrize("attempt", [1, 2, 3, 4])
@pytest.mark.parametrize(("lang", "speak"), [("vi", VI), ("en", EN)])
def test_eyes_read_what_ears_hear(lang: str, speak: partial[str], attempt: int) -> None:
    for one in (announce(Call("B105", 21, attempt), speak, lang, NUMBERWISE), passed("B105", speak, lang)):
        assert one.sentence.replace(",", "").casefold() == ears(one.clips)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("zero_tens", ["linh", "lẻ"])
def test_every_number_has_its_own_reading_in_shipped_clips(lang: str, zero_tens: str) -> None:
    manner = Manner(style=Style.AS_NUMBER, zero_tens=zero_tens)
    readings = [number_clips(n, lang, manner) for n in range(10_000)]
    assert len(set(readings)) == len(readings)
    assert {clip for reading in readings for clip in reading} <= set(WORDS)


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_ticket_of_four_digits_is_told_from_every_other(lang: str, style: Style) -> None:
    numbers = [f"{n:0{digits}d}" for digits in (1, 2, 3, 4) for n in range(10**digits)]
    readings = {ticket_clips(number, lang, Manner(style=style)) for number in numbers}
    assert len(readings) == len(numbers)


@settings(max_examples=50)
@given(number=st.text(max_size=8), counter=st.integers(0, 99_999), attempt=st.integers(0, 9))
def test_whatever_is_called_only_shipped_clips_are_played(number: str, counter: int, attempt: int) -> None:
    for lang, speak in (("vi", VI), ("en", EN)):
        for manner in (Manner(), NUMBERWISE):
            assert set(announce(Call(number, counter, attempt), speak, lang, manner).clips) <= SPOKEN.keys()


def test_each_clip_says_something_of_its_own() -> None:
    for _, clips in groupby(sorted(WORDS.items()), key=lambda item: item[0].partition("/")[0]):
        said = [word for _, word in clips]
        assert len(said) == len(set(said))


def test_every_clip_is_shipped_in_one_format() -> None:
    shipped = {path.relative_to(CLIPS).with_suffix("").as_posix() for path in CLIPS.rglob("*.wav")}
    assert shipped == {"gong", *SPOKEN}
    for path in CLIPS.rglob("*.wav"):
        with wave.open(str(path), "rb") as clip:
            assert (clip.getframerate(), clip.getnchannels(), clip.getsampwidth()) == (22_050, 1, 2)
            assert 0.1 < clip.getnframes() / clip.getframerate() < 4
    assert sum(path.stat().st_size for path in CLIPS.rglob("*.wav")) < 3_000_000
