"""The desk's state as the pages see it: Vars, which a type checker would take for the values behind them."""

from typing import Any, Final

import reflex as rx

from onestop.web.reception.state import PaperList, Reception
from onestop.web.session import Visitor

does: Final[Any] = Reception
desk: Final[Any] = Reception.desk
paper: Final[Any] = PaperList

AGAIN_MS: Final = 1000
"""A second press within this is the same press [ms]."""


def pick(two: Any) -> Any:
    """The reader's half of a `Two`."""
    return rx.cond(Visitor.locale == "en", two.en, two.vi)
