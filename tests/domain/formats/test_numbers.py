"""Telephone numbers, personal numbers, tax codes, postal codes: vectors of the domain's rules, and round trips."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import BadInput
from onestop.domain.formats import personal_number, phones, s10, tax_code
from onestop.domain.formats.personal_number import Finding, PersonalNumber
from onestop.domain.formats.provinces import PROVINCES
from tests.domain.formats.refusals import refusal_of

VIETTEL, MOBIFONE = (86, 96, 97, 98, *range(32, 40)), (89, 90, 93, 70, *range(76, 80))
VINAPHONE, OTHERS = (88, 91, 94, *range(81, 86)), (92, 56, 58, 52, 99, 59, 87, 55)
MOBILE_PREFIXES = [f"0{prefix}" for prefix in (*VIETTEL, *MOBIFONE, *VINAPHONE, *OTHERS)]


@pytest.mark.parametrize("prefix", MOBILE_PREFIXES)
def test_every_operator_is_known(prefix: str) -> None:
    phone = phones.parse(f"{prefix}1234567")
    assert phone.mobile
    assert phone.national == f"{prefix}1234567"


@pytest.mark.parametrize(
    "written",
    ["0912345678", "+84912345678", "84912345678", "0084912345678", "+84 (0)912 345 678", "0912.345.678",
     " 0912–345–678 ", "0912\u00a0345\u00a0678", "０９１２３４５６７８"],
)  # fmt: skip
def test_one_number_in_every_writing(written: str) -> None:
    phone = phones.parse_mobile(written)
    assert (phone.stored, phone.gateway, phone.national) == ("+84912345678", "84912345678", "0912345678")
    assert (phone.shown, phone.masked) == ("0912 345 678", "0912 xxx 678")


@pytest.mark.parametrize("written", ["024 3822 3344", "(0208) 3855 123", "+84 24 3822 3344", "842438223344"])
def test_land_lines_are_taken_loosely(written: str) -> None:
    phone = phones.parse(written)
    assert not phone.mobile
    assert phone.national.startswith("02")
    with pytest.raises(BadInput) as refusal:
        phones.parse_mobile(written)
    assert refusal.value.facts == {"field": "phone", "reason": "not_mobile"}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("không có", "characters"),
        ("0912345678x", "characters"),
        ("091234567", "length"),
        ("09123456789", "length"),
        ("0952345678", "prefix"),
        ("0512345678", "prefix"),
        ("1900123456", "prefix"),
        ("01681234567", "obsolete"),
        ("+33612345678", "foreign"),
        ("0033612345678", "foreign"),
        ("0912345678" + " " * 40 + "9", "length"),
        ("٠٩١٢٣٤٥٦٧٨", "characters"),
    ],
)
def test_numbers_nobody_can_be_called_by(written: str, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        phones.parse(written)
    assert refusal.value.facts == {"field": "phone", "reason": reason}


@given(st.text(max_size=50) | st.from_regex(r"[+0-9 .()-]{0,20}", fullmatch=True))
def test_a_phone_is_read_again_from_each_of_its_forms(written: str) -> None:
    if refusal_of(lambda: phones.parse(written)):
        return
    phone = phones.parse(written)
    for form in (phone.stored, phone.gateway, phone.national, phone.shown):
        assert phones.parse(form) == phone


def test_the_digits_of_a_personal_number() -> None:
    assert personal_number.parse("001 090 123456") == PersonalNumber("001090123456", "001", "male", 1990)
    assert personal_number.parse("079302000001") == PersonalNumber("079302000001", "079", "female", 2002)
    assert personal_number.parse("001090123456").province_name == "Hà Nội"
    assert len(PROVINCES) == 63


@pytest.mark.parametrize(
    ("written", "year", "sex", "found"),
    [
        ("001090123456", 1990, "male", ()),
        ("001090123456", None, None, ()),
        ("001190123456", 1990, "female", ()),
        ("00109012345", None, None, (Finding("number.shape", "refuse"),)),
        ("００１０９０１２３４５６", None, None, (Finding("number.shape", "refuse"),)),
        ("999090123456", 1990, "male", (Finding("number.province", "warn"),)),
        ("001090123456", 1991, "male", (Finding("number.year", "refuse"),)),
        ("001090123456", 1990, "female", (Finding("number.sex", "refuse"),)),
        ("001230123456", 2030, "male", (Finding("number.future", "refuse"),)),
        ("001490123456", None, None, (Finding("number.future", "refuse"),)),
    ],
)
def test_what_speaks_against_a_number(
    written: str, year: int | None, sex: personal_number.Sex | None, found: tuple[Finding, ...]
) -> None:
    assert personal_number.check(written, this_year=2026, year=year, sex=sex) == found


@given(st.sampled_from(sorted(PROVINCES)), st.integers(1900, 2026), st.booleans(), st.integers(0, 999_999))
def test_a_number_made_by_the_rule_agrees_with_its_card(province: str, year: int, female: bool, serial: int) -> None:
    digit = (year - 1900) // 100 * 2 + female
    written = f"{province}{digit}{year % 100:02d}{serial:06d}"
    assert not personal_number.check(written, this_year=2026, year=year, sex="female" if female else "male")


@given(st.text(max_size=60))
def test_no_text_upsets_a_check(written: str) -> None:
    personal_number.check(written, this_year=2026)
    for parse in (tax_code.parse, s10.read, s10.parse):
        refused = refusal_of(partial(parse, written))
        assert refused is None or refused["reason"] in {"shape", "check_digit", "reserved"}


def test_tax_codes() -> None:
    assert tax_code.parse(" 0100109106 ") == "0100109106"
    assert tax_code.parse("0100109106001") == tax_code.parse("0100109106 – 001") == "0100109106-001"
    for wrong in ("", "010010910", "0100109106-1", "001090123456", "0100109106-00A", "0100109106" + " " * 40):
        with pytest.raises(BadInput):
            tax_code.parse(wrong)


@pytest.mark.parametrize(("serial", "digit"), [("00071758", 1), ("76129403", 8), ("01234567", 5), ("47312482", 9)])
def test_check_digits_of_s10(serial: str, digit: int) -> None:
    assert s10.check_digit(serial) == digit


@pytest.mark.parametrize("written", ["EB000717618HK", "RR473124829GB", "rr 4731 2482 9 gb"])
def test_codes_that_are_right(written: str) -> None:
    code = s10.parse(written)
    assert str(code) == "".join(written.split()).upper()
    assert code.faults == ()


def test_codes_to_warn_of() -> None:
    with pytest.raises(BadInput) as refusal:
        s10.parse("EB900717618HK")
    assert refusal.value.facts == {"field": "post_code", "reason": "check_digit"}
    assert s10.read("EJ012345678VN").faults == ("check_digit",)
    assert s10.read("KA473124829VN").faults == ("reserved",)
    for wrong in ("", "EB00071761HK", "EB0007176181HK", "1B000717618HK", "EB000717618HK" + " " * 40):
        with pytest.raises(BadInput):
            s10.read(wrong)


@given(st.integers(0, 10**8 - 1), st.sampled_from(["EB", "RR", "CP"]))
def test_a_made_code_is_right_and_one_wrong_digit_is_noticed(serial: int, service: str) -> None:
    code = s10.make(service, serial)
    assert s10.parse(str(code)) == code
    assert int(code.serial) == serial
    other = f"{(int(code.serial[0]) + 1) % 10}{code.serial[1:]}"
    assert s10.read(f"{service}{other}{code.check}VN").faults == ("check_digit",)


@pytest.mark.parametrize(("service", "serial", "country"), [("EB", -1, "VN"), ("EB", 10**8, "VN"), ("E", 1, "VN")])
def test_codes_that_cannot_be_made(service: str, serial: int, country: str) -> None:
    with pytest.raises(BadInput):
        s10.make(service, serial, country)
