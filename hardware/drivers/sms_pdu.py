"""Text messages as the bytes a mobile network knows (TPDUs): one part out, deliveries and status reports in.

Sources: 3GPP TS 23.040, 9.2.2 (layouts), 9.2.3 (fields), 9.1.2 (numbers and instants in half octets); TS 23.038, 4
(coding schemes), 6.1.2.1 (septets in octets). Numbers and texts are personal data: no `repr` and no error shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from hardware.drivers.sms_text import BASIC, ESCAPE, EXTENDED, Part, septets

SUBMIT: Final = 0x31
"""SMS-SUBMIT, relative validity period, status report requested."""
WITH_HEADER: Final = 0x40
INTERNATIONAL, NATIONAL = 0x91, 0x81
GSM_7, UCS_2 = 0x00, 0x08
FULL_DAY_MIN: Final = 1440

_EXTENDED = {at: sign for sign, at in EXTENDED.items()}


class BadPdu(ValueError):
    """The bytes are no message of a kind we know."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """A text somebody sent to us. `part` of `of` belongs to the message `reference` of this sender."""

    sender: str = field(repr=False)
    at: datetime
    text: str = field(repr=False)
    reference: int = 0
    part: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What became of a part. `taken_at`, `ended_at`: by the clock of the network's message centre."""

    reference: int
    recipient: str = field(repr=False)
    taken_at: datetime
    ended_at: datetime
    status: int
    """TP-Status, TS 23.040, 9.2.3.15."""


def submit(to: str, part: Part, *, reference: int = 0, validity_min: int = FULL_DAY_MIN) -> bytes:
    """SMS-SUBMIT of one part; `reference` (0–255) joins the parts of one text.

    Raises:
        BadPdu: the number or the part has no place in it.
    """
    header = bytes((5, 0, 3, reference, part.of, part.number)) if part.of > 1 else b""
    if part.wide:
        body = header + part.text.encode("utf-16-be")
        length = len(body)
    else:
        coded = septets(part.text)
        fill = -len(header) * 8 % 7  # the text begins at a septet of its own behind the header
        body = header + packed(coded, fill)
        length = -(-len(header) * 8 // 7) + len(coded)
    if length > (140 if part.wide else 160):
        raise BadPdu
    first = SUBMIT | (WITH_HEADER if header else 0)
    scheme = UCS_2 if part.wide else GSM_7
    return bytes((first, 0)) + _address(to) + bytes((0, scheme, _validity(validity_min), length)) + body


def received(tpdu: bytes) -> Deliver | StatusReport:
    """Read what a modem was given by the network.

    Raises:
        BadPdu: it is neither, or it is cut short.
    """
    try:
        kind = tpdu[0] & 0x03
        if kind == 0:
            return _deliver(tpdu)
        if kind == 2:  # noqa: PLR2004 - TP-Message-Type-Indicator, TS 23.040, 9.2.3.1
            return _status_report(tpdu)
    except (IndexError, ValueError) as why:
        raise BadPdu from why
    raise BadPdu


def packed(coded: Sequence[int], fill: int = 0) -> bytes:
    """Septets in octets, low bits first, behind `fill` empty bits."""
    bits = sum(septet << (fill + 7 * at) for at, septet in enumerate(coded))
    return bits.to_bytes(-(-(fill + 7 * len(coded)) // 8), "little")


def unpacked(octets: bytes, count: int, skip: int = 0) -> list[int]:
    """`count` septets of the octets, without the first `skip`."""
    bits = int.from_bytes(octets, "little")
    return [bits >> 7 * at & 0x7F for at in range(skip, count)]


def _address(number: str) -> bytes:
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 20):  # noqa: PLR2004 - TS 23.040, 9.1.2.5
        raise BadPdu
    kind = INTERNATIONAL if number.startswith("+") else NATIONAL
    return bytes((len(digits), kind)) + _halves(digits)


def _halves(digits: str) -> bytes:
    even = digits + "F" * (len(digits) % 2)
    return bytes.fromhex("".join(even[at + 1] + even[at] for at in range(0, len(even), 2)))


def _validity(minutes: int) -> int:
    """TP-Validity-Period, relative (TS 23.040, 9.2.3.12.1): the shortest period that is not shorter."""
    if minutes <= 12 * 60:
        return max(0, -(-minutes // 5) - 1)
    if minutes <= FULL_DAY_MIN:
        return 143 + -(-(minutes - 12 * 60) // 30)
    days = -(-minutes // FULL_DAY_MIN)
    return 166 + days if days <= 30 else min(255, 192 + -(-days // 7))  # noqa: PLR2004 - days, then weeks


def _deliver(tpdu: bytes) -> Deliver:
    sender, at = _addressed(tpdu, 1)
    scheme, instant = tpdu[at + 1], _instant(tpdu[at + 2 : at + 9])
    length, body = tpdu[at + 9], tpdu[at + 10 :]
    header = body[: body[0] + 1] if tpdu[0] & WITH_HEADER else b""
    text = _text(scheme, body, length, len(header))
    return Deliver(sender, instant, text, *_joined(header))


def _status_report(tpdu: bytes) -> StatusReport:
    recipient, at = _addressed(tpdu, 2)
    taken_at, ended_at = _instant(tpdu[at : at + 7]), _instant(tpdu[at + 7 : at + 14])
    return StatusReport(tpdu[1], recipient, taken_at, ended_at, tpdu[at + 14])


def _addressed(tpdu: bytes, at: int) -> tuple[str, int]:
    """A number or name of an address field, and where the next field begins."""
    digits, kind = tpdu[at], tpdu[at + 1]
    ends = at + 2 + -(-digits // 2)
    octets = tpdu[at + 2 : ends]
    if len(octets) != -(-digits // 2):
        raise BadPdu
    if kind & 0x70 == 0x50:  # noqa: PLR2004 - a name in the GSM alphabet
        return _signs(unpacked(octets, digits * 4 // 7)), ends
    number = "".join(f"{octet & 0x0F:x}{octet >> 4:x}" for octet in octets)[:digits]
    return ("+" if kind & 0x70 == 0x10 else "") + number, ends  # noqa: PLR2004 - international


def _instant(octets: bytes) -> datetime:
    """Seven octets of swapped digits; the last one counts quarters of an hour from UTC, its bit 3 is the sign."""
    if len(octets) != 7:  # noqa: PLR2004 - octets of an instant
        raise BadPdu
    year, month, day, hour, minute, second = (10 * (one & 0x0F) + (one >> 4) for one in octets[:6])
    quarters = 10 * (octets[6] & 0x07) + (octets[6] >> 4)
    away = timedelta(minutes=15 * (-quarters if octets[6] & 0x08 else quarters))
    return datetime(2000 + year, month, day, hour, minute, second, tzinfo=timezone(away)).astimezone(UTC)


def _text(scheme: int, body: bytes, length: int, header: int) -> str:
    coding = _coding(scheme)
    needed = -(-length * 7 // 8) if coding == "gsm" else length
    if len(body) < needed or header > needed:
        raise BadPdu
    if coding == "gsm":
        return _signs(unpacked(body, length, -(-header * 8 // 7)))
    return body[header:length].decode("utf-16-be" if coding == "ucs2" else "latin-1", errors="replace")


def _coding(scheme: int) -> str:
    """`gsm`, `data` or `ucs2` of a TP-Data-Coding-Scheme (TS 23.038, 4)."""
    if scheme & 0xC0 == 0:
        return ("gsm", "data", "ucs2", "gsm")[scheme >> 2 & 3]
    if scheme & 0xF0 == 0xF0:  # noqa: PLR2004 - a message class
        return "data" if scheme & 0x04 else "gsm"
    return "ucs2" if scheme & 0xF0 == 0xE0 else "gsm"  # noqa: PLR2004 - message waiting


def _signs(coded: list[int]) -> str:
    signs, escaped = "", False
    for septet in coded:
        if septet == ESCAPE:
            escaped = True
            continue
        signs += _EXTENDED.get(septet, BASIC[septet]) if escaped else BASIC[septet]
        escaped = False
    return signs


def _joined(header: bytes) -> tuple[int, int, int]:
    """Reference, part and number of parts told in a user data header (elements 00 and 08)."""
    at = 1
    while at + 1 < len(header):
        element, length = header[at], header[at + 1]
        data = header[at + 2 : at + 2 + length]
        if (element, len(data)) in {(0x00, 3), (0x08, 4)}:
            return int.from_bytes(data[:-2], "big"), data[-1], data[-2]
        at += 2 + length
    return 0, 1, 1
