"""VietQR: a transfer as banks' applications read it from a QR code (NAPAS, EMVCo merchant-presented mode).

The purpose carries no marks and no signs banks may drop, so that what comes back names what was paid for.
"""

import re
from binascii import crc_hqx
from dataclasses import dataclass
from typing import Final

from onestop.domain.errors import BadInput
from onestop.domain.formats.fold import unaccent

GUID: Final = "A000000727"
TO_ACCOUNT: Final = "QRIBFTTA"
DONG: Final = "704"
MOST_VND: Final = 10**13 - 1
"""Tag 54 holds thirteen digits [VND]."""
LONGEST_PURPOSE: Final = 25
"""What every bank's application shows whole [characters] (rules file, 7)."""
_BANK: Final = re.compile(r"[0-9]{6}")
_ACCOUNT: Final = re.compile(r"[0-9A-Za-z]{4,19}")
_TAG: Final = re.compile(r"[0-9]{2}")
SHORTEST, LONGEST = 8, 512
"""A code: its checksum alone, and far more than any bank writes [characters]."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """To which account, how much, and what for."""

    bank: str
    """BIN of the bank, six digits."""
    account: str
    amount_vnd: int | None = None
    """`None`: whoever pays fills it in."""
    bill: str = ""
    purpose: str = ""


def plain(text: str, most: int = LONGEST_PURPOSE) -> str:
    """Letters and digits without marks, and single blanks: what a purpose may be made of."""
    return " ".join(re.sub(r"[^0-9A-Za-z]+", " ", unaccent(text)).split())[:most].strip()


def bill_of(code: str) -> str:
    """A dossier's code as it stands in a transfer: letters and digits alone, upper case."""
    return re.sub(r"[^0-9A-Z]", "", unaccent(code).upper())


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF) of ASCII, four upper-case hexadecimal digits."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def encode(transfer: Transfer) -> str:
    """The text of the code; dynamic (`12`) when an amount is named.

    Raises:
        BadInput: `bank`, `account` or `amount` cannot be written.
    """
    _check(transfer)
    beneficiary = _field("00", transfer.bank) + _field("01", transfer.account)
    merchant = _field("00", GUID) + _field("01", beneficiary) + _field("02", TO_ACCOUNT)
    amount = _field("54", str(transfer.amount_vnd)) if transfer.amount_vnd is not None else ""
    bill, purpose = plain(transfer.bill), plain(transfer.purpose)
    more = (_field("01", bill) if bill else "") + (_field("08", purpose) if purpose else "")
    body = (
        _field("00", "01")
        + _field("01", "12" if amount else "11")
        + _field("38", merchant)
        + _field("53", DONG)
        + amount
        + _field("58", "VN")
        + (_field("62", more) if more else "")
        + "6304"
    )
    return body + crc(body)


def _check(transfer: Transfer) -> None:
    if _BANK.fullmatch(transfer.bank) is None:
        raise BadInput(field="bank")
    if _ACCOUNT.fullmatch(transfer.account) is None:
        raise BadInput(field="account")
    if transfer.amount_vnd is not None and not 0 < transfer.amount_vnd <= MOST_VND:
        raise BadInput(field="amount")


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def read(text: str) -> Transfer:
    """The transfer a code asks for; what it says besides is passed over.

    Raises:
        BadInput: with `reason`: `crc`, `shape` (lengths that do not fit), or `other`: no transfer to an account here.
    """
    written = text.strip()
    if not SHORTEST <= len(written) <= LONGEST or not written.isascii():
        raise BadInput(field="vietqr", reason="shape")
    if written[-8:-4] != "6304" or crc(written[:-4]) != written[-4:].upper():
        raise BadInput(field="vietqr", reason="crc")
    fields = _fields(written)
    merchant = _fields(fields.get("38", ""))
    beneficiary = _fields(merchant.get("01", ""))
    if merchant.get("00") != GUID or fields.get("53") != DONG or not beneficiary:
        raise BadInput(field="vietqr", reason="other")
    more, amount = _fields(fields.get("62", "")), fields.get("54", "")
    if amount and not amount.isdecimal():
        raise BadInput(field="vietqr", reason="shape")
    found = Transfer(
        bank=beneficiary.get("00", ""),
        account=beneficiary.get("01", ""),
        amount_vnd=int(amount) if amount else None,
        bill=more.get("01", ""),
        purpose=more.get("08", ""),
    )
    _check(found)
    return found


def _fields(text: str) -> dict[str, str]:
    """Tag, two digits of length, value; one after the other to the very end."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if _TAG.fullmatch(tag) is None or not length.isdecimal() or at + 4 + int(length) > len(text):
            raise BadInput(field="vietqr", reason="shape")
        found[tag] = text[at + 4 : at + 4 + int(length)]
        at += 4 + int(length)
    return found
