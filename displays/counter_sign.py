"""The sign above a counter: a number that blinks when called and stays while served, dashes when nobody is there.

A sign never shows an old truth: what is stale is dashes too.
"""

from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from displays.say import Say
from hardware.contract.documents import SignFace

BLINK_S = 10.0
"""How long a call blinks [s]."""
BRIGHT, DIM = 6, 3


class Desk(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CounterSign:
    counter: int
    desk: Desk
    number: str | None = None
    called: bool = False
    """True from the call until the person is there: it blinks."""
    stale: bool = False
    """The truth is older than its promise."""

    @property
    def shown(self) -> str | None:
        """The number, where there is one that is true now."""
        return None if self.stale or self.desk is Desk.CLOSED else self.number


def face(sign: CounterSign, cells: int) -> SignFace:
    """A sign of `cells` digits: the number alone; blank is an open counter that calls nobody yet."""
    if sign.shown is None:
        blank = " " if sign.desk is Desk.OPEN and not sign.stale else "-"
        return SignFace(text=blank * cells, brightness=DIM)
    return SignFace(text=_fitted(sign.shown, cells).ljust(cells), blink_s=_blink(sign), brightness=BRIGHT)


def two_lines(sign: CounterSign, say: Say, cells: int = 20) -> SignFace:
    """A pole display: what is called above, which counter it is below; letters without marks."""
    above = plain(_above(sign, say))[:cells].ljust(cells)
    below = plain(say("sign.counter", counter=f"{sign.counter:02d}"))[:cells].center(cells)
    return SignFace(text=above, second=below, blink_s=_blink(sign), brightness=DIM if sign.shown is None else BRIGHT)


def _above(sign: CounterSign, say: Say) -> str:
    if sign.shown is not None:
        return say("sign.call" if sign.called else "sign.serving", number=sign.shown)
    return say("sign.stale" if sign.stale else f"sign.{sign.desk}")


def plain(text: str) -> str:
    """Capitals of ASCII only, the marks dropped: Đang phục vụ → DANG PHUC VU."""
    bare = normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if letter.isascii()).upper()


def _blink(sign: CounterSign) -> float:
    return BLINK_S if sign.called and sign.shown is not None else 0.0


def _fitted(number: str, cells: int) -> str:
    """A number too long for its sign loses its front: the last digits tell neighbours in a line apart."""
    return plain(number)[-cells:]
