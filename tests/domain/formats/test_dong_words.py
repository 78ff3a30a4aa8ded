"""Sums in words: as accountants say them, and read back by a reader that knows nothing of how they were made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.formats.dong_words import MOST, in_words

VALUES = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7}
VALUES |= {"tám": 8, "chín": 9}
SCALES = {"nghìn": 1000, "triệu": 10**6}


def read_back(words: str) -> int:
    """A reader of its own: digits wait for what they count."""
    billions = total = group = 0
    digit: int | None = None
    for word in words.lower().removesuffix(" đồng").split():
        if word in VALUES:
            digit = VALUES[word]
        elif word == "trăm":
            group, digit = group + 100 * (digit or 0), None
        elif word == "mươi":
            group, digit = group + 10 * (digit or 0), None
        elif word == "mười":
            group += 10
        elif word in SCALES:
            total, group, digit = total + (group + (digit or 0)) * SCALES[word], 0, None
        elif word == "tỷ":
            billions, total, group, digit = total + group + (digit or 0), 0, 0, None
        else:
            assert word == "linh", word
    return billions * 10**9 + total + group + (digit or 0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (1005, "Một nghìn không trăm linh năm đồng"),
        (1015, "Một nghìn không trăm mười lăm đồng"),
        (11_011, "Mười một nghìn không trăm mười một đồng"),
        (150_000, "Một trăm năm mươi nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (12_005_000_000_021, "Mười hai nghìn không trăm linh năm tỷ không trăm hai mươi mốt đồng"),
    ],
)
def test_as_accountants_say_it(amount: int, words: str) -> None:
    assert in_words(amount) == words


@given(st.integers(0, MOST - 1))
def test_it_reads_back_as_the_same_sum(amount: int) -> None:
    assert read_back(in_words(amount)) == amount


@pytest.mark.parametrize("amount", [-1, MOST])
def test_what_it_does_not_read(amount: int) -> None:
    with pytest.raises(ValueError, match=str(amount)):
        in_words(amount)
