"""VietQR: the published vectors read and written, every damage noticed, and what a purpose may carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import BadInput
from onestop.domain.formats import vietqr
from onestop.domain.formats.vietqr import Transfer

VECTORS = {
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F": Transfer(
        "970403", "0011012345678"
    ),
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E": Transfer(
        "970403", "0011012345678", 180000, "NPS6869", "thanh toan don hang"
    ),
    "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN"
    "62170813ung ho lu lut6304C15C": Transfer("970415", "0011001932418", 120000, "", "ung ho lu lut"),
    "00020101021138540010A00000072701240006970407011003865776720208QRIBFTTA5303704540710000005802VN"
    "62160812henry an cut6304A322": Transfer("970407", "0386577672", 1000000, "", "henry an cut"),
}
"""Of the rules file, section 7; the last one names an amount and says it is static, which readers accept."""
ACCOUNTS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=19)
TRANSFERS = st.builds(
    Transfer,
    bank=st.text("0123456789", min_size=6, max_size=6),
    account=ACCOUNTS,
    amount_vnd=st.none() | st.integers(1, vietqr.MOST_VND),
    bill=st.text("0123456789ABCDEF", max_size=25),
    purpose=st.text("abcdefghij", max_size=25),
)


@pytest.mark.parametrize(("code", "told"), VECTORS.items())
def test_the_published_codes_are_read(code: str, told: Transfer) -> None:
    assert vietqr.read(code) == told
    assert vietqr.read(f" {code}\n") == told


@pytest.mark.parametrize(("code", "told"), list(VECTORS.items())[:3])
def test_and_written_sign_by_sign(code: str, told: Transfer) -> None:
    assert vietqr.encode(told) == code


def test_the_checksum_is_the_published_one() -> None:
    assert vietqr.crc("123456789") == "29B1"


@given(TRANSFERS)
def test_what_is_written_is_read(transfer: Transfer) -> None:
    assert vietqr.read(vietqr.encode(transfer)) == transfer


@given(TRANSFERS, st.data())
def test_one_wrong_sign_is_noticed(transfer: Transfer, data: st.DataObject) -> None:
    code = vietqr.encode(transfer)
    at = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.characters(min_codepoint=48, max_codepoint=90).filter(lambda c: c != code[at]))
    with pytest.raises(BadInput):
        vietqr.read(code[:at] + other + code[at + 1 :])


@given(st.text(max_size=600))
def test_anything_else_is_refused_and_nothing_breaks(text: str) -> None:
    with pytest.raises(BadInput):
        vietqr.read(text)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bank": "97040"}, "bank"),
        ({"bank": "97040x"}, "bank"),
        ({"account": "12 34"}, "account"),
        ({"account": "1" * 20}, "account"),
        ({"account": "tài khoản"}, "account"),
        ({"amount_vnd": 0}, "amount"),
        ({"amount_vnd": -5}, "amount"),
        ({"amount_vnd": 10**13}, "amount"),
    ],
)
def test_what_cannot_be_paid_is_not_written(change: dict[str, object], field: str) -> None:
    good = {"bank": "970436", "account": "0011001932418", "amount_vnd": 1000}
    with pytest.raises(BadInput) as refused:
        vietqr.encode(Transfer(**{**good, **change}))  # type: ignore[arg-type]
    assert refused.value.facts["field"] == field


def test_lengths_that_lie_are_refused_though_the_checksum_fits() -> None:
    """As the printed NAPAS sample does: an inner length that disagrees with a 13-digit account."""
    code = next(iter(VECTORS)).replace("0113001101234", "0112001101234")[:-4]
    with pytest.raises(BadInput):
        vietqr.read(code + vietqr.crc(code))


def test_a_purpose_has_no_marks_and_a_bill_only_letters_and_digits() -> None:
    assert vietqr.plain("Phí cấp phép: hồ sơ số 12/2026 – Đặng") == "Phi cap phep ho so so 12"
    assert vietqr.bill_of("000.00.00.G06-261113-0001") == "0000000G062611130001"
    assert vietqr.read(vietqr.encode(Transfer("970436", "12345678", 1, "G06-26.1", "Đóng phí"))).purpose == "Dong phi"
