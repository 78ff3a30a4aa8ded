"""Cards as scanners, keyboards and years have bent them; no refusal repeats what was on one."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import CardUnreadable
from onestop.domain.formats import citizen_card, scan_text
from onestop.domain.formats.card_spelling import Spelling
from onestop.domain.formats.citizen_card import Born, Doubt
from tests.domain.formats.refusals import refusal_of

ADDRESS = "Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh"
CARD = f"001090123456|012345678|Nguyễn Văn A|01011990|Nam|{ADDRESS}|15042021"
TODAY = date(2026, 11, 25)


def test_the_published_example() -> None:
    card = citizen_card.read(CARD, today=TODAY)
    assert (card.number, card.old_number, card.name) == ("001090123456", "012345678", "Nguyễn Văn A")
    assert (card.born, card.sex, card.address) == (Born(1990, 1, 1), "male", ADDRESS)
    assert (card.issued, card.missing, card.doubts) == (date(2021, 4, 15), (), ())
    assert card.spelling is Spelling.SOUND


def windows_1258(text: str) -> bytes:
    """Its letters carry their tone as a mark of its own."""
    raw = b""
    for letter in text:
        try:
            raw += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = list(unicodedata.normalize("NFD", letter))
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            marks.remove(tone)
            raw += (unicodedata.normalize("NFC", base + "".join(marks)) + tone).encode("cp1258")
    return raw


@pytest.mark.parametrize("end", ["", "\r", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-be", "utf-16-le", "utf-16"])
def test_every_encoding_and_end_of_line(encoding: str, end: str) -> None:
    assert citizen_card.read((CARD + end).encode(encoding)) == citizen_card.read(CARD)


def test_windows_1258_and_decomposed_letters() -> None:
    assert citizen_card.read(windows_1258(CARD)) == citizen_card.read(CARD)
    apart = unicodedata.normalize("NFD", CARD)
    assert apart != CARD
    assert citizen_card.read(apart.encode()) == citizen_card.read(CARD)


def test_half_letters_and_noise_of_a_line() -> None:
    big = b"\xfe\xff" + (CARD + "\r").encode("utf-16-be")
    assert citizen_card.read(big[:-1]) == citizen_card.read(CARD)
    assert citizen_card.read(CARD.encode("utf-16-be") + b"\x00") == citizen_card.read(CARD)
    assert citizen_card.read(b"\x00\xff\x7f" + CARD.encode()) == citizen_card.read(CARD)
    assert citizen_card.read(CARD.encode("utf-16-be").decode("latin-1")) == citizen_card.read(CARD)


@pytest.mark.parametrize("more", ["|", "||", "|Nguyễn Văn B|Trần Thị C||"])
def test_what_follows_the_seventh_field_is_ignored(more: str) -> None:
    assert citizen_card.read(CARD + more) == citizen_card.read(CARD)


def test_an_empty_old_number_keeps_its_place() -> None:
    card = citizen_card.read(CARD.replace("012345678", ""))
    assert (card.old_number, card.name, card.missing) == ("", "Nguyễn Văn A", ())


@pytest.mark.parametrize(
    ("dropped", "missing"),
    [(1, ()), (2, ("name",)), (3, ("born",)), (4, ("sex",)), (5, ("address",)), (6, ("issued",))],
)
def test_six_fields_fill_what_is_there(dropped: int, missing: tuple[str, ...]) -> None:
    fields = CARD.split("|")
    del fields[dropped]
    card = citizen_card.read("|".join(fields))
    whole = citizen_card.read(CARD)
    assert card.missing == missing
    for field in citizen_card.FIELDS:
        if field not in missing and not (dropped == 1 and field == "old_number"):
            assert getattr(card, field) == getattr(whole, field), field
    assert not card.doubts


def test_three_fields_are_enough_and_say_what_they_lack() -> None:
    card = citizen_card.read("001090123456||Nguyễn Văn A")
    assert (card.name, card.missing) == ("Nguyễn Văn A", ("born", "sex", "address", "issued"))


@pytest.mark.parametrize(
    ("written", "born", "said"),
    [
        ("31/01/1990", Born(1990, 1, 31), "1990-01-31"),
        ("1/2/1990", Born(1990, 2, 1), "1990-02-01"),
        ("1945", Born(1945), "1945"),
        ("00001945", Born(1945), "1945"),
        ("00/05/1945", Born(1945, 5), "1945-05"),
        ("29022000", Born(2000, 2, 29), "2000-02-29"),
    ],
)
def test_days_of_birth(written: str, born: Born, said: str) -> None:
    card = citizen_card.read(CARD.replace("01011990", written), today=TODAY)
    assert (card.born, str(card.born), card.doubts) == (born, said, ())


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ("31021990", Doubt.DATE),
        ("29/02/1900", Doubt.DATE),
        ("01131990", Doubt.DATE),
        ("05001990", Doubt.DATE),
        ("01010001", Doubt.DATE),
        ("1011990", Doubt.DATE),
        ("hôm qua", Doubt.DATE),
        ("26112026", Doubt.FUTURE),
    ],
)
def test_impossible_days_are_not_taken(written: str, doubt: Doubt) -> None:
    card = citizen_card.read(CARD.replace("01011990", written), today=TODAY)
    assert (card.born, card.doubts, card.missing) == (None, (("born", doubt),), ())
    card = citizen_card.read(CARD.replace("15042021", written), today=TODAY)
    assert (card.issued, card.doubts) == (None, (("issued", doubt),))


def test_other_fields_that_are_wrong() -> None:
    card = citizen_card.read(CARD.replace("Nam", "Khác").replace("012345678", "12"))
    assert (card.sex, card.old_number) == (None, "")
    assert card.doubts == (("old_number", Doubt.VALUE), ("sex", Doubt.VALUE))


@pytest.mark.parametrize(
    ("name", "address", "spelling"),
    [
        ("Nguyeenx Vawn A", "Phuwowngf Beesn Nghes, Quaanj 1", Spelling.INPUT_METHOD),
        ("NGUYEENX VAWN A", "PHUWOWNGF BEESN NGHES", Spelling.INPUT_METHOD),
        ("Nguye6n4 Va8n A", "Phu7o7ng2 Be61n Nghe1, Qua6n5 1", Spelling.INPUT_METHOD),
        ("NGUYEN VAN A", "Phuong Ben Nghe, Quan 1, TP. Ho Chi Minh", Spelling.BARE),
        ("TRAN THI HOA", "P12, Q1, TP Ho Chi Minh", Spelling.BARE),
        ("Ksor H'Rjar", "Buôn Đôn, Đắk Lắk", Spelling.SOUND),
        ("Lê Thị Hoa", "", Spelling.SOUND),
    ],
)
def test_text_through_an_input_method_is_said_not_guessed(name: str, address: str, spelling: Spelling) -> None:
    card = citizen_card.read(CARD.replace("Nguyễn Văn A", name).replace(ADDRESS, address))
    assert card.spelling is spelling
    assert (card.name, card.address) == (name, address)


@pytest.mark.parametrize(
    ("scan", "reason"),
    [
        (b"", "empty"),
        ("\r\n", "empty"),
        ("https://example.vn/d/1", "not_a_card"),
        ("001090123456", "not_a_card"),
        (CARD.removeprefix("0010"), "number"),
        (CARD.replace("001090123456", "٠٠١٠٩٠١٢٣٤٥٦"), "number"),
        (CARD * 40, "too_long"),
        (b"\xd2\xd2|\xd2\x8a", "encoding"),
    ],
)
def test_what_is_no_card(scan: bytes | str, reason: str) -> None:
    with pytest.raises(CardUnreadable) as refusal:
        citizen_card.read(scan)
    assert refusal.value.facts == {"reason": reason}
    assert "Nguyễn" not in str(refusal.value)


def test_a_cards_repr_names_nobody() -> None:
    assert "001090" not in repr(citizen_card.read(CARD))


@given(
    st.binary(max_size=300) | st.text(max_size=300) | st.binary(max_size=80).map(lambda raw: b"001090123456|" + raw)
)
def test_garbage_is_refused_and_nothing_else(scan: bytes | str) -> None:
    refused = refusal_of(lambda: citizen_card.read(scan, today=TODAY))
    assert refused is None or set(refused) == {"reason"}


names = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạễộứ ", min_size=1, max_size=30).map(lambda t: f"Vũ {t.strip()}ạ")
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16-be", "utf-16-le", "utf-16"])


@given(names, st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["Nam", "Nữ"]), encodings)
def test_what_was_put_on_a_card_is_read_from_it(name: str, born: date, sex: str, encoding: str) -> None:
    told = f"001090123456||{name}|{born:%d%m%Y}|{sex}|Xã Đại Mỗ, Hà Nội|15042021\r\n"
    card = citizen_card.read(told.encode(encoding), today=TODAY)
    assert card.name == " ".join(unicodedata.normalize("NFC", name).split())
    assert card.born == Born(born.year, born.month, born.day)
    assert (card.sex, card.missing, card.doubts) == ("male" if sex == "Nam" else "female", (), ())


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_text_is_one_composed_line_without_controls(scan: bytes | str) -> None:
    text = scan_text.text_of(scan)
    if text is not None:
        assert scan_text.text_of(text) == text
        assert text.isprintable() or not any(unicodedata.category(c) == "Cc" for c in text)
