"""The network behind a virtual modem: reads submitted parts, joins them on a virtual phone, writes status reports.

Knows nothing of the driver's coder: it reads bit by bit and refuses what a message centre would (TS 23.040, 9.2).
"""

import string
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

KEPT_TEXTS = 20
_LETTERS = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\0ÆæßÉ !\"#¤%&'()*+,-./" + string.digits + ":;<=>?¡"
    + string.ascii_uppercase + "ÄÖÑÜ§¿" + string.ascii_lowercase + "äöñüà"
)  # fmt: skip
_AFTER_ESCAPE = dict(zip((20, 40, 41, 47, 60, 61, 62, 64, 101), "^{}\\[~]|€", strict=True))


class Misread(ValueError):
    """What a message centre refuses: `args` say why."""


@dataclass(frozen=True, slots=True)
class Submitted:
    to: str
    text: str
    group: int
    part: int
    of: int
    wants_report: bool
    octets: bytes = field(repr=False)


@dataclass(slots=True)
class PhoneText:
    """A text as the phone shows it once all its parts are there."""

    id: int
    to: str
    of: int
    at: datetime
    pieces: dict[int, str]

    @property
    def whole(self) -> bool:
        return len(self.pieces) == self.of

    @property
    def text(self) -> str:
        return "".join(self.pieces.get(at, "[…]") for at in range(1, self.of + 1))


class Phones:
    """Joins parts as a phone does: by number, group and count."""

    def __init__(self) -> None:
        self.texts: deque[PhoneText] = deque(maxlen=KEPT_TEXTS)
        self._open: dict[tuple[str, int, int], PhoneText] = {}
        self._count = 0

    def receive(self, part: Submitted) -> None:
        key = (part.to, part.group, part.of)
        text = self._open.get(key)
        if text is None or part.part in text.pieces:
            self._count += 1
            text = PhoneText(self._count, part.to, part.of, datetime.now(UTC), {})
            self.texts.append(text)
            self._open[key] = text
        text.pieces[part.part] = part.text
        if text.whole:
            del self._open[key]


def read(digits: str, told: int) -> Submitted:
    """Take `<centre><SMS-SUBMIT>` in hexadecimal apart; `told` is the length given to `AT+CMGS`.

    Raises:
        Misread.
    """
    try:
        octets = bytes.fromhex(digits)
        tpdu = octets[1 + octets[0] :]
        _must(len(tpdu) == told, "length")
        return _submitted(tpdu)
    except (IndexError, ValueError) as why:
        raise Misread(*why.args) from why


def status_report(part: Submitted, number: int, taken: datetime, ended: datetime, status: int) -> tuple[str, int]:
    """SMS-STATUS-REPORT in hexadecimal behind a centre's address, and its length without that."""
    digits = part.to.removeprefix("+")
    address = bytes((len(digits), 0x91 if part.to.startswith("+") else 0xA1)).hex() + _swapped(digits)
    tpdu = f"06{number:02x}{address}{_stamp(taken)}{_stamp(ended)}{status:02x}"
    return f"07914889200026F5{tpdu}".upper(), len(tpdu) // 2


def _submitted(tpdu: bytes) -> Submitted:
    first = f"{tpdu[0]:08b}"
    _must(first[6:] == "01", "kind")
    _must(first[3:5] == "10", "validity")
    to, rest = _number(tpdu[2:])
    _must(rest[0] == 0, "protocol")
    scheme, length, body = rest[1], rest[3], rest[4:]
    header = body[1 : 1 + body[0]] if first[1] == "1" else b""
    group, of, part = (header[2], header[3], header[4]) if header else (0, 1, 1)
    if header:
        _must(header[:2] == b"\0\3" and len(header) == 5 and 1 <= part <= of, "header")  # noqa: PLR2004 - octets
    skipped = len(header) + 1 if header else 0
    text = _wide(body, length, skipped) if scheme == 8 else _narrow(body, length, skipped, scheme)  # noqa: PLR2004
    return Submitted(to, text, group, part, of, first[2] == "1", tpdu)


def _number(rest: bytes) -> tuple[str, bytes]:
    count, kind = rest[0], rest[1]
    _must(1 <= count <= 20 and kind in {0x81, 0x91, 0xA1}, "number")  # noqa: PLR2004 - TS 23.040, 9.1.2.5
    ends = 2 + (count + 1) // 2
    digits = "".join(octet[::-1] for octet in map("{:02X}".format, rest[2:ends]))
    _must(digits[count:] in {"", "F"} and digits[:count].isdecimal(), "digits")
    return ("+" if kind == 0x91 else "") + digits[:count], rest[ends:]  # noqa: PLR2004 - international


def _wide(body: bytes, length: int, skipped: int) -> str:
    _must(len(body) == length <= 140, "length")  # noqa: PLR2004 - octets of a message
    return body[skipped:].decode("utf-16-be")


def _narrow(body: bytes, length: int, skipped: int, scheme: int) -> str:
    _must(scheme == 0, "scheme")
    _must(len(body) == (length * 7 + 7) // 8 and length <= 160, "length")  # noqa: PLR2004 - septets of a message
    bits = "".join(f"{octet:08b}"[::-1] for octet in body)
    begins = (skipped * 8 + 6) // 7
    _must("1" not in bits[skipped * 8 : begins * 7] + bits[length * 7 :], "fill")
    septets = [int(bits[at * 7 : at * 7 + 7][::-1], 2) for at in range(begins, length)]
    text, left = "", iter(septets)
    for septet in left:
        text += _AFTER_ESCAPE[next(left)] if septet == 27 else _LETTERS[septet]  # noqa: PLR2004 - the escape
    return text


def _swapped(digits: str) -> str:
    even = digits + "f" * (len(digits) % 2)
    return "".join(two for pair in zip(even[1::2], even[::2], strict=True) for two in pair)


def _stamp(instant: datetime) -> str:
    """In Vietnam's time, 28 quarters of an hour from UTC."""
    local = datetime.fromtimestamp(instant.timestamp() + 7 * 3600, UTC)
    return _swapped(f"{local:%y%m%d%H%M%S}28")


def _must(fits: object, what: str) -> None:
    if not fits:
        raise Misread(what)
