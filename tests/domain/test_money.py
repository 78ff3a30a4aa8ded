"""Transfers and what they are for; signed calls against the standard's own vector."""

from datetime import UTC, datetime, timedelta

import pytest

from onestop.domain import money
from onestop.domain.formats import webhook
from onestop.domain.formats.webhook import Signed
from onestop.domain.money import Fit

AGENCY = "000.00.00.G06"
BILL = "0000000G062611270001"


@pytest.mark.parametrize(
    "purpose",
    [
        BILL,
        "000.00.00.G06-261127-0001",
        "MBVCB.123456789.0000000G062611270001.CT tu 0011001932418",
        "IBFT nop le phi 0000000G06 261127 0001",
        "lephi0000000g062611270001thang11",
    ],
)
def test_a_bill_is_found_whatever_the_bank_writes_around_it(purpose: str) -> None:
    bills = money.bills_in(purpose, [AGENCY])
    assert BILL in bills
    assert money.meant({BILL}, purpose) == BILL


def test_a_typo_names_nothing_and_two_bills_nobody() -> None:
    assert BILL not in money.bills_in("0000000G06261127OOO1 le phi", [AGENCY])
    longer = BILL + "2"
    assert money.meant({BILL, longer}, f"le phi {BILL}2027") == ""
    assert money.meant({BILL, longer}, f"le phi {BILL} 2027") == BILL
    assert money.meant({}, "le phi") == ""


def test_a_huge_purpose_is_read_in_bounds() -> None:
    assert len(money.bills_in("0000000G06" * 25, [AGENCY])) < 500


@pytest.mark.parametrize(
    ("amount", "due", "fit"),
    [(100, 100, Fit.WHOLE), (99, 100, Fit.PART), (101, 100, Fit.OVER), (100, 0, Fit.UNKNOWN)],
)
def test_how_a_sum_fits(amount: int, due: int, fit: Fit) -> None:
    assert money.fit(amount, due) is fit


# Published beside the standard's reference implementation.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIGNED = Signed("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)


def test_the_standards_vector() -> None:
    key = webhook.key_of(SECRET)
    assert webhook.sign(key, SIGNED.id, 1614265330, BODY) == SIGNED.signature
    assert webhook.holds([key], SIGNED, BODY, AT)
    while_keys_change = Signed(SIGNED.id, SIGNED.timestamp, f"v1,AAAA {SIGNED.signature}")
    assert webhook.holds([b"x" * 24, key], while_keys_change, BODY, AT)


@pytest.mark.parametrize(
    ("signed", "body", "later"),
    [
        (SIGNED, BODY + b" ", timedelta()),
        (SIGNED, BODY, timedelta(minutes=6)),
        (SIGNED, BODY, timedelta(minutes=-6)),
        (Signed("", SIGNED.timestamp, SIGNED.signature), BODY, timedelta()),
        (Signed("msg_2", SIGNED.timestamp, SIGNED.signature), BODY, timedelta()),
        (Signed(SIGNED.id, "1614265331", SIGNED.signature), BODY, timedelta()),
        (Signed(SIGNED.id, "١٦١٤", SIGNED.signature), BODY, timedelta()),
        (Signed(SIGNED.id, "9" * 40, SIGNED.signature), BODY, timedelta()),
        (Signed(SIGNED.id, SIGNED.timestamp, ""), BODY, timedelta()),
        (Signed(SIGNED.id, SIGNED.timestamp, "v1,không"), BODY, timedelta()),
    ],
)
def test_what_is_not_signed_lately_is_refused(signed: Signed, body: bytes, later: timedelta) -> None:
    assert not webhook.holds([webhook.key_of(SECRET)], signed, body, AT + later)
    assert not webhook.holds([], SIGNED, BODY, AT)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", "không phải khóa"])
def test_a_secret_that_is_none(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        webhook.key_of(secret)
