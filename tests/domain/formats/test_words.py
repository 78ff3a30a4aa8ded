"""Folding for the search, text without marks, and masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.formats import masks
from onestop.domain.formats.fold import fold, unaccent


def test_folding() -> None:
    assert fold("  ĐẶNG  Thị\u00a0Ước\t") == "dang thi uoc"
    assert fold("Nguye\u0302\u0303n") == fold("Nguyễn") == "nguyen"
    assert fold("Cấp\u200b giấy") == "cap giay"
    every = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
    assert fold(every) == "a" * 17 + "d" + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5
    assert fold(every.upper()) == fold(every)


def test_a_text_message_keeps_its_case_and_its_blanks() -> None:
    assert unaccent("Hồ sơ  của Ông/Bà: ĐÃ XONG.") == "Ho so  cua Ong/Ba: DA XONG."


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert unaccent(unaccent(text)) == unaccent(text)
    assert "  " not in fold(text)


@pytest.mark.parametrize(
    ("full", "masked"),
    [
        ("Nguyễn Văn An", "Nguyễn V** A*"),
        ("Nguyễn Văn A", "Nguyễn V** A*"),
        ("  Lê   Thị Hồng Gấm ", "Lê T** H*** G**"),
        ("Hoa", "H**"),
        ("", ""),
    ],
)
def test_names(full: str, masked: str) -> None:
    assert masks.name(full) == masked


def test_initials() -> None:
    assert masks.initials("Nguyễn văn Đức") == "N.V.Đ."


def test_numbers_and_addresses() -> None:
    assert masks.phone("0912345678") == masks.phone("+84 912 345 678") == "0912 xxx 678"
    assert masks.phone("024 3822 3344") == "0243 xxxx 344"
    assert masks.phone("12345") == "xxx"
    assert masks.personal_id("001090123456") == "001*******56"
    assert masks.personal_id("012345678") == "012****78"
    assert masks.personal_id("B123") == "****"
    assert masks.email("nam.nguyen@x.vn") == "n***@x.vn"
    assert masks.email("not an address") == masks.email("") == "***"


@given(st.text(max_size=40))
def test_masking_never_fails_and_shows_at_most_seven_signs_of_a_number(text: str) -> None:
    masks.name(text)
    masks.initials(text)
    assert len(masks.email(text).replace("*", "")) <= max(3, len(text))
    shown = masks.personal_id(text)
    assert len(shown.replace("*", "")) <= 5 + text.count("*")
    assert sum(sign.isdecimal() for sign in masks.phone(text)) in {0, 7}
