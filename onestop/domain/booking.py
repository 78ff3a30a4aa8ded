"""A number from home: which slots a queue offers, when one may arrive for one, and how much one person may book.

The rules are an office's own data. Those to begin with are the ones people know from iHanoi: today to +6 days, two a
day, one per field (peers, 3).
"""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from onestop.domain.calendar import Shift
from onestop.domain.errors import BookingOver, BookingUnknown
from onestop.domain.numbering import TRACK_ALPHABET


class Status(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    """Its holder came and has a number."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Nobody came in time."""


class Step(StrEnum):
    ARRIVE = "arrive"
    CANCEL = "cancel"
    EXPIRE = "expire"


LIFE: Final[Mapping[Status, Mapping[Step, Status]]] = MappingProxyType(
    {
        Status.BOOKED: {
            Step.ARRIVE: Status.ARRIVED,
            Step.CANCEL: Status.CANCELLED,
            Step.EXPIRE: Status.EXPIRED,
        },
        Status.ARRIVED: {},
        Status.CANCELLED: {},
        Status.EXPIRED: {},
    }
)
"""Every step there is; nothing else may happen."""
COUNTS: Final = (Status.BOOKED, Status.ARRIVED)
"""What uses up a person's share of a day."""


def after(status: Status, step: Step) -> Status:
    """Raises: BookingOver."""
    if step not in LIFE[status]:
        raise BookingOver(status=status.value)
    return LIFE[status][step]


@dataclass(frozen=True, slots=True)
class BookingRules:
    """What one office decided; kept in the office's row."""

    on: bool = False
    days_ahead: int = 6
    """The last day that may be booked, from today [days]."""
    slot_min: int = 30
    """Length of a slot [min]."""
    per_slot: Mapping[str, int] = field(default_factory=dict)
    """Places of each queue in one slot, by its code; a queue that is not named takes no bookings [count]."""
    per_day: int = 2
    """Most bookings of one person for one day [count]."""
    per_queue: int = 1
    """Most of these for one queue [count]."""
    ahead_min: int = 30
    """A slot that begins sooner is not offered any more [min]."""
    early_min: int = 15
    late_min: int = 15
    """How long before and after its beginning one may arrive for a slot and keep one's place [min]."""
    remind_min: int = 120
    """How long before the slot a reminder goes out; 0: none [min]."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        mine = stored.get("booking", {})
        return cls(**{f.name: mine[f.name] for f in fields(cls) if f.name in mine})

    def stored(self) -> dict[str, Any]:
        """The part of the office's policy that is ours."""
        return {"booking": asdict(self)}


@dataclass(frozen=True, slots=True)
class Slot:
    begins: datetime
    ends: datetime


def slots(hours: Sequence[Shift], day: date, weekday: int, zone: ZoneInfo, minutes: int) -> Iterator[Slot]:
    """The whole slots of a queue's shifts on `day`, which keeps the hours of ISO `weekday`."""
    length = timedelta(minutes=minutes)
    for shift in sorted((one for one in hours if one.weekday == weekday), key=lambda one: one.opens):
        begins, closes = datetime.combine(day, shift.opens, zone), datetime.combine(day, shift.closes, zone)
        while begins + length <= closes:
            yield Slot(begins, begins + length)
            begins += length


@dataclass(frozen=True, slots=True)
class Window:
    """When one may arrive: not before `opens`, not after `closes`."""

    opens: datetime
    closes: datetime


def window(slot_at: datetime, rules: BookingRules) -> Window:
    return Window(slot_at - timedelta(minutes=rules.early_min), slot_at + timedelta(minutes=rules.late_min))


def last_day(today: date, rules: BookingRules) -> date:
    return today + timedelta(days=rules.days_ahead)


CODE_LENGTH: Final = 8
_CODE: Final = re.compile(f"[{TRACK_ALPHABET}]{{{CODE_LENGTH}}}")
_BETWEEN: Final = re.compile(r"[\s.‐‑‒–—−-]+")


def new_code() -> str:
    """What a booking is held by: about 39 bits, so asking is limited."""
    return "".join(secrets.choice(TRACK_ALPHABET) for _ in range(CODE_LENGTH))


def is_code(written: str) -> bool:
    """Whether it looks like one; whose it is, if anybody's, is another question."""
    return _CODE.fullmatch(_BETWEEN.sub("", written[:40]).upper()) is not None


def read_code(written: str) -> str:
    """A code however it was typed.

    Raises:
        BookingUnknown: it is none.
    """
    if not is_code(written):
        raise BookingUnknown
    return _BETWEEN.sub("", written[:40]).upper()


def in_groups(code: str) -> str:
    """As people read it: `K7M4-X2QP`."""
    return f"{code[:4]}-{code[4:]}"


def booking_url(base: str, code: str) -> str:
    """What its QR holds; the code is in the fragment, which no browser sends to a server."""
    return f"{base.rstrip('/')}/b#{code}"
