"""The numbers of `+CMS ERROR` and `+CME ERROR` as codes of our own.

Sources: 3GPP TS 27.005, 3.2.5 (CMS; below 128 the causes of TS 24.011, annex E-2); TS 27.007, 9.2 (CME).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from hardware.drivers.errors import (
    DeviceError,
    NetworkSilent,
    NoNetwork,
    NoSim,
    NumberRefused,
    PinAsked,
    PukAsked,
    SendingBarred,
    SimFaulty,
    TextRefused,
)


def _by_number(kinds: Mapping[type[DeviceError], Iterable[int]]) -> dict[int, type[DeviceError]]:
    return {number: kind for kind, numbers in kinds.items() for number in numbers}


SENDING: Final = _by_number(
    {
        NumberRefused: (1, 27, 28, 30),
        SendingBarred: (8, 10, 29, 50, 69, 330),
        NoNetwork: (17, 38, 41, 42, 47, 331),
        NetworkSilent: (332,),
        NoSim: (310,),
        PinAsked: (311, 312, 317),
        PukAsked: (316, 318),
        SimFaulty: (313, 314, 315),
    }
)
EQUIPMENT: Final = _by_number(
    {
        NoSim: (10,),
        PinAsked: (11, 17),
        PukAsked: (12, 18),
        SimFaulty: (13, 14, 15),
        NoNetwork: (30, 32),
        NetworkSilent: (31,),
    }
)


def refusal(kind: str | None, number: str | None) -> DeviceError:
    """What `+CM{kind} ERROR: {number}`, or a bare `ERROR`, means; facts have the number as `modem.cms_38`."""
    if kind is None or number is None or not number.isdecimal():
        return TextRefused(cause="modem.error")
    known = SENDING if kind == "S" else EQUIPMENT
    return known.get(int(number), TextRefused)(cause=f"modem.cm{kind.lower()}_{int(number)}")
