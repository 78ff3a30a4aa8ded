"""What somebody comes for with a dossier that is under way; it decides whose line they stand in."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from onestop.domain.dossier import Status

SCAN_LIES: Final = timedelta(minutes=2)
"""How long what a scanner read lies at its counter."""
PLACE_SCAN_LIES: Final = timedelta(seconds=20)
"""The same at a kiosk, whose page takes it up at once: the next person must not meet it."""


class Purpose(StrEnum):
    INTAKE = "intake"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    RESULT = "result"
    QUESTION = "question"


_WAITS_FOR: Final[Mapping[Status, Purpose]] = {
    Status.SUPPLEMENT: Purpose.SUPPLEMENT,
    Status.PAYING: Purpose.PAYMENT,
    Status.READY: Purpose.RESULT,
}


def purpose_of(status: Status) -> Purpose:
    """What the holder of the receipt most likely comes for."""
    return _WAITS_FOR.get(status, Purpose.QUESTION)
