"""The console's state as the pages see it: Vars, which a type checker would take for the values behind them."""

from typing import Any, Final

import reflex as rx

from onestop.web.counter.state import Counter
from onestop.web.session import Visitor

does: Final[Any] = Counter
desk: Final[Any] = Counter.desk


def pick(two: Any) -> Any:
    """The reader's half of a `Two`."""
    return rx.cond(Visitor.locale == "en", two.en, two.vi)
